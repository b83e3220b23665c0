"""Arranging who looks after somebody's cases while they are away, and ending it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from cases import conflicts
from cases.access import CONFLICTS, may_allocate, may_be_given, may_cover, may_take_cases
from cases.actions.conflicts import find_by_people
from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.choices import CaseStatus, FoundThrough
from cases.models import Allocation, Case, CasePerson, Cover
from sendiass import clock
from sendiass.access import Decision, allow, refuse
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.audit.actors import serving


@dataclass(frozen=True, slots=True)
class Away:
    """Who is away, from which day to which, both included; `case` where but one of their cases is meant."""

    who: User
    first: date
    last: date
    case: Case | None = None

    @property
    def from_at(self) -> datetime:
        """The beginning of the first day in England."""
        return datetime.combine(self.first, time.min, clock.LONDON)

    @property
    def until_at(self) -> datetime:
        """The end of the last."""
        return datetime.combine(self.last + timedelta(days=1), time.min, clock.LONDON)


@transaction.atomic
def arrange_cover(*, by: User, away: Away, worker: User, once: UUID, at: datetime) -> Cover:
    """Let a worker look after another's cases for these days. The same under the same `once` counts once.

    Cases that an interest of theirs meets, or may, are not lent to them: `cases.access.not_lent_by` tells which. Raises
    Refused where the role arranges or covers nothing, without a declaration of interests, for days gone by, and for one
    case that is not in hand, not of who is away, or not to be lent (Y12).
    """
    may_allocate(by).require()
    may_cover(worker).require()
    if not away.who.holds(Permission.WORK_CASES):
        refuse("They work no cases, so nothing is to be covered.", "cover").require()
    conflicts.may_cover(
        from_at=away.from_at, until_at=away.until_at, at=at, is_self=worker.id == away.who.id
    ).require()
    may_take_cases(worker, on=clock.day_of(at)).require()
    cover_id = same_each_time(
        once, by.id, "cover", away.who.id, worker.id, away.first, away.last, away.case and away.case.id
    )
    one_at_a_time(cover_id)
    earlier: Cover | None = Cover.objects.filter(pk=cover_id).first()
    if earlier:
        return earlier
    _find_conflicts(away, by=by, at=at)
    if away.case:
        _may_be_covered(away.case, away.who).require()
        may_be_given(away.case, worker, on=clock.day_of(at)).require()
    try:
        with transaction.atomic():
            return Cover.objects.create(
                id=cover_id,
                worker=worker,
                away=away.who,
                case=away.case,
                from_at=away.from_at,
                until_at=away.until_at,
                at=at,
                by=by,
            )
    except IntegrityError:  # an interest was declared in this moment
        refuse(conflicts.NOT_AVAILABLE, "Y12").require()
        raise


@transaction.atomic
def end_cover(*, by: User, cover: Cover, at: datetime) -> None:
    """End it now. Done again, or once it is over, it changes nothing."""
    may_allocate(by).require()
    held: Cover = Cover.objects.select_for_update().get(pk=cover.pk)
    if held.ended_at is None and held.until_at > at:
        held.ended_at, held.ended_by = at, by
        held.save(update_fields=["ended_at", "ended_by"])


def _may_be_covered(case: Case, who: User) -> Decision:
    if case.status == CaseStatus.CLOSED:
        return refuse("This case is closed.", "cover")
    if not Allocation.objects.current().filter(case=case, worker=who).exists():
        return refuse(f"{who.name} does not have this case.", "cover")
    return allow("cover")


def _find_conflicts(away: Away, *, by: User, at: datetime) -> None:
    """Find whose interests the cases meet that are to be lent, before they are."""
    held: Iterable[UUID] = [away.case.id] if away.case else _held_by(away.who)
    with serving(
        CONFLICTS
    ):  # a manager's own conflicts hide from them what may meet somebody else's interest
        parts = list(CasePerson.objects.present().in_cases(held).select_related("person").order_by("id"))
    people = dict.fromkeys(part.person for part in parts)
    find_by_people(people, by=by, at=at, through=FoundThrough.ALLOCATING)


def _held_by(who: User) -> list[UUID]:
    with serving(CONFLICTS):
        held = Allocation.objects.current().of_worker(who).exclude(case__status=CaseStatus.CLOSED)
        return list(held.values_list("case", flat=True))
