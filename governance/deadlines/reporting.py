"""The periods that a report can be about: quarters of the calendar, and half-years and years made of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from governance.rules.tables import Period

QUARTERS = (1, 2, 4)
"""How many quarters a period has: a quarter, a half-year, a year."""
YEAR_BEGINS = 4
"""The month in which the reporting year begins: April, as grants and contracts run."""


def quarter_of(on: date) -> Period:
    """The quarter of the calendar that holds a day."""
    month = on.month - (on.month - 1) % 3
    return _from(date(on.year, month, 1), 1)


def quarters_of(period: Period) -> Sequence[Period]:
    """The quarters that make a period. Raises ValueError for one that is not made of whole quarters."""
    found = [quarter_of(period.begins_on)]
    while found[-1].ends_on < period.ends_on:
        found.append(quarter_of(found[-1].ends_on + timedelta(days=1)))
    if (found[0].begins_on, found[-1].ends_on) != tuple(period):
        raise ValueError(f"{period} is not made of whole quarters.")
    return found


def periods_over(*, first_on: date, on: date) -> Sequence[Period]:
    """Every quarter, half-year and year that begins with the quarter of the first day or later and is over, the latest first."""
    found = []
    begins = quarter_of(first_on).begins_on
    while begins < on:
        found += [
            period
            for count in QUARTERS
            if (begins.month - YEAR_BEGINS) % (3 * count) == 0
            and (period := _from(begins, count)).ends_on < on
        ]
        begins = _from(begins, 1).ends_on + timedelta(days=1)
    return sorted(found, key=lambda one: (one.ends_on, one.begins_on), reverse=True)


def called(period: Period) -> str:
    """What a period is called: a quarter, a half-year or a year, and its days."""
    kind = {1: "Quarter", 2: "Half-year", 4: "Year"}[len(quarters_of(period))]
    return f"{kind}, {period}"


def _from(begins: date, quarters: int) -> Period:
    months = begins.month - 1 + 3 * quarters
    after = date(begins.year + months // 12, months % 12 + 1, 1)
    return Period(begins, after - timedelta(days=1))
