"""A new key-encryption key: everything comes under it, whatever happens meanwhile, and then the old one can go."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from threading import Event
from typing import cast
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.test import Client
from pytest_django import Settings

from sendiass.accounts import second_factor
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.clock import today
from sendiass.crypto import keyring, rotation
from sendiass.crypto.erasure import erase
from sendiass.crypto.errors import KeyUnavailable
from sendiass.crypto.models import DataKey
from sendiass.crypto.providers import FileKeyProvider, key_provider
from sendiass.crypto.subjects import KeySubject
from tests.conftest import WorkerDatabases
from tests.kernel.sealed_rows import Family, Worker

pytestmark = pytest.mark.clause("L26", "Y06")

SECRET = "JBSWY3DPEHPK3PXP"


class KekFile:
    """The operator's file of key-encryption keys, and the operator's hands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.keys: dict[str, str] = {}
        self.current = 0
        self.add(1)

    def add(self, version: int) -> None:
        """Add a version and make it the current one."""
        self.keys[str(version)] = base64.b64encode(os.urandom(32)).decode()
        self.current = version
        self._write()

    def remove(self, version: int) -> None:
        del self.keys[str(version)]
        self._write()

    def _write(self) -> None:
        written = self.path.with_suffix(".new")
        written.write_text(json.dumps({"current": self.current, "keys": self.keys}))
        written.replace(self.path)


@pytest.fixture
def kek(settings: Settings, tmp_path: Path) -> KekFile:
    file = KekFile(tmp_path / "kek.json")
    settings.KEK_FILE = file.path
    return file


