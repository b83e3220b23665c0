"""Tries to undo a conflict of interest by SQL, and to slip through while it is being found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from django.db import connections, transaction
from psycopg import errors

from cases.actions.conflicts import see_to_conflicts
from cases.actions.interests import Connection, declare_interest
from cases.actions.people import PersonDetails, change_person
from cases.choices import InterestKind
from cases.models import Allocation, Case, Conflict, Interest
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.database import standing
from tests.cast import Cast, assemble, hand_over
from tests.conftest import WorkerDatabases

pytestmark = pytest.mark.clause("Y12")


def becomes_governor(who: User, cast: Cast) -> Interest:
    connection = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
    return declare_interest(by=who, connection=connection, once=uuid4(), at=clock.now())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_conflict SET state = 'dismissed'",
        "UPDATE cases_conflict SET worker_id = %(other)s",
        "UPDATE cases_conflict SET case_id = %(other)s",
        "UPDATE cases_interest SET agency_id = NULL, kind = 'other'",
        "UPDATE cases_interest SET worker_id = %(other)s",
        "DELETE FROM cases_conflict",
        "DELETE FROM cases_interest",
        "DELETE FROM cases_caseagency",
        "INSERT INTO cases_caseagency (id, case_id, agency_id, since) SELECT gen_random_uuid(), id, %(other)s, now() "
        "FROM cases_case LIMIT 1",
        "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
        "DROP POLICY shown_to_those_they_are_for ON cases_case",
        "CREATE OR REPLACE FUNCTION cases_shut_to(of_worker uuid) RETURNS SETOF uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "ALTER TABLE cases_allocation DISABLE TRIGGER kept_off",
        "SET session_replication_role = replica",
    ],
)
def test_the_applications_role_cannot_undo_it(
    statement: LiteralString, committed_db: WorkerDatabases, app_sql: psycopg.Connection
) -> None:
    with transaction.atomic():
        cast = assemble()
        becomes_governor(cast.team.caseworker, cast)
    with pytest.raises((errors.CheckViolation, errors.InsufficientPrivilege)):
        app_sql.execute(statement, {"other": cast.team.colleague.id})


def at_once(*doings: Callable[[], object]) -> list[BaseException | None]:
    """Do these in the same moment, each over its own connections; what each raised."""
    together, raised = threading.Barrier(len(doings)), dict[int, BaseException | None]()

    def run(number: int, doing: Callable[[], object]) -> None:
        together.wait()
        try:
            with transaction.atomic():
                doing()
            raised[number] = None
        except BaseException as error:
            raised[number] = error
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [raised[number] for number in range(len(doings))]


def test_a_school_that_comes_to_a_case_while_its_governor_declares_is_found(
    committed_db: WorkerDatabases,
) -> None:
    """Ten times, each finds the other's half or the other finds theirs: never neither."""
    for _ in range(10):
        committed_db.renew()
        with transaction.atomic():
            cast = assemble()
        moved = PersonDetails(given_names="Ben", family_name="O'Neil-Taylor", school=cast.primary)
        at_once(
            lambda cast=cast: becomes_governor(cast.team.colleague, cast),  # type: ignore[misc]
            lambda cast=cast, moved=moved: change_person(  # type: ignore[misc]
                by=cast.team.manager, person=cast.taylors.child, details=moved, at=clock.now()
            ),
        )
        assert (
            Conflict.objects.standing().filter(worker=cast.team.colleague, case=cast.taylors.case).exists()
        ), "neither found the other"
        assert cast.taylors.case not in Case.objects.visible_to(cast.team.colleague)


def test_a_case_given_while_they_declare_is_shut_to_them_all_the_same(committed_db: WorkerDatabases) -> None:
    for _ in range(10):
        committed_db.renew()
        with transaction.atomic():
            cast = assemble()
        at_once(
            lambda cast=cast: becomes_governor(cast.team.colleague, cast),  # type: ignore[misc]
            lambda cast=cast: hand_over(cast, cast.khans.case, cast.team.colleague),  # type: ignore[misc]
        )
        assert cast.khans.case not in Case.objects.visible_to(cast.team.colleague)
        with transaction.atomic():
            see_to_conflicts(by=None, at=clock.now())
        left = Allocation.objects.current().filter(case=cast.khans.case, worker=cast.team.colleague)
        assert not left.exists()
        with standing.standing_as(standing.worker(cast.team.colleague.id)):
            assert not Case.objects.filter(pk=cast.khans.case.pk).exists()
