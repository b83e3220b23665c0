"""Declaring what connects one with schools, bodies and families, and saying that the list is whole (Y12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from cases import conflicts, emails
from cases.access import declared_by, may_decide_conflicts, newest_declaration, who_may_have_interests
from cases.actions.asking_at_once import while_nobody_asks
from cases.actions.conflicts import find_by_interest
from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.actions.request_conflicts import keep_all_from
from cases.choices import DeclaredWhy, InterestKind, TaskRule
from cases.models import Agency, Declaration, DeclarationWaiver, Interest, Task
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal
from sendiass.profiles import profile

SWEEPS = ServicePrincipal("sweeps")


@dataclass(frozen=True, slots=True)
class Connection:
    """What connects somebody who works here with an agency of the directory, or with a person as they name them."""

    kind: InterestKind
    agency: Agency | None = None
    given_names: str = ""
    family_name: str = ""
    date_of_birth: date | None = None
    phone: str = ""
    email: str = ""
    words: str = ""
    from_on: date | None = None
    until_on: date | None = None


@transaction.atomic
def declare_interest(*, by: User, connection: Connection, once: UUID, at: datetime) -> Interest:
    """Put an interest on one's own list. Whatever case it meets is shut to its worker before this returns.

    The same under the same `once` counts once. Raises Refused where it does not say enough, and NotReady while the names
    on record are still being opened.
    """
    conflicts.may_declare(
        conflicts.Declared(
            kind=connection.kind,
            has_agency=connection.agency is not None,
            given_names=connection.given_names,
            family_name=connection.family_name,
            words=connection.words,
            from_on=connection.from_on,
            until_on=connection.until_on,
        )
    ).require()
    once = same_each_time(once, by.id, connection)
    one_at_a_time(once)
    while_nobody_asks()
    earlier: Interest | None = Interest.objects.filter(once=once, worker=by).first()
    if earlier:
        return earlier
    interest: Interest = Interest.objects.create(
        worker=by, declared_at=at, once=once, **{name: getattr(connection, name) for name in FIELDS}
    )
    find_by_interest(interest, by=by, at=at)
    keep_all_from(interest, at=at)
    return interest


FIELDS = tuple(Connection.__dataclass_fields__)


@transaction.atomic
def end_interest(*, by: User, interest: Interest, because: str, at: datetime) -> Interest:
    """Take an interest off one's own list; done again, it changes nothing. What it shut stays shut until the manager opens it."""
    held: Interest = Interest.objects.select_for_update().get(pk=interest.pk)
    if held.worker_id != by.id:
        refuse("Only whose interest it is takes it off the list.", "Y12").require()
    if held.ended_at is not None:
        return held
    if not because.strip():
        refuse("Enter why it is no longer one.", "Y12").require()
    held.ended_at, held.ended_by, held.ended_because = at, by, because
    held.save(update_fields=["ended_at", "ended_by", "ended_because"])
    return held


@transaction.atomic
def declare(*, by: User, nothing: bool, once: UUID, at: datetime) -> Declaration:
    """Say that one's list of interests is whole, or that there are none; it counts for the profile's months.

    Raises Refused for *none* from somebody whose list has some, and the other way round.
    """
    once = same_each_time(once, by.id, "declaration", nothing)
    one_at_a_time(once)
    earlier: Declaration | None = Declaration.objects.filter(once=once, worker=by).first()
    if earlier:
        return earlier
    has_some = Interest.objects.live().of_worker(by).exists()
    if nothing and has_some:
        refuse("There is an interest on your list. Take it off first, or confirm the list.", "Y12").require()
    if not nothing and not has_some:
        refuse("Your list is empty. Add an interest first, or say that you have none.", "Y12").require()
    why = DeclaredWhy.YEARLY if newest_declaration(by) else DeclaredWhy.INDUCTION
    declared: Declaration = Declaration.objects.create(worker=by, why=why, nothing=nothing, at=at, once=once)
    for task in Task.objects.open().filter(worker=by, case__isnull=True, rule=TaskRule.INTERESTS):
        task.done_at, task.done_by = at, by
        task.save(update_fields=["done_at", "done_by"])
    return declared


@transaction.atomic
def waive_declaration(
    *, by: User, worker: User, until_on: date, reason: str, at: datetime
) -> DeclarationWaiver:
    """Let somebody take new cases until that day though they have not declared their interests.

    Raises Refused for oneself, without a reason, and for more days than the profile allows.
    """
    may_decide_conflicts(by).require()
    conflicts.may_waive(
        until_on=until_on,
        on=clock.day_of(at),
        most_days=profile().interests.longest_waiver_days,
        reason=reason,
        is_own=worker.id == by.id,
    ).require()
    waiver: DeclarationWaiver = DeclarationWaiver.objects.create(
        worker=worker, until_on=until_on, reason=reason, at=at, by=by
    )
    return waiver


def remind_of_interests(*, at: datetime) -> int:
    """Ask everyone to declare their interests in time, by a task and by mail, once for each time it falls due. A sweep.

    Somebody who never did is asked at once. Returns how many were asked.
    """
    on, before = clock.day_of(at), timedelta(days=profile().interests.remind_before_days)
    workers = list(who_may_have_interests())
    declared = declared_by(one.id for one in workers)
    due = [(one, declared[one.id].until) for one in workers]
    asked = 0
    for worker, until in due:
        if until is None or until - before <= on:
            asked += _ask(worker, due_on=max(on, until or on), about=until or "never", at=at)
    return asked


@transaction.atomic
def _ask(worker: User, *, due_on: date, about: object, at: datetime) -> bool:
    emails.remind_of_interests(worker, about=f"{worker.id}:{about}", by=SWEEPS, at=at)
    mine = Task.objects.open().filter(worker=worker, case__isnull=True, rule=TaskRule.INTERESTS)
    if mine.exists():
        return False
    Task.objects.create(case=None, worker=worker, rule=TaskRule.INTERESTS, due_on=due_on, created_at=at)
    return True
