"""Readings as pages would have written them down, on a day of the test's choosing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from cases.choices import UnusualRule
from cases.models import Case, UnusualReading
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit.actors import Actor, kind_of
from sendiass.audit.models import Reading


def read_on(
    day: date,
    *subjects: UUID,
    by: Actor,
    at: time = time(11),
    page: str = "cases:case_page",
    purpose: str = "case page",
) -> Reading:
    """One page opened at that hour by the clock on the wall."""
    return Reading.objects.create(
        at=datetime.combine(day, at, clock.LONDON),
        actor_id=by.id,
        actor_kind=kind_of(by),
        purpose=purpose,
        page=page,
        subjects=sorted(subjects),
    )


def searched_on(day: date, words: Iterable[str], *, by: Actor, found: tuple[UUID, ...] = ()) -> None:
    """A search for each of these."""
    for word in words:
        read_on(day, *found, by=by, page="cases:search", purpose=f"search {word}")


def found_unusual(worker: User, *cases: Case, day: date | None = None, **different: Any) -> UnusualReading:
    """What the sweep would have found: these cases opened outside working hours yesterday, unless told otherwise."""
    usual: dict[str, Any] = {
        "worker": worker,
        "rule": UnusualRule.OUT_OF_HOURS,
        "day": day or clock.today() - timedelta(days=1),
        "number": len(cases),
        "least": 1,
        "cases": sorted(case.id for case in cases),
        "found_at": clock.now(),
    }
    found: UnusualReading = UnusualReading.objects.create(**{**usual, **different})
    return found
