"""The present comes from one place, in UTC; the day is England's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from sendiass import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-06-30T22:59:59Z", "2026-06-30"),
        ("2026-06-30T23:00:00Z", "2026-07-01"),
        ("2026-12-31T23:59:59Z", "2026-12-31"),
        ("2027-01-01T00:00:00Z", "2027-01-01"),
        ("2026-10-24T23:30:00Z", "2026-10-25"),
        ("2026-10-25T23:30:00Z", "2026-10-25"),
    ],
)
def test_the_day_changes_at_midnight_in_england_in_summer_and_winter(moment: str, day: str) -> None:
    with time_machine.travel(moment, tick=False):
        assert clock.today().isoformat() == day
        assert clock.day_of(clock.now()) == clock.today()


def test_a_moment_is_aware_and_in_utc() -> None:
    with time_machine.travel("2026-07-01T00:30:00+01:00", tick=False):
        assert clock.now() == datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
        assert clock.now().utcoffset() == timedelta(0)
