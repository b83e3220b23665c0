"""When the next supervision is due: from the last one held, never from one planned (L14, L15). Pure; it never asks the day."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, Protocol

A_DAY = timedelta(days=1)
WEEK_BEFORE, DAY_BEFORE = timedelta(days=7), timedelta(days=1)
Before = Literal["week", "day"]


class Interval(Protocol):
    """How often; a profile's interval is one."""

    @property
    def every(self) -> int: ...

    @property
    def unit(self) -> str: ...


class Term(Protocol):
    """A school term; a profile's term is one."""

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...


@dataclass(frozen=True, slots=True)
class InRole:
    """From which day somebody has a role, and how often that role is supervised; not at all without an interval."""

    from_on: date
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Away:
    """Recorded leave, its first and last day included."""

    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Working:
    """What decides when somebody's supervision is due, besides the last one: roles in order of time, leave, the terms."""

    roles: Sequence[InRole]
    leave: Sequence[Away] = ()
    terms: Sequence[Term] = ()


@dataclass(frozen=True, slots=True)
class Intervals:
    """How many times supervision fell due, and how many of them passed without it."""

    due: int
    missed: int


def due_on(last: date, working: Working) -> date | None:
    """The first day on which as many days have passed since `last` as the role held on that day allows.

    Days of leave do not count, and nothing falls due on one. Under another role another interval counts, from the day on
    which that role begins; what had not fallen due by then is measured by it. None where no role asks for supervision, or
    the school terms are not known so far ahead.
    """
    away = _together(working.leave)
    for one, until in _spells(working.roles):
        days = _nominal_days(last, one.interval, working.terms) if one.interval else None
        if days is None:
            continue
        due = _present(max(_after(last, days, away), one.from_on, last + A_DAY), away)
        if until is None or due <= until:
            return due
    return None


def intervals(
    held: Iterable[date], *, since: date, working: Working, first_on: date, last_on: date
) -> Intervals:
    """What fell due from one day to another, and what of it was not held by its day.

    Where a session is late, each further interval that passes is missed anew, and the late one only begins the next: it was
    counted on the day it was missed. One held early counts on the day it was held. `since` is when it began to be owed.
    """
    due = missed = 0
    last, sessions, is_late = since, sorted({day for day in held if day >= since}), False
    while (day := due_on(last, working)) is not None:
        following = bisect_right(sessions, last)
        is_kept = following < len(sessions) and sessions[following] <= day
        last = sessions[following] if is_kept else day
        if last > last_on:
            break
        makes_up, is_late = is_kept and is_late, not is_kept
        if last >= first_on and not makes_up:
            due, missed = due + 1, missed + (not is_kept)
    return Intervals(due, missed)


def group_due_on(last: date | None, *, since: date, interval: Interval, terms: Sequence[Term]) -> date | None:
    """The last day for the next group session: once a term is by the end of the term after the one it was held in."""
    if interval.unit != "terms":
        return due_on(last or since, Working((InRole(date.min, interval),)))
    later = sorted(
        term.ends_on for term in terms if (term.starts_on > last if last else term.ends_on >= since)
    )
    return later[interval.every - 1] if len(later) >= interval.every else None


def reminders(*, starts_on: date, booked_on: date, on: date) -> frozenset[Before]:
    """Which reminders of a session are due on a day, or were and are made up for; none older than the booking."""
    due: set[Before] = set()
    if booked_on < starts_on - WEEK_BEFORE <= on < starts_on - DAY_BEFORE:
        due.add("week")
    if booked_on < starts_on - DAY_BEFORE <= on <= starts_on:
        due.add("day")
    return frozenset(due)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _nominal_days(last: date, interval: Interval, terms: Sequence[Term]) -> int | None:
    if interval.unit == "months":
        return (months_after(last, interval.every) - last).days
    if interval.unit == "terms":
        ends = sorted(term.ends_on for term in terms if term.ends_on > last)
        return (ends[interval.every - 1] - last).days if len(ends) >= interval.every else None
    return interval.every * (7 if interval.unit == "weeks" else 1)


def _spells(roles: Sequence[InRole]) -> list[tuple[InRole, date | None]]:
    """Each role with its last day, in order."""
    ordered = sorted(roles, key=lambda one: one.from_on)
    ends: list[date | None] = [following.from_on - A_DAY for _, following in pairwise(ordered)]
    return list(zip(ordered, [*ends, None], strict=True)) if ordered else []


def _together(leave: Sequence[Away]) -> list[Away]:
    """The same leave in order, what meets or overlaps as one."""
    merged: list[Away] = []
    for one in sorted(leave, key=lambda one: one.first_on):
        if merged and one.first_on <= merged[-1].last_on + A_DAY:
            merged[-1] = Away(merged[-1].first_on, max(merged[-1].last_on, one.last_on))
        else:
            merged.append(one)
    return merged


def _after(last: date, days: int, away: Sequence[Away]) -> date:
    """The day on which so many days that were not leave have passed since `last`."""
    due = last + timedelta(days=days)
    for one in away:
        first = max(one.first_on, last + A_DAY)
        if one.last_on < first:
            continue
        if first > due:
            break
        due += one.last_on - first + A_DAY
    return due


def _present(day: date, away: Sequence[Away]) -> date:
    """That day, or the first after the leave it falls into."""
    for one in away:
        if one.first_on <= day <= one.last_on:
            day = one.last_on + A_DAY
    return day
