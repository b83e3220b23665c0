"""The wall between the application and what it serves: it owns nothing, and what is written once stays."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from django.apps import apps
from django.db import models
from psycopg import errors, sql

from sendiass.database.grants import rights
from sendiass.database.router import KEYS_ALIASES, KEYSTORE

pytestmark = pytest.mark.clause("L26")

ROOT = Path(__file__).parents[2]
SIDES = ("data", "keys")
# A library's migrations make it, our own log entry takes its place, and nobody has a right to it.
CLOSED = {"auditlog_logentry"}
# Numbers the changes of people, for the search; it guards nothing.
NO_GUARDS = {("cases_person", "next_revision")}
POWERS = (
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "TRUNCATE",
    "REFERENCES",
    "TRIGGER",
    "MAINTAIN",  # there is this one since PostgreSQL 17
)


@pytest.fixture(params=SIDES)
def side(request: pytest.FixtureRequest) -> str:
    """Each of the two data bases in turn."""
    return str(request.param)


@pytest.fixture
def application(side: str, app_sql: psycopg.Connection, keys_sql: psycopg.Connection) -> psycopg.Connection:
    """Plain SQL as the role that serves this side."""
    return app_sql if side == "data" else keys_sql


@pytest.fixture
def owner(side: str, owner_db: psycopg.Connection, keys_owner_db: psycopg.Connection) -> psycopg.Connection:
    """Plain SQL as the role that migrates this side."""
    return owner_db if side == "data" else keys_owner_db


def one(connection: psycopg.Connection, question: LiteralString, *values: object) -> Any:
    """The one value that answers a question."""
    row = connection.execute(question, values).fetchone()
    assert row is not None
    return row[0]


def test_the_application_is_an_ordinary_role(application: psycopg.Connection) -> None:
    row = application.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication "
        "FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row == (False, False, False, False, False)
    assert one(application, "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole") == 0


@pytest.mark.parametrize(
    ("catalogue", "column"),
    [
        ("pg_class", "relowner"),
        ("pg_proc", "proowner"),
        ("pg_namespace", "nspowner"),
        ("pg_type", "typowner"),
        ("pg_database", "datdba"),
    ],
)
def test_the_application_owns_nothing(application: psycopg.Connection, catalogue: str, column: str) -> None:
    question = sql.SQL("SELECT count(*) FROM {} WHERE {} = current_user::regrole").format(
        sql.Identifier(catalogue), sql.Identifier(column)
    )
    row = application.execute(question).fetchone()
    assert row == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE planted (id int)",
        "CREATE TEMPORARY TABLE planted (id int)",
        "CREATE SCHEMA planted",
        "CREATE FUNCTION public.planted() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE planted",
        "CREATE DATABASE planted",
        "SET session_replication_role = replica",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "SELECT pg_read_file('/etc/hostname')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_the_application_can_make_nothing_that_helps_it_round(
    application: psycopg.Connection, statement: LiteralString
) -> None:
    if statement.startswith("CREATE DATABASE"):
        application.autocommit = True  # else refused for another reason
    with pytest.raises(errors.InsufficientPrivilege):
        application.execute(statement)


def test_the_application_may_do_to_each_table_what_is_declared_and_no_more(
    side: str, application: psycopg.Connection
) -> None:
    declared = dict.fromkeys(tables(application), frozenset[str]())
    declared |= {
        table: frozenset(allowed)
        for table, allowed in rights("owner" if side == "data" else "keys_owner")
        if table in declared
    }
    known = [power for power in POWERS if power != "MAINTAIN" or application.info.server_version >= 170000]
    held = {
        table: frozenset(
            power
            for power in known
            if one(application, "SELECT has_table_privilege(%s::regclass, %s)", f"public.{table}", power)
        )
        for table in declared
    }
    assert held == declared


def test_no_column_gives_more_than_its_table(application: psycopg.Connection) -> None:
    rows = application.execute(
        "SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
        "WHERE attacl IS NOT NULL AND relnamespace = 'public'::regnamespace"
    )
    assert rows.fetchall() == []


def test_each_side_holds_its_own_tables_and_none_of_the_other(
    side: str, application: psycopg.Connection
) -> None:
    here = {table for table, _ in rights("owner" if side == "data" else "keys_owner")}
    assert set(tables(application)) - CLOSED == here


def tables(connection: psycopg.Connection) -> list[str]:
    """The tables (and views) of this data base that aren't PostgreSQL's own."""
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') "
        "AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'sealed_rows_%' ORDER BY relname"
    )
    return [name for (name,) in rows]


def written_once() -> list[type[models.Model]]:
    """The models whose rows are added and never changed."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def test_there_are_tables_that_are_written_once() -> None:
    assert {"audit_reading", "audit_logentry", "cases_intervention"} <= {
        model._meta.db_table for model in written_once()
    }


