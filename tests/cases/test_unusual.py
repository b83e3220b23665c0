"""Which reading is unusual: every rule against a slow oracle, and at its edges. No data base is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import UnusualRule
from cases.unusual import (
    FEWEST_DAYS,
    Day,
    Limits,
    Look,
    closed_cases,
    is_in_hours,
    many_cases,
    many_searches,
    out_of_hours,
    own_surname,
    repeated_break_glass,
    shares_surname,
    unusual,
    usual,
)
from sendiass.calendar import bank_holidays
from sendiass.clock import LONDON

pytestmark = pytest.mark.clause("L26")

WEDNESDAY = date(2026, 11, 25)
LIMITS = Limits(
    working_day_begins=7,
    working_day_ends=20,
    cases_out_of_hours=2,
    cases_in_a_day=5,
    searches_in_a_day=5,
    times_usual=3,
    closed_cases=3,
    break_glass_times=3,
    break_glass_days=30,
)

ids = st.integers(min_value=1, max_value=9).map(lambda number: UUID(int=number))
hours = st.integers(min_value=0, max_value=24)
limits = st.builds(
    Limits,
    working_day_begins=hours,
    working_day_ends=hours,
    cases_out_of_hours=st.integers(1, 4),
    cases_in_a_day=st.integers(2, 6),
    searches_in_a_day=st.integers(2, 6),
    times_usual=st.integers(2, 4),
    closed_cases=st.integers(1, 4),
    break_glass_times=st.integers(2, 4),
    break_glass_days=st.integers(1, 40),
)
moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001  the zone is given beside it
    max_value=datetime(2027, 1, 31),  # noqa: DTZ001
    timezones=st.just(LONDON),
)
looks = st.lists(st.builds(Look, case=ids, at=moments), max_size=20)


def case(number: int) -> UUID:
    return UUID(int=number)


def at(hour: int, minute: int = 0, *, day: date = WEDNESDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


@given(st.lists(ids), st.none() | st.integers(0, 5), limits)
def test_many_cases_are_as_many_as_the_floor_and_several_times_the_usual(
    opened: list[UUID], usual_day: int | None, limits: Limits
) -> None:
    seen: list[UUID] = []
    for one in opened:
        if one not in seen:
            seen.append(one)
    is_many = len(seen) >= limits.cases_in_a_day and (
        usual_day is None or len(seen) >= limits.times_usual * usual_day
    )
    found = many_cases(opened, usual=usual_day, limits=limits)
    assert (found is not None) == is_many
    if found:
        assert found.number == len(found.cases) == len(seen)
        assert set(found.cases) == set(seen)
        assert found.usual == usual_day


@given(st.lists(st.text(max_size=1)), st.none() | st.integers(0, 5), limits)
def test_the_same_words_searched_for_again_are_one_search(
    searches: list[str], usual_day: int | None, limits: Limits
) -> None:
    different = len(Counter(searches))
    enough = different >= limits.searches_in_a_day and different >= limits.times_usual * (usual_day or 0)
    found = many_searches(searches, usual=usual_day, limits=limits)
    assert (found is not None) == enough
    if found:
        assert (found.number, found.cases) == (different, ())


@given(looks, limits, st.sets(st.dates(date(2026, 1, 1), date(2027, 1, 31)), max_size=5))
def test_a_case_is_out_of_hours_if_any_look_at_it_is(
    looks: list[Look], limits: Limits, holidays: set[date]
) -> None:
    working_hours = range(limits.working_day_begins, limits.working_day_ends)
    late = []
    for look in looks:
        day = look.at.date()
        free = (
            day.strftime("%A") in {"Saturday", "Sunday"} or day in bank_holidays(day.year) or day in holidays
        )
        if (free or look.at.hour not in working_hours) and look.case not in late:
            late.append(look.case)
    found = out_of_hours(looks, limits, holidays=holidays)
    assert (found is not None) == (len(late) >= limits.cases_out_of_hours)
    if found:
        assert sorted(late) == list(found.cases)


@given(looks, st.dates(date(2026, 1, 1), date(2027, 1, 31)), limits)
def test_emergency_access_counts_within_its_days_and_is_found_on_a_day_it_was_used(
    breaks: list[Look], on: date, limits: Limits
) -> None:
    days = [on - timedelta(days=back) for back in range(limits.break_glass_days)]
    lately = [look for look in breaks if look.at.date() in days]
    is_found = len(lately) >= limits.break_glass_times and any(look.at.date() == on for look in lately)
    found = repeated_break_glass(breaks, on=on, limits=limits)
    assert (found is not None) == is_found
    if found:
        assert Counter(found.cases) == Counter(look.case for look in lately)
        assert found.number == len(lately)


@given(st.lists(st.integers(0, 30), max_size=30))
def test_what_is_usual_lies_in_the_middle_of_the_days_on_which_they_read(days: list[int]) -> None:
    busy = sorted(number for number in days if number > 0)
    found = usual(days)
    if len(busy) < FEWEST_DAYS:
        assert found is None
    else:
        assert found == busy[len(busy) // 2]


@given(st.sets(ids), limits)
def test_closed_cases_are_counted_from_their_own_number_on(closed: set[UUID], limits: Limits) -> None:
    found = closed_cases(closed, limits)
    assert (found is not None) == (len(closed) >= limits.closed_cases)


@given(
    looks,
    st.frozensets(st.text(max_size=2), max_size=8),
    st.frozensets(ids),
    st.frozensets(ids),
    limits,
)
def test_a_day_is_found_unusual_at_most_once_by_each_rule_and_what_is_found_counts_its_cases(
    looks: list[Look],
    searches: frozenset[str],
    closed: frozenset[UUID],
    namesakes: frozenset[UUID],
    limits: Limits,
) -> None:
    day = Day(
        WEDNESDAY,
        looks=tuple(looks),
        searches=searches,
        closed=closed,
        namesakes=namesakes,
        breaks=tuple(looks),
    )
    found = unusual(day, limits)
    assert len({one.rule for one in found}) == len(found)
    for one in found:
        assert one.number >= one.least >= 1
        assert len(one.cases) == (0 if one.rule is UnusualRule.MANY_SEARCHES else one.number)


@given(looks, limits)
def test_whoever_sees_fewer_of_the_cases_is_told_no_more_than_if_the_others_were_not_there(
    looks: list[Look], limits: Limits
) -> None:
    hidden = case(1)
    rest = [look for look in looks if look.case != hidden]
    whole, cut = out_of_hours(looks, limits), out_of_hours(rest, limits)
    if whole is None:
        assert cut is None
    else:
        left = [one for one in whole.cases if one != hidden]
        assert (cut is not None) == (len(left) >= whole.least)
        assert cut is None or list(cut.cases) == left


def test_an_ordinary_day_is_not_unusual() -> None:
    looks = tuple(Look(case(number), at(9 + number)) for number in range(4))
    assert unusual(Day(WEDNESDAY, looks, frozenset("abc")), LIMITS) == ()


def test_whoever_always_opens_many_cases_is_found_only_on_a_day_of_many_more() -> None:
    opened = {case(number) for number in range(8)}
    assert many_cases(opened, usual=2, limits=LIMITS)
    assert many_cases(opened, usual=3, limits=LIMITS) is None


@pytest.mark.parametrize(
    ("moment", "in_hours"),
    [
        (at(6, 59), False),
        (at(7), True),
        (at(19, 59), True),
        (at(20), False),
        (at(12, day=date(2026, 11, 28)), False),
        (at(12, day=date(2026, 12, 25)), False),
        (at(12, day=date(2026, 12, 28)), False),
        (at(12, day=date(2026, 12, 29)), True),
    ],
    ids=[
        "before seven",
        "at seven",
        "before eight",
        "at eight",
        "Saturday",
        "Christmas",
        "kept for Boxing Day",
        "after",
    ],
)
def test_hours_count_on_working_days_alone(moment: datetime, in_hours: bool) -> None:
    assert is_in_hours(moment, LIMITS) is in_hours


def test_a_day_proclaimed_for_one_year_alone_is_no_working_day() -> None:
    assert is_in_hours(at(12), LIMITS)
    assert not is_in_hours(at(12), LIMITS, holidays={WEDNESDAY})


def test_one_case_in_the_evening_is_nothing() -> None:
    twice = (Look(case(1), at(21)), Look(case(1), at(22)))
    assert out_of_hours(twice, LIMITS) is None
    assert out_of_hours((*twice, Look(case(2), at(22))), LIMITS)


def test_one_case_with_their_own_name_is_enough() -> None:
    assert own_surname(()) is None
    found = own_surname({case(3)})
    assert found
    assert (found.number, found.least) == (1, 1)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("khan", "khan"),
        ("taylor", "oneil-taylor"),
        ("oneil-taylor", "taylor"),
        ("ng", "ng"),
        ("rahman", "abdul rahman"),
        ("elamin", "el-amin"),
    ],
)
def test_names_are_one_where_one_is_a_part_of_the_other(own: str, other: str) -> None:
    assert shares_surname(own, other)
    assert shares_surname(other, own)


@pytest.mark.parametrize(
    ("own", "other"),
    [("khan", "kahn"), ("el-amin", "el-sayed"), ("taylor", ""), ("", ""), ("neil", "oneil-taylor")],
)
def test_names_that_are_only_like_each_other_are_two(own: str, other: str) -> None:
    assert not shares_surname(own, other)


def test_emergency_access_of_last_week_is_not_told_again_today() -> None:
    last_week = [Look(case(number), at(12, day=WEDNESDAY - timedelta(days=7))) for number in range(3)]
    assert repeated_break_glass(last_week, on=WEDNESDAY, limits=LIMITS) is None
    today = Look(case(9), at(12))
    assert repeated_break_glass([*last_week, today], on=WEDNESDAY, limits=LIMITS)
    month = replace(LIMITS, break_glass_days=7)
    assert repeated_break_glass([*last_week, today], on=WEDNESDAY, limits=month) is None
