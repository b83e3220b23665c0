"""Running a case: what it is about, where it stands, who works it, its dates and tasks. One call into actions each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Manager
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases import rules
from cases.access import (
    Candidate,
    may_allocate,
    may_hold_people,
    may_work_cases,
    open_allocation,
    open_case,
    open_key_date,
    who_is_available,
)
from cases.actions.casework import allocate, change_matter, change_status, end_allocation
from cases.actions.dates import add_key_date, add_task, remove_key_date
from cases.choices import CaseStatus, Issue, KeyDateKind, Stage
from cases.forms.running import AllocationForm, Available, KeyDateForm, MatterForm, StatusForm, TaskForm
from cases.models import Allocation, Case, KeyDate, StatusChange, Task
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.conflicts import not_available_words, training_asked_words
from cases.views.shown import counted, posted
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.forms import GovukForm
from sendiass.ui.parts import Row
from sendiass.ui.words import long_date, short_date


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that asks one thing about a case."""

    heading: str
    button: str
    keeps: str = ""
    """The name of the form whose text is kept as a draft; empty where there is nothing to lose."""
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
            form.refused(refused.decision)
        else:
            return back_to_case(request, case, "What the case is about has been changed.")
    asked = Asked("Change what the case is about", "Save changes")
    return _form_page(request, case, form, asked)


@page(may=may_work_cases)
def status_change(request: StaffRequest, reference: str) -> HttpResponse:
    """Rest, resume or reopen the case: the one move there is from where it stands. Closing has its own page."""
    case = open_case(by=request.user, reference=reference)
    status = CaseStatus(case.status)
    if request.method == "POST" and request.POST.get("to") == status:
        return back_to_case(request, case, f"The case is {status.label.lower()}.")  # sent twice, done once
    asking: dict[str, Any] = {
        "status": status,
        "initial": _once(request, case, "status", StatusChange.objects),
    }
    rules.may_be_moved(status).require()
    form = StatusForm(posted(request), **asking)
    if form.is_valid():
        try:
            moved = change_status(
                by=request.user,
                case=case,
                to=form.chosen,
                reason=form.reason,
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=_draft_key(case, "status"))
            return back_to_case(request, case, f"The case is {CaseStatus(moved.status).label.lower()} now.")
    return _form_page(
        request, case, form, _asked_of(form, case), lambda typed: StatusForm(typed=typed, **asking)
    )


