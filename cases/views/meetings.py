"""The meetings of a case: listed, planned, changed, written up, cancelled. It turns requests into one call each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import (
    may_correct_meeting,
    may_hold_people,
    may_work_cases,
    open_case,
    open_meeting,
    who_goes,
)
from cases.actions.meeting_corrections import correct_meeting, newest_version
from cases.actions.meetings import cancel_meeting, change_meeting, plan_meeting, premises_of, write_up
from cases.choices import CaseStatus, MeetingKind, MeetingRole, MeetingState
from cases.forms.meetings import (
    CancelForm,
    CorrectionForm,
    PlanForm,
    WriteUpForm,
    expected_of,
    told_of,
    typed_of,
)
from cases.models import Case, Meeting, Venue
from cases.rules import may_change_meeting, may_work_on, short_of
from cases.views.case_frame import Member, case_frame, people_of, subjects_on
from cases.views.meetings_shown import meeting_line, plan_rows, versions_of
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Row
from sendiass.ui.words import clock_time, long_date


@page(may=may_work_cases)
def meetings_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Every meeting about the case: those to come and those to be written up first."""
    case = open_case(by=request.user, reference=reference)
    people, at = people_of(case), clock.now()
    found = list(Meeting.objects.of(case).select_related("venue"))
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="meetings of a case",
        page="cases:meetings_page",
    ):
        planned = [one for one in reversed(found) if one.state == MeetingState.PLANNED]
        past = [one for one in found if one.state != MeetingState.PLANNED]
        shown = {
            "case": case,
            "frame": case_frame(case, people, user=request.user, current="meetings_page"),
            "planned": [meeting_line(one, case, at=at) for one in planned],
            "past": [meeting_line(one, case, at=at) for one in past],
            "may_work": may_work_on(CaseStatus(case.status)),
        }
        return render(request, "cases/meetings_page.html", shown)


@page(may=may_work_cases)
def meeting_page(request: StaffRequest, reference: str, meeting_id: UUID) -> HttpResponse:
    """One meeting: the plan, what happened, and what goes with it."""
    case = open_case(by=request.user, reference=reference)
    meeting = open_meeting(by=request.user, case=case, meeting_id=meeting_id)
    people = people_of(case)
    with reading(
        by=request.user, subjects=subjects_on(case, people), purpose="a meeting", page="cases:meeting_page"
    ):
        may_change = may_change_meeting(MeetingState(meeting.state)) and may_work_on(CaseStatus(case.status))
        shown = {
            "case": case,
            "frame": case_frame(case, people, user=request.user),
            "meeting": meeting,
            "heading": label(MeetingKind(meeting.kind)),
            "line": meeting_line(meeting, case, at=clock.now()),
            "plan": list(plan_rows(meeting)),
            "versions": list(versions_of(meeting)),
            "may_correct": may_correct_meeting(request.user, meeting),
            "cancelled_because": meeting.cancelled_because,
            "may_change": may_change,
            "back_url": reverse("cases:meetings_page", args=[case.reference]),
            "back_text": "Back to the meetings",
        }
        return render(request, "cases/meeting_page.html", shown)


@page(may=may_work_cases)
def meeting_plan(request: StaffRequest, reference: str) -> HttpResponse:
    """Plan a meeting, or begin to write up one that has been."""
    case = _worked(request, reference)
    people, key = people_of(case), f"case:{case.reference}:meeting"
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="planning a meeting",
        page="cases:meeting_plan",
    ):
        begun = Begun(request, key)
        planned = Meeting.objects.of(case).count()
        form = PlanForm(
            posted(request),
            initial={"once": once_key(request.user.id, "meeting", case.id, planned)},
            typed=begun.typed,
            **_choices(request, case),
        )
        if form.is_valid():
            with begun.sending(form):
                meeting = plan_meeting(
                    by=request.user,
                    case=case,
                    plan=form.plan(),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                return _planned(request, case, meeting)
        shown = _shown(request, case, people, form, "Plan a meeting", "Save the meeting")
        return render(request, "cases/case_form.html", shown | begun.shown())


@page(may=may_work_cases)
def meeting_change(request: StaffRequest, reference: str, meeting_id: UUID) -> HttpResponse:
    """Change the plan of a meeting that is still to be written up."""
    case = _worked(request, reference)
    meeting = _still_open(request, case, meeting_id)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="changing a meeting",
        page="cases:meeting_change",
    ):
        initial = {**typed_of(meeting), "once": once_key(request.user.id, "change", meeting.id)}
        form = PlanForm(posted(request), initial=initial, **_choices(request, case, meeting))
        if form.is_valid():
            try:
                change_meeting(by=request.user, meeting=meeting, plan=form.plan())
            except Refused as refused:
                form.refused(refused.decision)
            else:
                messages.success(request, "The meeting is changed.")
                return redirect("cases:meeting_page", case.reference, meeting.id)
        shown = _shown(request, case, people, form, "Change the meeting", "Save changes")
        return render(request, "cases/case_form.html", shown | _back_to(case, meeting))


