"""A worker's day: what is due, which dates come, who was not heard of, whom to ring. It changes only tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, Window
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import (
    may_allocate,
    may_keep_library,
    may_see_all_cases,
    may_take_enquiries,
    may_work_cases,
    open_task,
)
from cases.actions.dates import add_task, finish_task
from cases.choices import CaseStatus, Issue, KeyDateKind, TaskRule
from cases.forms.today import OwnTaskForm
from cases.models import Allocation, Case, Enquiry, IndependentSource, KeyDate, Person, Task
from cases.querysets import AllocationQuerySet, CaseQuerySet, EnquiryQuerySet, TaskQuerySet
from cases.views.shown import children_of, how_long, name_of, posted, subjects_of, task_words
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key

MOST_TASKS = 50
MOST_OTHERS = 10
DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class About:
    """The case a line is about, with the child's name where it is known."""

    reference: str
    name: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One thing to do. Either it is ticked off here (`finish_url`) or done where it leads (`url`)."""

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
class NewLine:
    """A case they were given and nobody has worked on since."""

    about: About
    what: str
    since: datetime


@dataclass(frozen=True, slots=True)
class QuietLine:
    """A case nobody was heard on for long."""

    about: About
    how_long: str


@dataclass(frozen=True, slots=True)
class CallLine:
    """Someone to ring back; who it is stands on the enquiry."""

    reference: str
    what: str
    taken_at: datetime
    kept_until: date


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its noun, and the list behind it."""

    number: int
    noun: str
    url: str


@dataclass(frozen=True, slots=True)
class Day:
    """What was gathered, still sealed."""

    tasks: list[Task]
    task_count: int
    late: int
    done: list[Task]
    dates: list[KeyDate]
    new: list[Allocation]
    quiet: list[Case]
    calls: list[Enquiry]
    call_count: int
    children: dict[UUID, Person]

    @property
    def cases(self) -> set[UUID]:
        """Every case a line is about."""
        return _cases_of(self.tasks, self.done, self.dates, self.new, self.quiet)


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
                "tasks": [_task_line(task, day.children) for task in day.tasks],
                "task_count": day.task_count,
                "done": [task_words(task) for task in day.done],
                "dates": [_date_line(one, day.children) for one in day.dates],
                "days_ahead": DAYS_AHEAD,
                "new": [_new_line(one, day.children) for one in day.new],
                "quiet": [_quiet_line(case, day.children, on) for case in day.quiet],
                "quiet_days": profile().periods.inactive_after_days,
                "takes_calls": bool(may_take_enquiries(user)),
                "calls": [_call_line(enquiry) for enquiry in day.calls],
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
            form.add_error(None, refused.decision.reason)
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
    dates = KeyDate.objects.live().from_day(on).of_worker(user).filter(on__lte=on + timedelta(DAYS_AHEAD))
    counted = _tasks(user).annotate(
        number=Window(Count("pk")), late=Window(Count("pk", filter=Q(due_on__lt=on)))
    )
    tasks = list(counted.order_by("due_on", "created_at", "id")[:MOST_TASKS])
    done = list(_done_today(user, on))
    coming = list(dates.order_by("on", "added_at", "id")[:MOST_TASKS])
    new = list(_new(user).order_by("-from_at", "id")[:MOST_OTHERS])
    quiet = list(_quiet(user, on).order_by("last_worked_on", "opened_at", "id")[:MOST_OTHERS])
    _know_cases(tasks, coming, new)
    calls = list(_calls(user).select_related("callback").order_by("taken_at", "id")[:MOST_OTHERS])
    return Day(
        tasks=tasks,
        task_count=tasks[0].number if tasks else 0,
        late=tasks[0].late if tasks else 0,
        done=done,
        dates=coming,
        new=new,
        quiet=quiet,
        calls=calls,
        call_count=len(calls) if len(calls) < MOST_OTHERS else _calls(user).count(),
        children=children_of(_cases_of(tasks, done, coming, new, quiet)),
    )


def _know_cases(*lines: Iterable[Task | KeyDate | Allocation]) -> None:
    """Give the lines their cases with one query: joined, it would be made for each task there is and not only shown."""
    rows = [row for some in lines for row in some if row.case_id]
    cases = {case.id: case for case in Case.objects.of(_cases_of(rows))}
    for row in rows:
        row.case = cases[row.case_id]


def _cases_of(*lines: Iterable[Task | KeyDate | Allocation | Case]) -> set[UUID]:
    found = (line.id if isinstance(line, Case) else line.case_id for some in lines for line in some)
    return {case for case in found if case}


def _tasks(user: User) -> TaskQuerySet:
    found: TaskQuerySet = Task.objects.open().for_worker(user).visible_to(user)
    return found


def _done_today(user: User, on: date) -> TaskQuerySet:
    midnight = datetime.combine(on, time.min, clock.LONDON)
    found: TaskQuerySet = Task.objects.done_since(midnight).visible_to(user).filter(done_by=user)
    return found.order_by("-done_at", "id")


def _new(user: User) -> AllocationQuerySet:
    mine: AllocationQuerySet = Allocation.objects.current().of_worker(user).untouched()
    return mine.exclude(case__status=CaseStatus.CLOSED)


def _quiet(user: User, on: date) -> CaseQuerySet:
    silent_since = on - timedelta(days=profile().periods.inactive_after_days)
    found: CaseQuerySet = Case.objects.allocated_to(user).being_worked().quiet_since(silent_since)
    return found


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
    return numbers


def _number(number: int, one: str, many: str, url: str) -> Number:
    return Number(number, one if number == 1 else many, url)


def _task_line(task: Task, children: dict[UUID, Person]) -> TaskLine:
    case, url = task.case, ""
    done_at = reverse("cases:task_finish", args=[task.id])
    if case and task.rule == TaskRule.FIRST_CONTACT:
        url, done_at = reverse("cases:first_contact_record", args=[case.reference]), ""
    if case and task.rule == TaskRule.ADVICE_OPTIONS:
        url, done_at = reverse("cases:options_record", args=[case.reference, task.intervention_id]), ""
    return TaskLine(
        id=task.id,
        words=task_words(task),
        due_on=task.due_on,
        about=_about(case, children) if case else None,
        url=url,
        finish_url=done_at,
    )


def _about(case: Case, children: dict[UUID, Person]) -> About:
    return About(case.reference, name_of(children.get(case.id)))


def _date_line(one: KeyDate, children: dict[UUID, Person]) -> DateLine:
    return DateLine(str(label(KeyDateKind(one.kind))), one.on, _about(one.case, children))


def _new_line(one: Allocation, children: dict[UUID, Person]) -> NewLine:
    return NewLine(_about(one.case, children), str(label(Issue(one.case.issue))), one.from_at)


def _quiet_line(case: Case, children: dict[UUID, Person], on: date) -> QuietLine:
    return QuietLine(_about(case, children), how_long(case.last_worked_on or case.opened_at, on=on))


def _call_line(enquiry: Enquiry) -> CallLine:
    what = str(label(Issue(enquiry.issue)))
    return CallLine(enquiry.reference, what, enquiry.taken_at, enquiry.callback.kept_until)
