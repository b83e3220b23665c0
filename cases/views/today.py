"""A worker's day: what is due, which dates come, who was not heard of, whom to ring. It changes only tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Window
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import (
    may_allocate,
    may_decide_conflicts,
    may_keep_library,
    may_see_all_cases,
    may_take_enquiries,
    may_work_cases,
    open_task,
)
from cases.actions.dates import add_task, finish_task
from cases.choices import CaseStatus, Issue, KeyDateKind, MeetingKind, TaskRule
from cases.deadlines import quiet_since
from cases.forms.case_lists import TO_CLOSE
from cases.forms.today import OwnTaskForm
from cases.models import (
    Allocation,
    Case,
    Conflict,
    Enquiry,
    IndependentSource,
    KeyDate,
    Meeting,
    Person,
    Task,
)
from cases.querysets import EnquiryQuerySet
from cases.rules import may_tick_off
from cases.views.meetings_shown import due_on, owed_words, where_words
from cases.views.shown import (
    children_of,
    how_long,
    name_of,
    page_of_own_task,
    page_of_task,
    posted,
    subjects_of,
    task_words,
)
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.database.questions import question
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Addresses

MOST_TASKS = 50
MOST_OTHERS = 10
DAYS_AHEAD = 14
MOST_TO_CLOSE = 99


@dataclass(frozen=True, slots=True)
class About:
    """The case a line is about, with the child's name where it is known."""

    reference: str
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One thing to do. It is ticked off here (`finish_url`), or done where it leads (`url`), or either."""

    id: UUID
    words: str
    due_on: date
    about: About | None
    url: str
    finish_url: str


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date to come."""

    what: str
    on: date
    about: About


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting to come that they go to."""

    what: str
    starts_at: datetime
    where: str
    url: str
    about: About


@dataclass(frozen=True, slots=True)
class NewLine:
    """A case they were given and nobody has worked on since."""

    about: About
    what: str
    since: datetime


@dataclass(frozen=True, slots=True)
class QuietLine:
    """A case nobody was heard on for long. `close_url` is where it is closed; empty while something is ahead on it."""

    about: About
    how_long: str
    close_url: str


@dataclass(frozen=True, slots=True)
class CallLine:
    """Someone to ring back; who it is stands on the enquiry."""

    reference: str
    what: str
    taken_at: datetime
    kept_until: date


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its noun, and the list behind it; `are_more` where it was not counted to the end."""

    number: int
    noun: str
    url: str
    are_more: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """What was gathered, still sealed."""

    tasks: list[Task]
    task_count: int
    late: int
    done: list[Task]
    dates: list[KeyDate]
    meetings: list[Meeting]
    unwritten: list[Meeting]
    new: list[Allocation]
    quiet: list[Any]
    calls: list[Enquiry]
    call_count: int
    children: dict[UUID, Person]
    case_pages: Addresses
    finishing: Addresses

    @property
    def cases(self) -> set[UUID]:
        """Every case a line is about."""
        return _cases_of(
            self.tasks, self.done, self.dates, self.meetings, self.unwritten, self.new, self.quiet
        )

    def about(self, case: Case) -> About:
        """What a line says of its case; needs a reading that names the children."""
        return About(case.reference, self.case_pages(case.reference), name_of(self.children.get(case.id)))


@page(may=may_work_cases)
def today(request: StaffRequest) -> HttpResponse:
    """The worker's day on one page."""
    user, on = request.user, clock.today()
    day = _gather(user, on)
    subjects = subjects_of(day.cases, day.children.values())
    subjects += [task.key_subject for task in (*day.tasks, *day.done)]
    with reading(by=user, subjects=subjects, purpose="the day's work", page="cases:today"):
        return render(
            request,
            "cases/today.html",
            {
                "on": on,
                "numbers": _numbers(user, day),
                "tasks": _lines_by_day(day),
                "task_count": day.task_count,
                "done": [task_words(task) for task in day.done],
                "dates": [_date_line(one, day) for one in day.dates],
                "meetings": [_meeting_line(one, day) for one in day.meetings],
                "days_ahead": DAYS_AHEAD,
                "new": [_new_line(one, day) for one in day.new],
                "quiet": [_quiet_line(case, day, on) for case in day.quiet],
                "quiet_days": profile().periods.inactive_after_days,
                "takes_calls": bool(may_take_enquiries(user)),
                "calls": [_call_line(enquiry) for enquiry in day.calls],
                "conflicts": _conflicts_to_see_to(user),
            },
        )


