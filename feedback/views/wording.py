"""Where managers word questionnaires, look at them as families will, and ask a new version (L30, L31)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override

from cases.views.shown import posted
from feedback.access import may_keep_questionnaires
from feedback.actions.wording import change_draft, start_version
from feedback.choices import Audience, Language, Length
from feedback.documents import Sheet, draw
from feedback.forms.answering import QuestionForm
from feedback.forms.wording import QuestionWordsForm, StartForm
from feedback.languages import wording
from feedback.models import Criterion, Question
from feedback.reports import Worded, worded
from feedback.rules import AskedQuestion, compared, may_be_asked, put_at
from feedback.views.answering import FACES
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Tag

TAKE_OUT = "take_out"
OTHERS = [one for one in Language if one != Language.ENGLISH]


@dataclass(frozen=True, slots=True)
class _Line:
    """One question as a list of them shows it."""

    number: int
    question: AskedQuestion
    measures: str
    tag: Tag | None


@page(may=may_keep_questionnaires)
def wording_list(request: StaffRequest) -> HttpResponse:
    """Every questionnaire: which version is asked, since when, and what it brought."""
    return render(request, "feedback/wording_list.html", {"lines": worded()})


@page(may=may_keep_questionnaires)
def wording_page(request: StaffRequest, audience: str, length: str) -> HttpResponse:
    """One questionnaire: what it would ask, what that does to results, and every version there was."""
    one = _worded(audience, length)
    shown = {
        "one": one,
        "lines": _lines(one, one.would_ask, one.earlier),
        "now": _lines(one, one.asked, ()) if one.is_changed else [],
        "languages": list(Language),
        "list_url": reverse("feedback:wording_list"),
    }
    return render(request, "feedback/wording_page.html", shown)


@page(may=may_keep_questionnaires)
def question_edit(request: StaffRequest, audience: str, length: str, place: int) -> HttpResponse:
    """Change a question of the draft, take it out, or add one (place 0). Nobody is asked it yet."""
    one = _worded(audience, length)
    asked, seen = one.would_ask, _seen(one)
    if place > len(asked):
        if request.method != "POST":
            raise NotThere
        place = 0  # somebody took it out meanwhile: what was typed stays, and is told so
    form = QuestionWordsForm(
        posted(request),
        asked=asked,
        number=place,
        criteria=list(Criterion.objects.in_use()),
        is_child=one.audience is Audience.CHILD,
        seen=seen,
    )
    takes_out = request.POST.get("then") == TAKE_OUT and place > 0
    if form.is_valid() or (takes_out and "seen" in form.cleaned_data):
        said = form.cleaned_data
        question = None if takes_out else form.question()
        after = put_at(asked, question, before=place, place=int(said.get("place") or 1))
        try:
            change_draft(
                by=request.user,
                audience=one.audience,
                is_short=one.length is Length.SHORT,
                asked=after,
                seen=said["seen"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "The draft is changed. Nobody is asked it yet.")
            return redirect(_address(one))
    before = asked[place - 1] if place else None
    was_asked = {each for version in one.earlier for each in version}
    shown = {
        "form": form,
        "one": one,
        "place": place,
        "may_take_out": place and len(asked) > 1,
        "goes_on": before in was_asked,
        "back_url": _address(one),
    }
    return render(request, "feedback/question_edit.html", shown)


@page(may=may_keep_questionnaires)
def wording_start(request: StaffRequest, audience: str, length: str) -> HttpResponse:
    """Ask the draft from now on, after a look at what that does to results and to languages."""
    one = _worded(audience, length)
    form = StartForm(posted(request), initial={"seen": _seen(one)})
    may = may_be_asked(
        one.would_ask,
        criteria=set(Criterion.objects.in_use().values_list("key", flat=True)),
        is_child=one.audience is Audience.CHILD,
    )
    if form.is_valid():
        try:
            start_version(
                by=request.user,
                audience=one.audience,
                is_short=one.length is Length.SHORT,
                seen=form.cleaned_data["seen"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is asked from the next batch on.")
            return redirect(_address(one))
    shown = {
        "form": form,
        "one": one,
        "may": may,
        "compared": compared(one.earlier, one.would_ask),
        "untranslated": _untranslated(one.would_ask),
        "back_url": _address(one),
    }
    return render(request, "feedback/wording_start.html", shown)


@page(may=may_keep_questionnaires)
def wording_preview(
    request: StaffRequest, audience: str, length: str, paper_in: str, place: int
) -> HttpResponse:
    """The draft as a family will see it, a question a page, the first page at place 0. It takes no answer."""
    one, own = _worded(audience, length), wording(_language(paper_in))
    asked = one.would_ask
    if place > len(asked):
        raise NotThere
    is_child = one.audience is Audience.CHILD
    shown: dict[str, Any] = {
        "number": place,
        "total": len(asked),
        "is_child": is_child,
        "faces": FACES,
        "onward": _preview(one, own.language, place + 1) if place < len(asked) else "",
        "back": _preview(one, own.language, place - 1) if place else "",
        "out": _address(one),
        "others": [(each, _preview(one, each, place)) for each in Language if each != own.language],
        "wording": own,
        "listens": True,
    }
    if place:
        question = _as_question(place, asked[place - 1])
        shown["form"] = QuestionForm(question=question, wording=own)
        shown["faces"] = (
            [(str(value), face) for value, face in enumerate(FACES)] if is_child and question.scale else []
        )
        shown["is_translated"] = all(own.has(text) for text in asked[place - 1].english)
    with override("en-gb" if own.language == Language.ENGLISH else str(own.language)):
        return render(request, "feedback/wording_preview.html", shown)


@page(may=may_keep_questionnaires)
def wording_paper(request: StaffRequest, audience: str, length: str, paper_in: str) -> HttpResponse:
    """The draft on paper, as PDF, without a code under which it could be typed in."""
    one, language = _worded(audience, length), _language(paper_in)
    questions = [_as_question(number, each) for number, each in enumerate(one.would_ask, start=1)]
    sheet = Sheet(one.audience, questions, code="", closes_on=None)
    drawn = draw(sheet, language, large_print="large" in request.GET)
    named = f'inline; filename="draft-{paper_in}.pdf"'
    return HttpResponse(drawn, content_type="application/pdf", headers={"Content-Disposition": named})


def _worded(audience: str, length: str) -> Worded:
    """The questionnaire of this address. Raises NotThere for one that there is not."""
    found = next((one for one in worded() if (one.audience, one.length) == (audience, length)), None)
    if found is None:
        raise NotThere
    return found


def _language(paper_in: str) -> Language:
    if paper_in not in Language.values:
        raise NotThere
    return Language(paper_in)


def _seen(one: Worded) -> int:
    return one.draft.revision if one.draft else 0


def _address(one: Worded) -> str:
    return reverse("feedback:wording_page", args=[one.audience.value, one.length.value])


def _preview(one: Worded, language: Language, place: int) -> str:
    return reverse(
        "feedback:wording_preview", args=[one.audience.value, one.length.value, language.value, place]
    )


def _lines(
    one: Worded, asked: tuple[AskedQuestion, ...], earlier: tuple[tuple[AskedQuestion, ...], ...]
) -> list[_Line]:
    names = {each.key: each.name for each in Criterion.objects.as_last_agreed()}
    goes_on = {each for version in earlier for each in version}

    def tag(question: AskedQuestion) -> Tag | None:
        if not earlier or not one.is_changed:
            return None
        return Tag("Results go on", "grey") if question in goes_on else Tag("Starts anew", "blue")

    return [
        _Line(number, each, names.get(each.criterion, ""), tag(each))
        for number, each in enumerate(asked, start=1)
    ]


def _untranslated(asked: tuple[AskedQuestion, ...]) -> list[tuple[Language, list[str]]]:
    """By language, what of these questions nobody has translated; languages that lack nothing are left out."""
    texts = list(dict.fromkeys(text for one in asked for text in one.english))
    found = [(each, [text for text in texts if not wording(each).has(text)]) for each in OTHERS]
    return [(each, lacking) for each, lacking in found if lacking]


def _as_question(number: int, asked: AskedQuestion) -> Question:
    """A question that is nowhere kept, for the forms and the paper that show one."""
    return Question(
        number=number, words=asked.words, scale=list(asked.scale), asks_for_words=asked.asks_for_words
    )
