"""Periods follow each other without a gap, and what becomes of a batch is decided on paper (SECURITY 6)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.deadlines import period_of
from feedback.rules import Fate, fate_of

pytestmark = pytest.mark.clause("L30")
MONTHS = (1, 2, 3, 4, 6, 12)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))


def counted(on: date, months: int) -> tuple[date, date]:
    """The same by walking through the months of the year."""
    starts = [month for month in range(1, 13) if (month - 1) % months == 0]
    first = max(month for month in starts if month <= on.month)
    last = first + months - 1
    return date(on.year, first, 1), date(on.year, last, monthrange(on.year, last)[1])


@given(on=DAYS, months=st.sampled_from(MONTHS))
def test_a_period_is_some_whole_months_of_one_year(on: date, months: int) -> None:
    assert period_of(on, months=months) == counted(on, months)


@given(on=DAYS, months=st.sampled_from(MONTHS))
def test_every_day_lies_in_one_period_and_the_next_begins_when_it_ends(on: date, months: int) -> None:
    period = period_of(on, months=months)
    assert period.from_on <= on <= period.until_on
    assert period_of(
        period.until_on + timedelta(days=1), months=months
    ).from_on == period.until_on + timedelta(days=1)


@given(
    answered=st.integers(0, 60),
    rolled=st.integers(0, 3),
    is_over=st.booleans(),
    least=st.integers(5, 50),
    most_rolls=st.integers(0, 2),
)
def test_nothing_is_let_out_before_its_time_or_with_too_few(
    answered: int, rolled: int, is_over: bool, least: int, most_rolls: int
) -> None:
    fate = fate_of(answered=answered, rolled=rolled, is_over=is_over, least=least, most_rolls=most_rolls)
    assert (fate is Fate.WAITS) is not is_over
    assert (fate is Fate.IS_RELEASED) is (is_over and answered >= least)
    assert (fate is Fate.ROLLS_OVER) is (is_over and answered < least and rolled < most_rolls)