@page(may=may_allocate)
def allocation_make(request: StaffRequest, reference: str) -> HttpResponse:
    """Give the case to a worker."""
    case = open_case(by=request.user, reference=reference)
    rules.may_allocate_in(CaseStatus(case.status)).require()
    sent = request.POST.get("worker", "")  # sent twice, it is about someone who has the case by now
    have = [one for one in _those_who_have(case) if str(one.id) != sent]
    free, others = who_is_available(case, by=request.user, on=clock.today())
    available = [one for one in free if one.worker not in have]
    asking: dict[str, Any] = {
        "available": [Available(one.worker.id, _in_the_list(one)) for one in available],
        "having": [one.name for one in have],
        "initial": _once(request, case, "allocation", Allocation.objects),
    }
    form = AllocationForm(posted(request), **asking)
    if form.is_valid():
        worker = next(one.worker for one in available if str(one.worker.id) == form.cleaned_data["worker"])
        try:
            allocate(
                by=request.user,
                case=case,
                worker=worker,
                reason=form.cleaned_data["reason"],
                instead_of_others=form.instead_of_others,
                handover=form.cleaned_data["handover"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=_draft_key(case, "allocation"))
            return back_to_case(request, case, f"The case is allocated to {worker.name}.")
    lead = f"{training_asked_words(case)} {not_available_words(others)}".strip()
    asked = Asked("Allocate the case", "Allocate", keeps="allocation", lead=lead)
    return _form_page(request, case, form, asked, lambda typed: AllocationForm(typed=typed, **asking))


@page(may=may_allocate)
def allocation_end(request: StaffRequest, reference: str, allocation_id: UUID) -> HttpResponse:
    """Take the case from a worker, after asking."""
    case = open_case(by=request.user, reference=reference)
    allocation = open_allocation(by=request.user, case=case, allocation_id=allocation_id)
    worker = allocation.worker
    if request.method == "POST" or allocation.until_at is not None:
        end_allocation(by=request.user, allocation=allocation, at=clock.now())
        return back_to_case(request, case, f"{worker.name} no longer has the case.")
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
    initial = _once(request, case, "date", KeyDate.objects)
    form = KeyDateForm(posted(request), initial=initial)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            add_key_date(
                by=request.user,
                case=case,
                kind=KeyDateKind(typed["kind"]),
                on=typed["on"],
                note=typed["note"],
                once=typed["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=_draft_key(case, "date"))
            return back_to_case(request, case, "Date added.")
    asked = Asked("Add a key date", "Add the date", keeps="date")
    return _form_page(request, case, form, asked, lambda typed: KeyDateForm(initial=initial, typed=typed))


@page(may=may_work_cases)
def key_date_remove(request: StaffRequest, reference: str, key_date_id: UUID) -> HttpResponse:
    """Take a date off the case, after asking."""
    case = open_case(by=request.user, reference=reference)
    key_date = open_key_date(by=request.user, case=case, key_date_id=key_date_id)
    if request.method == "POST" or key_date.removed_at is not None:
        remove_key_date(by=request.user, key_date=key_date, at=clock.now())
        return back_to_case(request, case, "Date taken off the case.")
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
    asking: dict[str, Any] = {"me": request.user, "workers": _those_who_have(case)}
    asking["initial"] = _once(request, case, "task", Task.objects)
    form = TaskForm(posted(request), **asking)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            add_task(
                by=request.user,
                case=case,
                worker=form.worker,
                words=typed["words"],
                due_on=typed["due_on"],
                once=typed["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=_draft_key(case, "task"))
            return back_to_case(request, case, "Task added.")
    asked = Asked("Add a task", "Add the task", keeps="task")
    return _form_page(request, case, form, asked, lambda typed: TaskForm(typed=typed, **asking))


def _worked_case(request: StaffRequest, reference: str) -> Case:
    """The case, for adding to it. Raises NotThere, or Refused when it is closed."""
    case = open_case(by=request.user, reference=reference)
    rules.may_work_on(CaseStatus(case.status)).require()
    return case


def _those_who_have(case: Case) -> list[User]:
    held = Allocation.objects.current().filter(case=case).select_related("worker")
    return [allocation.worker for allocation in held.order_by("from_at", "id")]


def _in_the_list(one: Candidate) -> str:
    speaks = [f"speaks {label(language)}" for language in one.shared_languages]
    about = [one.worker.role_words.lower(), counted(one.cases_now, "case", "cases"), *speaks]
    return f"{one.worker.name} ({', '.join(about)})"


def _asked_of(form: StatusForm, case: Case) -> Asked:
    lead = ""
    if form.chosen is CaseStatus.OPEN and not _those_who_have(case):
        lead = "Nobody has this case, so it goes to the waiting list."
    return Asked(form.move.words, form.move.words, keeps="status", lead=lead)


def back_to_case(request: StaffRequest, case: Case, words: str) -> HttpResponse:
    """Back to the case; to the list where doing this took it out of sight."""
    messages.success(request, words)
    if Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("cases:case_page", case.reference)
    return redirect("cases:case_list")


def _once(request: StaffRequest, case: Case, form: str, rows: Manager[Any]) -> dict[str, UUID]:
    """A key that two tabs share until one of them has added a row."""
    return {"once": once_key(request.user.id, form, case.id, rows.filter(case=case).count())}


def _draft_key(case: Case, form: str) -> str:
    return f"case:{case.reference}:{form}"


def _form_page(
    request: StaffRequest,
    case: Case,
    form: GovukForm,
    asked: Asked,
    restored: Callable[[keeping.Fields], GovukForm] | None = None,
) -> HttpResponse:
    """The page of one form; `restored` makes it anew from a draft."""
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose=asked.heading,
        page=_view_name(request),
    ):
        key = _draft_key(case, asked.keeps) if asked.keeps else ""
        draft = keeping.take(owner=request.user, form_key=key) if key and not form.is_bound else None
        if draft and restored:
            form = restored(draft.fields)
        back = reverse("cases:case_page", args=[case.reference])
        context = {
            "frame": case_frame(case, people, user=request.user),
            "heading": asked.heading,
            "lead": asked.lead,
            "may_name": may_hold_people(case),
            "form": form,
            "button": asked.button,
            "back_url": back,
            "back_text": "Back to the case",
            "draft": draft,
            "draft_key": key,
        }
        return render(request, "cases/case_form.html", context)


def _confirm_page(request: StaffRequest, case: Case, rows: list[Row], asked: Asked) -> HttpResponse:
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose=asked.heading,
        page=_view_name(request),
    ):
        context = {
            "frame": case_frame(case, people, user=request.user),
            "heading": asked.heading,
            "rows": rows,
            "warning": asked.warning,
            "button": asked.button,
            "danger": asked.danger,
            "cancel_url": reverse("cases:case_page", args=[case.reference]),
        }
        return render(request, "cases/case_confirm.html", context)


def _view_name(request: StaffRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""
