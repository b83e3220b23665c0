"""The second wall: each table of casework shows its rows only to those they are for, whatever a page forgets to ask."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from cases.models import Case, Person
from sendiass import clock
from sendiass.accounts.actions import Newcomer, enrol
from sendiass.accounts.models import User
from sendiass.accounts.roles import MAY, Permission, Role
from sendiass.audit.actors import SERVICES
from sendiass.database import standing
from sendiass.safety.roles import casework_tables
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y12", "L12", "Y06")]

NEED_NO_CASEWORK = {
    "comments": "keeps what people say of the service, and knows no case",
    "drafts": "throws drafts away by their age",
    "figures": "counts what people say of the service",
    "questionnaires": "takes answers of which nobody knows whose they are",
    "record": "seals what was done and read, and knows no case",
    "releases": "reads what the data base counted, and no case",
    "school register": "keeps the directory",
    "self-referral": "sees requests from the public form alone",
    "sign-in": "knows accounts alone",
    "views": "keeps families' views, and no case",
}


def rows(app_sql: psycopg.Connection, statement: str) -> set[str]:
    return {name for (name,) in app_sql.execute(statement).fetchall()}


@pytest.fixture
def nobodys(app_sql: psycopg.Connection) -> psycopg.Connection:
    """Plain SQL as the application's role, asked for nobody."""
    app_sql.execute("SELECT set_config('app.service', '', false), set_config('app.worker', '', false)")
    return app_sql


def test_every_table_of_casework_is_behind_it_and_it_is_forced(app_sql: psycopg.Connection) -> None:
    forced = rows(
        app_sql, "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'"
    )
    assert casework_tables() <= forced
    assert {"cases_case", "cases_person", "consent_disclosure", "consent_sharingpermission"} <= forced


def test_nobody_else_is_named_by_a_policy_but_the_owner(app_sql: psycopg.Connection) -> None:
    named = rows(app_sql, "SELECT DISTINCT unnest(roles)::text FROM pg_policies WHERE schemaname = 'public'")
    owner = rows(app_sql, "SELECT DISTINCT tableowner::text FROM pg_tables WHERE tablename = 'cases_case'")
    assert named == {"public"} | owner


@pytest.mark.parametrize("table", sorted(casework_tables()))
def test_whoever_says_not_for_whom_they_ask_is_shown_nothing(table: str, nobodys: psycopg.Connection) -> None:
    found = nobodys.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found == (0,)


def test_nobody_is_shown_a_case_that_is_there(cast: Cast) -> None:
    assert Case.objects.exists()
    assert Person.objects.exists()
    with standing.standing_as(standing.NOBODY):
        assert not Case.objects.exists()
        assert not Person.objects.exists()
    with standing.standing_as(standing.service("no part of it")):
        assert not Case.objects.exists()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_part_of_the_service_sees_casework_or_needs_none(name: str, cast: Cast) -> None:
    with standing.standing_as(standing.service(name)):
        assert Case.objects.exists() is (name not in NEED_NO_CASEWORK)


@pytest.mark.parametrize("role", Role)
def test_the_data_base_knows_the_roles_as_the_table_of_permissions_has_them(role: Role, cast: Cast) -> None:
    def told(function: str, who: User) -> bool:
        with standing.standing_as(standing.worker(who.id)), connection.cursor() as cursor:
            cursor.execute(f"SELECT public.{function}()")
            return bool(cursor.fetchone()[0])

    who = next((one for one in cast.team.everyone.values() if one.role == role), None)
    if who is None:
        assert role is Role.STRATEGIC_LEAD, "give them a part in the cast"
        who = enrol(
            by=cast.team.manager,
            confirmed_by=cast.team.administrator,
            newcomer=Newcomer("lena@service.example", "Lena Voss", role),
            at=clock.now(),
        )
    assert told("sees_all_cases", who) is (Permission.SEE_ALL_CASES in MAY[role])
    assert told("opens_cases", who) is (Permission.OPEN_CASES in MAY[role])
    assert told("takes_enquiries", who) is (Permission.TAKE_ENQUIRIES in MAY[role])
    assert told("posts_letters", who) is (Permission.POST_LETTERS in MAY[role])
    assert told("triages_comments", who) is (Permission.TRIAGE_COMMENTS in MAY[role])
    assert told("keeps_complaints", who) is (Permission.KEEP_COMPLAINTS in MAY[role])
    assert told("sees_results", who) is (Permission.SEE_RESULTS in MAY[role])
    assert told("keeps_what_was_said", who) is (Permission.KEEP_WHAT_WAS_SAID in MAY[role])
    assert told("keeps_board", who) is (Permission.KEEP_BOARD in MAY[role])
    assert told("sits_on_board", who) is (role is Role.BOARD_MEMBER)
    assert told("keeps_managers_complaints", who) is (Permission.KEEP_MANAGERS_COMPLAINTS in MAY[role])


def test_the_strategic_lead_is_given_no_case_by_the_table_either() -> None:
    assert not MAY[Role.STRATEGIC_LEAD] & {Permission.SEE_ALL_CASES, Permission.WORK_CASES}


def test_what_holds_invariants_reads_past_this_wall(app_sql: psycopg.Connection) -> None:
    """A row that is not shown is there all the same: a guard that missed it would let through what it is there to stop."""
    blind = rows(
        app_sql,
        "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND NOT p.prosecdef AND c.relrowsecurity "
        "AND p.prosrc ~ 'public\\.(cases|consent|feedback|governance)_'",
    )
    assert blind == set()


@pytest.mark.parametrize("who", ["board_member", "administrator"])
def test_whoever_works_no_cases_is_shown_none_by_plain_sql(who: str, cast: Cast) -> None:
    with standing.standing_as(standing.worker(cast.team.everyone[who].id)):
        assert not Case.objects.exists()
        assert not Person.objects.exists()