@page(may=may_work_cases)
def meeting_write_up(request: StaffRequest, reference: str, meeting_id: UUID) -> HttpResponse:
    """Write down what happened at a meeting, once."""
    case = _worked(request, reference)
    meeting = open_meeting(by=request.user, case=case, meeting_id=meeting_id)
    if meeting.state == MeetingState.HELD:
        return redirect("cases:meeting_page", case.reference, meeting.id)  # sent twice, done once
    may_change_meeting(MeetingState(meeting.state)).require()
    people, key = people_of(case), f"case:{case.reference}:meeting-{meeting.id}"
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="writing up a meeting",
        page="cases:meeting_write_up",
    ):
        begun = Begun(request, key)
        form = WriteUpForm(posted(request), initial=expected_of(meeting), typed=begun.typed)
        if form.is_valid():
            with begun.sending(form):
                write_up(
                    by=request.user,
                    meeting=meeting,
                    told=form.told(),
                    role=MeetingRole(form.cleaned_data["role"]),
                    observes_because=form.cleaned_data["observes_because"],
                    agreed=form.cleaned_data["agreed"],
                    at=clock.now(),
                )
                messages.success(request, "The meeting is written up.")
                return redirect("cases:meeting_page", case.reference, meeting.id)
        shown = _shown(request, case, people, form, "What happened at the meeting", "Save for good")
        shown |= _back_to(case, meeting) | {"lead": _lead(meeting), **begun.shown()}
        return render(request, "cases/case_form.html", shown)


@page(may=may_work_cases)
def meeting_correct(request: StaffRequest, reference: str, meeting_id: UUID) -> HttpResponse:
    """Set a correction beside what was written down of a meeting; what was saved before stays."""
    case = open_case(by=request.user, reference=reference)
    meeting = open_meeting(by=request.user, case=case, meeting_id=meeting_id)
    may_correct_meeting(request.user, meeting).require()
    people, version = people_of(case), newest_version(meeting)
    key = f"case:{case.reference}:meeting-correct-{meeting.id}"
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="correcting a meeting",
        page="cases:meeting_correct",
    ):
        begun = Begun(request, key)
        newest = meeting.corrections.order_by("-version").first() or meeting
        once = once_key(request.user.id, "correct", meeting.id, version)
        form = CorrectionForm(
            posted(request),
            initial={**told_of(newest), "seen": version, "once": once},
            typed=begun.typed,
        )
        if form.is_valid():
            with begun.sending(form):
                correct_meeting(
                    by=request.user,
                    meeting=meeting,
                    seen=form.cleaned_data["seen"],
                    told=form.told(),
                    role=MeetingRole(form.cleaned_data["role"]),
                    observes_because=form.cleaned_data["observes_because"],
                    agreed=form.cleaned_data["agreed"],
                    reason=form.cleaned_data["reason"],
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                messages.success(request, "The correction is saved beside what was written down.")
                return redirect("cases:meeting_page", case.reference, meeting.id)
        shown = _shown(request, case, people, form, "Correct what happened", "Save the correction")
        shown |= _back_to(case, meeting) | begun.shown()
        shown["lead"] = "Write it as it should read. What was saved stays beside it, and both can be read."
        return render(request, "cases/case_form.html", shown)


@page(may=may_work_cases)
def meeting_cancel(request: StaffRequest, reference: str, meeting_id: UUID) -> HttpResponse:
    """Say that a meeting does not take place, and why."""
    case = open_case(by=request.user, reference=reference)
    meeting = open_meeting(by=request.user, case=case, meeting_id=meeting_id)
    if meeting.state == MeetingState.CANCELLED:
        return redirect("cases:meeting_page", case.reference, meeting.id)  # sent twice, done once
    may_change_meeting(MeetingState(meeting.state)).require()
    form = CancelForm(posted(request))
    if form.is_valid():
        try:
            cancel_meeting(
                by=request.user, meeting=meeting, because=form.cleaned_data["because"], at=clock.now()
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "The meeting is cancelled.")
            return redirect("cases:meeting_page", case.reference, meeting.id)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="cancelling a meeting",
        page="cases:meeting_cancel",
    ):
        starts = meeting.starts_at
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "heading": "Cancel this meeting?",
            "rows": [
                Row("Meeting", str(label(MeetingKind(meeting.kind)))),
                Row("When", f"{long_date(starts)} at {clock_time(starts)}"),
            ],
            "warning": "It stays on record as cancelled. If an interpreter is booked for it, cancel them next.",
            "form": form,
            "button": "Cancel the meeting",
            "danger": True,
            "cancel_url": reverse("cases:meeting_page", args=[case.reference, meeting.id]),
        }
        return render(request, "cases/case_confirm.html", shown)