@pytest.mark.parametrize("model", written_once(), ids=lambda model: model._meta.label)
class TestWrittenOnce:
    """What holds for each table whose rows are never changed."""

    @pytest.fixture
    def as_owner(
        self, model: type[models.Model], owner_db: psycopg.Connection, keys_owner_db: psycopg.Connection
    ) -> psycopg.Connection:
        return keys_owner_db if model._meta.app_label == KEYSTORE else owner_db

    @pytest.fixture
    def as_application(
        self, model: type[models.Model], app_sql: psycopg.Connection, keys_sql: psycopg.Connection
    ) -> psycopg.Connection:
        return keys_sql if model._meta.app_label == KEYSTORE else app_sql

    def test_it_has_a_trigger_that_no_setting_steps_round(
        self, model: type[models.Model], as_application: psycopg.Connection
    ) -> None:
        rows = as_application.execute(
            "SELECT tgtype, tgenabled FROM pg_trigger "
            "WHERE tgrelid = %s::regclass AND tgfoid = 'public.refuse_change'::regproc",
            [model._meta.db_table],
        ).fetchall()
        before, delete, update, truncate = 2, 8, 16, 32  # pg_trigger.h
        whole = before | delete | update | truncate
        assert [(kind & whole, enabled) for kind, enabled in rows] == [(whole, "A")]

    @pytest.mark.parametrize("change", ["UPDATE", "DELETE", "TRUNCATE"])
    def test_the_application_cannot_change_it(
        self, model: type[models.Model], as_application: psycopg.Connection, change: str
    ) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            as_application.execute(changing(model, change))

    @pytest.mark.parametrize("change", ["UPDATE", "DELETE", "TRUNCATE"])
    def test_its_owner_cannot_change_it_either(
        self, model: type[models.Model], as_owner: psycopg.Connection, change: str
    ) -> None:
        with pytest.raises(errors.RestrictViolation):
            as_owner.execute(changing(model, change))

    def test_the_application_cannot_switch_the_trigger_off(
        self, model: type[models.Model], as_application: psycopg.Connection
    ) -> None:
        table = sql.Identifier(model._meta.db_table)
        with pytest.raises(errors.InsufficientPrivilege):
            as_application.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER ALL").format(table))


def changing(model: type[models.Model], change: str) -> sql.Composed:
    """SQL that changes or removes every row."""
    table = sql.Identifier(model._meta.db_table)
    if change == "UPDATE":
        key = sql.Identifier(str(model._meta.pk.column))
        return sql.SQL("UPDATE {table} SET {key} = {key}").format(table=table, key=key)
    words = {"DELETE": sql.SQL("DELETE FROM {}"), "TRUNCATE": sql.SQL("TRUNCATE {} CASCADE")}
    return words[change].format(table)


def test_every_guard_of_ours_holds_whatever_the_session_says(application: psycopg.Connection) -> None:
    rows = application.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal"
    ).fetchall()
    asleep = {(table, name) for table, name, enabled in rows if enabled != "A"}
    assert asleep <= NO_GUARDS


OWNERS = frozenset({"owner", "keys_owner"})
MAY_NAME_AN_OWNER = ("sendiass/database", "sendiass/management", "sendiass/settings.py")


def test_only_set_up_speaks_to_a_data_base_as_its_owner() -> None:
    named = [
        f"{file.relative_to(ROOT)}:{line}"
        for floor in ("sendiass", "cases", "consent", "feedback", "governance")
        for file in sorted((ROOT / floor).rglob("*.py"))
        if not str(file.relative_to(ROOT)).startswith(MAY_NAME_AN_OWNER)
        for line, alias in aliases_named(file.read_text(encoding="utf-8"))
        if alias in OWNERS
    ]
    assert named == []
    assert OWNERS & KEYS_ALIASES


def test_the_search_for_aliases_finds_every_way_to_name_one() -> None:
    code = (
        'A = "owner"\n'
        'rows.using("owner")\n'
        "rows.using(A)\n"
        'atomic(using="keys_owner")\n'
        'connections["owner"]\n'
        'call_command("x", database="owner")\n'
        'Model(fields=["owner"])\n'
        'print("owner")\n'
    )
    assert list(aliases_named(code)) == [
        (2, "owner"),
        (3, "owner"),
        (4, "keys_owner"),
        (5, "owner"),
        (6, "owner"),
    ]


def aliases_named(code: str) -> Iterator[tuple[int, str]]:
    """Where a module chooses a data base, and which; by a constant of the module too."""
    tree = ast.parse(code)
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for node in ast.walk(tree):
        chosen: list[ast.expr] = []
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr == "using":
                chosen += node.args
            chosen += [word.value for word in node.keywords if word.arg in {"using", "database"}]
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "connections":
            chosen.append(node.slice)
        for value in chosen:
            alias = (
                value.value if isinstance(value, ast.Constant) else constants.get(getattr(value, "id", ""))
            )
            if isinstance(alias, str):
                found.append((value.lineno, alias))
    yield from sorted(found)
