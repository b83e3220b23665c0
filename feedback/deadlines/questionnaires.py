"""When the period ends in which everyone gets the same questionnaire (SECURITY 6). The date is passed in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """Its first day and its last."""

    from_on: date
    until_on: date


def period_of(on: date, *, months: int) -> Period:
    """The period of so many whole months in which a day lies; periods of a year follow each other from 1 January.

    `months` divides a year: 1, 2, 3, 4, 6 or 12.
    """
    first = on.replace(month=on.month - (on.month - 1) % months, day=1)
    after = first.month + months
    following = date(first.year + (after - 1) // 12, (after - 1) % 12 + 1, 1)
    return Period(first, following - timedelta(days=1))
