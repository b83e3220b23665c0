"""Dates as people type them mean what an independent reading of the calendar says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendiass.ui.friendly import Lean, read_date

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
LEANS = st.sampled_from(["past", "future"])
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("today", TODAY),
        (" T ", TODAY),
        ("yesterday", date(2026, 11, 20)),
        ("y", date(2026, 11, 20)),
        ("tomorrow", date(2026, 11, 22)),
        ("-3", date(2026, 11, 18)),
        ("−3", date(2026, 11, 18)),
        ("+3", date(2026, 11, 24)),
        ("13", date(2026, 11, 13)),
        ("22", date(2026, 10, 22)),
        ("13/11", date(2026, 11, 13)),
        ("13 nov", date(2026, 11, 13)),
        ("13th November", date(2026, 11, 13)),
        ("22/11", date(2025, 11, 22)),
        ("27/3/2026", date(2026, 3, 27)),
        ("27.3.26", date(2026, 3, 27)),
        ("27-03-2026", date(2026, 3, 27)),
        ("2026-03-27", date(2026, 3, 27)),
        ("29/2", date(2024, 2, 29)),
        ("1 Sept 2026", date(2026, 9, 1)),
    ],
)
def test_a_date_means_what_a_person_would_mean(typed: str, meant: date) -> None:
    assert read_date(typed, today=TODAY) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "29/2/2026", "31/4", "32", "0", "13/13", "nov", "13 no", "13/11/026", "next week", "-", "1/0/2026"],
)
def test_what_is_no_date_is_not_guessed_at(typed: str) -> None:
    assert read_date(typed, today=TODAY) is None


def test_a_date_to_come_leans_forward() -> None:
    assert read_date("13/11", today=TODAY, lean="future") == date(2027, 11, 13)
    assert read_date("22", today=TODAY, lean="future") == date(2026, 11, 22)
    assert read_date("3", today=TODAY, lean="future") == date(2026, 12, 3)


def nearest(today: date, lean: Lean, fits: object) -> date:
    """Walk the calendar a day at a time: slow, and hard to get wrong."""
    day = today
    while not fits(day):  # type: ignore[operator]
        day += timedelta(-1 if lean == "past" else 1)
    return day


@given(DAYS, DAYS, LEANS)
def test_a_day_and_month_mean_the_nearest_such_day(today: date, day: date, lean: Lean) -> None:
    expected = nearest(today, lean, lambda d: (d.day, d.month) == (day.day, day.month))
    for typed in (f"{day.day}/{day.month}", f"{day.day} {MONTHS[day.month - 1]}"):
        assert read_date(typed, today=today, lean=lean) == expected


@given(DAYS, st.integers(1, 31), LEANS)
def test_a_day_alone_means_the_nearest_such_day(today: date, number: int, lean: Lean) -> None:
    assert read_date(str(number), today=today, lean=lean) == nearest(today, lean, lambda d: d.day == number)


@given(DAYS, DAYS)
def test_a_whole_date_means_itself_whatever_today_is(today: date, day: date) -> None:
    for typed in (f"{day.day}/{day.month}/{day.year}", f"{day:%d %B %Y}", day.isoformat()):
        assert read_date(typed, today=today) == day


@given(st.text(max_size=30), DAYS, LEANS)
def test_nothing_that_can_be_typed_is_an_accident(typed: str, today: date, lean: Lean) -> None:
    found = read_date(typed, today=today, lean=lean)
    assert found is None or isinstance(found, date)
