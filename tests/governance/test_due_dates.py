"""The next supervision is due as the rule says: from the last one held, by the role on the day, leave left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from governance.deadlines.supervision import (
    Away,
    InRole,
    Interval,
    Term,
    Working,
    due_on,
    group_due_on,
    intervals,
    reminders,
)
from sendiass.profiles import profile
from sendiass.profiles.sections import Interval as Every

pytestmark = pytest.mark.clause("L14", "L15", "Y09")

A_DAY = timedelta(days=1)
START, DAYS = date(2026, 7, 1), 400
days = st.integers(0, DAYS).map(lambda number: START + timedelta(days=number))


def by_profile() -> tuple[Every, Every]:
    return profile().supervision.volunteer, profile().supervision.caseworker


def is_away(day: date, leave: Sequence[Away]) -> bool:
    return any(one.first_on <= day <= one.last_on for one in leave)


def ends_by_walking(last: date, interval: Interval, terms: Sequence[Term]) -> int | None:
    """How many days an interval has after `last`, each day looked at by itself."""
    if interval.unit in ("days", "weeks"):
        return interval.every * {"days": 1, "weeks": 7}[interval.unit]
    day, passed, months = last, 0, 0
    while passed < 900:
        before, day, passed = day, day + A_DAY, passed + 1
        if interval.unit == "terms":
            months += any(term.ends_on == day for term in terms)
        else:
            is_last = (day + A_DAY).month != day.month
            months += day.day == last.day or (is_last and day.day < last.day)
        assert before < day
        if months == interval.every:
            return passed
    return None


def due_by_walking(last: date, working: Working) -> date | None:
    """The same rule, a day at a time."""
    day, passed = last, 0
    needs = {one: ends_by_walking(last, one.interval, working.terms) for one in working.roles if one.interval}
    for _ in range(1_100):
        day += A_DAY
        if is_away(day, working.leave):
            continue
        passed += 1
        had = [one for one in working.roles if one.from_on <= day]
        role = max(had, key=lambda one: one.from_on) if had else None
        needed = needs.get(role) if role else None
        if needed is not None and passed >= needed:
            return day
    return None


@st.composite
def lives(draw: st.DrawFn) -> Working:
    """Somebody who works here: roles that change, leave that may overlap, over terms and the turn of two years."""
    volunteer, officer = by_profile()
    termly = Every(every=1, unit="terms")
    roles = [InRole(START - timedelta(days=30), draw(st.sampled_from([volunteer, officer, termly, None])))]
    later = st.builds(InRole, days, st.sampled_from([volunteer, officer, termly, None]))
    roles += draw(st.lists(later, max_size=3, unique_by=lambda one: one.from_on))
    leave = [
        Away(first, first + timedelta(days=draw(st.integers(0, 60))))
        for first in draw(st.lists(days, max_size=5))
    ]
    return Working(tuple(roles), tuple(leave), tuple(profile().terms))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(last=days, working=lives())
@example(last=date(2027, 1, 31), working=Working((InRole(START, Every(every=1, unit="months")),)))
def test_the_next_is_due_as_one_finds_by_going_through_the_days(last: date, working: Working) -> None:
    assert due_on(last, working) == due_by_walking(last, working)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(last=days, working=lives(), held=st.lists(days, max_size=8))
def test_the_figures_count_each_day_on_which_it_fell_due(
    last: date, working: Working, held: list[date]
) -> None:
    until = START + timedelta(days=DAYS)
    found = intervals(held, since=last, working=working, first_on=last, last_on=until)
    due = missed = 0
    base, waits = last, due_by_walking(last, working)
    day, late = last, False
    while (day := day + A_DAY) <= until and waits is not None:
        if day in held:
            due, late = due + (not late), False
            base, waits = day, due_by_walking(day, working)
        elif day == waits:
            due, missed, late = due + 1, missed + 1, True
            base, waits = day, due_by_walking(day, working)
    assert base <= until
    assert (found.due, found.missed) == (due, missed)


def test_a_late_session_is_counted_once_as_missed_and_not_again_when_it_is_held() -> None:
    _, officer = by_profile()
    last, working = date(2026, 9, 1), Working((InRole(START, officer),))
    due = date(2026, 10, 13)

    def counted(*held: date, first_on: date = last, last_on: date) -> tuple[int, int]:
        found = intervals(held, since=last, working=working, first_on=first_on, last_on=last_on)
        return found.due, found.missed

    late, in_time = due + timedelta(days=5), due + timedelta(days=40)
    assert counted(due, last_on=due) == (1, 0)
    assert counted(late, last_on=late) == (1, 1)
    assert counted(late, in_time, last_on=in_time) == (2, 1)
    assert counted(last_on=due + timedelta(weeks=6)) == (2, 2)
    assert counted(late, first_on=due + A_DAY, last_on=late) == (0, 0), "it was missed in the year before"


def test_an_officer_is_due_six_weeks_and_a_volunteer_a_month_after_the_last() -> None:
    volunteer, officer = by_profile()
    last = date(2026, 12, 9)
    assert due_on(last, Working((InRole(START, officer),))) == date(2027, 1, 20)
    assert due_on(last, Working((InRole(START, volunteer),))) == date(2027, 1, 9)


def test_leave_stops_the_days_and_a_change_of_role_changes_the_interval() -> None:
    volunteer, officer = by_profile()
    last, leave = date(2026, 12, 9), (Away(date(2026, 12, 21), date(2027, 1, 3)),)
    assert due_on(last, Working((InRole(START, officer),), leave)) == date(2027, 2, 3)
    becomes = (InRole(START, volunteer), InRole(date(2027, 1, 4), officer))
    assert due_on(last, Working(becomes)) == date(2027, 1, 20)
    steps_back = (InRole(START, officer), InRole(date(2027, 1, 15), volunteer))
    assert due_on(last, Working(steps_back)) == date(2027, 1, 15)


def test_the_group_meets_by_the_end_of_the_term_after_the_one_it_last_met_in() -> None:
    terms, once = profile().terms, profile().supervision.volunteer_group
    first, second, third = sorted(terms, key=lambda one: one.starts_on)[:3]
    began = first.starts_on
    assert group_due_on(None, since=began, interval=once, terms=terms) == first.ends_on
    assert group_due_on(first.ends_on, since=began, interval=once, terms=terms) == second.ends_on
    assert group_due_on(second.starts_on, since=began, interval=once, terms=terms) == third.ends_on
    assert group_due_on(third.starts_on, since=began, interval=once, terms=terms) is None


def test_reminders_come_a_week_and_a_day_before_and_a_lost_day_is_made_up_for() -> None:
    starts, booked = date(2027, 3, 20), date(2027, 2, 1)
    told = {
        number: reminders(starts_on=starts, booked_on=booked, on=starts - timedelta(days=number))
        for number in range(9)
    }
    assert told[8] == frozenset()
    assert all(told[number] == {"week"} for number in range(2, 8))
    assert told[1] == told[0] == {"day"}
    assert reminders(starts_on=starts, booked_on=starts - timedelta(days=3), on=starts - A_DAY) == {"day"}
    assert reminders(starts_on=starts, booked_on=starts - A_DAY, on=starts) == frozenset()