def _worked(request: StaffRequest, reference: str) -> Case:
    """The case, for adding to it. Raises NotThere, or Refused when it is closed."""
    case = open_case(by=request.user, reference=reference)
    may_work_on(CaseStatus(case.status)).require()
    return case


def _still_open(request: StaffRequest, case: Case, meeting_id: UUID) -> Meeting:
    meeting = open_meeting(by=request.user, case=case, meeting_id=meeting_id)
    may_change_meeting(MeetingState(meeting.state)).require()
    return meeting


def _choices(request: StaffRequest, case: Case, meeting: Meeting | None = None) -> dict[str, Any]:
    """The places and the people of ours that the form of a plan offers; what a plan has already stays offered."""
    venues = list(Venue.objects.in_use())
    workers = who_goes(case, by=request.user)
    if meeting and meeting.venue:
        venues = list(dict.fromkeys([*venues, meeting.venue]))
    if meeting:
        workers = list(dict.fromkeys([meeting.worker, *workers]))
    suitable_first = sorted(venues, key=lambda one: (bool(short_of(premises_of(one))), one.name))
    return {"venues": suitable_first, "workers": workers}


def _planned(request: StaffRequest, case: Case, meeting: Meeting) -> HttpResponse:
    if meeting.state == MeetingState.PLANNED and meeting.starts_at <= clock.now():
        messages.success(request, "The meeting is on record. Now say what happened.")
        return redirect("cases:meeting_write_up", case.reference, meeting.id)
    messages.success(request, "The meeting is planned.")
    return redirect("cases:meeting_page", case.reference, meeting.id)


def _shown(
    request: StaffRequest,
    case: Case,
    people: tuple[Member, ...],
    form: PlanForm | WriteUpForm,
    heading: str,
    button: str,
) -> dict[str, Any]:
    return {
        "frame": case_frame(case, people, user=request.user),
        "heading": heading,
        "may_name": may_hold_people(case),
        "form": form,
        "button": button,
        "back_url": reverse("cases:meetings_page", args=[case.reference]),
        "back_text": "Back to the meetings",
    }


def _back_to(case: Case, meeting: Meeting) -> dict[str, Any]:
    back = reverse("cases:meeting_page", args=[case.reference, meeting.id])
    return {"back_url": back, "back_text": "Back to the meeting"}


def _lead(meeting: Meeting) -> str:
    starts = meeting.starts_at
    when = f"{long_date(starts)} at {clock_time(starts)}"
    return f"{label(MeetingKind(meeting.kind))}, {when}. Once saved, this is final."