def rotate(*arguments: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()


def families(count: int) -> list[Family]:
    with transaction.atomic(), keyring.sealing_keys():
        return [Family.objects.create(name=f"family {number}") for number in range(count)]


def opens(rows: list[Family]) -> bool:
    """Whether every row still says what it said, however the keys are wrapped."""
    found = {row.pk: row for row in Family.objects.filter(pk__in=[row.pk for row in rows])}
    with reading(by=Worker(), subjects=[row.key_subject for row in rows], purpose="test"):
        return [found[row.pk].name for row in rows] == [f"family {number}" for number in range(len(rows))]


def versions() -> set[int]:
    return set(DataKey.objects.using("keys").values_list("kek_version", flat=True))


@pytest.fixture
def with_an_app(kek: KekFile, db: None) -> User:
    """Someone with an authenticator app and recovery codes."""
    user = User.objects.create(
        email="amina@service.example", name="Amina", role="caseworker", joined_on=today()
    )
    TOTP.activate(user, SECRET)
    codes = {"seed": second_factor.seal("seed"), "used_mask": 5}
    Authenticator.objects.create(user=user, type="recovery_codes", data=codes)
    old = {"migrated_codes": [second_factor.seal("one"), second_factor.seal("two")], "used_mask": 0}
    other = User.objects.create(
        email="colin@service.example", name="Colin", role="caseworker", joined_on=today()
    )
    Authenticator.objects.create(user=other, type="recovery_codes", data=old)
    return cast(User, user)


@pytest.mark.django_db
def test_after_a_rotation_the_old_key_can_go_and_everything_opens(kek: KekFile, with_an_app: User) -> None:
    rows = families(7)
    kek.add(2)
    assert "Everything is under version 2" in rotate("--to", "2")
    kek.remove(1)
    assert versions() == {2}
    assert opens(rows)
    secrets = {row.type: row.data for row in Authenticator.objects.filter(user=with_an_app)}
    assert second_factor.unseal(secrets["totp"]["secret"]) == SECRET
    assert second_factor.unseal(secrets["recovery_codes"]["seed"]) == "seed"
    assert secrets["recovery_codes"]["used_mask"] == 5
    migrated = Authenticator.objects.exclude(user=with_an_app).get().data["migrated_codes"]
    assert [second_factor.unseal(one) for one in migrated] == ["one", "two"]


@pytest.mark.django_db
def test_the_cells_and_the_keys_themselves_stay_as_they_are(kek: KekFile) -> None:
    rows = families(2)
    table = Family._meta.db_table
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT id, name FROM {table} ORDER BY id")
        cells = [(pk, bytes(name)) for pk, name in cursor.fetchall()]
        ids = set(DataKey.objects.using("keys").values_list("id", "created_at"))
        kek.add(2)
        rotate()
        cursor.execute(f"SELECT id, name FROM {table} ORDER BY id")
        assert [(pk, bytes(name)) for pk, name in cursor.fetchall()] == cells
    assert set(DataKey.objects.using("keys").values_list("id", "created_at")) == ids
    assert opens(rows)


@pytest.mark.django_db
def test_rotating_when_all_is_done_changes_nothing(kek: KekFile) -> None:
    families(2)
    before = list(DataKey.objects.using("keys").order_by("id").values_list("wrapped", flat=True))
    assert "Everything is under version 1" in rotate()
    after = list(DataKey.objects.using("keys").order_by("id").values_list("wrapped", flat=True))
    assert [bytes(one) for one in after] == [bytes(one) for one in before]


@pytest.mark.django_db
def test_it_says_how_far_it_is(kek: KekFile, with_an_app: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation.rewrap, "__kwdefaults__", {"batch": 3})
    families(7)
    kek.add(2)
    count = DataKey.objects.using("keys").count()
    said = rotate()
    assert f"data keys: 3 of {count}" in said
    assert f"data keys: {count} of {count}" in said
    assert "second steps: 3 of 3" in said


# Stopped, and run again


@pytest.mark.parametrize("batches", [0, 1, 2])
def test_a_rotation_killed_midway_goes_on_where_it_was(
    committed_db: WorkerDatabases, kek: KekFile, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    rows = families(9)
    kek.add(2)
    done, real = [], rotation._rewrapped

    def killed(*args: object) -> tuple[int, bytes]:
        done.append(1)
        if len(done) > 3 * batches + 1:
            with committed_db.server.admin.cursor() as cursor:  # in the middle of a batch, as by kill -9
                name = committed_db.pair.keys
                query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                cursor.execute(query, [name])
            raise SystemExit
        return real(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(rotation, "_rewrapped", killed)
        with pytest.raises(BaseException):  # noqa: B017, PT011  whatever dying looks like
            list(rotation.rewrap(2, batch=3))
    committed_db.close_connections()
    assert DataKey.objects.using("keys").filter(kek_version=2).count() == 3 * batches
    assert opens(rows), "the service stays at work with both versions in the file"
    assert "Everything is under version 2" in rotate()
    kek.remove(1)
    assert opens(rows)


def test_keys_made_and_erased_during_a_rotation_are_kept_and_stay_gone(
    committed_db: WorkerDatabases, kek: KekFile
) -> None:
    rows = families(30)
    gone = families(3)
    kek.add(2)
    stop = Event()
    made: list[KeySubject] = []

    def at_work() -> None:
        try:
            while not stop.is_set() or len(made) < 20:
                subject = KeySubject("person", uuid4())
                keyring.key_to_seal(subject)
                made.append(subject)
                if gone:
                    erase(gone.pop().key_subject)
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()

    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(at_work)
        for _ in rotation.rewrap(2, batch=2):
            pass
        stop.set()
        worker.result(30)
    rotate()
    kek.remove(1)
    assert versions() == {2}
    assert DataKey.objects.using("keys").filter(subject_id__in=[one.id for one in made]).count() == len(made)
    assert opens(rows)


# Never success too early


@pytest.mark.django_db
def test_while_a_process_wraps_with_the_old_file_there_is_no_success(
    kek: KekFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    families(2)
    stale_file = tmp_path / "stale.json"
    stale_file.write_text(kek.path.read_text())
    stale = FileKeyProvider(stale_file)
    kek.add(2)
    real = second_factor.reseal

    def meanwhile(version: int) -> Iterator[int]:
        with monkeypatch.context() as patch:
            patch.setattr(keyring, "key_provider", lambda: stale)
            keyring.key_to_seal(KeySubject("person", uuid4()))
        return real(version)

    monkeypatch.setattr(second_factor, "reseal", meanwhile)
    with pytest.raises(CommandError, match=r"1 are still under another version.*Remove nothing"):
        rotate()


@pytest.mark.django_db
def test_a_version_that_is_not_current_is_refused(kek: KekFile) -> None:
    families(1)
    with pytest.raises(CommandError, match="is 1, not 2"):
        rotate("--to", "2")
    assert versions() == {1}
    assert set(kek.keys) == {"1"}, "no key is ever made"


@pytest.mark.django_db
def test_a_key_whose_version_is_missing_stops_the_rotation(kek: KekFile) -> None:
    families(1)
    kek.add(2)
    kek.remove(1)
    with pytest.raises(CommandError, match="version 1 of the key-encryption key is not in"):
        rotate()
    assert versions() == {1}


@pytest.mark.django_db
def test_a_key_that_was_altered_stops_the_rotation_and_stays_as_it_is(kek: KekFile) -> None:
    families(3)
    row = DataKey.objects.using("keys").order_by("id").last()
    assert row
    DataKey.objects.using("keys").filter(pk=row.pk).update(wrapped=b"x" * 60)
    kek.add(2)
    with pytest.raises(CommandError, match="did not wrap this key"):
        rotate()
    assert bytes(DataKey.objects.using("keys").get(pk=row.pk).wrapped) == b"x" * 60


# The file, followed while at work


@pytest.mark.django_db
def test_a_process_at_work_uses_the_new_version_once_it_is_in_the_file(kek: KekFile) -> None:
    families(1)
    kek.add(2)
    families(1)
    assert versions() == {1, 2}


def test_a_file_that_is_half_written_or_gone_does_not_stop_a_process_at_work(kek: KekFile) -> None:
    provider = key_provider()
    version, wrapped = provider.wrap(b"k" * 32, b"bound")
    kek.path.write_text('{"current": 2, "ke')
    assert provider.unwrap(version, wrapped, b"bound") == b"k" * 32
    kek.path.unlink()
    assert provider.unwrap(version, wrapped, b"bound") == b"k" * 32
    with pytest.raises(KeyUnavailable):
        FileKeyProvider(kek.path).current_version()


@pytest.mark.django_db
def test_an_old_key_removed_too_early_locks_the_records_and_comes_back_with_it(
    kek: KekFile, client: Client
) -> None:
    rows = families(1)
    kek.add(2)
    before = dict(kek.keys)
    kek.remove(1)
    with pytest.raises(KeyUnavailable):
        keyring.check_keys()
    with pytest.raises(KeyUnavailable):
        opens(rows)
    page = client.get("/")
    assert (page.status_code, b"Records are locked" in page.content) == (503, True)
    kek.keys = before
    kek._write()
    assert Client().get("/").status_code == 200
    assert opens(rows)
