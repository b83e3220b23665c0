"""Everyone's supervision at a glance, one person's, who is above whom, and the figures. Each makes one call."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.views.shown import posted
from governance.access import (
    SUPERVISED,
    above,
    lacks_a_supervisor,
    may_have_supervision,
    may_keep_supervision,
    may_read,
    may_see_supervision_figures,
    open_worker,
    supervised_by,
    who_can_manage,
    who_can_supervise,
    workers,
)
from governance.access.file_checks import may_check_files
from governance.access.joining import may_recruit
from governance.access.training import may_keep_training
from governance.actions.people import record_leave, set_supervisor, take_back_leave
from governance.actions.sessions import may_book
from governance.forms import AboveForm, LeaveForm
from governance.models import Leave, SupervisionSession
from governance.reports import supervision_figures
from governance.views.begun import begun_in
from governance.views.groups import group_state
from governance.views.shown import (
    every,
    lines_of,
    open_actions,
    outcome_tag,
    session_link,
    to_be_signed,
    years_of,
)
from sendiass import clock
from sendiass.access import NotThere
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Link
from sendiass.ui.words import short_date

MOST = 30
MORE = (
    ("File checks", "governance:sample_list", may_check_files),
    ("Training", "governance:training_list", may_keep_training),
    ("Volunteers", "governance:joiner_list", may_recruit),
)


@page(may=may_have_supervision)
def supervision_list(request: StaffRequest) -> HttpResponse:
    """Everyone's supervision, what is overdue first, for those who keep it; anybody else is led to their own."""
    if not may_keep_supervision(request.user):
        return redirect("governance:worker_page", request.user.id)
    found = [one for one in workers() if one.role != Role.STRATEGIC_LEAD]
    ids = [one.pk for one in found]
    actions = open_actions(ids)
    today = clock.today()
    shown = {
        "lines": lines_of(found),
        "years": years_of([one for one in found if one.role in SUPERVISED]),
        "to_be_signed": [
            (one.worker, session_link(one, is_read=bool(may_read(request.user, one))))
            for one in to_be_signed(ids)
        ],
        "actions": _by_worker([one.session.worker_id for one in actions if one.due_on < today], found),
        "group": group_state(today),
        "nobody_above": [one for one in found if lacks_a_supervisor(one, on=today)],
        "more": [Link(words, reverse(name)) for words, name, may in MORE if may(request.user)],
    }
    return render(request, "governance/supervision_list.html", shown)


@page(may=may_have_supervision)
def worker_page(request: StaffRequest, worker_id: UUID) -> HttpResponse:
    """One person's supervision: what is due, what was held, leave; and for themselves, whom they supervise."""
    worker = open_worker(by=request.user, worker_id=worker_id)
    is_own = worker.pk == request.user.pk
    sessions = SupervisionSession.objects.of_workers([worker.pk]).with_people().newest_first()[:MOST]
    now = above(worker, on=clock.today())
    below = supervised_by(worker, on=clock.today()) if is_own else []
    shown = {
        "worker": worker,
        "is_own": is_own,
        "line": lines_of([worker])[0],
        "above": now,
        "sessions": [
            (one, session_link(one) if may_read(request.user, one) else None, outcome_tag(one))
            for one in sessions
        ],
        "leave": Leave.objects.of_workers([worker.pk]).standing()[:MOST],
        "below": lines_of(below),
        "may_keep": may_keep_supervision(request.user),
        "may_book": may_book(request.user, worker, at=clock.now()),
        "every": every(worker),
        "doubt": profile().doubt("supervision.caseworker") or "",
        "actions": len(open_actions([worker.pk])),
    }
    return render(request, "governance/worker_page.html", shown)


