"""You said, we did: the public page, and how something families told us comes to stand there (L34)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.views.shown import posted
from feedback.access import (
    Heard,
    heard_in,
    may_keep_what_was_said,
    open_item,
    said_state_of,
    source_of,
)
from feedback.actions.you_said import PointsAtSomeone, start_item, take_said_step, what_stands
from feedback.choices import DecidedBy, SaidIn, SaidStage, SaidStep
from feedback.forms.you_said import SAID_FORMS, SaidForm, ToldForm
from feedback.models import PublishedItem, SaidEntry, SaidItem, SaidSource
from feedback.rules import SaidState, may_take_said_step_as
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page, public_page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Colour, Link, Pages, Row, Tag
from sendiass.ui.words import short_date

A_PAGE = 25
COLOURS: dict[SaidStage, Colour] = {
    SaidStage.TOLD: "red",
    SaidStage.TO_CHANGE: "orange",
    SaidStage.READY: "blue",
    SaidStage.PUBLISHED: "green",
    SaidStage.WITHDRAWN: "grey",
}
DONE = {
    SaidStep.TOLD: "Families told us",
    SaidStep.WILL_CHANGE: "Decided: something changes",
    SaidStep.STAYS: "Decided: nothing changes",
    SaidStep.CHANGED: "Changed",
    SaidStep.PUBLISHED: "Published",
    SaidStep.WITHDRAWN: "Taken off the public page",
}


@public_page
def you_said(request: HttpRequest) -> HttpResponse:
    """What families told us, what was decided and what changed, for anybody; it says nothing about anyone."""
    shown = Paginator(PublishedItem.objects.on_the_page(), A_PAGE).get_page(request.GET.get("page"))
    noun = "entry" if shown.paginator.count == 1 else "entries"
    return render(
        request, "feedback/you_said.html", {"published": shown, "pages": Pages(shown, noun, request.GET)}
    )


@page(may=may_keep_what_was_said)
def item_list(request: StaffRequest) -> HttpResponse:
    """Everything families told us that was written down, what waits first; it opens no words that are not published."""
    found = SaidItem.objects.with_state().waiting_first().prefetch_related("published")
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    noun = "entry" if shown.paginator.count == 1 else "entries"
    lines = [(one, tag_of(one), _published(one)) for one in shown]
    return render(
        request, "feedback/item_list.html", {"lines": lines, "pages": Pages(shown, noun, request.GET)}
    )


@page(may=may_keep_what_was_said)
def item_add(request: StaffRequest) -> HttpResponse:
    """Write down what families told us some other way, as at a meeting."""
    return _begin(request, SaidIn.ELSEWHERE, None, back_url=reverse("feedback:item_list"))


@page(may=may_keep_what_was_said)
def item_add_from(request: StaffRequest, came_from: str, key: UUID) -> HttpResponse:
    """Write down in general words what a comment, an answer or a view says."""
    if came_from not in SaidIn.values:
        raise NotThere
    heard = heard_in(by=request.user, came_from=SaidIn(came_from), key=key)
    with reading(
        by=request.user,
        subjects=[heard.key_subject],
        purpose="wording what families told us",
        page="feedback:item_add_from",
    ):
        return _begin(request, SaidIn(came_from), heard, back_url=reverse("feedback:item_list"))


@page(may=may_keep_what_was_said)
def item_page(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """One thing families told us: what stands of it, what can be done now, and every step since."""
    item = open_item(by=request.user, item_id=item_id)
    state = said_state_of(item)
    with reading(
        by=request.user,
        subjects=[item.key_subject],
        purpose="what families told us",
        page="feedback:item_page",
    ):
        shown = {
            "item": item,
            "tag": tag_of(item),
            "source": _source(source_of(item, by=request.user)),
            "rows": stands_as_rows(item),
            "steps": _steps(item, state, request.user),
            "waits_for_another": state.stage is SaidStage.READY and request.user.id in state.writers,
            "entries": _entries(item),
        }
        return render(request, "feedback/item_page.html", shown)


@page(may=may_keep_what_was_said)
def item_step(request: StaffRequest, item_id: UUID, step: str) -> HttpResponse:
    """Take one step about it. What may not be done yet says what comes first."""
    item = open_item(by=request.user, item_id=item_id)
    if step not in SaidStep.values:
        raise NotThere
    taken, state = SaidStep(step), said_state_of(item)
    if request.method != "POST":
        may_take_said_step_as(request.user.id, taken, state).require()
    initial = {"once": once_key(request.user.id, step, item.id, state.entries)}
    form = SAID_FORMS[taken](posted(request), initial=initial)
    if form.is_valid():
        try:
            take_said_step(
                by=request.user,
                item=item,
                said=form.said(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except PointsAtSomeone as refused:
            _point_out(form, refused)
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is on record.")
            return redirect("feedback:item_page", item.id)
    with reading(
        by=request.user,
        subjects=[item.key_subject],
        purpose="what families told us",
        page="feedback:item_step",
    ):
        shown = {
            "form": form,
            "heading": taken.label,
            "rows": stands_as_rows(item),
            "button": "Publish it" if taken is SaidStep.PUBLISHED else "Save",
            "is_publishing": taken is SaidStep.PUBLISHED,
            "back_url": reverse("feedback:item_page", args=[item.id]),
        }
        return render(request, "feedback/item_step.html", shown)


def tag_of(item: SaidItem) -> Tag:
    """How far it is; needs `with_state`."""
    stage = SaidStage(item.stage or SaidStage.NEW)
    return Tag(stage.label, COLOURS.get(stage, "grey"))


def stands_as_rows(item: SaidItem) -> list[Row]:
    """The words that would be published now; needs a reading."""
    stands = what_stands(item)
    rows = [Row("Families told us", stands.told.words)]
    if decided := stands.decided:
        by = label(DecidedBy(decided.decided_by))
        rows.append(Row("What was decided", decided.words))
        rows.append(Row("By whom, and when", f"{by}, {_day(decided)}"))
    if changed := stands.changed:
        rows.append(Row("What has changed", changed.words))
        rows.append(Row("Since", _day(changed)))
    return rows


def _begin(request: StaffRequest, came_from: SaidIn, heard: Heard | None, *, back_url: str) -> HttpResponse:
    form = ToldForm(posted(request), initial={"once": uuid4()})
    if form.is_valid():
        try:
            item = start_item(
                by=request.user,
                words=form.cleaned_data["words"],
                came_from=came_from,
                heard=heard,
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except PointsAtSomeone as refused:
            _point_out(form, refused)
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is written down. Nobody outside sees it yet.")
            return redirect("feedback:item_page", item.id)
    shown = {
        "form": form,
        "heard": heard.words if heard is not None else "",
        "back_url": back_url,
    }
    return render(request, "feedback/item_add.html", shown)


def _point_out(form: SaidForm, refused: PointsAtSomeone) -> None:
    """Say which words point at somebody, and in what way."""
    screened = refused.screened
    for finding in screened.marked:
        words = " ".join(screened.words(finding).split())
        form.add_error(
            "words" if "words" in form.fields else None, f"“{words}” {finding.kind.value}. Take it out"
        )


def _steps(item: SaidItem, state: SaidState, user: User) -> list[Link]:
    words = {SaidStep.TOLD: "Word it anew"}
    return [
        Link(words.get(step, step.label), reverse("feedback:item_step", args=[item.id, step.value]))
        for step in SaidStep
        if may_take_said_step_as(user.id, step, state)
    ]


def _source(source: SaidSource | None) -> Link | None:
    if source is None:
        return None
    if source.comment_id:
        return Link(
            "The comment or complaint it came from",
            reverse("feedback:comment_page", args=[source.comment_id]),
        )
    if source.answer:
        return Link(
            "The questionnaire it came from", reverse("feedback:words_to_read", args=[source.answer.batch_id])
        )
    if source.view:
        return Link("The views it came from", reverse("feedback:view_list", args=[source.view.exercise.slug]))
    return None


def _entries(item: SaidItem) -> list[dict[str, Any]]:
    found = SaidEntry.objects.filter(item=item).select_related("recorded_by").order_by("-number")
    return [
        {
            "title": DONE[SaidStep(one.step)],
            "by": one.recorded_by.name,
            "at": one.recorded_at,
            "words": one.words,
        }
        for one in found
    ]


def _published(item: SaidItem) -> str:
    return next((one.told for one in item.published.all() if one.withdrawn_on is None), "")


def _day(entry: SaidEntry) -> str:
    return short_date(entry.happened_on) if entry.happened_on else ""
