"""When permissions end, and when a review or the ICO's notice is due. Pure; it never asks the day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.deadlines import compulsory_school_age_ends
from sendiass.calendar import working_days_after

LONDON = ZoneInfo("Europe/London")
DUE_BY_RULE = "pass-on 1"
"""Names `pass_on_due_on` as it is now, beside each date it gave; a change of the rule changes the number."""
TO_TELL_THE_ICO = timedelta(hours=72)


def last_day(given_on: date, *, months: int) -> date:
    """The last day on which a permission given then may hold: the same day `months` later, or the month's last."""
    year, month = divmod(given_on.year * 12 + given_on.month - 1 + months, 12)
    return date(year, month + 1, min(given_on.day, monthrange(year, month + 1)[1]))


def last_day_for_a_child(born: date, *, days_of_grace: int) -> date:
    """The last day of a permission that a parent gave for a child.

    The child decides from the day after compulsory school age ends (Education Act 1996 s.8; Children and Families
    Act 2014 s.83); the profile leaves `days_of_grace` to ask them.
    """
    return compulsory_school_age_ends(born) + timedelta(days=days_of_grace)


def stops_at(until_at: datetime, *, school_age_ends_on: date | None, days_of_grace: int) -> datetime:
    """When a parent's yes for a child stops: on its own last day, or once the time to ask the young person is over."""
    if school_age_ends_on is None:
        return until_at
    return min(until_at, end_of(school_age_ends_on + timedelta(days=days_of_grace)))


def last_day_before(stops: datetime) -> date:
    """The last day in England on which something holds that stops at that moment."""
    return (stops - timedelta(microseconds=1)).astimezone(LONDON).date()


def end_of(day: date) -> datetime:
    """The first moment after that day in England: when something that holds *until* it no longer does."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON)


def pass_on_due_on(heard_on: date, *, working_days: int, bank_holidays: Container[date]) -> date:
    """The day by which a family is told what an agency said (L25): so many working days after it was heard."""
    return working_days_after(heard_on, working_days, besides=bank_holidays)


def review_due_on(recorded_on: date, *, bank_holidays: Container[date]) -> date:
    """When a second person has to have looked at what was shared to keep someone safe (SECURITY 5).

    The first working day after the day it was written down, at whatever hour that was.
    """
    return working_days_after(recorded_on, 1, besides=bank_holidays)


def ico_told_by(aware_at: datetime) -> datetime:
    """The last moment to tell the ICO of a breach: 72 hours after becoming aware of it (UK GDPR article 33(1)).

    Hours as they pass, at night, on Sundays and through a change of the clocks. Raises ValueError for a moment
    without a time zone.
    """
    if aware_at.tzinfo is None:
        raise ValueError("72 hours are counted from a moment, which has a time zone")
    return aware_at.astimezone(UTC) + TO_TELL_THE_ICO
