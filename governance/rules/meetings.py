"""When the board meets, what its agenda lacks, whether it may decide, and when a meeting may close (L09 to L11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from governance.choices.board import BoardRole, RaisedOutcome
from sendiass.access import Decision, allow, refuse

DATES, RAISING, ROLES, NO_CASES = "L09", "L10", "L11", "L12"
YEAR_AHEAD = timedelta(days=366)
FURTHEST = timedelta(days=2 * 366)
LOOKED_AT_WITHIN = timedelta(days=365)
LONGEST = 480


@dataclass(frozen=True, slots=True)
class Written:
    """How far a meeting is written up: who came, which items have no minute, and what waits for a manager."""

    came: int
    without_minute: int
    waiting: int


def days_of(first: date, *, every: int) -> list[date]:
    """The days of a year's meetings from the first on, `every` so many months; only the first where it is 0.

    They fall on the same weekday of the same week of the month (the second Tuesday, say), or on its last.
    """
    if not every:
        return [first]
    week, months = (first.day - 1) // 7, 0
    days: list[date] = []
    while True:
        month = _month_after(first, months)
        day = _weekday_of(month, first.weekday(), week)
        if day >= first + timedelta(days=364):
            return days
        days.append(day)
        months += every


def may_meet_at(starts_at: datetime, *, at: datetime) -> Decision:
    """Whether a meeting may be planned for a moment: it is to come, and no further than two years away."""
    if starts_at <= at:
        return refuse("This is in the past. Enter a day and time to come.", "meets-when")
    if starts_at > at + FURTHEST:
        return refuse("This is more than two years away. Enter an earlier day.", "meets-when")
    return allow(DATES)


def may_decide(came: int, *, quorum: int) -> Decision:
    """Whether enough members came for the meeting to decide anything."""
    if came < quorum:
        return refuse(f"{came} of the {quorum} members who are needed for decisions came.", "quorum")
    return allow("quorum")


def may_close(
    written: Written, *, starts_at: datetime, at: datetime, has_next: bool, says_why_not: bool
) -> Decision:
    """Whether a meeting may be closed; the data base holds to the same, see migration 0007."""
    if starts_at > at:
        return refuse("A meeting is closed once it was held.", DATES)
    if not written.came:
        return refuse("Say who came first.", DATES)
    if written.without_minute:
        return refuse(f"{_items(written.without_minute)} no minute yet.", ROLES)
    if written.waiting:
        return refuse("Something waits for the manager. They look at it first.", NO_CASES)
    if has_next == says_why_not:
        return refuse("Select the next meeting, or why there is no date yet.", "next-date")
    return allow(DATES)


def not_looked_at(last: Mapping[BoardRole, date], *, on: date) -> list[BoardRole]:
    """The roles of the terms of reference that no minute of the last year served, in the policy's order (L11)."""
    since = on - LOOKED_AT_WITHIN
    return [role for role in BoardRole.to_exercise() if role not in last or last[role] < since]


def may_answer(outcome: RaisedOutcome, *, settled: bool, has_item: bool, has_reason: bool) -> Decision:
    """Whether what a member raised may be answered so; what was put off can be answered again."""
    if settled:
        return refuse("It is on an agenda already.", RAISING)
    if outcome is RaisedOutcome.MERGED and not has_item:
        return refuse("Select the item it is taken together with.", "merged-with")
    if outcome is not RaisedOutcome.ACCEPTED and not has_reason:
        return refuse("Enter the reason. The member reads it.", "answer-reason")
    return allow(RAISING)


def _items(number: int) -> str:
    return "1 item has" if number == 1 else f"{number} items have"


def _month_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _weekday_of(month: date, weekday: int, week: int) -> date:
    first = month + timedelta(days=(weekday - month.weekday()) % 7)
    day = first + timedelta(weeks=week)
    return day if day.month == month.month else day - timedelta(weeks=1)
