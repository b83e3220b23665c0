"""The pages on which anyone with its code answers a questionnaire, and of which nothing says that they were here (L30).

They set no cookie and ask for none, keep no session, name no actor and write no line: what was answered so far travels
in the page, and at its end is put into the mailbox. A form of theirs may therefore be sent from anywhere, by anyone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from feedback.actions.batches import NOBODY, Answered, MailboxFull, Sheet, Who, find_open, put_answer
from feedback.choices import Audience, Language
from feedback.forms.answering import (
    QuestionForm,
    SendForm,
    SheetForm,
    choices_of,
    sheet_as_carried,
    sheet_as_typed,
    who_as_typed,
)
from feedback.languages import Wording, address_path, day, direction_of, language_of, wording
from feedback.models import Batch, Question
from sendiass.pages import anonymous_page
from sendiass.ui.outage import CARRIED
from sendiass.ui.parts import Row

BACK, SKIP = "back", "skip"
kept_nowhere = cache_control(no_store=True, private=True)


@dataclass(frozen=True, slots=True)
class Face:
    """The lines of a drawn face: mouth and brows differ, so that no colour is needed to tell five of them apart."""

    mouth: str
    brows: str = ""


FACES = (
    Face("M18 50 Q32 34 46 50", "M16 20 L26 15 M48 20 L38 15"),
    Face("M20 47 Q32 39 44 47"),
    Face("M21 44 L43 44"),
    Face("M20 41 Q32 50 44 41"),
    Face("M16 38 Q32 60 48 38 Z", "M17 17 Q22 13 27 17 M37 17 Q42 13 47 17"),
)
"""From very sad to very happy, as the five words of their questions."""


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A language the questionnaire can be read in, as it calls itself."""

    code: str
    called: str
    direction: str
    path: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What one page needs to know: the batch that takes answers, its questions, the language, and who wants to be known."""

    batch: Batch
    questions: list[Question]
    wording: Wording
    who: Who = NOBODY

    @property
    def is_child(self) -> bool:
        return self.batch.questionnaire.audience == Audience.CHILD

    def address(self, name: str, **parts: int) -> str:
        """The address of a page of it, in the same language."""
        return _address(name, self.wording.language, code=self.batch.code, **parts)


@csrf_exempt
@kept_nowhere
@anonymous_page
def answer_start(request: HttpRequest, code: str, language: str | None = None) -> HttpResponse:
    """What it is for, who reads it, what can be known of its writer, and that every question may be left open."""
    asked = _asked(request, code, language)
    if asked is None:
        return _closed(request, language)
    shown = {
        "total": len(asked.questions),
        "is_child": asked.is_child,
        "faces": FACES,
        "first": asked.address("answer_question", number=1),
        "others": _others(asked),
    }
    return _page(request, "feedback/answer_start.html", shown, asked.wording)


@csrf_exempt
@kept_nowhere
@anonymous_page
def answer_question(
    request: HttpRequest, code: str, number: str | int, language: str | None = None
) -> HttpResponse:
    """One question. What is sent is its answer, with those before; without one it is shown as it was answered before."""
    asked, number = _asked(request, code, language), int(number)
    if asked is None:
        return _closed(request, language)
    question = next((one for one in asked.questions if one.number == number), None)
    if question is None or request.method != "POST":
        return redirect(asked.address("answer_start"))
    sheet = dict(sheet_as_typed(request.POST.get(CARRIED, ""), asked.questions))
    if "answers" not in request.POST:
        return _question_page(request, asked, question, sheet)
    then = request.POST.get("then", "")
    if then == SKIP:
        sheet.pop(number, None)
        return _onward(request, asked, sheet, number + 1)
    form = QuestionForm(request.POST, question=question, wording=asked.wording)
    if form.is_valid():
        sheet[number] = form.answered()
    elif then != BACK:
        return _question_page(request, asked, question, sheet, form)
    return _onward(request, asked, sheet, number - 1 if then == BACK else number + 1)


@csrf_exempt
@kept_nowhere
@anonymous_page
def answer_check(request: HttpRequest, code: str, language: str | None = None) -> HttpResponse:
    """Everything they answered, to be sent or changed; it is kept nowhere until it is sent."""
    asked = _asked(request, code, language)
    if asked is None:
        return _closed(request, language)
    if request.method != "POST":
        return redirect(asked.address("answer_start"))
    sheet = sheet_as_typed(request.POST.get(CARRIED, ""), asked.questions)
    if request.POST.get("then") == BACK:
        return _question_page(request, asked, asked.questions[-1], sheet)
    if "once" not in request.POST:
        return _check_page(request, asked, sheet)
    form = SendForm(request.POST, wording=asked.wording)
    if not form.is_valid():
        return _check_page(request, asked, sheet, form)
    try:
        put_answer(batch=asked.batch, sheet=sheet, once=form.cleaned_data["once"], who=form.who())
    except MailboxFull:
        full = HTTPStatus.SERVICE_UNAVAILABLE
        return _page(request, "feedback/answer_full.html", {}, asked.wording, status=full)
    return redirect(_address("answer_sent", asked.wording.language))


@csrf_exempt
@kept_nowhere
@anonymous_page
def answer_sent(request: HttpRequest, language: str | None = None) -> HttpResponse:
    """Thank you; the same for everybody and at every time."""
    return _page(request, "feedback/answer_sent.html", {}, wording(language_of(language)))


@csrf_exempt
@kept_nowhere
@anonymous_page
def answer_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """All questions at once, for whoever types in what came on paper; who that is nobody knows here either."""
    asked = _asked(request, code, None)
    if asked is None:
        return _closed(request, None)
    data = request.POST if "once" in request.POST else None
    forms = [
        QuestionForm(data, question=one, wording=asked.wording, prefix=f"q{one.number}")
        for one in asked.questions
    ]
    send = SheetForm(data, wording=asked.wording, initial={"once": uuid4()})
    is_whole = data is not None and all([send.is_valid(), *(one.is_valid() for one in forms)])
    if is_whole:
        sheet = {one.number: form.answered() for one, form in zip(asked.questions, forms, strict=True)}
        try:
            put_answer(batch=asked.batch, sheet=sheet, once=send.cleaned_data["once"], who=send.who())
        except MailboxFull:
            full = HTTPStatus.SERVICE_UNAVAILABLE
            return _page(request, "feedback/answer_full.html", {}, asked.wording, status=full)
        return redirect(f"{asked.address('answer_sheet')}?kept")
    shown = {
        "forms": forms,
        "send": send,
        "is_kept": "kept" in request.GET,
        "has_errors": data is not None,
    }
    return _page(request, "feedback/answer_sheet.html", shown, asked.wording)


def _asked(request: HttpRequest, code: str, language: str | None) -> Asked | None:
    batch = find_open(code)
    if batch is None:
        return None
    questions = list(Question.objects.filter(questionnaire=batch.questionnaire_id).order_by("number"))
    who = who_as_typed(request.POST.get(CARRIED, ""), request.POST)
    return Asked(batch, questions, wording(language_of(language)), who)


def _onward(request: HttpRequest, asked: Asked, sheet: Sheet, number: int) -> HttpResponse:
    if number > len(asked.questions):
        return _check_page(request, asked, sheet)
    return _question_page(request, asked, asked.questions[max(number, 1) - 1], sheet)


def _question_page(
    request: HttpRequest, asked: Asked, question: Question, sheet: Sheet, form: QuestionForm | None = None
) -> HttpResponse:
    answered, drawn = sheet.get(question.number), [(str(value), face) for value, face in enumerate(FACES)]
    shown = {
        "form": form or QuestionForm(question=question, wording=asked.wording, answered=answered),
        "so_far": sheet_as_carried(sheet, asked.who),
        "number": question.number,
        "total": len(asked.questions),
        "action": asked.address("answer_question", number=question.number),
        "faces": drawn if asked.is_child and question.scale else [],
        "is_translated": all(asked.wording.has(text) for text in question.english),
    }
    return _page(request, "feedback/answer_question.html", shown, asked.wording)


def _check_page(
    request: HttpRequest, asked: Asked, sheet: Sheet, form: SendForm | None = None
) -> HttpResponse:
    begun = {"once": uuid4(), "name": asked.who.name, "contact": asked.who.contact, "about": asked.who.about}
    rows = [
        (
            Row(asked.wording.ask(one.words), _in_words(asked, one, sheet.get(one.number, Answered()))),
            asked.address("answer_question", number=one.number),
        )
        for one in asked.questions
    ]
    shown: dict[str, Any] = {
        "form": form or SendForm(initial=begun, wording=asked.wording),
        "rows": rows,
        "so_far": sheet_as_carried(sheet, asked.who),
        "is_empty": not any(one.given or one.words for one in sheet.values()),
        "is_named": any((asked.who.name, asked.who.contact, asked.who.about)),
        "action": asked.address("answer_check"),
        "is_translated": all(map(asked.wording.has, _texts_of(asked, sheet))),
        "closes_on": day(asked.batch.until_on, asked.wording.language),
    }
    return _page(request, "feedback/answer_check.html", shown, asked.wording)


def _texts_of(asked: Asked, sheet: Sheet) -> Iterator[str]:
    """Every English text of the questionnaire that the last page shows: its questions, and the words that were chosen."""
    for one in asked.questions:
        yield one.words
        given = sheet.get(one.number, Answered()).given
        if given.isdecimal():
            yield one.scale[int(given)]


def _in_words(asked: Asked, question: Question, said: Answered) -> str | SafeString:
    chosen = dict(choices_of(question, asked.wording)).get(said.given, "") if question.scale else ""
    both = format_html_join("\n", "{}", ((part,) for part in (chosen, said.words) if part))
    return both or asked.wording.say("not_answered")


def _closed(request: HttpRequest, language: str | None) -> HttpResponse:
    own = wording(language_of(language))
    return _page(request, "feedback/answer_closed.html", {}, own, status=HTTPStatus.NOT_FOUND)


def _page(
    request: HttpRequest, template: str, shown: dict[str, Any], own: Wording, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The page in its language: the frame takes from that what it is written in and from which side."""
    code = "en-gb" if own.language == Language.ENGLISH else str(own.language)
    with override(code):
        return render(request, template, {**shown, "wording": own, "listens": True}, status=status)


def _others(asked: Asked) -> list[OtherLanguage]:
    others = [one for one in Language if one != asked.wording.language]
    return [
        OtherLanguage(str(one), str(one.label), direction_of(one), address_path(asked.batch.code, one))
        for one in others
    ]


def _address(name: str, language: Language, **parts: str | int) -> str:
    own = {} if language == Language.ENGLISH else {"language": str(language)}
    return reverse(f"feedback:{name}", kwargs={**parts, **own})
