"""Which reading is unusual, decided on plain values of one worker's day. It looks nothing up, and it blames nobody."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_high
from uuid import UUID

from cases.choices import UnusualRule
from sendiass.calendar import is_working_day

SEARCH = "cases:search"
LISTS = frozenset(
    {"cases:case_list", "cases:intake", "cases:person_readings", SEARCH, "cases:today", "cases:waiting_list"}
)
"""Pages that name many cases at once: whoever looks at one of them has opened none of those."""
CONFLICT = "cases:conflict_page"
"""Where somebody decides about a colleague's interest: it names the case and opens nothing of it (Y12)."""
OPENING_NONE = LISTS | {CONFLICT}
FEWEST_DAYS = 5
"""On how many days somebody must have read before one can say what is usual for them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on it is unusual: the numbers of the profile's section [readings]."""

    working_day_begins: int
    working_day_ends: int
    cases_out_of_hours: int
    cases_in_a_day: int
    searches_in_a_day: int
    times_usual: int
    closed_cases: int
    break_glass_times: int
    break_glass_days: int


@dataclass(frozen=True, slots=True)
class Look:
    """A case that was opened, and when by the clock on the wall in England."""

    case: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """What one worker read in one day.

    `looks` and `searches` are of that day; `usual_cases` and `usual_searches` what the days before say (`usual`);
    `closed` the cases among those opened that were closed by then and never theirs; `namesakes` those in which somebody
    bears their family name, and that nobody was told of yet; `breaks` every emergency access of theirs lately.
    """

    on: date
    looks: tuple[Look, ...] = ()
    searches: frozenset[str] = frozenset()
    usual_cases: int | None = None
    usual_searches: int | None = None
    closed: frozenset[UUID] = frozenset()
    namesakes: frozenset[UUID] = frozenset()
    breaks: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is unusual. `cases` are what `number` counts, where it counts cases.

    `least` is the number from which it was unusual that day: whoever sees only some of the cases is told of it only
    if those alone would have been.
    """

    rule: UnusualRule
    number: int
    least: int
    usual: int | None = None
    cases: tuple[UUID, ...] = ()


def unusual(day: Day, limits: Limits, *, holidays: Container[date] = ()) -> tuple[Finding, ...]:
    """All that is unusual of that day; `holidays` are days on which nobody works, besides those of every year."""
    found = (
        many_cases({look.case for look in day.looks}, usual=day.usual_cases, limits=limits),
        many_searches(day.searches, usual=day.usual_searches, limits=limits),
        out_of_hours(day.looks, limits, holidays=holidays),
        own_surname(day.namesakes),
        closed_cases(day.closed, limits),
        repeated_break_glass(day.breaks, on=day.on, limits=limits),
    )
    return tuple(one for one in found if one is not None)


def usual(days: Sequence[int]) -> int | None:
    """A usual day among these, each a number of cases or searches; days with none don't count. None if too few do."""
    busy = [number for number in days if number]
    return median_high(busy) if len(busy) >= FEWEST_DAYS else None


def many_cases(opened: Collection[UUID], *, usual: int | None, limits: Limits) -> Finding | None:
    """More cases in a day than the service ever calls unusual, and several times the worker's own usual."""
    least = _least(limits.cases_in_a_day, usual, limits)
    return _if_enough(UnusualRule.MANY_CASES, sorted(set(opened)), least, usual)


def many_searches(searches: Collection[str], *, usual: int | None, limits: Limits) -> Finding | None:
    """The same of different searches; the same words typed again are one."""
    least, number = _least(limits.searches_in_a_day, usual, limits), len(set(searches))
    return Finding(UnusualRule.MANY_SEARCHES, number, least, usual) if number >= least else None


def out_of_hours(looks: Iterable[Look], limits: Limits, *, holidays: Container[date] = ()) -> Finding | None:
    """Several cases opened at night, in the evening, at a weekend or on a bank holiday."""
    late = {look.case for look in looks if not is_in_hours(look.at, limits, holidays=holidays)}
    return _if_enough(UnusualRule.OUT_OF_HOURS, sorted(late), limits.cases_out_of_hours)


def is_in_hours(at: datetime, limits: Limits, *, holidays: Container[date] = ()) -> bool:
    """Whether that moment, by the clock on the wall, is in working hours of a working day."""
    works = is_working_day(at.date()) and at.date() not in holidays
    return works and limits.working_day_begins <= at.hour < limits.working_day_ends


def own_surname(namesakes: Collection[UUID]) -> Finding | None:
    """Any case in which somebody bears the worker's own family name: once for each, and never again."""
    return _if_enough(UnusualRule.OWN_SURNAME, sorted(namesakes), 1)


def closed_cases(closed: Collection[UUID], limits: Limits) -> Finding | None:
    """Many closed cases in a day that were never the worker's."""
    return _if_enough(UnusualRule.CLOSED_CASES, sorted(closed), limits.closed_cases)


def repeated_break_glass(breaks: Iterable[Look], *, on: date, limits: Limits) -> Finding | None:
    """Emergency access on that day, which was one of many within the days that are counted together."""
    first = on - timedelta(days=limits.break_glass_days - 1)
    lately = [look for look in breaks if first <= look.at.date() <= on]
    if all(look.at.date() != on for look in lately):
        return None
    cases = sorted(look.case for look in lately)
    return _if_enough(UnusualRule.BREAK_GLASS, cases, limits.break_glass_times)


def shares_surname(own: str, other: str) -> bool:
    """Whether two family names are one, or one is a part of the other's double name. Both are folded before.

    A part of two letters is no name by itself: El-Amin and El-Sayed are two.
    """
    return bool(set(_names_in(own)) & set(_names_in(other)))


def _names_in(family_name: str) -> Iterator[str]:
    for word in family_name.split():
        yield word.replace("-", "")
        yield from (part for part in word.split("-") if len(part) >= 3)


def _least(floor: int, usual: int | None, limits: Limits) -> int:
    return max(floor, limits.times_usual * (usual or 0))


def _if_enough(
    rule: UnusualRule, cases: Sequence[UUID], least: int, usual: int | None = None
) -> Finding | None:
    return Finding(rule, len(cases), least, usual, tuple(cases)) if len(cases) >= least else None
