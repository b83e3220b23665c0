"""The mix of providers over a year: of training that was had, and of sessions that we gave (L20, Y20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from governance.deadlines.supervision import months_after
from governance.models import GivenSession, TrainingRecord
from governance.rules.training import Share, mix
from sendiass.profiles import profile


@dataclass(frozen=True, slots=True)
class YearsMix:
    """From whom a year's training came; each list the largest share first."""

    first_on: date
    last_on: date
    had: list[Share]
    given: list[Share]


def years_mix(*, on: date) -> YearsMix:
    """The twelve months up to and including a day. Two questions."""
    first = months_after(on, -12) + timedelta(days=1)
    most = profile().training.most_from_one_kind_percent
    return YearsMix(
        first_on=first,
        last_on=on,
        had=mix(_hours(TrainingRecord.objects.standing().held_between(first, on)), most_percent=most),
        given=mix(_hours(GivenSession.objects.held_between(first, on)), most_percent=most),
    )


def _hours(found: Any) -> dict[str, Decimal]:
    summed = found.order_by().values("provider_kind").annotate(total=Sum("hours"))
    return {one["provider_kind"]: one["total"] for one in summed}
