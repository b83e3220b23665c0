"""The page of a case with its log, and each entry with its versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import (
    may_allocate,
    may_correct,
    may_see_all_cases,
    may_take_enquiries,
    may_work_cases,
    open_case,
    open_intervention,
)
from cases.actions.interventions import correct_intervention, last_level, log_intervention
from cases.choices import (
    CaseRole,
    CaseStatus,
    FirstContactItem,
    HelpKind,
    Issue,
    KeyDateKind,
    MeetingKind,
    ReferralSource,
    Stage,
    TaskRule,
)
from cases.deadlines import options_due_on
from cases.forms.case_page import Correction, QuickLog
from cases.models import (
    Aim,
    Allocation,
    CallBack,
    Case,
    Enquiry,
    FirstContactEntry,
    Intervention,
    KeyDate,
    Meeting,
    Task,
)
from cases.rules import LOWEST_LEVEL, may_tick_off
from cases.views.case_frame import case_frame, people_of, person_line, subjects_on
from cases.views.case_timeline import Beside, days_of, first_lines, history_page
from cases.views.cover import covers_of, in_words
from cases.views.emergencies import held_open, until_words
from cases.views.enquiries_shown import still_kept
from cases.views.first_contact_shown import FirstContact
from cases.views.intervention_shown import typed_again, versions_of
from cases.views.meetings_shown import due_on, owed_words, where_words
from cases.views.shown import introduce, page_of_task, task_words
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.database.questions import question
from sendiass.drafts import keeping
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Pages
from sendiass.ui.words import clock_time, long_date


@dataclass(frozen=True, slots=True)
class Wish:
    """What the family wants, in whose words and when."""

    words: str
    whose: str
    on: date
    by: str

    @property
    def first_lines(self) -> str:
        """What stands for long words until all of them are asked for."""
        return first_lines(self.words)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One thing to do. `done_url` finishes it where a tick is enough; `link_url` leads to where it is done."""

    text: str
    due_on: date
    whose: str
    done_url: str = ""
    link_url: str = ""


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date to come. It is taken off at `remove_url`, or has a page of its own."""

    what: str
    on: date
    note: str
    remove_url: str = ""
    open_url: str = ""


@page(may=may_work_cases)
def case_page(request: StaffRequest, reference: str) -> HttpResponse:
    """The record of a case, and the log beside it."""
    case = open_case(by=request.user, reference=reference)
    if request.method != "POST":
        return _show_case(request, case)
    form = QuickLog(request.POST)
    if form.is_valid():
        try:
            log_intervention(
                by=request.user,
                case=case,
                given=form.given(),
                then=form.then(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=_log_key(case))
            messages.success(request, _saved(form))
            return redirect("cases:case_page", reference=case.reference)
    case.refresh_from_db()
    return _show_case(request, case, form)


@page(may=may_work_cases)
def intervention_page(request: StaffRequest, reference: str, intervention_id: UUID) -> HttpResponse:
    """One entry with all its versions beside each other."""
    case = open_case(by=request.user, reference=reference)
    found = open_intervention(by=request.user, case=case, intervention_id=intervention_id)
    rows = _versions(found)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=[rows[0].key_subject, *subjects_on(case, people)],
        purpose="versions of an entry",
        page="cases:intervention_page",
    ):
        shown = {
            "case": case,
            "frame": case_frame(case, people, user=request.user),
            "versions": versions_of(rows),
            "newest": rows[0],
            "may_correct": may_correct(request.user, rows[0]),
        }
        return render(request, "cases/intervention_page.html", shown)


@page(may=may_work_cases)
def intervention_correct(request: StaffRequest, reference: str, intervention_id: UUID) -> HttpResponse:
    """Set a corrected version beside an entry. A version that is not the newest leads to the newest."""
    case = open_case(by=request.user, reference=reference)
    opened = open_intervention(by=request.user, case=case, intervention_id=intervention_id)
    newest = _versions(opened)[0]
    may_correct(request.user, newest).require()
    if request.method != "POST":
        if newest.pk != opened.pk:
            return redirect("cases:intervention_correct", case.reference, newest.id)
        return _show_correction(request, case, opened)
    form = Correction(request.POST, corrects=opened)
    if form.is_valid():
        try:
            corrected = correct_intervention(
                by=request.user,
                intervention=opened,
                given=form.given(),
                reason=form.cleaned_data["reason"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=_correction_key(case, opened))
            messages.success(request, "The correction is saved beside the first version.")
            return redirect("cases:intervention_page", case.reference, corrected.id)
    return _show_correction(request, case, opened, form)


def _show_case(request: StaffRequest, case: Case, sent: QuickLog | None = None) -> HttpResponse:
    user, today = request.user, clock.today()
    people = people_of(case)
    enquiries = _enquiries(case=case.pk)
    beside, tasks = _beside(case), _open_tasks(case=case.pk)
    now, meetings = clock.now(), [] if case.status == CaseStatus.CLOSED else _planned(case=case.pk)
    history = history_page(case, enquiries, beside, number=request.GET.get("page", "1"))
    introduce(*history.naming, *beside.naming, (tasks, ("worker",)))
    source = ReferralSource(case.referral_source)
    first_contact = FirstContact(beside.first_contact, people, _overdue_items(tasks, today), source)
    subjects = [*subjects_on(case, people), *(one.key_subject for one in enquiries), *history.subjects]
    with reading(by=user, subjects=subjects, purpose="case page", page="cases:case_page"):
        owed, may_name = first_contact.owed_before_work, first_contact.may_name
        draft = keeping.take(owner=user, form_key=_log_key(case), about=case.key_subject)
        form = sent or QuickLog(initial=_usual(case, user), typed=draft.fields if draft else None)
        wishes = [_wish(aim) for aim in beside.aims]
        shown = {
            "case": case,
            "lent": _lent(case, user, beside),
            "frame": case_frame(case, people, user=user, current="case_page", may_name=may_name),
            "wish": wishes[0] if wishes else None,
            "earlier_wishes": wishes[1:],
            "ring_back": _ring_back(case, today) if enquiries and may_take_enquiries(user) else [],
            "people": [person_line(one, case=case) for one in people],
            "may_name": may_name,
            "workers": _workers(beside),
            "may_allocate": may_allocate(user),
            "tasks": [
                *(_unwritten_line(one, case) for one in meetings if one.starts_at <= now),
                *(_task_line(task, case) for task in tasks),
            ],
            "dates": _dates(case, today, [one for one in meetings if one.starts_at > now]),
            "matter": f"{label(Issue(case.issue))} · {label(Stage(case.stage))}",
            "still_owed": first_contact.still_owed(),
            "owed": [label(item) for item in FirstContactItem if item in owed],
            "closed": case.status == CaseStatus.CLOSED,
            "form": form,
            "form_key": _log_key(case),
            "draft": draft,
            "days": days_of(history, user=user, case=case),
            "pages": Pages(history.page, _noun(history.page.paginator.count), request.GET),
        }
        return render(request, "cases/case_page.html", shown)


def _show_correction(
    request: StaffRequest, case: Case, version: Intervention, sent: Correction | None = None
) -> HttpResponse:
    user, key = request.user, _correction_key(case, version)
    people = people_of(case)
    subjects = [version.key_subject, *subjects_on(case, people)]
    with reading(
        by=user, subjects=subjects, purpose="correcting an entry", page="cases:intervention_correct"
    ):
        draft = keeping.take(owner=user, form_key=key)
        once = once_key(user.id, "correction", version.id)
        form = sent or Correction(
            initial={**typed_again(version), "once": once},
            typed=draft.fields if draft else None,
            corrects=version,
        )
        shown = {
            "case": case,
            "frame": case_frame(case, people, user=user),
            "version": version,
            "form": form,
            "form_key": key,
            "draft": draft,
        }
        return render(request, "cases/intervention_correct.html", shown)


def _saved(form: QuickLog) -> str:
    """What saving did; advice goes on to its options, now or by their day (Y10)."""
    done = "Saved to the record, and the task is set." if form.then() else "Saved to the record."
    if HelpKind.ADVICE not in form.given().kinds:
        return done
    days = profile().advice.options_within_working_days
    return f"{done} Write down the options you put to the family by {long_date(options_due_on(clock.today(), days))}."


def _noun(count: int) -> str:
    return "entry" if count == 1 else "entries"


def _log_key(case: Case) -> str:
    return f"case:{case.reference}:log"


def _correction_key(case: Case, version: Intervention) -> str:
    return f"case:{case.reference}:correct-{version.id}"


def _usual(case: Case, user: User) -> dict[str, Any]:
    """What the log begins with: this worker's way of working on this case, and a key that two tabs share."""
    last = next(iter(_newest_by(case=case.pk, worker=user.pk)), None)
    usual: dict[str, Any] = {
        "once": once_key(user.id, "log", case.id, last.id if last else ""),
        "level": str(last_level(case) or LOWEST_LEVEL),
        "kinds": ["information"],
    }
    if last:
        usual |= {"kinds": last.kinds, "channel": last.channel}
    return usual


