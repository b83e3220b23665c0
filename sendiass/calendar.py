"""Working days in England: neither Saturday, nor Sunday, nor a bank holiday. Dates come in; it asks no clock.

Bank holidays follow the Banking and Financial Dealings Act 1971 and those proclaimed each year (New Year's Day, the
first Monday in May). A holiday proclaimed for one year alone, as for a jubilee, is not known here.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

SATURDAY = 5


def working_days_after(day: date, count: int, *, besides: Container[date] = ()) -> date:
    """The working day that is `count` working days after that day; `count` is 1 or more.

    `besides` are days that are no working days either, such as a holiday proclaimed for one year alone.
    """
    if count < 1:
        raise ValueError("count working days from 1")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day) and day not in besides
    return day


def is_working_day(day: date) -> bool:
    """Whether offices in England are open on that day."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of that year; one that falls on a weekend is kept on the next free weekday."""
    easter = _easter(year)
    moved = {_next_weekday(date(year, 1, 1))}
    for day in (date(year, 12, 25), date(year, 12, 26)):
        day = _next_weekday(day)
        while day in moved or day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        moved.add(day)
    return frozenset(
        {
            *moved,
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            _first_monday(year, 5),
            _first_monday(year, 6) - timedelta(days=7),
            _first_monday(year, 9) - timedelta(days=7),
        }
    )


def _next_weekday(day: date) -> date:
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
