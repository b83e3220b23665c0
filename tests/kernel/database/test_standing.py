"""For whom the data base is asked: told to each connection, for as long as it holds and no longer."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from sendiass.database import standing
from tests.conftest import WorkerDatabases

pytestmark = pytest.mark.clause("Y12")


def stands_for_the_service() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.stands_for_the_service()")
        (answer,) = cursor.fetchone()
    return bool(answer)


def test_a_job_is_told_for_whom_it_asks_over_each_connection_it_comes_to_use(committed_db: object) -> None:
    with standing.standing_as(standing.service("sweeps")):
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.stands_for_the_service()")
            assert cursor.fetchone() == (True,)
    with standing.standing_as(standing.NOBODY), connection.cursor() as cursor:
        cursor.execute("SELECT public.stands_for_the_service()")
        assert cursor.fetchone() == (False,)


def test_what_a_transaction_was_told_ends_with_it(committed_db: WorkerDatabases) -> None:
    with standing.standing_as(standing.NOBODY):
        with transaction.atomic(), standing.standing_as(standing.service("sweeps"), to_its_end=True):
            assert stands_for_the_service()
        assert not stands_for_the_service()


def test_inside_of_one_standing_another_holds_for_its_block(committed_db: WorkerDatabases) -> None:
    with transaction.atomic(), standing.standing_as(standing.NOBODY):
        with standing.standing_as(standing.service("search")):
            assert stands_for_the_service()
        assert not stands_for_the_service()


def test_a_failed_statement_is_not_hidden_by_what_is_said_after_it(committed_db: WorkerDatabases) -> None:
    with (
        pytest.raises(ProgrammingError, match="no_such_table"),
        transaction.atomic(),
        standing.standing_as(standing.service("search")),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM no_such_table")
    assert stands_for_the_service(), "what tests stand for by default is said again"
