"""Saying who supervises whom from which day, and writing down leave. Nothing is taken away; the newest counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.actions.idempotency import one_at_a_time
from governance import rules
from governance.access import CAN_MANAGE, CAN_SUPERVISE, may_keep_supervision, open_worker
from governance.choices import LeaveKind
from governance.models import Leave, LeaveTakenBack, Supervises
from sendiass.access import refuse
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class Above:
    """Who is above a worker from a day on; without a supervisor nobody supervises them."""

    supervisor: User | None
    line_manager: User
    from_on: date


@dataclass(frozen=True, slots=True)
class OnLeave:
    """What kind of leave, from which day to which."""

    kind: LeaveKind
    first_on: date
    last_on: date


@transaction.atomic
def set_supervisor(*, by: User, worker: User, above: Above, once: UUID, at: datetime) -> Supervises:
    """Say who supervises somebody from a day on. The same `once` twice is one (L14, L15)."""
    may_keep_supervision(by).require()
    one_at_a_time(once)
    earlier: Supervises | None = Supervises.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    for one, roles in ((above.supervisor, CAN_SUPERVISE), (above.line_manager, CAN_MANAGE)):
        if one is not None:
            may = rules.may_supervise(
                one.pk, worker.pk, supervisors_role_asks=one.role in roles, is_active=one.is_active
            )
            may.require()
    said: Supervises = Supervises.objects.create(
        worker=worker,
        supervisor=above.supervisor,
        line_manager=above.line_manager,
        from_on=above.from_on,
        at=at,
        by=by,
        once=once,
    )
    return said


@transaction.atomic
def record_leave(*, by: User, worker: User, leave: OnLeave, once: UUID, at: datetime) -> Leave:
    """Write down leave: its days do not count towards the next supervision. The same `once` twice is one."""
    open_worker(by=by, worker_id=worker.pk)
    one_at_a_time(once)
    earlier: Leave | None = Leave.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    _not_their_own(by, worker)
    if leave.last_on < leave.first_on:
        refuse("The last day is before the first.", "dates-make-sense").require()
    said: Leave = Leave.objects.create(
        worker=worker,
        kind=leave.kind,
        first_on=leave.first_on,
        last_on=leave.last_on,
        at=at,
        by=by,
        once=once,
    )
    return said


@transaction.atomic
def take_back_leave(*, by: User, leave: Leave, at: datetime) -> None:
    """Leave was not taken, or was written down wrongly: its days count again. Twice is once."""
    open_worker(by=by, worker_id=leave.worker_id)
    one_at_a_time(leave.id)
    _not_their_own(by, leave.worker)
    LeaveTakenBack.objects.get_or_create(leave=leave, defaults={"at": at, "by": by})


def _not_their_own(by: User, worker: User) -> None:
    if by.pk == worker.pk:
        refuse("Whoever is above you writes down your leave.", rules.OFFICERS).require()
