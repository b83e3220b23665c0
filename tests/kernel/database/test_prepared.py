"""A statement that a connection is asked again and again is planned once, and kept without its values."""

from __future__ import annotations

import pytest

from sendiass.database.engine.base import DatabaseWrapper

OFTEN = 6
MORE_THAN_PSYCOPG_KEEPS = 150
KEPT = "SELECT statement FROM pg_prepared_statements WHERE NOT from_sql"


def kept(own: DatabaseWrapper) -> list[str]:
    with own.cursor() as cursor:
        cursor.execute(KEPT)
        return [statement for (statement,) in cursor.fetchall()]


@pytest.mark.clause("L26")
def test_what_is_asked_often_is_kept_and_what_it_was_asked_with_is_not(wrapper: DatabaseWrapper) -> None:
    with wrapper.cursor() as cursor:
        for _ in range(OFTEN):
            cursor.execute("SELECT %s::text AS asked_often", ["Zahra Khan"])
        cursor.execute("SELECT %s::text AS asked_once", ["Zahra Khan"])
    statements = kept(wrapper)
    assert "SELECT $1::text AS asked_often" in statements
    assert not any("Zahra" in one or "asked_once" in one for one in statements)


def test_a_days_pages_find_their_statements_kept(wrapper: DatabaseWrapper) -> None:
    with wrapper.cursor() as cursor:
        for number in range(MORE_THAN_PSYCOPG_KEEPS):
            for _ in range(OFTEN):
                cursor.execute(f"SELECT %s::int AS of_{number}", [number])
    assert sum(" AS of_" in one for one in kept(wrapper)) == MORE_THAN_PSYCOPG_KEEPS
