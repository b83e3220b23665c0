"""Running a case: what it is about, where it stands, who works it, its dates and tasks. One call into actions each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases import rules
from cases.access import (
    may_allocate,
    may_work_cases,
    open_allocation,
    open_case,
    open_key_date,
    who_may_be_allocated,
)
from cases.actions.casework import allocate, change_matter, change_status, end_allocation
from cases.actions.dates import add_key_date, add_task, remove_key_date
from cases.choices import CaseStatus, Issue, KeyDateKind, Stage
from cases.forms.running import AllocationForm, Available, KeyDateForm, MatterForm, StatusForm, TaskForm
from cases.models import Allocation, Case, Task
from cases.views.shown import children_of, counted, name_of, posted, status_tag, subjects_of
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.parts import Row
from sendiass.ui.words import long_date, short_date


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that asks one thing about a case."""

    heading: str
    button: str
    lead: str = ""
    warning: str = ""
    danger: bool = False


@page(may=may_work_cases)
def matter_change(request: StaffRequest, reference: str) -> HttpResponse:
    """What the case is about now."""
    case = _worked_case(request, reference)
    form = MatterForm(posted(request), case=case)
    if form.is_valid():
        issue, stage = Issue(form.cleaned_data["issue"]), Stage(form.cleaned_data["stage"])
        try:
            change_matter(by=request.user, case=case, issue=issue, stage=stage)
        except Refused as refused:
            form.add_error(None, refused.decision.reason)
        else:
            return _done(request, case, "What the case is about has been changed.")
    return _form_page(request, case, form, Asked("Change what the case is about", "Save changes"))


@page(may=may_work_cases)
def status_change(request: StaffRequest, reference: str) -> HttpResponse:
    """Rest, resume, close or reopen the case: only the moves there are from where it stands."""
    case = open_case(by=request.user, reference=reference)
    status = CaseStatus(case.status)
    if request.method == "POST" and request.POST.get("to") == status:
        return _done(request, case, f"The case is {status.label.lower()}.")  # sent twice, done once
    form = StatusForm(posted(request), status=status, warnings=_warnings(case))
    if form.is_valid():
        try:
            moved = change_status(
                by=request.user, case=case, to=form.chosen, reason=form.reason, at=clock.now()
            )
        except Refused as refused:
            form.add_error(None, refused.decision.reason)
        else:
            return _done(request, case, f"The case is {CaseStatus(moved.status).label.lower()} now.")
    return _form_page(request, case, form, _asked_of(form, case))


@page(may=may_allocate)
def allocation_make(request: StaffRequest, reference: str) -> HttpResponse:
    """Give the case to a worker."""
    case = open_case(by=request.user, reference=reference)
    rules.may_allocate_in(CaseStatus(case.status)).require()
    have = _those_who_have(case)
    available = [one for one in who_may_be_allocated() if one not in have]
    form = AllocationForm(
        posted(request),
        available=[Available(one.id, _in_the_list(one)) for one in available],
        having=[one.name for one in have],
    )
    if form.is_valid():
        worker = next(one for one in available if str(one.id) == form.cleaned_data["worker"])
        try:
            allocate(
                by=request.user,
                case=case,
                worker=worker,
                reason=form.cleaned_data["reason"],
                instead_of_others=form.instead_of_others,
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, refused.decision.reason)
        else:
            return _done(request, case, f"The case is allocated to {worker.name}.")
    return _form_page(request, case, form, Asked("Allocate the case", "Allocate"))


@page(may=may_allocate)
def allocation_end(request: StaffRequest, reference: str, allocation_id: UUID) -> HttpResponse:
    """Take the case from a worker, after asking."""
    case = open_case(by=request.user, reference=reference)
    allocation = open_allocation(by=request.user, case=case, allocation_id=allocation_id)
    worker = allocation.worker
    if request.method == "POST" or allocation.until_at is not None:
        end_allocation(by=request.user, allocation=allocation, at=clock.now())
        return _done(request, case, f"{worker.name} no longer has the case.")
    others = [one for one in _those_who_have(case) if one != worker]
    in_work = case.status in (CaseStatus.OPEN, CaseStatus.INACTIVE)
    back_to_wait = "Nobody else has this case, so it goes back to the waiting list."
    asked = Asked(
        "Take the case from this worker?",
        "Take the case from them",
        warning=f"They can no longer open the case, from this moment. {'' if others or not in_work else back_to_wait}",
        danger=True,
    )
    rows = [
        Row("Worker", worker.name),
        Row("Has it since", short_date(allocation.from_at)),
        Row("Others who have it", ", ".join(one.name for one in others) or "Nobody"),
    ]
    return _confirm_page(request, case, rows, asked)