@page(may=may_work_cases)
def own_task_add(request: StaffRequest) -> HttpResponse:
    """Set oneself a task that is of no case."""
    mine = Task.objects.filter(case=None, created_by=request.user).count()
    form = OwnTaskForm(posted(request), initial={"once": once_key(request.user.id, "own task", mine)})
    if form.is_valid():
        try:
            add_task(by=request.user, case=None, worker=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Task added.")
            return redirect("cases:today")
    return render(
        request,
        "cases/own_task_add.html",
        {
            "form": form,
            "heading": "Add a task of your own",
            "button": "Add the task",
            "back_url": reverse("cases:today"),
            "back_text": "Back to today",
        },
    )


@page(may=may_work_cases)
def task_finish(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Tick a task off; it is asked by a button, so looking at the address changes nothing."""
    task = open_task(by=request.user, task_id=task_id)
    if request.method == "POST":
        try:
            finish_task(by=request.user, task=task, at=clock.now())
        except Refused as refused:
            messages.error(request, refused.decision.reason)
        else:
            messages.success(request, "Task done.")
    if request.POST.get("back") == "case" and task.case:
        return redirect("cases:case_page", task.case.reference)
    return redirect("cases:today")


def _gather(user: User, on: date) -> Day:
    tasks = _tasks(by=user, today=on)
    done = _done_since(by=user, midnight=datetime.combine(on, time.min, clock.LONDON))
    coming = _coming(by=user, today=on, until=on + timedelta(DAYS_AHEAD))
    meetings = _meetings(
        by=user, last=datetime.combine(on + timedelta(DAYS_AHEAD + 1), time.min, clock.LONDON)
    )
    unwritten = [one for one in meetings if one.starts_at <= clock.now()]
    new = _new(by=user)
    quiet = _quiet(by=user, today=on, since=quiet_since(on, profile().periods.inactive_after_days))
    _know_cases(tasks, coming, meetings, new)
    calls = _first_calls(by=user)
    return Day(
        tasks=tasks,
        task_count=(tasks[0].number if tasks else 0) + len(unwritten),
        late=(tasks[0].late if tasks else 0) + sum(due_on(one) < on for one in unwritten),
        done=done,
        dates=coming,
        meetings=[one for one in meetings if one not in unwritten],
        unwritten=unwritten,
        new=new,
        quiet=quiet,
        calls=calls,
        call_count=len(calls) if len(calls) < MOST_OTHERS else _calls(user).count(),
        children=children_of(_cases_of(tasks, done, coming, meetings, new, quiet)),
        case_pages=Addresses("cases:case_page"),
        finishing=Addresses("cases:task_finish"),
    )


def _know_cases(*lines: Iterable[Task | KeyDate | Meeting | Allocation]) -> None:
    """Give the lines their cases with one query: joined, it would be made for each task there is and not only shown."""
    rows = [row for some in lines for row in some]
    cases = {case.id: case for case in _cases(ids=list(_cases_of(rows)))}
    for row in rows:
        if row.case_id:
            row.case = cases[row.case_id]


def _cases_of(*lines: Iterable[Task | KeyDate | Meeting | Allocation | Case]) -> set[UUID]:
    found = (line.id if isinstance(line, Case) else line.case_id for some in lines for line in some)
    return {case for case in found if case}


@question
def _cases(*, ids: list[UUID]) -> QuerySet[Case]:
    return Case.objects.of(ids)


@question
def _tasks(*, by: User, today: date) -> QuerySet[Any]:
    """The first that are due, and on each how many there are and how many of them are late."""
    counted: QuerySet[Any] = (
        Task.objects.open()
        .for_worker(by)
        .visible_to(by)
        .annotate(number=Window(Count("pk")), late=Window(Count("pk", filter=Q(due_on__lt=today))))
    )
    return counted.order_by("due_on", "created_at", "id")[:MOST_TASKS]


@question
def _done_since(*, by: User, midnight: datetime) -> QuerySet[Task]:
    found: QuerySet[Task] = Task.objects.done_since(midnight).visible_to(by).filter(done_by=by)
    return found.order_by("-done_at", "id")


@question
def _coming(*, by: User, today: date, until: date) -> QuerySet[KeyDate]:
    dates = KeyDate.objects.live().from_day(today).of_worker(by).filter(on__lte=until)
    return dates.order_by("on", "added_at", "id")[:MOST_TASKS]


@question
def _meetings(*, by: User, last: datetime) -> QuerySet[Meeting]:
    """Those to come until then, and those that have been and are not written up."""
    found = Meeting.objects.planned().of_worker(by).before(last).select_related("venue")
    return found.order_by("starts_at", "id")[:MOST_TASKS]


@question
def _new(*, by: User) -> QuerySet[Allocation]:
    held = Allocation.objects.current().of_worker(by).open_to(by).untouched()
    mine = held.exclude(case__status=CaseStatus.CLOSED)
    return mine.order_by("-from_at", "id")[:MOST_OTHERS]


@question
def _quiet(*, by: User, today: date, since: date) -> QuerySet[Any]:
    found = Case.objects.allocated_to(by).not_closed_yet().quiet_since(since).with_ahead(today)
    return found.order_by("last_worked_on", "opened_at", "id")[:MOST_OTHERS]


@question
def _first_calls(*, by: User) -> QuerySet[Enquiry]:
    return _calls(by).select_related("callback").order_by("taken_at", "id")[:MOST_OTHERS]


def _calls(user: User) -> EnquiryQuerySet:
    owed: EnquiryQuerySet = Enquiry.objects.awaiting_callback().visible_to(user)
    return owed if may_take_enquiries(user) else owed.none()


def _numbers(user: User, day: Day) -> list[Number]:
    mine = "?whose=mine" if may_see_all_cases(user) else ""
    cases = Case.objects.allocated_to(user).in_hand().count()
    numbers = [
        _number(day.late, "task late", "tasks late", "#tasks"),
        _number(cases, "case of mine", "cases of mine", reverse("cases:case_list") + mine),
    ]
    if may_take_enquiries(user):
        numbers.append(_number(day.call_count, "call-back owed", "call-backs owed", reverse("cases:intake")))
    if may_keep_library(user):
        due = IndependentSource.objects.due_for_review(clock.today()).count()
        there = f"{reverse('cases:source_list')}?show=due"
        numbers.append(_number(due, "source to review", "sources to review", there))
    if may_allocate(user):
        waiting = Case.objects.waiting().visible_to(user).count()
        numbers.append(_number(waiting, "case waiting", "cases waiting", reverse("cases:waiting_list")))
        numbers.append(_to_close(user))
    return numbers


def _to_close(user: User) -> Number:
    """The cases of the whole service that are proposed for closing."""
    on, days = clock.today(), profile().periods.inactive_after_days
    found = Case.objects.visible_to(user).proposed_for_closing(on, quiet_since=quiet_since(on, days))
    there = f"{reverse('cases:case_list')}?status={TO_CLOSE}"
    some = found.order_by()[: MOST_TO_CLOSE + 1].count()
    counted = _number(min(some, MOST_TO_CLOSE), "case to close?", "cases to close?", there)
    return replace(counted, are_more=some > MOST_TO_CLOSE)


def _conflicts_to_see_to(user: User) -> int:
    """How many conflicts of interest wait for whoever decides about them."""
    if not may_decide_conflicts(user):
        return 0
    return Conflict.objects.visible_to(user).to_see_to().count()


def _number(number: int, one: str, many: str, url: str) -> Number:
    return Number(number, one if number == 1 else many, url)


def _lines_by_day(day: Day) -> list[TaskLine]:
    """The tasks, and among them what meetings leave to be written down."""
    lines = [_task_line(task, day) for task in day.tasks]
    lines += [_unwritten_line(one, day) for one in day.unwritten]
    return sorted(lines, key=lambda line: line.due_on)


def _unwritten_line(meeting: Meeting, day: Day) -> TaskLine:
    return TaskLine(
        id=meeting.id,
        words=owed_words(meeting),
        due_on=due_on(meeting),
        about=day.about(meeting.case),
        url=reverse("cases:meeting_write_up", args=[meeting.case.reference, meeting.id]),
        finish_url="",
    )


def _meeting_line(meeting: Meeting, day: Day) -> MeetingLine:
    return MeetingLine(
        str(label(MeetingKind(meeting.kind))),
        meeting.starts_at,
        where_words(meeting),
        reverse("cases:meeting_page", args=[meeting.case.reference, meeting.id]),
        day.about(meeting.case),
    )


def _task_line(task: Task, day: Day) -> TaskLine:
    case = task.case
    url = page_of_task(task, case.reference) if case else page_of_own_task(task)
    return TaskLine(
        id=task.id,
        words=task_words(task),
        due_on=task.due_on,
        about=day.about(case) if case else None,
        url=url,
        finish_url=day.finishing(task.id) if may_tick_off(TaskRule(task.rule)) else "",
    )


def _date_line(one: KeyDate, day: Day) -> DateLine:
    return DateLine(str(label(KeyDateKind(one.kind))), one.on, day.about(one.case))


def _new_line(one: Allocation, day: Day) -> NewLine:
    return NewLine(day.about(one.case), str(label(Issue(one.case.issue))), one.from_at)


def _quiet_line(case: Any, day: Day, on: date) -> QuietLine:
    closing = "" if case.has_ahead else reverse("cases:case_close", args=[case.reference])
    return QuietLine(day.about(case), how_long(case.last_worked_on or case.opened_at, on=on), closing)


def _call_line(enquiry: Enquiry) -> CallLine:
    what = str(label(Issue(enquiry.issue)))
    return CallLine(enquiry.reference, what, enquiry.taken_at, enquiry.callback.kept_until)
