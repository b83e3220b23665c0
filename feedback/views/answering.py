"""The pages on which anyone with its code answers a questionnaire, and of which nothing says that they were here (L30).

They set no cookie and ask for none, keep no session, name no actor and write no line: what was answered so far travels
in the page, and at its end is put into the mailbox. A form of theirs may therefore be sent from anywhere, by anyone.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from feedback.actions.batches import Answered, MailboxFull, Sheet, find_open, put_answer
from feedback.choices import Audience
from feedback.forms.answering import (
    SO_FAR,
    QuestionForm,
    SendForm,
    choices_of,
    sheet_as_carried,
    sheet_as_typed,
)
from feedback.models import Batch, Question
from sendiass.pages import anonymous_page
from sendiass.ui.parts import Row

BACK, SKIP = "back", "skip"
kept_nowhere = cache_control(no_store=True, private=True)


@csrf_exempt
@kept_nowhere
@anonymous_page
def answer_start(request: HttpRequest, code: str) -> HttpResponse:
    """What it is for, who reads it, what can be known of its writer, and that every question may be left open."""
    batch = find_open(code)
    if batch is None:
        return _closed(request)
    questions = _questions(batch)
    shown = {
        "batch": batch,
        "total": len(questions),
        "is_child": _is_for(batch, Audience.CHILD),
        "is_inside": _is_for(batch, Audience.TEAM),
        "first": _address(batch, 1),
    }
    return render(request, "feedback/answer_start.html", shown)


@csrf_exempt
@kept_nowhere
@anonymous_page
def answer_question(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One question. What is sent is its answer, with those before; without one it is shown as it was answered before."""
    batch = find_open(code)
    if batch is None:
        return _closed(request)
    questions = _questions(batch)
    question = next((one for one in questions if one.number == number), None)
    if question is None or request.method != "POST":
        return redirect("feedback:answer_start", code=code)
    sheet = dict(sheet_as_typed(request.POST.get(SO_FAR, ""), questions))
    then = request.POST.get("then", "")
    if "answers" not in request.POST:
        return _question_page(request, batch, question, sheet, len(questions))
    if then == SKIP:
        sheet.pop(number, None)
        return _onward(request, batch, questions, sheet, number + 1)
    form = QuestionForm(request.POST, question=question)
    if not form.is_valid():
        if then == BACK:
            return _onward(request, batch, questions, sheet, number - 1)
        return _question_page(request, batch, question, sheet, len(questions), form)
    sheet[number] = form.answered()
    return _onward(request, batch, questions, sheet, number - 1 if then == BACK else number + 1)


@csrf_exempt
@kept_nowhere
@anonymous_page
def answer_check(request: HttpRequest, code: str) -> HttpResponse:
    """Everything they answered, to be sent or changed; it is kept nowhere until it is sent."""
    batch = find_open(code)
    if batch is None:
        return _closed(request)
    if request.method != "POST":
        return redirect("feedback:answer_start", code=code)
    questions = _questions(batch)
    sheet = sheet_as_typed(request.POST.get(SO_FAR, ""), questions)
    if request.POST.get("then") == BACK:
        return _question_page(request, batch, questions[-1], sheet, len(questions))
    if "once" not in request.POST:
        return _check_page(request, batch, questions, sheet, SendForm(initial={"once": uuid4()}))
    form = SendForm(request.POST)
    if not form.is_valid():
        return _check_page(request, batch, questions, sheet, form)
    try:
        put_answer(batch=batch, sheet=sheet, once=form.cleaned_data["once"])
    except MailboxFull:
        return render(request, "feedback/answer_full.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    return redirect("feedback:answer_sent")


@csrf_exempt
@kept_nowhere
@anonymous_page
def answer_sent(request: HttpRequest) -> HttpResponse:
    """Thank you; the same for everybody and at every time."""
    return render(request, "feedback/answer_sent.html")


def _onward(
    request: HttpRequest, batch: Batch, questions: list[Question], sheet: Sheet, number: int
) -> HttpResponse:
    if number > len(questions):
        return _check_page(request, batch, questions, sheet, SendForm(initial={"once": uuid4()}))
    following = questions[max(number, 1) - 1]
    return _question_page(request, batch, following, sheet, len(questions))


def _question_page(
    request: HttpRequest,
    batch: Batch,
    question: Question,
    sheet: Sheet,
    total: int,
    form: QuestionForm | None = None,
) -> HttpResponse:
    shown = {
        "form": form or QuestionForm(question=question, answered=sheet.get(question.number)),
        "so_far": sheet_as_carried(sheet),
        "number": question.number,
        "total": total,
        "action": _address(batch, question.number),
    }
    return render(request, "feedback/answer_question.html", shown)


def _check_page(
    request: HttpRequest, batch: Batch, questions: list[Question], sheet: Sheet, form: SendForm
) -> HttpResponse:
    rows = [
        (Row(one.words, _in_words(one, sheet.get(one.number, Answered()))), _address(batch, one.number))
        for one in questions
    ]
    shown: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "so_far": sheet_as_carried(sheet),
        "is_empty": not any(one.given or one.words for one in sheet.values()),
        "action": reverse("feedback:answer_check", args=[batch.code]),
    }
    return render(request, "feedback/answer_check.html", shown)


def _in_words(question: Question, said: Answered) -> str:
    chosen = dict(choices_of(question)).get(said.given, "") if question.scale else ""
    return "\n".join(part for part in (chosen, said.words) if part) or "Not answered"


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "feedback/answer_closed.html", status=HTTPStatus.NOT_FOUND)


def _questions(batch: Batch) -> list[Question]:
    return list(Question.objects.filter(questionnaire=batch.questionnaire_id).order_by("number"))


def _address(batch: Batch, number: int) -> str:
    return reverse("feedback:answer_question", args=[batch.code, number])


def _is_for(batch: Batch, audience: Audience) -> bool:
    return batch.questionnaire.audience == audience