@page(may=may_work_cases)
def key_date_add(request: StaffRequest, reference: str) -> HttpResponse:
    """Put a date that matters on the case."""
    case = _worked_case(request, reference)
    form = KeyDateForm(posted(request))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            add_key_date(
                by=request.user,
                case=case,
                kind=KeyDateKind(typed["kind"]),
                on=typed["on"],
                note=typed["note"],
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, refused.decision.reason)
        else:
            return _done(request, case, "Date added.")
    return _form_page(request, case, form, Asked("Add a key date", "Add the date"))


@page(may=may_work_cases)
def key_date_remove(request: StaffRequest, reference: str, key_date_id: UUID) -> HttpResponse:
    """Take a date off the case, after asking."""
    case = open_case(by=request.user, reference=reference)
    key_date = open_key_date(by=request.user, case=case, key_date_id=key_date_id)
    if request.method == "POST" or key_date.removed_at is not None:
        remove_key_date(by=request.user, key_date=key_date, at=clock.now())
        return _done(request, case, "Date taken off the case.")
    with reading(by=request.user, subjects=[case.key_subject], purpose="removing a date"):
        rows = [
            Row("What happens", str(label(KeyDateKind(key_date.kind)))),
            Row("Date", long_date(key_date.on)),
            *([Row("Note", key_date.note)] if key_date.note else []),
        ]
    return _confirm_page(
        request, case, rows, Asked("Take this date off the case?", "Take it off", danger=True)
    )


@page(may=may_work_cases)
def task_add(request: StaffRequest, reference: str) -> HttpResponse:
    """Set a task on the case: for oneself, for another who has it, or for whoever works it."""
    case = _worked_case(request, reference)
    form = TaskForm(posted(request), me=request.user, workers=_those_who_have(case))
    if form.is_valid():
        typed = form.cleaned_data
        try:
            add_task(
                by=request.user,
                case=case,
                worker=form.worker,
                words=typed["words"],
                due_on=typed["due_on"],
                at=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, refused.decision.reason)
        else:
            return _done(request, case, "Task added.")
    return _form_page(request, case, form, Asked("Add a task", "Add the task"))


def _worked_case(request: StaffRequest, reference: str) -> Case:
    """The case, for adding to it. Raises NotThere, or Refused when it is closed."""
    case = open_case(by=request.user, reference=reference)
    rules.may_work_on(CaseStatus(case.status)).require()
    return case


def _those_who_have(case: Case) -> list[User]:
    held = Allocation.objects.current().filter(case=case).select_related("worker")
    return [allocation.worker for allocation in held.order_by("from_at", "id")]


def _in_the_list(worker: User) -> str:
    numbers: int = worker.cases_now  # type: ignore[attr-defined]
    return f"{worker.name} ({worker.role_words.lower()}, {counted(numbers, 'case', 'cases')})"


def _warnings(case: Case) -> dict[CaseStatus, str]:
    tasks = Task.objects.open().filter(case=case).count()
    if not tasks:
        return {}
    return {CaseStatus.CLOSED: f"{counted(tasks, 'open task', 'open tasks')} will be withdrawn."}


def _asked_of(form: StatusForm, case: Case) -> Asked:
    if form.only_move is None:
        return Asked("Change the status of the case", "Save")
    verb = form.moves[form.only_move].verb
    lead = _warnings(case).get(form.only_move, "")
    if form.only_move is CaseStatus.OPEN and not _those_who_have(case):
        lead = "Nobody has this case, so it goes to the waiting list."
    return Asked(f"{verb.capitalize()} this case", f"{verb.capitalize()} the case", lead=lead)


def _done(request: StaffRequest, case: Case, words: str) -> HttpResponse:
    """Back to the case; to the list where doing this took it out of sight."""
    messages.success(request, words)
    if Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("cases:case_page", case.reference)
    return redirect("cases:case_list")


def _form_page(request: StaffRequest, case: Case, form: Form, asked: Asked) -> HttpResponse:
    return _page(request, case, "cases/running_form.html", asked, {"form": form})


def _confirm_page(request: StaffRequest, case: Case, rows: list[Row], asked: Asked) -> HttpResponse:
    return _page(request, case, "cases/running_confirm.html", asked, {"rows": rows})


def _page(
    request: StaffRequest, case: Case, template: str, asked: Asked, more: dict[str, object]
) -> HttpResponse:
    """The page under the bar that says whose case this is, so that nobody changes another one by mistake."""
    child = children_of([case.id]).get(case.id)
    back = reverse("cases:case_page", args=[case.reference])
    match = request.resolver_match
    with reading(
        by=request.user,
        subjects=subjects_of([case.id], [child] if child else []),
        purpose="running a case",
        page=match.view_name if match else "",
    ):
        context = {
            "reference": case.reference,
            "name": name_of(child),
            "tags": [status_tag(case)],
            "heading": asked.heading,
            "button": asked.button,
            "lead": asked.lead,
            "warning": asked.warning,
            "danger": asked.danger,
            "back_url": back,
            "back_text": "Back to the case",
            "cancel_url": back,
            **more,
        }
        return render(request, template, context)
