"""Counts: how often supervision fell due and was missed, by role and without names (L14, L15); what a worker has in hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Sum

from cases.choices import CaseStatus
from cases.models import Case, Intervention, Task
from governance.access import COUNTS, SUPERVISED, standings_of
from governance.deadlines.supervision import intervals
from governance.models import GroupSession
from sendiass.accounts.models import User
from sendiass.audit.actors import serving
from sendiass.database import standing
from sendiass.profiles import profile
from sendiass.profiles.sections import Term

LATELY = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class RoleFigures:
    """One role's figures of a period. They are the service's own conduct, and exact."""

    role: str
    every: str
    people: int
    due: int
    missed: int


@dataclass(frozen=True, slots=True)
class TermFigures:
    """Whether the group met in a school term: on which day first, if it did; and whether the term still goes on."""

    name: str
    ends_on: date
    met_on: date | None
    goes_on: bool


@dataclass(frozen=True, slots=True)
class SupervisionFigures:
    """The figures of a period, and in which of its terms the group met.

    `unknown_until` and `unknown_from` are the days of the period before and after which the profile has no terms.
    """

    first_on: date
    last_on: date
    roles: tuple[RoleFigures, ...]
    terms: tuple[TermFigures, ...]
    unknown_until: date | None
    unknown_from: date | None

    @property
    def ended(self) -> list[TermFigures]:
        """The terms that have ended."""
        return [one for one in self.terms if not one.goes_on]

    @property
    def ended_with_group(self) -> int:
        """In how many of them the group met."""
        return sum(one.met_on is not None for one in self.ended)


def supervision_figures(*, first_on: date, last_on: date) -> SupervisionFigures:
    """What fell due from one day to another. An interval under way on the last day is not counted."""
    with serving(COUNTS):
        held = list(GroupSession.objects.values_list("held_on", flat=True).order_by("held_on"))
        roles = tuple(_of_role(role, first_on, last_on) for role in SUPERVISED)
    known = sorted(profile().terms, key=lambda one: one.starts_on)
    terms = tuple(
        _of_term(one, held, on=last_on)
        for one in known
        if first_on <= one.ends_on and one.starts_on <= last_on
    )
    before, after = _unknown(known, first_on, last_on)
    return SupervisionFigures(first_on, last_on, roles, terms, before, after)


def _of_term(term: Term, held: Iterable[date], *, on: date) -> TermFigures:
    met_on = next((day for day in held if term.starts_on <= day <= min(term.ends_on, on)), None)
    return TermFigures(term.name, term.ends_on, met_on, goes_on=term.ends_on > on)


def _unknown(known: Sequence[Term], first_on: date, last_on: date) -> tuple[date | None, date | None]:
    """Until which day, and from which, no term of the period is in the profile; holidays between two terms are known."""
    if not known:
        return last_on, None
    first, last = known[0].starts_on, max(one.ends_on for one in known)
    return (
        min(first, last_on) if first > first_on else None,
        max(last, first_on) if last < last_on else None,
    )


def _of_role(role: str, first_on: date, last_on: date) -> RoleFigures:
    found = [one for one in standings_of(list(User.objects.active().filter(role=role).by_name())) if one.due]
    counts = [
        intervals(one.held, since=one.since, working=one.working, first_on=first_on, last_on=last_on)
        for one in found
    ]
    supervision, words = profile().supervision, profile().words
    is_officer = role == SUPERVISED[0]
    return RoleFigures(
        role=(words.caseworkers if is_officer else words.volunteers),
        every=(supervision.caseworker if is_officer else supervision.volunteer).words,
        people=len(found),
        due=sum(one.due for one in counts),
        missed=sum(one.missed for one in counts),
    )


def workload(worker: User, *, on: date) -> dict[str, int]:
    """What this worker has in hand today, in numbers that name no family; counted as they themselves would see it."""
    with standing.standing_as(standing.worker(worker.pk)):
        cases = Case.objects.allocated_to(worker).exclude(status=CaseStatus.CLOSED)
        tasks = Task.objects.for_worker(worker).open()
        lately = Intervention.objects.filter(by=worker, happened_on__gt=on - LATELY).as_they_stand()
        minutes = lately.aggregate(all=Sum(F("minutes") + F("travel_minutes")))["all"] or 0
        return {
            "cases": cases.count(),
            "overdue": tasks.overdue(on).count(),
            "interventions": lately.count(),
            "hours": round(minutes / 60),
        }
