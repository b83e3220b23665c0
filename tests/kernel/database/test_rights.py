"""What the application's role may do, asked of PostgreSQL itself in plain SQL."""

from __future__ import annotations

import psycopg
import pytest
from django.apps import apps
from psycopg import sql

from sendiass.database.grants import ADDING, EVERYTHING, LOOKING, rights
from tests.conftest import WorkerDatabases

REFUSED = psycopg.errors.InsufficientPrivilege


def tables(alias: str, allowed: tuple[str, ...]) -> list[str]:
    return [table for table, given in rights(alias) if given == allowed]


def change(table: str) -> list[sql.Composed]:
    """Every way of changing or removing rows, of a table of any shape."""
    name = sql.Identifier(table)
    return [
        sql.SQL("DELETE FROM {} WHERE false").format(name),
        sql.SQL("TRUNCATE {} CASCADE").format(name),
    ]


def update(connection: psycopg.Connection, table: str) -> sql.Composed:
    row = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY 1 LIMIT 1", [table]
    ).fetchone()
    assert row
    column = sql.Identifier(row[0])
    return sql.SQL("UPDATE {} SET {} = {} WHERE false").format(sql.Identifier(table), column, column)


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE mine (n int)", "CREATE SCHEMA mine", "CREATE TEMP TABLE mine (n int)"]
)
def test_the_application_makes_nothing(app_sql: psycopg.Connection, statement: str) -> None:
    with pytest.raises(REFUSED):
        app_sql.execute(statement)


@pytest.mark.parametrize("connection", ["app_sql", "keys_sql"])
def test_the_applications_roles_are_plain_and_own_nothing(
    connection: str, request: pytest.FixtureRequest
) -> None:
    connected: psycopg.Connection = request.getfixturevalue(connection)
    powers = connected.execute(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert powers == (False, False, False, False, False)
    owned = connected.execute(
        "SELECT relname FROM pg_class WHERE relowner = current_user::regrole"
    ).fetchall()
    assert owned == []


def test_the_record_of_migrations_can_only_be_read(app_sql: psycopg.Connection) -> None:
    assert sorted(tables("owner", LOOKING)) == [
        "cases_caseagency",
        "django_migrations",
        "governance_chairrule",
        "governance_finalrecord",
    ]
    assert app_sql.execute("SELECT count(*) FROM django_migrations").fetchone()
    with pytest.raises(REFUSED):
        app_sql.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())")


EMPTIED = {
    model._meta.db_table for model in apps.get_models() if getattr(model, "emptied_by_function", False)
}
"""Tables that a function of the data base writes anew: what is in them is not there to stay."""


def test_there_are_append_only_tables() -> None:
    assert "audit_reading" in tables("owner", ADDING)


@pytest.mark.parametrize("table", tables("owner", ADDING))
def test_the_application_never_changes_an_append_only_row(app_sql: psycopg.Connection, table: str) -> None:
    for statement in (*change(table), update(app_sql, table)):
        with pytest.raises(REFUSED), app_sql.transaction():
            app_sql.execute(statement)


@pytest.mark.parametrize("table", sorted({*tables("owner", ADDING)} - EMPTIED))
@pytest.mark.parametrize("replication", ["origin", "replica"])
def test_not_even_the_owner_changes_an_append_only_row(
    owner_db: psycopg.Connection, worker_databases: WorkerDatabases, table: str, replication: str
) -> None:
    if replication == "replica":  # only a superuser may say so, and even then the trigger fires
        database = worker_databases.pair.data
        superuser = worker_databases.server.url("TEST_SUPERUSER_DATABASE_URL", database)
        owner_db = psycopg.connect(superuser, options="-c session_replication_role=replica")
    try:
        for statement in (*change(table)[:1], update(owner_db, table)):
            with pytest.raises(psycopg.errors.RestrictViolation, match="never changed or removed"):
                owner_db.execute(statement)
            owner_db.rollback()
        with pytest.raises(psycopg.Error):
            owner_db.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))
    finally:
        if replication == "replica":
            owner_db.close()


@pytest.mark.parametrize("table", tables("owner", EVERYTHING))
def test_no_table_can_be_emptied_at_a_stroke(app_sql: psycopg.Connection, table: str) -> None:
    with pytest.raises(REFUSED):
        app_sql.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))


def test_a_table_that_no_model_claims_is_closed(app_sql: psycopg.Connection) -> None:
    found = {
        name for (name,) in app_sql.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    named = {table for table, _ in rights("owner")}
    of_tests = {table for table in found if table.startswith("sealed_rows_")}
    assert named <= found
    for table in found - named - of_tests:
        with pytest.raises(REFUSED), app_sql.transaction():
            app_sql.execute(sql.SQL("SELECT FROM {}").format(sql.Identifier(table)))


def test_the_keys_lie_apart(worker_databases: WorkerDatabases, keys_owner_db: psycopg.Connection) -> None:
    found = {
        name
        for (name,) in keys_owner_db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    keystore = {model._meta.db_table for model in apps.get_app_config("keystore").get_models()}
    assert found == {"django_migrations", *keystore}
    for variable, wrong in (
        ("DATABASE_URL", worker_databases.pair.keys),
        ("KEYS_DATABASE_URL", worker_databases.pair.data),
    ):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(worker_databases.server.url(variable, wrong))


def test_statements_parameters_never_reach_the_servers_log(app_sql: psycopg.Connection) -> None:
    for setting in ("log_parameter_max_length", "log_parameter_max_length_on_error"):
        assert app_sql.execute(f"SHOW {setting}").fetchone() == ("0",)