def _beside(case: Case) -> Beside:
    return Beside(
        first_contact=tuple(_first_contact(case=case.pk)),
        aims=tuple(_aims(case=case.pk)),
        allocations=tuple(_allocations(case=case.pk)),
    )


@question
def _enquiries(*, case: UUID) -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(case=case).order_by("taken_at", "id")


@question
def _first_contact(*, case: UUID) -> QuerySet[FirstContactEntry]:
    return FirstContactEntry.objects.filter(case=case)


@question
def _aims(*, case: UUID) -> QuerySet[Aim]:
    return Aim.objects.filter(case=case)


@question
def _allocations(*, case: UUID) -> QuerySet[Allocation]:
    return Allocation.objects.filter(case=case)


@question
def _newest_by(*, case: UUID, worker: UUID) -> QuerySet[Intervention]:
    mine = Intervention.objects.filter(case=case, by=worker).only("id", "kinds", "channel")
    return mine.order_by("-recorded_at", "-id")[:1]


def _wish(aim: Aim) -> Wish:
    return Wish(aim.words, label(CaseRole(aim.whose)), aim.said_on, aim.recorded_by.name)


def _ring_back(case: Case, today: date) -> list[str]:
    """The references of the enquiries that still hold a number to ring."""
    kept = CallBack.objects.kept().filter(enquiry__case=case).select_related("enquiry")
    return [one.enquiry.reference for one in kept if still_kept(one, today=today)]


