"""Closing a case: one page that asks what is still open, in the family's judgement first. One call into actions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.access import (
    may_close_above,
    may_hold_people,
    may_involve,
    may_work_cases,
    needs_thought_above,
    open_case,
)
from cases.actions.closing import aims_standing, close_case
from cases.choices import CaseRole, CaseStatus, Channel, ContactPointKind, KeyDateKind, TaskRule
from cases.forms.closing import WHOSE, ClosingForm, ToAsk
from cases.models import Aim, Case, IndependentSource, Intervention, KeyDate, Signposting, StatusChange, Task
from cases.reaching import first_safe, why_nothing_goes
from cases.rules import WRITTEN_TO
from cases.views.case_frame import Member, case_frame, people_of, subjects_on
from cases.views.running import back_to_case
from cases.views.shown import page_of_task, posted, task_words
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.crypto.errors import Erased
from sendiass.drafts import keeping
from sendiass.outbox.kinds import kind_called
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.panels import render_panels
from sendiass.ui.parts import Link, Row
from sendiass.ui.words import short_date

UNNAMED = "somebody whose name is not known"
BY = {
    ContactPointKind.EMAIL: "by email",
    ContactPointKind.POST: "by letter",
    ContactPointKind.MOBILE: "by text message",
}


@page(may=may_work_cases)
def case_close(request: StaffRequest, reference: str) -> HttpResponse:
    """Close a case, once it is said what came of it and whom we ask about us."""
    case = open_case(by=request.user, reference=reference)
    if case.status == CaseStatus.CLOSED:
        return back_to_case(request, case, "The case is closed.")  # sent twice, done once
    people, aims = people_of(case), aims_standing(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="closing a case",
        page="cases:case_close",
    ):
        can_be_asked, cannot = _whom_to_ask(case, people)
        asking: dict[str, Any] = {
            "aims": aims,
            "offered": _sources_to_offer(case),
            "to_ask": can_be_asked,
            "initial": {"once": _once(request, case)},
        }
        form = ClosingForm(posted(request), **asking)
        if form.is_valid():
            try:
                close_case(
                    by=request.user,
                    case=case,
                    said=form.said(),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
            except Refused as refused:
                form.refused(refused.decision)
            else:
                keeping.discard(owner=request.user, form_key=_draft_key(case))
                return back_to_case(request, case, "The case is closed now.")
        draft = keeping.take(owner=request.user, form_key=_draft_key(case)) if not form.is_bound else None
        if draft:
            form = ClosingForm(typed=draft.fields, **asking)
        return render(
            request,
            "cases/case_close.html",
            {
                "frame": case_frame(case, people, user=request.user),
                "form": form,
                "wanted": [Row(f"What {WHOSE[CaseRole(one.whose)]} wanted", _words_of(one)) for one in aims],
                "cannot_be_asked": cannot,
                "first": _first_to_do(case),
                "above": _why_not_above(case),
                "left": _left_of(case),
                "ends": render_panels("closing", request, case),
                "may_name": may_hold_people(case),
                "draft": draft,
                "draft_key": _draft_key(case),
            },
        )


def _whom_to_ask(case: Case, people: tuple[Member, ...]) -> tuple[list[ToAsk], list[Row]]:
    """Who can be asked about us, and who cannot, with the reason. Needs a reading that names them."""
    can, cannot, needs_thought = [], [], needs_thought_above(case)
    saying = kind_called(settings.ASKED_AT_CLOSING)
    for one in people:
        if one.role not in WRITTEN_TO:
            continue
        name = one.person.full_name or one.person.called
        point = None if one.is_erased else first_safe(one.points, saying)
        if not may_involve(case, one.role):
            cannot.append(Row(name or UNNAMED, "They may not know that there is a case."))
        elif point is None:
            why = why_nothing_goes(one.points, saying)
            cannot.append(Row(name or UNNAMED, why, actions=_add_an_address(case, one)))
        else:
            can.append(ToAsk(one.person.id, name or UNNAMED, BY[ContactPointKind(point.kind)], needs_thought))
    return can, cannot


def _add_an_address(case: Case, one: Member) -> tuple[Link, ...]:
    if one.is_erased:
        return ()
    url = reverse("cases:contact_add", args=[case.reference, one.person.id])
    return (Link("Add one", url, f"for {one.person.full_name or one.person.called}"),)


def _sources_to_offer(case: Case) -> list[IndependentSource] | None:
    if Signposting.objects.to_a_source().of_case(case.id).exists():
        return None
    return list(IndependentSource.objects.in_use())


def _words_of(aim: Aim) -> str:
    try:
        return aim.words
    except Erased:
        return "Record erased"


def _why_not_above(case: Case) -> str:
    above = may_close_above(case)
    return "" if above else above.reason


def _first_to_do(case: Case) -> list[Row]:
    """What has to be done before the case can close, and where."""
    owed = Task.objects.owed_before_closing().filter(case=case).order_by("due_on", "created_at", "id")
    rows = [_task_to_do(task, case) for task in owed]
    for advice in Intervention.objects.of_advice_without_options(case.id):
        day = short_date(advice.happened_on)
        there = reverse("cases:options_record", args=[case.reference, advice.id])
        link = Link("Write down the options", there, f"of the advice of {day}")
        rows.append(Row(f"Advice of {day}", str(label(Channel(advice.channel))), actions=(link,)))
    return rows


def _task_to_do(task: Task, case: Case) -> Row:
    link = Link("Do it now", page_of_task(task, case.reference), f"{task_words(task)}")
    return Row(f"Due {short_date(task.due_on)}", task_words(task), actions=(link,))


def _left_of(case: Case) -> list[Row]:
    """What closing leaves behind: each task it withdraws, each date still to come. Needs a reading."""
    ending = Task.objects.ending_with_the_case().exclude(rule=TaskRule.ADVICE_OPTIONS)
    tasks = ending.filter(case=case).order_by("due_on", "created_at", "id")
    dates = KeyDate.objects.live().from_day(clock.today()).filter(case=case).order_by("on", "id")
    return [
        *(Row(f"Date to come, {short_date(one.on)}", str(label(KeyDateKind(one.kind)))) for one in dates),
        *(Row(f"Task withdrawn, due {short_date(task.due_on)}", task_words(task)) for task in tasks),
    ]


def _once(request: StaffRequest, case: Case) -> UUID:
    """A key that two tabs share until one of them has moved the case."""
    return once_key(request.user.id, "close", case.id, StatusChange.objects.filter(case=case).count())


def _draft_key(case: Case) -> str:
    return f"case:{case.reference}:close"
