"""Speaks SQL as the application's role, as an injection would, and tries what a clause forbids.

That this role can forge a row it may add (an allocation, an entry, a reading) is known: the second wall against a
forgotten filter is row-level security, and none of it is said to withstand injected SQL.
"""

from __future__ import annotations

import psycopg
import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse
from psycopg import sql

from cases.actions.first_contact import Answer, record_first_contact
from cases.actions.people import remove_from_case
from cases.choices import Agreement, CaseRole, FirstContactItem, ItemState
from cases.models import CasePerson, Person
from sendiass import clock
from sendiass.audit import reading
from sendiass.crypto.errors import SealedError, Tampered
from tests.cast import Cast, assemble, logged
from tests.conftest import WorkerDatabases

GROWING = (
    "audit_reading", "audit_logentry", "cases_statuschange", "cases_aim", "cases_firstcontactentry",
    "cases_intervention",
)  # fmt: skip
WAYS_ROUND = (
    "UPDATE {} SET id = id",
    "DELETE FROM {}",
    "TRUNCATE {} CASCADE",
    "MERGE INTO {} kept USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE",
    "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT (id) DO UPDATE SET id = excluded.id",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "ALTER TABLE {} OWNER TO CURRENT_USER",
    "CREATE RULE gone AS ON INSERT TO {} DO INSTEAD NOTHING",
    "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
    "DROP TABLE {} CASCADE",
)
OUT_OF_THE_DATA_BASE = (
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "COPY cases_person TO '/tmp/people'",
    "COPY cases_agency FROM '/etc/passwd'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT pg_stat_file('/etc/passwd')",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION postgres_fdw",
    "SELECT * FROM pg_authid",
    "SELECT setval('cases_case_reference', 1)",
)
ROUND_THE_TRIGGERS = (
    "SET session_replication_role = replica",
    "CREATE TEMP TABLE cases_firstcontactentry AS SELECT 1",
    "CREATE TEMP VIEW cases_firstcontactentry AS SELECT 1",
    "CREATE FUNCTION pg_temp.nextval(text) RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION public.cases_agreement_first() RETURNS trigger LANGUAGE plpgsql"
    " AS $$BEGIN RETURN NEW; END$$",
    "ALTER FUNCTION public.cases_agreement_first() SET search_path = pg_temp, public",
    "DROP FUNCTION public.cases_agreement_first() CASCADE",
    "CREATE SCHEMA sendiass_app",
    "SET ROLE sendiass_owner",
    "SET SESSION AUTHORIZATION sendiass_owner",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "SET log_statement = 'all'",
)


def refused(connected: psycopg.Connection, statement: str | sql.Composed, *values: object) -> None:
    with pytest.raises(psycopg.Error), connected.transaction(force_rollback=True):
        connected.execute(statement, values or None)


@pytest.fixture
def cast_committed(committed_db: WorkerDatabases) -> Cast:
    with transaction.atomic():
        cast = assemble()
        logged(cast.team.caseworker, cast.khans.case)
    return cast


@pytest.mark.clause("L02")
@pytest.mark.parametrize("table", GROWING)
def test_no_statement_changes_or_removes_what_only_grows(
    worker_databases: WorkerDatabases, app_sql: psycopg.Connection, table: str
) -> None:
    for way in WAYS_ROUND:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app_sql.transaction(force_rollback=True):
            app_sql.execute(sql.SQL(way).format(sql.Identifier(table)))


@pytest.mark.parametrize("statement", [*OUT_OF_THE_DATA_BASE, *ROUND_THE_TRIGGERS])
def test_nothing_leads_out_of_the_data_base_or_round_its_triggers(
    app_sql: psycopg.Connection, statement: str
) -> None:
    refused(app_sql, statement)


@pytest.mark.clause("Y06")
def test_neither_role_enters_the_others_data_base(worker_databases: WorkerDatabases) -> None:
    server, pair = worker_databases.server, worker_databases.pair
    for variable, other in (("DATABASE_URL", pair.keys), ("KEYS_DATABASE_URL", pair.data)):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(server.url(variable, other))


@pytest.mark.clause("L26")
def test_sql_gives_nobody_a_part_without_agreement_nor_keeps_anyone_alone(
    cast_committed: Cast, app_sql: psycopg.Connection
) -> None:
    cast = cast_committed
    part = CasePerson.objects.get(case=cast.khans.case, person=cast.khans.parent)
    with transaction.atomic():
        remove_from_case(by=cast.team.caseworker, part=part, at=clock.now())
        says_no(cast)
    refused(app_sql, ADD_PART, part.id)
    other = CasePerson.objects.present().get(case=cast.taylors.case, person=cast.taylors.parent)
    refused(app_sql, "UPDATE cases_caseperson SET case_id = %s WHERE id = %s", cast.khans.case.id, other.id)
    app_sql.execute(ADD_PERSON)
    with pytest.raises(psycopg.errors.CheckViolation, match="only as part of a case"):
        app_sql.commit()


