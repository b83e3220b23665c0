"""The three ages, bands and year groups, against examples and a slow oracle that counts days one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import AgeBand
from cases.deadlines import (
    age,
    age_band,
    ages,
    birthday,
    call_back_gone_on,
    compulsory_school_age_ends,
    inactive_from,
    is_young_person,
    last_friday_of_june,
    owed_item_due_on,
    year_group,
    year_group_words,
)

ONE_DAY = timedelta(days=1)
births = st.dates(min_value=date(1925, 1, 1), max_value=date(2040, 12, 31))


def days_from(start: date) -> "list[date]":
    return [start + ONE_DAY * step for step in range(366 * 2)]


def slow_birthday(born: date, years: int) -> date:
    """The first day of the year that is not before the day of birth, found by walking."""
    day = date(born.year + years, 1, 1)
    while (day.month, day.day) < (born.month, born.day):
        day += ONE_DAY
    return day


def slow_school_leaving(born: date) -> date:
    """Walks the school year of the sixteenth birthday and keeps the last Friday of June it meets."""
    turned = slow_birthday(born, 16)
    day = turned
    while (day.month, day.day) != (9, 1):
        day -= ONE_DAY
    found = None
    for _ in range(365):
        if day.month == 6 and day.strftime("%w") == "5":
            found = day
        day += ONE_DAY
    assert found is not None
    return found


def slow_age(born: date, on: date) -> int:
    """Counts birthdays that have come."""
    years = 0
    while slow_birthday(born, years + 1) <= on:
        years += 1
    return years


@pytest.mark.parametrize(
    ("born", "ends"),
    [
        (date(2009, 9, 1), date(2026, 6, 26)),
        (date(2010, 8, 31), date(2026, 6, 26)),
        (date(2010, 9, 1), date(2027, 6, 25)),
        (date(2012, 2, 29), date(2028, 6, 30)),
    ],
)
def test_compulsory_school_age_ends_on_the_last_friday_of_june(born: date, ends: date) -> None:
    assert compulsory_school_age_ends(born) == ends


def test_someone_born_in_august_is_still_fifteen_when_compulsory_school_age_ends() -> None:
    born = date(2010, 8, 31)
    assert age(born, compulsory_school_age_ends(born)) == 15


def test_someone_born_in_september_is_sixteen_and_nine_months_when_it_ends() -> None:
    three = ages(date(2009, 9, 1))
    assert three.sixteenth_birthday == date(2025, 9, 1)
    assert three.compulsory_school_age_ends == date(2026, 6, 26)
    assert three.eighteenth_birthday == date(2027, 9, 1)


def test_the_three_ages_are_shown_in_the_order_of_their_dates_each_with_its_law() -> None:
    moments = list(ages(date(2010, 8, 31)).moments())
    assert [moment.name for moment in moments] == [
        "End of compulsory school age",
        "16th birthday",
        "18th birthday",
    ]
    assert all("Act" in moment.source and moment.what_changes for moment in moments)


def test_a_leap_day_child_turns_eighteen_on_the_first_of_march() -> None:
    assert ages(date(2012, 2, 29)).eighteenth_birthday == date(2030, 3, 1)
    assert ages(date(2012, 2, 29)).sixteenth_birthday == date(2028, 2, 29)
    assert age(date(2012, 2, 29), date(2030, 2, 28)) == 17


@given(births, st.integers(min_value=0, max_value=120))
def test_a_birthday_agrees_with_walking_the_year(born: date, years: int) -> None:
    assert birthday(born, years) == slow_birthday(born, years)


@given(births)
def test_the_end_of_compulsory_school_age_agrees_with_walking_the_school_year(born: date) -> None:
    assert compulsory_school_age_ends(born) == slow_school_leaving(born)


@given(births)
def test_compulsory_school_age_ends_between_fifteen_and_nearly_seventeen(born: date) -> None:
    ends = compulsory_school_age_ends(born)
    assert age(born, ends) in {15, 16}
    assert ends.strftime("%A %B") == "Friday June"
    assert ends.day >= 24


@given(births, births)
def test_no_one_leaves_compulsory_school_age_before_someone_older(one: date, other: date) -> None:
    elder, younger = sorted((one, other))
    assert compulsory_school_age_ends(elder) <= compulsory_school_age_ends(younger)


@given(births, st.integers(min_value=0, max_value=40_000))
def test_an_age_counts_the_birthdays_that_have_come(born: date, days: int) -> None:
    on = born + timedelta(days=days)
    assert age(born, on) == slow_age(born, on)


def test_there_is_no_age_before_birth() -> None:
    with pytest.raises(ValueError, match="before birth"):
        age(date(2020, 1, 2), date(2020, 1, 1))


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, AgeBand.UNDER_5),
        (4, AgeBand.UNDER_5),
        (5, AgeBand.FROM_5_TO_10),
        (10, AgeBand.FROM_5_TO_10),
        (11, AgeBand.FROM_11_TO_15),
        (15, AgeBand.FROM_11_TO_15),
        (16, AgeBand.FROM_16_TO_19),
        (19, AgeBand.FROM_16_TO_19),
        (20, AgeBand.FROM_20_TO_25),
        (25, AgeBand.FROM_20_TO_25),
        (26, AgeBand.OVER_25),
    ],
)
def test_an_age_falls_in_its_band_from_birthday_to_the_eve_of_the_next(years: int, band: AgeBand) -> None:
    born = date(1990, 11, 21)
    assert age_band(born, birthday(born, years)) == band
    assert age_band(born, birthday(born, years + 1) - ONE_DAY) == band


def test_an_unknown_date_of_birth_has_no_band() -> None:
    assert age_band(None, date(2026, 11, 21)) == AgeBand.NOT_KNOWN
    assert age_band(date(2027, 1, 1), date(2026, 11, 21)) == AgeBand.NOT_KNOWN


def test_a_young_person_begins_the_day_after_compulsory_school_age_and_ends_at_twenty_five() -> None:
    born = date(2010, 8, 31)
    assert not is_young_person(born, date(2026, 6, 26))
    assert is_young_person(born, date(2026, 6, 27))
    assert is_young_person(born, date(2035, 8, 30))
    assert not is_young_person(born, date(2035, 8, 31))
    assert not is_young_person(born, date(2000, 1, 1))


@pytest.mark.parametrize(
    ("born", "on", "words"),
    [
        (date(2022, 8, 31), date(2026, 9, 1), "Reception"),
        (date(2022, 9, 1), date(2026, 9, 1), "Nursery age"),
        (date(2022, 9, 1), date(2027, 8, 31), "Nursery age"),
        (date(2026, 10, 1), date(2026, 11, 21), "Under nursery age"),
        (date(2021, 8, 31), date(2026, 9, 1), "Year 1"),
        (date(2010, 9, 1), date(2026, 11, 21), "Year 11"),
        (date(2008, 9, 1), date(2026, 11, 21), "Year 13"),
        (date(2007, 9, 1), date(2026, 11, 21), "After Year 13"),
    ],
)
def test_a_year_group_changes_on_the_first_of_september(born: date, on: date, words: str) -> None:
    assert year_group_words(born, on) == words


@given(births, st.integers(min_value=0, max_value=9_000))
def test_a_year_group_is_the_age_on_the_eve_of_the_school_year_less_four(born: date, days: int) -> None:
    on = born + timedelta(days=days)
    eve = on - ONE_DAY
    while (eve.month, eve.day) != (8, 31):
        eve -= ONE_DAY
    if eve >= born:
        assert year_group(born, on) == slow_age(born, eve) - 4
    else:
        assert year_group(born, on) < 0


@given(births)
def test_the_year_that_ends_compulsory_school_age_is_year_eleven(born: date) -> None:
    assert year_group(born, compulsory_school_age_ends(born)) == 11


@given(st.integers(min_value=1900, max_value=2200))
def test_the_last_friday_of_june_is_the_last(year: int) -> None:
    found = last_friday_of_june(year)
    fridays = [day for day in days_from(date(year, 1, 1)) if day.month == 6 and day.weekday() == 4]
    assert found == max(day for day in fridays if day.year == year)


def test_an_owed_item_falls_due_the_profiles_days_after_first_contact() -> None:
    assert owed_item_due_on(date(2026, 11, 21), 5) == date(2026, 11, 26)


def test_a_call_back_is_kept_its_whole_days_and_gone_the_day_after() -> None:
    assert call_back_gone_on(date(2026, 11, 1), 14) == date(2026, 11, 16)
    assert inactive_from(date(2026, 11, 1), 60) == date(2027, 1, 1)
