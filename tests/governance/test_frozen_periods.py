"""A quarter is counted once, by the data base alone, and what was counted is never changed (B02, B04, L06, L12)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from cases.actions.interventions import log_intervention
from cases.choices import AgeBand, FirstContactItem, ItemState
from cases.deadlines import age_band, school_year_starts
from cases.models import Case, FirstContactEntry, Intervention, Person
from feedback.rules import Coarseness
from governance.access.releases import RELEASES, NotFrozen, frozen_tables
from governance.actions.releases import freeze
from governance.deadlines.reporting import called, periods_over, quarter_of, quarters_of
from governance.disclosure_control import Published, audit
from governance.models import FrozenCount, FrozenPeriod
from governance.rules.promises import PROMISES, REPORTED, Numbers, finding, number_of, out_of, percent
from governance.rules.showing import lot
from governance.rules.tables import About, Period, Release
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.actors import serving
from sendiass.database import standing
from sendiass.profiles import profile
from tests.cast import Cast, assemble, heard_from, permitted
from tests.cast import given as given_help

pytestmark = pytest.mark.clause("B02", "B04")

LAST = quarter_of(quarter_of(clock.today()).begins_on - timedelta(days=1))
BEFORE = quarter_of(LAST.begins_on - timedelta(days=1))
BOTH = Period(BEFORE.begins_on, LAST.ends_on)


@contextmanager
def asked_by(who: User) -> Iterator[None]:
    with standing.standing_as(standing.worker(who.id)):
        yield


def sql(statement: str, *given: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, given)


def moved_to(case: Case, day: date) -> None:
    sql("UPDATE cases_case SET opened_at = %s WHERE id = %s", f"{day} 12:00+00", case.id)


def frozen(cast: Cast, period: Period) -> list[FrozenPeriod]:
    with asked_by(cast.team.manager):
        return list(freeze(by=cast.team.manager, period=period, at=clock.now()))


def numbers(period: Period) -> Numbers:
    return {
        (counted.table.name, cell): counted.true_figures()[counted.table.figure(cell, period)]
        for counted in frozen_tables(period)
        for cell in counted.table.cells()
    }


# Periods


def test_periods_are_quarters_half_years_and_years_from_april_that_are_over() -> None:
    found = periods_over(first_on=date(2025, 5, 3), on=date(2026, 4, 1))
    assert [called(one) for one in found] == [
        "Quarter, 1 January 2026 to 31 March 2026",
        "Half-year, 1 October 2025 to 31 March 2026",
        "Year, 1 April 2025 to 31 March 2026",
        "Quarter, 1 October 2025 to 31 December 2025",
        "Quarter, 1 July 2025 to 30 September 2025",
        "Half-year, 1 April 2025 to 30 September 2025",
        "Quarter, 1 April 2025 to 30 June 2025",
    ]
    assert {len(quarters_of(one)) for one in found} == {1, 2, 4}
    assert periods_over(first_on=date(2026, 1, 1), on=date(2026, 3, 31)) == []
    with pytest.raises(ValueError, match="whole quarters"):
        quarters_of(Period(date(2026, 1, 1), date(2026, 4, 30)))


# Findings


def test_a_finding_says_how_many_of_how_many_and_nothing_where_there_was_nothing() -> None:
    told = PROMISES[0]
    some: Numbers = {("first_contact_statement", ()): 37, ("cases", ()): 40}
    assert finding(told, some).startswith("37 of 40 families were told")
    assert finding(told, {**some, ("cases", ()): 37}).startswith("All 37 families were told")
    assert finding(told, {**some, ("first_contact_statement", ()): 0}).startswith("None of 40 families")
    assert finding(told, {("first_contact_statement", ()): 0, ("cases", ()): 0}) == told.nothing
    assert (number_of(told.lines[0], some), out_of(told.lines[0], some)) == (37, 40)


def test_a_percentage_is_whole_and_says_all_and_none_only_of_all_and_none() -> None:
    assert [percent(*pair) for pair in ((0, 900), (1, 900), (450, 900), (899, 900), (900, 900))] == [
        0,
        1,
        50,
        99,
        100,
    ]
    assert percent(0, 0) is None
    assert percent(3, None) is None


def test_how_a_promise_was_kept_is_told_of_our_own_conduct_alone() -> None:
    for promise in PROMISES:
        for line in promise.lines:
            assert {REPORTED[name].about for name in (line.table, line.of) if name} == {About.CONDUCT}


# Freezing


@pytest.mark.django_db
@pytest.mark.clause("L06")
def test_a_quarter_is_counted_by_the_data_base_and_every_table_agrees_with_every_other(cast: Cast) -> None:
    for case in (cast.khans.case, cast.taylors.case):
        moved_to(case, LAST.begins_on)
    moved_to(cast.waiting, LAST.ends_on)
    frozen(cast, LAST)
    found = numbers(LAST)
    assert found["cases", ()] == 3
    for name in ("cases_by_age", "cases_by_need", "cases_by_ethnicity", "cases_by_source", "cases_by_stage"):
        assert found[name, ("",)] == 3
    assert found["cases_by_age_and_sex", ("", "")] == 3
    assert found["first_contact_statement", ()] <= 3


@pytest.mark.django_db
def test_a_case_is_counted_in_the_quarter_of_its_day_in_london_and_in_no_other(cast: Cast) -> None:
    moved_to(cast.khans.case, LAST.begins_on)
    moved_to(cast.taylors.case, BEFORE.ends_on)
    frozen(cast, BOTH)
    assert (numbers(BEFORE)["cases", ()], numbers(LAST)["cases", ()], numbers(BOTH)["cases", ()]) == (1, 1, 2)


@pytest.mark.django_db
def test_what_comes_after_a_freeze_changes_nothing_of_it(cast: Cast) -> None:
    moved_to(cast.khans.case, LAST.begins_on)
    [first] = frozen(cast, LAST)
    before = numbers(LAST)
    moved_to(cast.taylors.case, LAST.begins_on)
    sql("UPDATE cases_case SET stage = 'ehc_plan' WHERE id = %s", cast.khans.case.id)
    assert [one.digest for one in frozen(cast, LAST)] == [first.digest]
    assert numbers(LAST) == before


@pytest.mark.django_db
def test_a_period_that_is_not_over_or_not_frozen_whole_is_refused(cast: Cast) -> None:
    now = quarter_of(clock.today())
    with pytest.raises(Refused, match="not over yet"):
        frozen(cast, now)
    frozen(cast, LAST)
    with pytest.raises(NotFrozen):
        frozen_tables(BOTH)


@pytest.mark.django_db
def test_what_was_frozen_passes_the_gate_that_every_figure_passes(cast: Cast) -> None:
    moved_to(cast.khans.case, LAST.begins_on)
    frozen(cast, LAST)
    by = Coarseness(profile().figures.few, profile().figures.step)
    conduct = tuple(one for one in frozen_tables(LAST) if one.table.about is About.CONDUCT)
    passed = audit([], Release("Report 1", conduct), catalogue=REPORTED, by=by, drawn=lot(b"key"))
    assert isinstance(passed, Published)
    assert passed.table("cases", LAST).text() == "1"


# Attacks, by SQL as the application's role


@pytest.mark.django_db
@pytest.mark.clause("L12")
@pytest.mark.parametrize("who", ["caseworker", "volunteer", "administrator", "board_member"])
def test_nobody_but_the_manager_freezes(cast: Cast, who: str) -> None:
    user = getattr(cast.team, who)
    with asked_by(user), pytest.raises(Refused):
        freeze(by=user, period=LAST, at=clock.now())
    with asked_by(user), pytest.raises(DatabaseError, match="manager freezes"):
        sql("SELECT governance_freeze(%s)", LAST.begins_on)


@pytest.mark.django_db
def test_a_quarter_is_frozen_once_whole_and_when_it_is_over(cast: Cast) -> None:
    frozen(cast, LAST)
    wrong = {
        LAST.begins_on: "frozen once",
        quarter_of(clock.today()).begins_on: "once it is over",
        BEFORE.begins_on + timedelta(days=1): "quarter of the calendar",
    }
    for day, why in wrong.items():
        with asked_by(cast.team.manager), pytest.raises(DatabaseError, match=why):
            sql("SELECT governance_freeze(%s)", day)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "attack",
    [
        "INSERT INTO governance_frozencount SELECT frozen_id, '[]', salt FROM governance_frozencount",
        "INSERT INTO governance_frozenperiod (id, begins_on, ends_on, digest, frozen_at, frozen_by_id) "
        "SELECT gen_random_uuid(), begins_on - 365, ends_on - 365, digest, now(), frozen_by_id FROM governance_frozenperiod",
        "UPDATE governance_frozencount SET content = '[]'",
        "UPDATE governance_frozenperiod SET digest = repeat('0', 64)",
        "DELETE FROM governance_frozencount",
        "TRUNCATE governance_frozenperiod CASCADE",
        "SELECT governance_counted(current_date - 1, current_date)",
    ],
)
def test_the_application_can_neither_put_in_figures_nor_change_them_nor_count_other_days(
    cast: Cast, attack: str
) -> None:
    frozen(cast, LAST)
    with serving(RELEASES), pytest.raises(DatabaseError, match="permission denied"):
        sql(attack)
    with asked_by(cast.team.manager), pytest.raises(DatabaseError, match="permission denied"):
        sql(attack)


@pytest.mark.django_db
@pytest.mark.clause("L12")
def test_true_figures_are_shown_to_nobody_who_works_here_and_to_no_other_part_of_the_service(
    cast: Cast,
) -> None:
    frozen(cast, LAST)
    for user in cast.team.everyone.values():
        with asked_by(user):
            assert not FrozenCount.objects.exists()
    with standing.standing_as(standing.service("sweeps")):
        assert not FrozenCount.objects.exists()
    with serving(RELEASES):
        assert FrozenCount.objects.count() == 1


@pytest.mark.django_db
def test_the_part_that_makes_releases_sees_no_row_of_casework(cast: Cast) -> None:
    with serving(RELEASES):
        assert not Case.objects.exists()


@pytest.mark.django_db
def test_the_digest_that_may_be_published_cannot_be_tried_out(cast: Cast) -> None:
    first, second = frozen(cast, BOTH)
    with serving(RELEASES):
        counts = {one.frozen_id: one for one in FrozenCount.objects.all()}
    assert counts[first.id].salt != counts[second.id].salt
    for one in (first, second):
        kept = counts[one.id]
        assert len(kept.salt) == 64
        assert one.digest != sha256(kept.content.encode()).hexdigest()
        assert one.digest == sha256((kept.salt + kept.content).encode()).hexdigest()
        assert {name for name, _, _ in json.loads(kept.content)} <= {table.name for table in REPORTED}


@pytest.mark.django_db
def test_there_is_no_table_of_a_report_that_the_data_base_does_not_count(
    owner_db: psycopg.Connection,
) -> None:
    row = owner_db.execute("SELECT prosrc FROM pg_proc WHERE proname = 'governance_counted'").fetchone()
    assert row is not None
    named = set(re.findall(r"SELECT '([a-z_]+)'(?:,| \|\|)", row[0]))
    assert named - {"first_contact_"} <= {table.name for table in REPORTED}
    assert {table.name for table in REPORTED if not table.name.startswith("first_contact_")} <= named, (
        "the migration that counts does not know a table"
    )
    items = {table.name.removeprefix("first_contact_") for table in REPORTED if table.name not in named}
    assert items == set(FirstContactItem.values) - {FirstContactItem.RECORDS_SENT}


@pytest.mark.django_db
def test_the_data_base_counts_what_python_would_count_row_by_row() -> None:
    then = datetime.combine(LAST.begins_on, time(12), tzinfo=UTC) + timedelta(days=30)
    cast = assemble(then)
    worker, family = cast.team.caseworker, cast.khans
    for day in (1, 2):
        log_intervention(
            by=worker,
            case=family.case,
            given=given_help(on=clock.day_of(then)),
            once=uuid4(),
            at=then + timedelta(days=day),
        )
    yes = permitted(worker, family, cast.authority, at=then + timedelta(days=1))
    heard = heard_from(worker, family, yes, at=then + timedelta(days=2))
    frozen(cast, LAST)
    found = numbers(LAST)

    def is_in(moment: datetime) -> bool:
        return LAST.begins_on <= clock.day_of(moment) <= LAST.ends_on

    given = [one for one in Intervention.objects.all() if one.original_id is None and is_in(one.recorded_at)]
    assert found["interventions", ()] == len(given) == 2
    for level, number in Counter(str(one.level) for one in given).items():
        assert found["interventions_by_level", (level,)] == number
    cases = [one for one in Case.objects.all() if is_in(one.opened_at)]
    assert found["cases", ()] == len(cases) == 3
    for stage, number in Counter(one.stage for one in cases).items():
        assert found["cases_by_stage", (stage,)] == number
    newest = {
        (entry.case_id, entry.item): entry.state
        for entry in FirstContactEntry.objects.order_by("recorded_at").filter(case__in=cases)
    }
    done = Counter(item for (_, item), state in newest.items() if state == ItemState.DONE)
    assert done
    for item in set(FirstContactItem.values) - {FirstContactItem.RECORDS_SENT}:
        assert found[f"first_contact_{item}", ()] == done[item]
    assert LAST.begins_on <= heard.due_on <= LAST.ends_on
    for name in ("disclosures", "disclosures_permitted", "disclosures_told", "heard", "heard_open"):
        assert found[name, ()] == 1, name
    for name in ("heard_in_time", "heard_late", "heard_withheld", "breaches_of_permission", "safeguarding"):
        assert found[name, ()] == 0, name


@pytest.mark.django_db
def test_ages_are_those_of_the_31st_of_august_before_the_school_year() -> None:
    opened = datetime.combine(LAST.begins_on, time(12), tzinfo=UTC) + timedelta(days=30)
    cast = assemble(opened)
    frozen(cast, LAST)
    found = numbers(LAST)
    the_day = school_year_starts(clock.day_of(opened)) - timedelta(days=1)
    children = [one.child for one in (cast.khans, cast.taylors)]
    with reading(
        by=cast.team.manager, subjects=[one.key_subject for one in children], purpose="a test of ages"
    ):
        bands = Counter(
            age_band(Person.objects.get(pk=child.pk).date_of_birth, the_day) for child in children
        )
    known = {
        cell[0]: number
        for (name, cell), number in found.items()
        if name == "cases_by_age" and number and cell[0] not in ("", AgeBand.NOT_KNOWN)
    }
    assert known == {band.value: number for band, number in bands.items() if band is not AgeBand.NOT_KNOWN}
    assert known
