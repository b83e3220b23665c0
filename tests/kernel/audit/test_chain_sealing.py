"""The sealer: every committed entry in the chain once, whatever stops it, and nothing on top of a broken chain."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections, transaction
from hypothesis import given
from hypothesis import strategies as st
from psycopg import errors as sql_errors
from pytest_django import Settings

from sendiass.audit import heads, jobs, sealing, signing
from sendiass.audit.chain import CHANGE, KINDS, READING, Head, canonical
from sendiass.audit.models import ChainHead, ChainLink, LogEntry, Reading
from sendiass.audit.signing import SigningKeyUnavailable
from sendiass.audit.verifying import verify
from sendiass.clock import now
from tests.conftest import WorkerDatabases
from tests.kernel.audit.chain_histories import Sealer, entry_at, history, looked

pytestmark = pytest.mark.clause("B04")


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    return Sealer(Ed25519PrivateKey.generate(), tmp_path / "heads.jsonl")


# What is hashed


def test_every_column_of_every_entry_is_under_the_chain() -> None:
    for kind, model in ((READING, Reading), (CHANGE, LogEntry)):
        assert kind.table == model._meta.db_table
        assert set(kind.columns) == {field.column for field in model._meta.concrete_fields}
        assert kind.columns[0] == "id"


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.binary(),
    st.uuids(),
    st.datetimes(timezones=st.just(UTC)),
    st.lists(st.uuids(), max_size=3),
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3),
)
ROWS = st.lists(VALUES, max_size=5)


def typed(value: object) -> object:
    """A value that compares equal only to its own kind."""
    return [typed(one) for one in value] if isinstance(value, list) else (type(value), value)


@given(ROWS, ROWS)
def test_two_different_rows_are_never_the_same_bytes(one: list[object], other: list[object]) -> None:
    assert (canonical(READING, one) == canonical(READING, other)) == (typed(one) == typed(other))


def test_the_bytes_of_an_entry_never_change() -> None:
    row = (
        UUID(int=1),
        datetime(2026, 3, 1, 12, 30, 0, 5, UTC),
        UUID(int=2),
        "worker",
        "case page",
        "",
        [UUID(int=3)],
        False,
        "é",
    )
    assert canonical(READING, row).hex() == (
        "01" + "55" + f"{1:032x}" + "44" + "00064bf5a0f8e205" + "55" + f"{2:032x}"
        "5300000006" + b"worker".hex() + "5300000009" + b"case page".hex() + "5300000000"
        "4c00000001" + "55" + f"{3:032x}" + "46" + "5300000002c3a9"
    )


# Sealing


@pytest.mark.django_db
def test_everything_written_is_sealed_in_its_order_and_the_chain_is_whole(sealer: Sealer) -> None:
    ids = history()
    assert sealer.seal() == len(ids)
    assert [entry_at(position) for position in range(1, len(ids) + 1)] == ids
    verdict = sealer.check()
    assert (verdict.whole, verdict.entries, verdict.confirmed) == (True, len(ids), len(ids))
    assert (verdict.unsealed.count, verdict.published) == (0, 1)


@pytest.mark.django_db
def test_sealing_again_changes_nothing(sealer: Sealer) -> None:
    history()
    sealer.seal()
    before = sealer.path.read_bytes()
    assert sealer.seal() == 0
    assert (sealer.path.read_bytes(), ChainHead.objects.count()) == (before, 1)


@pytest.mark.django_db
def test_a_long_history_is_sealed_batch_by_batch(sealer: Sealer) -> None:
    ids = history("rc" * 10)
    assert sealer.seal(batch=6) == 20
    assert [entry_at(position) for position in range(1, 21)] == ids
    assert [head.position for head in heads.read(sealer.path) if head] == [6, 12, 18, 20]
    assert sealer.check().whole


@pytest.mark.django_db
def test_what_is_not_sealed_yet_is_counted_with_the_oldest(sealer: Sealer) -> None:
    history()
    sealer.seal()
    old = now() - timedelta(minutes=3)
    looked(old)
    looked()
    verdict = sealer.check()
    assert (verdict.whole, verdict.unsealed.count, verdict.unsealed.oldest) == (True, 2, old)


def test_what_commits_late_is_sealed_later(committed_db: WorkerDatabases, sealer: Sealer) -> None:
    written, go_on, ids = threading.Event(), threading.Event(), []

    def slow() -> None:
        with transaction.atomic():
            ids.append(looked())
            written.set()
            go_on.wait(20)
        connections["default"].close()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(slow)
        written.wait(20)
        history("rr")
        quick = looked(now() + timedelta(seconds=1))
        assert sealer.seal(everything=False) == 3
        go_on.set()
        done.result()
    assert entry_at(3) == quick
    assert sealer.seal(everything=False) == 1
    assert entry_at(4) == ids[0]
    assert sealer.check().whole


@pytest.mark.django_db
def test_what_claims_to_be_old_waits_for_the_night_and_is_pointed_out(sealer: Sealer) -> None:
    history()
    sealer.seal()
    looked(now() - timedelta(days=30))
    assert sealer.seal(everything=False) == 0
    assert sealer.seal(everything=True) == 1
    verdict = sealer.check()
    assert (verdict.whole, verdict.backdated) == (True, 1)


def test_two_sealers_at_once_make_one_chain(committed_db: WorkerDatabases, sealer: Sealer) -> None:
    history("rc" * 40)
    together = threading.Barrier(4)

    def run(_number: int) -> int:
        together.wait(20)
        try:
            return sealer.seal(batch=5)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    sealer.seal()
    verdict = sealer.check()
    assert (verdict.whole, verdict.entries, verdict.unsealed.count) == (True, 80, 0)


# Stopped midway


@pytest.mark.parametrize("stopped_in", ["before the links", "before the head", "before it is published"])
def test_a_sealer_killed_midway_is_made_good_by_the_next(
    committed_db: WorkerDatabases, sealer: Sealer, monkeypatch: pytest.MonkeyPatch, stopped_in: str
) -> None:
    ids = history("rc" * 8)

    def killed(*_: object, **__: object) -> None:
        with committed_db.server.admin.cursor() as cursor:  # the connection dies under it, as by kill -9
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [committed_db.pair.data],
            )
        raise SystemExit

    owner, name = {
        "before the links": (sealing, "sign"),
        "before the head": (ChainHead.objects, "create"),
        "before it is published": (heads, "add"),
    }[stopped_in]
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, killed)
        with pytest.raises(BaseException):  # noqa: B017, PT011  whatever dying looks like
            sealer.seal(batch=6)
    committed_db.close_connections()
    sealer.seal(batch=6)
    assert [entry_at(position) for position in range(1, 17)] == ids
    verdict = sealer.check()
    assert (verdict.whole, verdict.unsealed.count, verdict.published) == (True, 0, 3)


@pytest.mark.django_db
def test_a_torn_line_of_the_published_heads_is_published_again(sealer: Sealer) -> None:
    history()
    sealer.seal(batch=3)
    whole = sealer.path.read_text()
    sealer.path.write_text(whole[:-40])
    sealing.publish(sealer.path)
    lines = sealer.path.read_text().splitlines()
    assert len(lines) == 4
    assert lines[-1] == whole.splitlines()[-1]


# Nothing on top of a broken chain


@pytest.mark.django_db
def test_a_link_that_nobody_signed_stops_the_sealer(sealer: Sealer) -> None:
    history()
    sealer.seal()
    ChainLink.objects.create(position=9, kind=1, entry_id=looked(), hash=b"f" * 32)
    looked()
    with pytest.raises(sealing.ChainBroken, match="last signed"):
        sealer.seal()
    assert ChainLink.objects.count() == 9


@pytest.mark.django_db
def test_a_head_of_another_hand_stops_the_sealer(sealer: Sealer) -> None:
    forger = Sealer(Ed25519PrivateKey.generate(), sealer.path.with_name("forged"))
    history()
    forger.seal()
    looked()
    with pytest.raises(sealing.ChainBroken, match="not signed by this key"):
        sealer.seal()


@pytest.mark.django_db
def test_a_published_head_that_the_data_base_lost_stops_the_sealer(sealer: Sealer) -> None:
    history()
    sealer.seal()
    later = signing.sign(Head(20, b"h" * 32, now()), sealer.key)
    with heads.publishing(sealer.path) as file:
        heads.add(file, [later])
    looked()
    with pytest.raises(sealing.ChainBroken, match="older backup"):
        sealer.seal()
    assert ChainLink.objects.count() == 8


# The application's role


ATTACKS = [
    f"{verb.format(table)}"
    for table in ("audit_chainlink", "audit_chainhead", "audit_reading", "audit_logentry")
    for verb in (
        "UPDATE {} SET hash = 'x'",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} ADD COLUMN planted int",
        "CREATE OR REPLACE RULE r AS ON INSERT TO {} DO INSTEAD NOTHING",
    )
    if "hash" not in verb or "chain" in table
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_applications_role_cannot_touch_what_was_written(
    app_sql: psycopg.Connection, attack: str
) -> None:
    with pytest.raises(sql_errors.InsufficientPrivilege):
        app_sql.execute(attack.encode())


# The jobs and the key


@pytest.mark.django_db
def test_the_jobs_seal_and_publish(settings: Settings, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key = signing.make_signing_key(key_file)
    settings.AUDIT_SIGNING_KEY_FILE, settings.HEADS_FILE = key_file, tmp_path / "heads.jsonl"
    history()
    jobs.seal_new_entries()
    looked(now() - timedelta(days=3))
    jobs.seal_what_was_missed()
    verdict = Sealer(key, settings.HEADS_FILE).check()
    assert (verdict.whole, verdict.entries, verdict.published) == (True, 9, 2)


@pytest.mark.django_db
def test_a_new_key_goes_on_where_the_one_named_in_its_file_stopped(
    settings: Settings, tmp_path: Path
) -> None:
    old, new = (signing.make_signing_key(tmp_path / name) for name in ("old", "new"))
    settings.AUDIT_SIGNING_KEY_FILE, settings.HEADS_FILE = tmp_path / "old", tmp_path / "heads.jsonl"
    history()
    jobs.seal_new_entries()
    looked()
    settings.AUDIT_SIGNING_KEY_FILE = tmp_path / "new"
    with pytest.raises(sealing.ChainBroken, match="not signed by this key"):
        jobs.seal_new_entries()
    with (tmp_path / "new").open("a") as file:
        file.write(signing.public_line(old) + "\n")
    jobs.seal_new_entries()
    both = [key.public_key() for key in (old, new)]
    assert verify(both, published=heads.read(settings.HEADS_FILE)).whole
    assert not verify(both[1:]).whole


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, "", "not base64", "c2hvcnQ="])
def test_without_a_usable_key_the_sealer_says_so(
    settings: Settings, tmp_path: Path, content: str | None
) -> None:
    settings.AUDIT_SIGNING_KEY_FILE = path = tmp_path / "key"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SigningKeyUnavailable, match="key"):
        jobs.seal_new_entries()
    assert not ChainLink.objects.exists()


def test_a_signing_key_is_its_owners_alone_and_never_replaced(tmp_path: Path) -> None:
    signing.make_signing_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        signing.make_signing_key(tmp_path / "key")


def test_the_kinds_have_numbers_of_their_own() -> None:
    assert [number for number, kind in KINDS.items() if kind.number != number] == []
