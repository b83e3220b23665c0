"""The small steps a case's life is made of: who has it no more, and where it stands. Whether they may, others ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cases.choices import CaseStatus
from cases.models import Allocation, Case, Meeting, StatusChange, Task
from sendiass.accounts.models import User


def end_holding(allocation: Allocation, *, by: User, at: datetime) -> None:
    """The worker no longer has the case; what was theirs to do on it is whoever's works it next."""
    allocation.until_at, allocation.ended_by = max(at, allocation.from_at), by
    allocation.save(update_fields=["until_at", "ended_by"])
    let_go_of_tasks(allocation.case_id, allocation.worker_id)


def let_go_of_tasks(case: UUID, worker: UUID) -> None:
    """Tasks of a case that were given to this worker by name are whoever's works it."""
    for task in Task.objects.open().filter(case=case, worker=worker):
        task.worker = None
        task.save(update_fields=["worker"])


def hand_on_meetings(case: Case, *, kept: Iterable[UUID], to: User, at: datetime) -> None:
    """Meetings to come of whoever was shut out of the case are whose it is now."""
    for meeting in Meeting.objects.planned().of(case).filter(worker__in=list(kept), starts_at__gt=at):
        meeting.worker = to
        meeting.save(update_fields=["worker"])


def wait_again_if_nobodys(case: Case, *, by: User, at: datetime) -> None:
    """A case in hand that nobody has any more goes back on the waiting list."""
    nobody_left = not Allocation.objects.current().filter(case=case).exists()
    if nobody_left and case.status in (CaseStatus.OPEN, CaseStatus.INACTIVE):
        move(case, to=CaseStatus.WAITING, reason="Nobody is allocated.", by=by, at=at)


def move(case: Case, *, to: CaseStatus, reason: str, by: User, at: datetime, **named: UUID) -> None:
    """The case stands there from now on. The step is set down first: closed, it may not be its worker's any more."""
    was, case.status = case.status, to
    case.waiting_since = at if to == CaseStatus.WAITING else None
    case.closed_at = at if to == CaseStatus.CLOSED else None
    log_status(case, was=was, reason=reason, by=by, at=at, **named)
    case.save(update_fields=["status", "waiting_since", "closed_at"])


def log_status(case: Case, *, was: str, reason: str, by: User, at: datetime, **named: UUID) -> None:
    """Set down one step in a case's life."""
    StatusChange.objects.create(
        case=case, from_status=was, to_status=case.status, reason=reason, at=at, by=by, **named
    )
