"""Counts: how often supervision fell due and was missed, by role and without names (L14, L15); what a worker has in hand."""

from __future__ import annotations

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
class SupervisionFigures:
    """The figures of a period, and in how many of its terms the group met."""

    first_on: date
    last_on: date
    roles: tuple[RoleFigures, ...]
    terms: int
    terms_with_group: int


def supervision_figures(*, first_on: date, last_on: date) -> SupervisionFigures:
    """What fell due from one day to another. An interval under way on the last day is not counted."""
    with serving(COUNTS):
        held = list(GroupSession.objects.values_list("held_on", flat=True).order_by("held_on"))
        terms = [one for one in profile().terms if first_on <= one.ends_on <= last_on]
        met = sum(any(one.starts_on <= day <= one.ends_on for day in held) for one in terms)
        roles = tuple(_of_role(role, first_on, last_on) for role in SUPERVISED)
    return SupervisionFigures(first_on, last_on, roles, len(terms), met)


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
        lately = Intervention.objects.filter(by=worker, happened_on__gt=on - LATELY, original__isnull=True)
        minutes = lately.aggregate(all=Sum(F("minutes") + F("travel_minutes")))["all"] or 0
        return {
            "cases": cases.count(),
            "overdue": tasks.overdue(on).count(),
            "interventions": lately.count(),
            "hours": round(minutes / 60),
        }
