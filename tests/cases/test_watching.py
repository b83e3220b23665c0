"""The nightly look through what was read: what it finds, that it finds it once, and what it keeps of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from cases import watching
from cases.actions.people import PersonDetails, change_person
from cases.choices import UnusualRule
from cases.models import Case, DayLookedThrough, Person, UnusualReading
from cases.unusual import Look
from cases.watching import DAYS_BACK, WATCHER, look_through
from sendiass import clock
from sendiass.audit.models import Reading
from sendiass.profiles import profile
from tests.cast import Cast, new_case
from tests.closing import closed_case
from tests.reading import read_on, searched_on

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L26", "Y12", "Y24")]

WEDNESDAY = date(2026, 11, 25)
NIGHT = time(23, 30)


def morning_after(day: date = WEDNESDAY) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(4, 20), clock.LONDON)


def found(day: date = WEDNESDAY) -> dict[str, UnusualReading]:
    """What there is of that day, by rule, once it was looked through."""
    look_through(at=morning_after(day))
    return {one.rule: one for one in UnusualReading.objects.filter(day=day)}


def some_cases(cast: Cast, number: int) -> list[Case]:
    at = clock.now()
    return [new_case(cast.team.colleague, at=at) for _ in range(number)]


@contextmanager
def limits_of(monkeypatch: pytest.MonkeyPatch, **different: int) -> Iterator[None]:
    usual = watching.limits()
    with monkeypatch.context() as patched:
        patched.setattr(watching, "limits", lambda: replace(usual, **different))
        yield


def test_an_ordinary_day_finds_nothing_and_is_looked_through(cast: Cast) -> None:
    read_on(WEDNESDAY, cast.khans.case.id, cast.taylors.child.id, by=cast.team.caseworker)
    assert found() == {}
    assert DayLookedThrough.objects.filter(day=WEDNESDAY).exists()


def test_the_day_that_is_not_over_is_not_looked_at(cast: Cast) -> None:
    read_on(WEDNESDAY, cast.khans.case.id, cast.khans.child.id, by=cast.team.caseworker, at=NIGHT)
    look_through(at=datetime.combine(WEDNESDAY, time(23, 59), clock.LONDON))
    assert not DayLookedThrough.objects.filter(day=WEDNESDAY).exists()


def test_it_begins_a_month_back_and_makes_up_for_the_nights_it_missed(cast: Cast) -> None:
    look_through(at=morning_after())
    assert DayLookedThrough.objects.count() == DAYS_BACK
    for case in (cast.khans.case, cast.taylors.case):
        read_on(WEDNESDAY + timedelta(days=2), case.id, by=cast.team.caseworker, at=NIGHT)
    look_through(at=morning_after(WEDNESDAY + timedelta(days=50)))
    assert DayLookedThrough.objects.count() == DAYS_BACK + 50
    assert UnusualReading.objects.get().day == WEDNESDAY + timedelta(days=2)


def test_looking_twice_finds_it_once(cast: Cast) -> None:
    for case in (cast.khans.case, cast.taylors.case):
        read_on(WEDNESDAY, case.id, by=cast.team.caseworker, at=NIGHT)
    assert look_through(at=morning_after()) == 1
    assert look_through(at=morning_after()) == 0
    assert UnusualReading.objects.count() == 1


def test_cases_opened_at_night_are_found_with_their_ids_and_without_a_name(cast: Cast) -> None:
    opened = {cast.khans.case.id, cast.taylors.case.id}
    for case in opened:
        read_on(WEDNESDAY, case, by=cast.team.caseworker, at=NIGHT)
    one = found()[UnusualRule.OUT_OF_HOURS]
    assert (one.worker, one.day, one.number, set(one.cases)) == (cast.team.caseworker, WEDNESDAY, 2, opened)


def test_a_sunday_and_a_bank_holiday_are_outside_working_hours(cast: Cast) -> None:
    for day in (date(2026, 12, 20), date(2026, 12, 25)):
        for case in (cast.khans.case, cast.taylors.case):
            read_on(day, case.id, by=cast.team.caseworker)
    look_through(at=morning_after(date(2026, 12, 25)))
    days = UnusualReading.objects.filter(rule=UnusualRule.OUT_OF_HOURS).values_list("day", flat=True)
    assert set(days) == {date(2026, 12, 20), date(2026, 12, 25)}


def test_the_clock_on_the_wall_counts_in_summer_too(cast: Cast) -> None:
    day = date(2026, 7, 1)
    for case in (cast.khans.case, cast.taylors.case):
        read_on(day, case.id, by=cast.team.caseworker, at=time(7, 5))  # five past six by Greenwich
    assert found(day) == {}


def test_a_list_of_many_cases_opens_none_of_them(cast: Cast) -> None:
    cases = [case.id for case in some_cases(cast, profile().readings.cases_in_a_day)]
    read_on(WEDNESDAY, *cases, by=cast.team.colleague, page="cases:case_list", at=NIGHT)
    read_on(WEDNESDAY, *cases, by=cast.team.colleague, page="cases:today", at=NIGHT)
    searched_on(WEDNESDAY, "a", by=cast.team.colleague, found=tuple(cases))
    assert found() == {}


def test_a_step_within_a_page_opens_nothing_by_itself(cast: Cast) -> None:
    for case in (cast.khans.case, cast.taylors.case):
        read_on(WEDNESDAY, case.id, by=cast.team.caseworker, at=NIGHT, page="", purpose="checking dates")
    assert found() == {}


def test_many_cases_in_a_day_are_found_beside_what_is_usual_for_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = some_cases(cast, 9)
    for back in range(1, 8):
        for case in cases[:3]:
            read_on(WEDNESDAY - timedelta(days=back), case.id, by=cast.team.colleague)
    for case in cases:
        read_on(WEDNESDAY, case.id, by=cast.team.colleague)
    with limits_of(monkeypatch, cases_in_a_day=5, cases_out_of_hours=50):
        one = found()[UnusualRule.MANY_CASES]
    assert (one.number, one.least, one.usual) == (9, 9, 3)


def test_somebody_new_is_held_to_the_number_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for case in some_cases(cast, 5):
        read_on(WEDNESDAY, case.id, by=cast.team.colleague)
    with limits_of(monkeypatch, cases_in_a_day=5):
        one = found()[UnusualRule.MANY_CASES]
    assert (one.number, one.least, one.usual) == (5, 5, None)


def test_searching_for_many_things_is_found_and_for_one_again_and_again_is_not(cast: Cast) -> None:
    most = profile().readings.searches_in_a_day
    searched_on(WEDNESDAY, ["the same"] * most, by=cast.team.caseworker)
    searched_on(WEDNESDAY, [f"name {number}" for number in range(most)], by=cast.team.colleague)
    one = found()[UnusualRule.MANY_SEARCHES]
    assert (one.worker, one.number, one.cases) == (cast.team.colleague, most, [])


def test_closed_cases_that_were_never_theirs_are_found_and_their_own_are_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = some_cases(cast, 3)
    for case in cases:
        closed_case(by=cast.team.caseworker, case=case, at=morning_after() - timedelta(days=200))
    for case in (*cases, cast.khans.case):
        for worker in (cast.team.colleague, cast.team.manager):
            read_on(WEDNESDAY, case.id, by=worker)
    with limits_of(monkeypatch, closed_cases=3):
        one = found()[UnusualRule.CLOSED_CASES]
    assert (one.worker, one.number) == (cast.team.manager, 3)
    assert UnusualReading.objects.count() == 1


def test_cases_that_were_closed_that_very_day_were_open(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = some_cases(cast, 3)
    for case in cases:
        closed_case(by=cast.team.caseworker, case=case, at=morning_after() - timedelta(hours=12))
        read_on(WEDNESDAY, case.id, by=cast.team.manager)
    with limits_of(monkeypatch, closed_cases=3):
        assert found() == {}


def named_like(cast: Cast, person: Person, family_name: str) -> None:
    details = PersonDetails(given_names="Sam", family_name=family_name)
    change_person(by=cast.team.manager, person=person, details=details, at=clock.now())


@pytest.mark.parametrize("family_name", ["Yusuf", "YUSUF", "Yúsuf", "Yusuf-Ali", "Ben Yusuf"])
def test_a_record_of_somebody_with_their_own_family_name_is_found(cast: Cast, family_name: str) -> None:
    khans, worker = cast.khans, cast.team.caseworker
    named_like(cast, khans.parent, family_name)
    read_on(WEDNESDAY, khans.case.id, khans.child.id, khans.parent.id, by=worker)
    read_on(WEDNESDAY, khans.case.id, khans.child.id, khans.parent.id, by=cast.team.colleague)
    one = found()[UnusualRule.OWN_SURNAME]
    assert (one.worker, one.cases, one.number) == (worker, [khans.case.id], 1)
    assert UnusualReading.objects.count() == 1


def test_it_is_found_once_for_each_case_and_not_on_every_day(cast: Cast) -> None:
    khans, worker = cast.khans, cast.team.caseworker
    named_like(cast, khans.parent, "Yusuf")
    for day in (WEDNESDAY, WEDNESDAY + timedelta(days=1)):
        read_on(day, khans.case.id, khans.parent.id, by=worker)
        look_through(at=morning_after(day))
    assert UnusualReading.objects.get().day == WEDNESDAY


def test_a_name_the_service_calls_common_says_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    named_like(cast, cast.khans.parent, "Yusuf")
    read_on(WEDNESDAY, cast.khans.case.id, cast.khans.parent.id, by=cast.team.caseworker)
    section = profile().readings.model_copy(update={"common_surnames": ("Yúsuf",)})
    monkeypatch.setattr(watching, "profile", lambda: profile().model_copy(update={"readings": section}))
    assert found() == {}


def test_the_names_are_opened_by_a_part_of_the_service_that_says_whose(cast: Cast) -> None:
    khans = cast.khans
    read_on(WEDNESDAY, khans.case.id, khans.child.id, by=cast.team.caseworker)
    assert found() == {}
    (row,) = Reading.objects.filter(actor_id=WATCHER.id)
    assert row.subjects == [khans.child.id]
    assert not row.everyone
    assert row.purpose == "whether somebody looked at their own family's name"


def test_what_parts_of_the_service_read_is_not_looked_at(cast: Cast) -> None:
    for case in (cast.khans.case, cast.taylors.case):
        read_on(WEDNESDAY, case.id, by=WATCHER, at=NIGHT)
    assert found() == {}


def test_repeated_emergency_access_is_found_from_wherever_it_comes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, worker = cast.taylors.case, cast.team.caseworker
    noon = datetime.combine(WEDNESDAY, time(12), clock.LONDON)
    breaks = tuple(Look(case.id, noon - timedelta(days=back)) for back in (0, 3, 9))
    monkeypatch.setattr(watching, "_breaks", lambda who, _day: breaks if who == worker else ())
    read_on(WEDNESDAY, case.id, by=worker)
    one = found()[UnusualRule.BREAK_GLASS]
    assert (one.worker, one.number, one.cases) == (worker, 3, [case.id] * 3)
