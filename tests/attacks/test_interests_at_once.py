"""Tries to undo a conflict of interest by SQL, and to slip through while it is being found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from django.db import connections, transaction
from psycopg import errors

from cases.actions.conflicts import see_to_conflicts
from cases.actions.enquiries import Asked, RingBack, take_enquiry
from cases.actions.interests import Connection, declare_interest
from cases.actions.people import PersonDetails, change_person
from cases.actions.referrals import send_referral
from cases.actions.taking_up import Chosen, take_up
from cases.choices import Channel, InterestKind, Issue, ReferralSource, Stage
from cases.models import Allocation, BegunReferral, Case, Conflict, Enquiry, Interest, Referral
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.database import standing
from tests.cast import Cast, assemble, hand_over
from tests.conftest import WorkerDatabases
from tests.referring import half_written, referred, told

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
        "DELETE FROM cases_enquiryconflict",
        "UPDATE cases_enquiryconflict SET worker_id = %(other)s",
        "DROP POLICY shown_to_those_they_are_for ON cases_enquiry",
        "CREATE OR REPLACE FUNCTION cases_calls_hidden_from(of_worker uuid) RETURNS SETOF uuid "
        "LANGUAGE sql AS 'SELECT NULL::uuid'",
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


@pytest.mark.parametrize("asked", ["request", "call"])
def test_whoever_asks_while_a_friend_of_theirs_declares_is_hidden_from_the_friend(
    asked: str, committed_db: WorkerDatabases
) -> None:
    """Ten times, each finds the other's half or the other finds theirs: never neither."""
    for _ in range(10):
        committed_db.renew()
        with transaction.atomic():
            cast = assemble()
            begun = half_written()[1]
        ring = Asked(
            channel=Channel.HELPLINE_CALL,
            issue=Issue.EXCLUSION,
            ring_back=RingBack("Rosa Diaz", "+447700900555"),
        )
        friend = Connection(kind=InterestKind.FRIEND, given_names="Rosa", family_name="Diaz")

        def ask(cast: Cast = cast, begun: BegunReferral = begun, ring: Asked = ring) -> None:
            if asked == "request":
                send_referral(begun=begun, told=told(), at=clock.now())
            else:
                take_enquiry(by=cast.team.caseworker, asked=ring, once=uuid4(), at=clock.now())

        raised = at_once(
            lambda cast=cast, friend=friend: declare_interest(  # type: ignore[misc]
                by=cast.team.colleague, connection=friend, once=uuid4(), at=clock.now()
            ),
            ask,
        )
        assert raised == [None, None]
        model: Any = Referral if asked == "request" else Enquiry
        assert model.objects.exists()
        assert not model.objects.visible_to(cast.team.colleague).exists(), "neither found the other"
        assert model.objects.visible_to(cast.team.caseworker).exists()


def test_a_request_taken_up_while_they_declare_waits_for_them_or_they_for_it(
    committed_db: WorkerDatabases,
) -> None:
    """A request is made a case for the school somebody becomes governor of: neither is refused, and the case is shut."""
    for _ in range(5):
        committed_db.renew()
        with transaction.atomic():
            cast = assemble()
            referral = referred()
        chosen = Chosen(Issue.EXCLUSION, Stage.SEN_SUPPORT, ReferralSource.PARENT, True, school=cast.primary)

        def take(cast: Cast = cast, referral: Referral = referral, chosen: Chosen = chosen) -> None:
            by, once = cast.team.caseworker, uuid4()
            with reading(by=by, subjects=[referral.key_subject], purpose="test"):
                take_up(by=by, referral=referral, told=told(), chosen=chosen, once=once, at=clock.now())

        raised = at_once(lambda cast=cast: becomes_governor(cast.team.manager, cast), take)  # type: ignore[misc]
        assert raised == [None, None]
        case = Case.objects.get(referrals=referral)
        assert case not in Case.objects.visible_to(cast.team.manager)
        assert referral not in Referral.objects.visible_to(cast.team.manager)


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