@page(may=may_keep_supervision)
def above_set(request: StaffRequest, worker_id: UUID) -> HttpResponse:
    """Say who supervises and manages somebody from a day on."""
    worker = open_worker(by=request.user, worker_id=worker_id)
    now = above(worker, on=clock.today())
    begun = begun_in(request, f"supervision_of:{worker.pk}:above", page="governance:above_set")
    form = AboveForm(
        posted(request),
        supervisors=who_can_supervise(worker),
        managers=who_can_manage(worker),
        initial={
            "supervisor": str(now.supervisor_id) if now else "",
            "line_manager": str(now.line_manager_id) if now else "",
            "from_on": clock.today(),
            "once": once_key(request.user.id, "above", worker.pk, now and now.id),
        },
        typed=begun.typed,
    )
    if form.is_valid():
        with begun.sending(form):
            set_supervisor(
                by=request.user,
                worker=worker,
                above=form.above(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
            messages.success(request, "It is on record.")
            return redirect("governance:worker_page", worker.pk)
    return _form(request, worker, form, f"Who supervises {worker.name}?", begun)


@page(may=may_have_supervision)
def leave_add(request: StaffRequest, worker_id: UUID) -> HttpResponse:
    """Write down leave of somebody whom one supervises or manages."""
    worker = open_worker(by=request.user, worker_id=worker_id)
    if worker.pk == request.user.pk:
        raise NotThere
    count = Leave.objects.of_workers([worker.pk]).count()
    begun = begun_in(request, f"supervision_of:{worker.pk}:leave", page="governance:leave_add")
    form = LeaveForm(
        posted(request),
        initial={"once": once_key(request.user.id, "leave", worker.pk, count)},
        typed=begun.typed,
    )
    if form.is_valid():
        with begun.sending(form):
            record_leave(
                by=request.user,
                worker=worker,
                leave=form.leave(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
            said = form.cleaned_data
            days = f"from {short_date(said['first_on'])} to {short_date(said['last_on'])}"
            messages.success(request, f"The leave {days} is on record. Its days do not count.")
            return redirect("governance:worker_page", worker.pk)
    return _form(request, worker, form, f"Leave of {worker.name}", begun)


@page(may=may_have_supervision)
def leave_take_back(request: StaffRequest, leave_id: UUID) -> HttpResponse:
    """Leave was not taken, or was written down wrongly."""
    leave = Leave.objects.standing().filter(pk=leave_id).select_related("worker").first()
    if leave is None:
        raise NotThere
    worker = open_worker(by=request.user, worker_id=leave.worker_id)
    if worker.pk == request.user.pk:
        raise NotThere
    if request.method == "POST":
        take_back_leave(by=request.user, leave=leave, at=clock.now())
        messages.success(request, "Taken back. Its days count again.")
        return redirect("governance:worker_page", worker.pk)
    return render(request, "governance/leave_take_back.html", {"leave": leave, "worker": worker})


@page(may=may_see_supervision_figures)
def figures_page(request: StaffRequest) -> HttpResponse:
    """How often supervision fell due and was missed since the reporting year began: for the board, and nobody's name."""
    first_on, last_on = reporting_year(clock.today(), request.GET.get("back", ""))
    shown = {
        "figures": supervision_figures(first_on=first_on, last_on=last_on),
        "is_before": bool(request.GET.get("back")),
        "may_keep": may_keep_supervision(request.user),
    }
    return render(request, "governance/figures_page.html", shown)


def reporting_year(today: date, back: str) -> tuple[date, date]:
    """The reporting year so far, or the whole one before it."""
    if back not in ("", "1"):
        raise BadRequest
    starts = profile().periods.reporting_year_starts
    first = date(today.year, starts.month, starts.day)
    if first > today:
        first = first.replace(year=today.year - 1)
    if not back:
        return first, today
    return first.replace(year=first.year - 1), date.fromordinal(first.toordinal() - 1)


def _by_worker(ids: list[UUID], found: list[User]) -> list[tuple[User, int]]:
    return [(one, ids.count(one.pk)) for one in found if one.pk in ids]


def _form(
    request: StaffRequest, worker: User, form: AboveForm | LeaveForm, heading: str, begun: Begun
) -> HttpResponse:
    shown = {
        "form": form,
        "heading": heading,
        "button": "Save",
        "back_url": reverse("governance:worker_page", args=[worker.pk]),
        "back_text": f"Back to {worker.name}",
        **begun.shown(),
    }
    return render(request, "ui/form_page.html", shown)
