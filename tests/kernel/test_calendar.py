"""Working days in England, against the bank holidays the government has published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendiass.calendar import bank_holidays, is_working_day, working_days_after

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
PUBLISHED = {
    2021: ("1-1", "4-2", "4-5", "5-3", "5-31", "8-30", "12-27", "12-28"),
    2024: ("1-1", "3-29", "4-1", "5-6", "5-27", "8-26", "12-25", "12-26"),
    2025: ("1-1", "4-18", "4-21", "5-5", "5-26", "8-25", "12-25", "12-26"),
    2026: ("1-1", "4-3", "4-6", "5-4", "5-25", "8-31", "12-25", "12-28"),
    2027: ("1-1", "3-26", "3-29", "5-3", "5-31", "8-30", "12-27", "12-28"),
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_published(year: int) -> None:
    said = {date(year, *map(int, day.split("-"))) for day in PUBLISHED[year]}
    assert bank_holidays(year) == said


def test_five_working_days_pass_over_christmas() -> None:
    assert working_days_after(date(2026, 12, 22), 5) == date(2026, 12, 31)
    assert working_days_after(date(2026, 11, 27), 1) == date(2026, 11, 30)


@given(day=DAYS, count=st.integers(1, 30))
def test_exactly_so_many_working_days_lie_behind_the_day(day: date, count: int) -> None:
    due = working_days_after(day, count)
    between = [day + timedelta(days=step) for step in range(1, (due - day).days + 1)]
    assert sum(map(is_working_day, between)) == count
    assert is_working_day(due)


@given(year=st.integers(1990, 2090))
def test_every_year_has_eight_bank_holidays_none_of_them_on_a_weekend(year: int) -> None:
    assert len(bank_holidays(year)) == 8
    assert all(day.weekday() < 5 for day in bank_holidays(year))


def test_no_working_days_are_refused() -> None:
    with pytest.raises(ValueError, match="from 1"):
        working_days_after(date(2026, 1, 1), 0)