def _lent(case: Case, user: User, beside: Beside) -> dict[str, str]:
    """That a case is another's, and why it is open to whoever looks: in an emergency, or by cover."""
    if may_see_all_cases(user) or user.id in {one.worker_id for one in _workers(beside)}:
        return {}
    emergency = held_open(case, user)
    if emergency:
        return {"emergency": until_words(emergency.until_at)}
    cover = covers_of(user, [case.id]).get(case.id)
    return {"cover": in_words(cover, user, on=clock.today())} if cover else {}


def _workers(beside: Beside) -> list[Allocation]:
    """Who works the case now, who had it longest first."""
    return [one for one in reversed(beside.allocations) if one.until_at is None]


@question
def _open_tasks(*, case: UUID) -> QuerySet[Task]:
    return Task.objects.open().filter(case=case)


def _overdue_items(tasks: Iterable[Task], today: date) -> frozenset[str]:
    """The first-contact items put off whose day has passed."""
    return frozenset(
        task.item for task in tasks if task.rule == TaskRule.FIRST_CONTACT and task.due_on < today
    )


def _task_line(task: Task, case: Case) -> TaskLine:
    text = task_words(task)
    if task.rule == TaskRule.FIRST_CONTACT:
        text = f"First contact: {label(FirstContactItem(task.item))}"
    link_url = page_of_task(task, case.reference)
    return TaskLine(
        text=text,
        due_on=task.due_on,
        whose=task.worker.name if task.worker else "",
        done_url=reverse("cases:task_finish", args=[task.id]) if may_tick_off(TaskRule(task.rule)) else "",
        link_url=link_url,
    )


@question
def _planned(*, case: UUID) -> QuerySet[Meeting]:
    """Meetings to come or to be written up."""
    return Meeting.objects.filter(case=case).planned().select_related("venue")


def _unwritten_line(meeting: Meeting, case: Case) -> TaskLine:
    url = reverse("cases:meeting_write_up", args=[case.reference, meeting.id])
    return TaskLine(text=owed_words(meeting), due_on=due_on(meeting), whose="", link_url=url)


def _dates(case: Case, today: date, meetings: Iterable[Meeting]) -> list[DateLine]:
    """What is to come, the nearest first: dates that matter, and meetings."""
    lines = [
        DateLine(
            what=label(KeyDateKind(one.kind)),
            on=one.on,
            note=one.note,
            remove_url=reverse("cases:key_date_remove", args=[case.reference, one.id]),
        )
        for one in _coming(case=case.pk, today=today)
    ]
    lines += [_meeting_date(one, case) for one in meetings]
    return sorted(lines, key=lambda line: line.on)


def _meeting_date(meeting: Meeting, case: Case) -> DateLine:
    kind, at = label(MeetingKind(meeting.kind)), clock_time(meeting.starts_at)
    return DateLine(
        what=f"Meeting at {at}: {kind[0].lower()}{kind[1:]}",
        on=clock.day_of(meeting.starts_at),
        note=where_words(meeting),
        open_url=reverse("cases:meeting_page", args=[case.reference, meeting.id]),
    )


@question
def _coming(*, case: UUID, today: date) -> QuerySet[KeyDate]:
    return KeyDate.objects.live().from_day(today).filter(case=case)


def _versions(intervention: Intervention) -> list[Intervention]:
    original = intervention.original_id or intervention.id
    found = Intervention.objects.versions_of(original).select_related("by", "original", "enquiry")
    return list(found)