ADD_PART = (
    "INSERT INTO cases_caseperson (id, case_id, person_id, role, added_at, added_by_id)"
    " SELECT gen_random_uuid(), case_id, person_id, 'other', now(), added_by_id FROM cases_caseperson WHERE id = %s"
)
ADD_PERSON = (
    "INSERT INTO cases_person SELECT (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid()))).*"
    " FROM cases_person one LIMIT 1"
)


def says_no(cast: Cast) -> None:
    no = Answer(
        FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.DECLINED, who=CaseRole.PARENT_CARER
    )
    record_first_contact(by=cast.team.caseworker, case=cast.khans.case, answers=[no], at=clock.now())


@pytest.mark.clause("L26")
def test_sql_brings_nobody_back_into_a_case_after_a_no(
    cast_committed: Cast, app_sql: psycopg.Connection
) -> None:
    cast = cast_committed
    part = CasePerson.objects.get(case=cast.khans.case, person=cast.khans.parent)
    with transaction.atomic():
        remove_from_case(by=cast.team.caseworker, part=part, at=clock.now())
        says_no(cast)
    refused(
        app_sql, "UPDATE cases_caseperson SET removed_at = NULL, removed_by_id = NULL WHERE id = %s", part.id
    )


@pytest.mark.clause("L26")
@pytest.mark.parametrize(
    "table",
    [
        "cases_caseperson",
        "cases_allocation",
        "cases_keydate",
        "cases_task",
        "outbox_message",
        "cases_callback",
    ],
)
def test_what_stays_on_record_is_not_the_applications_to_delete(
    app_sql: psycopg.Connection, table: str
) -> None:
    allowed = app_sql.execute("SELECT has_table_privilege(%s, 'DELETE')", [table]).fetchone()
    assert allowed == (False,)


@pytest.mark.django_db
def test_sql_makes_nobody_a_manager_and_opens_no_account(cast: Cast) -> None:
    colleague = cast.team.colleague
    for statement in (
        "UPDATE accounts_user SET role = 'manager' WHERE id = %s",
        "UPDATE accounts_user SET email = 'else@service.example' WHERE id = %s",
        "DELETE FROM accounts_user WHERE id = %s",
        "INSERT INTO accounts_user (id, email, name, role, is_active, joined_on, password)"
        " SELECT gen_random_uuid(), 'new@service.example', name, 'manager', true, now(), '' FROM accounts_user"
        " WHERE id = %s",
        "INSERT INTO accounts_accountproposal (id, kind, email, name, role, reason, proposed_by_id, proposed_at,"
        " decline_reason, person_id) SELECT gen_random_uuid(), 'change_of_role', email, name, 'manager', '', id,"
        " now(), '', id FROM accounts_user WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [colleague.id])


@pytest.mark.django_db
@pytest.mark.clause("L26")
@pytest.mark.parametrize(
    "planted",
    [
        "SELECT family_name FROM cases_person WHERE id = %(other)s",
        "SELECT preferred_name FROM cases_person WHERE id = %(own)s",
        "SELECT substr(family_name, 1, 40) FROM cases_person WHERE id = %(own)s",
        "SELECT set_byte(family_name, 40, 255 - get_byte(family_name, 40)) FROM cases_person WHERE id = %(own)s",
        "SELECT convert_to('Smith', 'UTF8')",
        "SELECT ''::bytea",
    ],
    ids=[
        "of another person",
        "of another column",
        "cut short",
        "one byte turned",
        "in clear",
        "nothing at all",
    ],
)
def test_a_planted_cell_is_never_shown(cast: Cast, planted: str) -> None:
    child = cast.khans.child
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE cases_person SET family_name = ({planted}) WHERE id = %(own)s",
            {"own": child.id, "other": cast.taylors.child.id},
        )
    with (
        reading(by=cast.team.caseworker, subjects=[child.key_subject], purpose="attack"),
        pytest.raises(Tampered),
    ):
        _ = Person.objects.get(pk=child.id).family_name
    client = Client(raise_request_exception=False)
    client.force_login(cast.team.caseworker)
    shown = client.get(reverse("cases:people_page", args=[cast.khans.case.reference]))
    assert shown.status_code == 500
    assert "Smith" not in shown.content.decode()


@pytest.mark.django_db
@pytest.mark.clause("L26")
def test_two_peoples_keys_exchanged_open_neither(cast: Cast) -> None:
    one, other = cast.khans.child.id, cast.taylors.child.id
    with connections["keys"].cursor() as cursor:
        cursor.execute(
            "UPDATE keystore_datakey mine SET wrapped = theirs.wrapped FROM keystore_datakey theirs"
            " WHERE (mine.subject_id, theirs.subject_id) IN ((%s, %s), (%s, %s))",
            [one, other, other, one],
        )
        assert cursor.rowcount == 2
    for person in (cast.khans.child, cast.taylors.child):
        with (
            reading(by=cast.team.manager, subjects=[person.key_subject], purpose="attack"),
            pytest.raises(SealedError),
        ):
            _ = Person.objects.get(pk=person.id).family_name
