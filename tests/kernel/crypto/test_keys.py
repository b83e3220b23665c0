"""Keys: where they come from, that each subject has one, and that losing it loses everything it sealed."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext
from psycopg import errors as sql_errors
from pytest_django import Settings

from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.audit.models import LogEntry
from sendiass.clock import now
from sendiass.crypto import keyring
from sendiass.crypto.erasure import erase
from sendiass.crypto.errors import Closed, Erased, KeyUnavailable
from sendiass.crypto.models import DataKey, Tombstone
from sendiass.crypto.providers import FileKeyProvider, key_provider
from sendiass.crypto.subjects import SERVICE, KeySubject
from tests.kernel.sealed_rows import Family, Worker

pytestmark = pytest.mark.clause("L26")


def kek_file(folder: Path, *versions: int, current: int | None = None) -> Path:
    keys = {str(version): base64.b64encode(os.urandom(32)).decode() for version in versions}
    path = folder / "kek.json"
    path.write_text(json.dumps({"current": current or max(versions), "keys": keys}))
    return path


# The key-encryption key


def test_what_one_version_wrapped_a_later_file_still_unwraps(tmp_path: Path) -> None:
    path = kek_file(tmp_path, 1)
    version, wrapped = FileKeyProvider(path).wrap(b"k" * 32, b"bound")
    content = json.loads(path.read_text())
    content["keys"]["2"] = base64.b64encode(os.urandom(32)).decode()
    path.write_text(json.dumps({**content, "current": 2}))
    later = FileKeyProvider(path)
    assert (version, later.current_version()) == (1, 2)
    assert later.unwrap(version, wrapped, b"bound") == b"k" * 32


BROKEN: dict[str, str] = {
    "empty": "",
    "not JSON": "kek",
    "a list": "[]",
    "no keys": '{"current": 1}',
    "no current": '{"keys": {}}',
    "current is missing": json.dumps({"current": 2, "keys": {"1": base64.b64encode(b"x" * 32).decode()}}),
    "too short": json.dumps({"current": 1, "keys": {"1": base64.b64encode(b"x" * 16).decode()}}),
    "not base64": json.dumps({"current": 1, "keys": {"1": "!" * 44}}),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_an_unusable_key_file_is_said_to_be_unusable(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kek.json"
    path.write_text(content)
    with pytest.raises(KeyUnavailable, match=r"kek\.json"):
        FileKeyProvider(path).wrap(b"k" * 32, b"")


def test_a_missing_key_file_is_never_made(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    with pytest.raises(KeyUnavailable):
        FileKeyProvider(path).current_version()
    assert not path.exists()


@pytest.mark.django_db
def test_with_another_key_encryption_key_nothing_opens_and_nothing_is_called_erased(
    settings: Settings, tmp_path: Path
) -> None:
    row = Family.objects.create(name="Okafor")
    keyring.check_keys()
    settings.KEK_FILE = kek_file(tmp_path, 1)
    with reading(by=Worker(), subjects=[row.key_subject], purpose="test"), pytest.raises(KeyUnavailable):
        _ = row.name
    with pytest.raises(KeyUnavailable):
        keyring.check_keys()


@pytest.mark.django_db
def test_without_a_key_file_nothing_is_sealed(settings: Settings) -> None:
    settings.KEK_FILE = None
    with pytest.raises(KeyUnavailable), transaction.atomic():
        Family.objects.create(name="Okafor")
    assert not DataKey.objects.using("keys").exists()


# One key for each subject


@pytest.mark.django_db
def test_a_thousand_rows_open_with_one_query_for_keys() -> None:
    rows = [Family(name=f"family {n}") for n in range(1000)]
    Family.objects.unaudited_because("test").bulk_create(rows)
    with (
        reading(by=Worker(), subjects=[row.key_subject for row in rows], purpose="list"),
        CaptureQueriesContext(connections["keys"]) as asked,
    ):
        names = {row.name for row in Family.objects.all()}
    assert len(names) == 1000
    assert len(asked) == 1


@pytest.mark.django_db
def test_a_saved_change_and_its_entry_ask_for_the_key_once() -> None:
    row = Family.objects.create(name="Okafor", alias="Goz")
    with acting(by=Worker()), CaptureQueriesContext(connections["keys"]) as asked:
        row.name, row.alias = "Whitfield", "Whit"
        row.save()
    assert len(asked) == 1


def test_two_at_once_make_one_key(committed_db: object) -> None:
    subject = KeySubject("person", uuid4())
    together = Barrier(6)

    def make() -> Any:
        try:
            together.wait(timeout=20)
            return keyring.key_to_seal(subject).id
        finally:
            connections["keys"].close()

    with ThreadPoolExecutor(6) as pool:
        ids = {future.result() for future in [pool.submit(make) for _ in range(6)]}
    assert len(ids) == 1
    assert DataKey.objects.using("keys").filter(subject_id=subject.id).count() == 1


def test_a_key_outlives_the_rollback_of_the_row_it_was_made_for(committed_db: object) -> None:
    row = Family(name="Okafor")
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        row.save()
        raise ZeroDivisionError
    assert not Family.objects.filter(pk=row.pk).exists()
    assert DataKey.objects.using("keys").filter(subject_id=row.pk).exists()


def test_keys_are_not_made_inside_a_transaction_that_could_undo_them(committed_db: object) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic(using="keys"):
        keyring.key_to_seal(KeySubject("person", uuid4()))


@pytest.mark.django_db
def test_the_keystore_holds_no_usable_key() -> None:
    Family.objects.create(name="Okafor")
    row = DataKey.objects.using("keys").latest("created_at")
    key = key_provider().unwrap(
        row.kek_version,
        bytes(row.wrapped),
        row.id.bytes + KeySubject(row.subject_kind, row.subject_id).as_bytes(),
    )
    assert len(key) == 32
    assert key not in bytes(row.wrapped)


@pytest.mark.django_db
def test_a_wrapped_key_given_to_another_subject_does_not_unwrap() -> None:
    ours, theirs = Family.objects.create(name="ours"), Family.objects.create(name="theirs")
    wrapped = DataKey.objects.using("keys").get(subject_id=theirs.pk).wrapped
    DataKey.objects.using("keys").filter(subject_id=ours.pk).update(wrapped=wrapped)
    with reading(by=Worker(), subjects=[ours.key_subject], purpose="test"), pytest.raises(KeyUnavailable):
        _ = ours.name


# Erasure


@pytest.fixture
def erased_family() -> Family:
    row = Family.objects.create(name="Okafor")
    erase(row.key_subject)
    again: Family = Family.objects.get(pk=row.pk)
    return again


@pytest.mark.django_db
def test_without_its_key_a_row_is_erased_and_so_is_its_history(erased_family: Family) -> None:
    entry = LogEntry.objects.get_for_object(erased_family).get()
    with reading(by=Worker(), subjects=[erased_family.key_subject], purpose="test"):
        with pytest.raises(Erased):
            _ = erased_family.name
        with pytest.raises(Erased):
            _ = entry.changes
    assert "name" in entry.fields
    assert entry.at <= now()


@pytest.mark.django_db
def test_a_key_that_is_simply_gone_is_erased_too() -> None:
    row = Family.objects.create(name="Okafor")
    DataKey.objects.using("keys").filter(subject_id=row.pk).delete()
    with reading(by=Worker(), subjects=[row.key_subject], purpose="test"), pytest.raises(Erased):
        _ = row.name


@pytest.mark.django_db
def test_other_people_are_not_touched(erased_family: Family) -> None:
    other = Family.objects.create(name="Whitfield")
    subjects = [other.key_subject, erased_family.key_subject]
    with reading(by=Worker(), subjects=subjects, purpose="list"):
        assert other.name == "Whitfield"


@pytest.mark.django_db
def test_nothing_more_is_sealed_for_an_erased_person(erased_family: Family) -> None:
    erased_family.name = "Back again"
    with pytest.raises(Erased), transaction.atomic():
        erased_family.save()
    assert not DataKey.objects.using("keys").filter(subject_id=erased_family.pk).exists()


@pytest.mark.django_db
def test_what_remains_of_an_erased_person_can_still_change_and_says_who_and_which(
    erased_family: Family,
) -> None:
    erased_family.status = "old"
    erased_family.save()
    erased_family.delete()
    changed, removed = LogEntry.objects.order_by("at").filter(action__gt=0)
    assert (changed.fields, removed.action) == (["status"], LogEntry.Action.DELETE)
    assert LogEntry.objects.filter(changes__isnull=True).count() == 2


@pytest.mark.django_db
def test_erasure_can_be_repeated_and_leaves_one_tombstone(erased_family: Family) -> None:
    erase(erased_family.key_subject)
    assert Tombstone.objects.using("keys").filter(subject_id=erased_family.pk).count() == 1


@pytest.mark.django_db
def test_erasure_that_stopped_half_way_counts_already() -> None:
    row = Family.objects.create(name="Okafor")
    Tombstone.objects.using("keys").create(subject_kind="person", subject_id=row.pk)
    with reading(by=Worker(), subjects=[row.key_subject], purpose="test"), pytest.raises(Erased):
        _ = row.name
    with pytest.raises(Erased):
        keyring.key_to_seal(row.key_subject)


@pytest.mark.django_db
def test_erasure_works_at_once_even_inside_a_reading() -> None:
    row = Family.objects.create(name="Okafor")
    with (
        acting(by=ServicePrincipal("sweeps")),
        reading(by=Worker(), subjects=[row.key_subject], purpose="test"),
    ):
        assert row.name == "Okafor"
        erase(row.key_subject)
        with pytest.raises(Erased):
            _ = row.name


@pytest.mark.django_db
def test_the_services_own_key_is_not_erased() -> None:
    with pytest.raises(ValueError, match="nobody's"):
        erase(SERVICE)


@pytest.mark.django_db
def test_keys_do_not_outlive_the_reading() -> None:
    row = Family.objects.create(name="Okafor")
    with reading(by=Worker(), subjects=[row.key_subject], purpose="test") as scope:
        assert row.name == "Okafor"
    assert not scope.keys._keys
    with pytest.raises(Closed):
        _ = row.name


CHANGES: dict[str, str] = {
    "update": "UPDATE keystore_tombstone SET erased_at = now()",
    "delete": "DELETE FROM keystore_tombstone",
    "truncate": "TRUNCATE keystore_tombstone",
}


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
def test_a_tombstone_stands(
    keys_sql: psycopg.Connection, keys_owner_db: psycopg.Connection, statement: str
) -> None:
    run: Callable[[psycopg.Connection], object]
    run = lambda connection: connection.execute(statement.encode())  # noqa: E731
    with pytest.raises(sql_errors.InsufficientPrivilege):
        run(keys_sql)
    with pytest.raises(sql_errors.RestrictViolation):
        run(keys_owner_db)
