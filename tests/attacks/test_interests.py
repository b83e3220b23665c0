"""Tries to get past a conflict of interest: by address, by form, by search, by SQL, and by two things at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from django.db import connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors

from cases.actions.conflicts import see_to_conflicts
from cases.actions.interests import Connection, declare_interest
from cases.actions.people import PersonDetails, change_person
from cases.choices import InterestKind
from cases.models import Allocation, Case, Conflict, Interest
from cases.search.alike import Described
from cases.search.index import INDEX
from cases.search.interests import ground_of, met, named_by
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.database import standing
from tests.attacks.test_doors import OF_A_CASE, same_for_anyone, signed_in
from tests.cast import Cast, assemble, hand_over
from tests.conftest import WorkerDatabases
from tests.walls.test_pages_by_role import path_of, things_of, url_names

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y12")]

SAME_SQL: tuple[LiteralString, ...] = (
    "SELECT count(*) FROM cases_case WHERE id = %(case)s",
    "SELECT count(*) FROM cases_caseperson WHERE case_id = %(case)s",
    "SELECT count(*) FROM cases_allocation WHERE case_id = %(case)s",
    "SELECT count(*) FROM cases_intervention WHERE case_id = %(case)s",
    "SELECT count(*) FROM cases_task WHERE case_id = %(case)s",
    "SELECT count(*) FROM cases_caseagency WHERE case_id = %(case)s",
    "SELECT count(*) FROM cases_conflict WHERE case_id = %(case)s OR worker_id = %(worker)s",
    "SELECT count(*) FROM cases_conflictdecision WHERE worker_id = %(worker)s",
    "SELECT count(*) FROM cases_person WHERE id = %(child)s",
    "SELECT count(*) FROM consent_sharingpermission WHERE case_id = %(case)s",
)


def becomes_governor(who: User, cast: Cast) -> Interest:
    connection = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
    return declare_interest(by=who, connection=connection, once=uuid4(), at=clock.now())


def heard(client: Client, address: str, method: str, *references: str) -> tuple[object, ...]:
    """An answer, and how many questions it took."""
    with (
        CaptureQueriesContext(connections["default"]) as data,
        CaptureQueriesContext(connections["keys"]) as keys,
    ):
        answer = same_for_anyone(getattr(client, method)(address), *references)
    return (*answer, len(data), len(keys))


@pytest.mark.parametrize("who", ["caseworker", "volunteer", "manager"])
def test_to_whoever_has_an_interest_its_addresses_answer_as_for_a_reference_never_used(
    who: str, cast: Cast
) -> None:
    worker, case, unknown = cast.team.everyone[who], cast.khans.case.reference, "LEI-99999"
    hand_over(cast, cast.khans.case, cast.team.volunteer)
    things = things_of(cast)
    becomes_governor(worker, cast)
    client = signed_in(worker)
    client.get(reverse("accounts:settings"))
    names = [name for name in url_names() if f"/cases/{case}/" in path_of(name, things)]
    assert len(names) > 40
    for name in names:
        address = path_of(name, things)
        for method in ("get", "post"):
            here = heard(client, address, method, case, unknown)
            nowhere = heard(client, address.replace(case, unknown), method, case, unknown)
            assert here == nowhere, (name, method)


@pytest.mark.parametrize(
    "text", ["Zahra Khan", "Khan", "Samira", "07700 900123", "13/5/2016", "LEI-00001", "00001", "YOR-00001"]
)
@pytest.mark.parametrize("who", ["caseworker", "manager"])
def test_no_search_finds_it_and_it_takes_as_many_questions_as_finding_nothing(
    who: str, text: str, cast: Cast
) -> None:
    worker = cast.team.everyone[who]
    becomes_governor(worker, cast)
    client = signed_in(worker)
    client.post(reverse("cases:search"), {"words": "somebody"})
    with CaptureQueriesContext(connections["default"]) as here:
        found = client.post(reverse("cases:search"), {"words": text})
    assert found.status_code == 200
    assert cast.khans.case.reference not in found.content.decode().replace(f'value="{text}"', "").replace(
        text, ""
    )
    assert "Zahra" not in found.content.decode().replace(text, "")
    nothing = "Quirke Vandermolen" if " " in text or text.isalpha() else text.replace("1", "8")
    with CaptureQueriesContext(connections["default"]) as nowhere:
        client.post(reverse("cases:search"), {"words": nothing})
    assert len(here) == len(nowhere)


@pytest.mark.parametrize("name", OF_A_CASE)
def test_a_page_that_was_open_when_they_declared_takes_no_form_any_more(name: str, cast: Cast) -> None:
    client = signed_in(cast.team.caseworker)
    address = reverse(f"cases:{name}", args=[cast.khans.case.reference])
    assert client.get(address).status_code == 200
    becomes_governor(cast.team.caseworker, cast)
    assert client.post(address, {"note": "One last thing"}).status_code == 404


def test_with_their_identity_no_statement_shows_it(cast: Cast, app_sql: psycopg.Connection) -> None:
    worker = cast.team.caseworker
    becomes_governor(worker, cast)
    values = {
        "case": cast.khans.case.id,
        "worker": worker.id,
        "child": cast.khans.child.id,
    }
    with standing.standing_as(standing.worker(worker.id)), connections["default"].cursor() as cursor:
        for statement in SAME_SQL:
            cursor.execute(statement, values)
            assert cursor.fetchone() == (0,), statement


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


NAMES = st.sampled_from(["Zahra", "Zara", "Samira", "Ben", "Łukasz", "Lukas", "Mina", "Zahra Noor", "Noor"])
FAMILIES = st.sampled_from(["Khan", "Kahn", "Kan", "O'Neil-Taylor", "Taylor", "Tailor", "Oneil", "Quirke"])
DAYS = st.sampled_from([None, date(2016, 5, 13), date(2016, 5, 31), date(1985, 2, 1), date(1999, 9, 9)])
NUMBERS = st.sampled_from([(), ("07700 900123",), ("07700900456",), ("+44 20 7946 0000",)])


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
@given(given_names=NAMES, family_name=FAMILIES, born=DAYS, numbers=NUMBERS)
def test_the_index_leaves_out_nobody_whom_comparing_with_everyone_would_find(
    cast: Cast, given_names: str, family_name: str, born: date | None, numbers: tuple[str, ...]
) -> None:
    """The oracle holds whoever is named against every person on record, one by one."""
    someone = Described(given_names=given_names, family_name=family_name, born=born, numbers=numbers)
    found = named_by(someone)
    everyone = {
        key: one
        for family in (cast.khans, cast.taylors)
        for key, one in INDEX.known([family.child.id, family.parent.id]).items()
    }
    slowly = {key: ground for key, one in everyone.items() if (ground := ground_of(someone, one)) is not None}
    assert found == slowly
    assert met(someone, everyone) == slowly
