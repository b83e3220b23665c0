"""Nothing opens before it is written down who looks, at whom and why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext
from psycopg import errors as sql_errors

from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.audit.errors import Unaudited
from sendiass.audit.models import Reading
from sendiass.crypto.errors import Closed
from sendiass.crypto.subjects import KeySubject
from tests.kernel.sealed_rows import Family, Worker

pytestmark = pytest.mark.clause("L26")


@pytest.mark.django_db
def test_a_reading_is_one_insert_before_anything_opens(worker: Worker) -> None:
    family = Family.objects.create(name="Okafor")
    case = KeySubject("case", uuid4())
    with (
        CaptureQueriesContext(connections["audit"]) as asked,
        reading(by=worker, subjects=[case, family.key_subject], purpose="case page", page="cases:case"),
    ):
        assert Reading.objects.count() == 1
        assert family.name == "Okafor"
    assert sum(query["sql"].startswith("INSERT") for query in asked.captured_queries) == 1
    entry = Reading.objects.get()
    assert (entry.actor_id, entry.actor_kind, entry.purpose, entry.page, entry.everyone) == (
        worker.id,
        "worker",
        "case page",
        "cases:case",
        False,
    )
    assert set(entry.subjects) == {case.id, family.id}


@pytest.mark.django_db
def test_who_looked_at_this_family_is_one_question(worker: Worker) -> None:
    mine, other = KeySubject("person", uuid4()), KeySubject("person", uuid4())
    for subjects in ([mine], [other], [other, mine]):
        with reading(by=worker, subjects=subjects, purpose="test"):
            pass
    assert Reading.objects.of([mine.id]).newest_first().count() == 2


def test_an_audited_change_needs_a_transaction(committed_db: object) -> None:
    with pytest.raises(Unaudited, match="outside a transaction"):
        Family.objects.create(name="Okafor")


def test_a_reading_survives_the_rollback_of_the_page(committed_db: object, worker: Worker) -> None:
    with transaction.atomic():
        family = Family.objects.create(name="Okafor")
    with (  # noqa: PT012
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
        reading(by=worker, subjects=[family.key_subject], purpose="test"),
    ):
        family.status = "old"
        family.save()
        raise ZeroDivisionError
    assert Family.objects.get(pk=family.pk).status == "new"
    assert Reading.objects.of([family.pk]).count() == 1


@pytest.mark.django_db
def test_if_it_can_not_be_written_down_nothing_opens(worker: Worker) -> None:
    family = Family.objects.create(name="Okafor")
    opened = []
    with (
        pytest.raises(Exception, match="too long"),
        transaction.atomic(),
        reading(by=worker, subjects=[family.key_subject], purpose="x" * 201),
    ):
        opened.append(family.name)
    assert not opened


@pytest.mark.django_db
def test_an_inner_reading_adds_its_subjects_while_inside(worker: Worker) -> None:
    first, second = Family.objects.create(name="first"), Family.objects.create(name="second")
    with reading(by=worker, subjects=[first.key_subject], purpose="page"):
        with reading(by=worker, subjects=[second.key_subject], purpose="panel"):
            assert (first.name, second.name) == ("first", "second")
        assert first.name == "first"
        with pytest.raises(Closed):
            _ = second.name
    with pytest.raises(Closed):
        _ = first.name
    assert Reading.objects.count() == 2


@pytest.mark.django_db
def test_a_reading_that_fails_closes_again(worker: Worker) -> None:
    family = Family.objects.create(name="Okafor")
    with pytest.raises(ZeroDivisionError), reading(by=worker, subjects=[family.key_subject], purpose="test"):
        raise ZeroDivisionError
    with pytest.raises(Closed):
        _ = family.name


@pytest.mark.django_db
def test_another_thread_does_not_read_along(worker: Worker) -> None:
    family = Family.objects.create(name="Okafor")

    def peek() -> object:
        return family.name

    with (
        reading(by=worker, subjects=[family.key_subject], purpose="test"),
        ThreadPoolExecutor(1) as pool,
        pytest.raises(Closed),
    ):
        pool.submit(peek).result()


@pytest.mark.django_db
def test_only_a_named_part_of_the_service_may_open_everyones_fields(worker: Worker) -> None:
    family = Family.objects.create(name="Okafor")
    with pytest.raises(Unaudited), reading(by=worker, subjects=[], purpose="test", everyone=True):
        pass
    with reading(
        by=ServicePrincipal("search"), subjects=[], purpose="index of names", everyone=True
    ) as scope:
        scope.fetch_keys([family.key_subject])
        assert family.name == "Okafor"
    entry = Reading.objects.get()
    assert (entry.everyone, entry.actor_kind, entry.actor_id) == (
        True,
        "service",
        ServicePrincipal("search").id,
    )


@pytest.mark.django_db
def test_a_reading_needs_a_purpose_and_someone_who_looks() -> None:
    with pytest.raises(Unaudited), reading(by=Worker(), subjects=[], purpose=""):
        pass
    visitor = Worker()
    visitor.id = None  # type: ignore[assignment]
    with pytest.raises(Unaudited), reading(by=visitor, subjects=[], purpose="test"):
        pass
    assert not Reading.objects.exists()


def test_a_part_of_the_service_has_one_id_and_a_known_name() -> None:
    assert ServicePrincipal("outbox").id == ServicePrincipal("outbox").id != ServicePrincipal("search").id
    with pytest.raises(Unaudited):
        ServicePrincipal("backdoor")


@pytest.mark.django_db
def test_a_reading_and_a_change_of_one_request_are_joined(worker: Worker) -> None:
    from sendiass.audit.models import LogEntry

    with acting(by=worker), reading(by=worker, subjects=[], purpose="test"):
        Family.objects.create(name="x")
    assert Reading.objects.get().correlation == LogEntry.objects.get().correlation != ""


STATEMENTS = [
    f"{verb}".format(table=table)
    for table in ("audit_reading", "audit_logentry")
    for verb in (
        "UPDATE {table} SET actor_kind = 'nobody'",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
    )
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_records_are_never_changed_or_removed(
    app_sql: psycopg.Connection, owner_db: psycopg.Connection, statement: str
) -> None:
    with pytest.raises(sql_errors.InsufficientPrivilege):
        app_sql.execute(statement.encode())
    with pytest.raises(sql_errors.RestrictViolation):
        owner_db.execute(statement.encode())


@pytest.mark.parametrize("table", ["audit_reading", "audit_logentry"])
def test_no_replication_setting_steps_round_the_trigger(owner_db: psycopg.Connection, table: str) -> None:
    rows = owner_db.execute(
        "SELECT tgenabled::text FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
    ).fetchall()
    assert rows == [("A",)]
