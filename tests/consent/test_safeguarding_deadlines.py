"""The review within a working day, and the 72 hours of a breach: for every day and hour, through changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.deadlines import LONDON, ico_told_by, review_due_on
from consent.views.breaches_shown import time_left
from sendiass.calendar import is_working_day
from sendiass.profiles import profile

pytestmark = pytest.mark.clause("L24")

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
MOMENTS = st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2040-12-31"))
ZONES = st.sampled_from([UTC, LONDON, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/St_Johns")])


@pytest.mark.parametrize(
    ("recorded_on", "due_on"),
    [
        (date(2026, 11, 24), date(2026, 11, 25)),  # a Tuesday
        (date(2026, 11, 27), date(2026, 11, 30)),  # a Friday
        (date(2026, 11, 28), date(2026, 11, 30)),  # a Saturday
        (date(2026, 11, 29), date(2026, 11, 30)),  # a Sunday
        (date(2026, 12, 24), date(2026, 12, 29)),  # Christmas Eve; Boxing Day is kept on the Monday
        (date(2027, 3, 25), date(2027, 3, 30)),  # the Thursday before Easter
    ],
)
def test_a_review_is_due_on_the_next_working_day(recorded_on: date, due_on: date) -> None:
    assert review_due_on(recorded_on, bank_holidays=profile().working_days.bank_holidays) == due_on


@given(DAYS, st.sets(st.integers(0, 15)))
def test_a_review_is_due_on_the_first_working_day_after_and_on_no_other(
    recorded_on: date, days_off: set[int]
) -> None:
    holidays = {recorded_on + timedelta(days=number) for number in days_off}
    due = review_due_on(recorded_on, bank_holidays=holidays)
    assert due > recorded_on
    assert is_working_day(due)
    assert due not in holidays
    between = (recorded_on + timedelta(days=n) for n in range(1, (due - recorded_on).days))
    assert not any(is_working_day(day) and day not in holidays for day in between)


@given(MOMENTS, ZONES, st.sampled_from([0, 1]))
def test_the_ico_is_told_by_72_hours_as_they_pass(typed: datetime, zone: ZoneInfo, fold: int) -> None:
    aware = typed.replace(tzinfo=zone, fold=fold)
    assert ico_told_by(aware) - aware.astimezone(UTC) == timedelta(hours=72)


@given(MOMENTS, MOMENTS, ZONES)
def test_whoever_knows_earlier_has_to_tell_earlier(one: datetime, other: datetime, zone: ZoneInfo) -> None:
    first, second = sorted(
        (one.replace(tzinfo=zone).astimezone(UTC), other.replace(tzinfo=zone).astimezone(UTC))
    )
    assert ico_told_by(first) <= ico_told_by(second)


def test_through_the_changes_of_the_clocks_the_hours_are_hours() -> None:
    before_spring = datetime(2027, 3, 27, 12, tzinfo=LONDON)
    assert ico_told_by(before_spring).astimezone(LONDON) == datetime(2027, 3, 30, 13, tzinfo=LONDON)
    before_autumn = datetime(2026, 10, 24, 12, tzinfo=LONDON)
    assert ico_told_by(before_autumn).astimezone(LONDON) == datetime(2026, 10, 27, 11, tzinfo=LONDON)
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    assert ico_told_by(twice.replace(fold=1)) - ico_told_by(twice) == timedelta(hours=1)


def test_a_moment_without_a_zone_has_no_72_hours() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ico_told_by(datetime.fromisoformat("2026-11-28T12:00"))


@given(MOMENTS, st.integers(-10_000_000, 10_000_000))
def test_the_time_left_never_says_more_than_there_is(typed: datetime, seconds: int) -> None:
    at = typed.replace(tzinfo=UTC)
    number, unit, side = time_left(at, until=at + timedelta(seconds=seconds)).split()
    said = int(number) * (3600 if unit.startswith("hour") else 60)
    assert said <= abs(seconds) < said + (3600 if unit.startswith("hour") else 60)
    assert side == ("late" if seconds < 0 else "left")
