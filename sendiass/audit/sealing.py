"""Seals what was written: adds committed entries to the chain, signs how far it reached, publishes that.

It finds entries by what is missing from the chain, never by time or id alone: a transaction that began early and
commits late is sealed when it shows. It changes no entry and opens none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from sendiass.audit import heads
from sendiass.audit.actors import ServicePrincipal, serving
from sendiass.audit.chain import GENESIS, KINDS, EntryKind, Head, canonical, link
from sendiass.audit.models import ChainHead
from sendiass.audit.signing import is_signed, sign

RECORD = ServicePrincipal("record")
LOCK = 0x5E4D_1A55_C4A1_0001  # of the chain, among PostgreSQL's advisory locks
BATCH = 20_000
LOOKED_BACK = timedelta(days=1)  # each minute; each night the whole record
MOST = 500_000  # entries a run, so that it ends before a job must


class ChainBroken(Exception):
    """The chain isn't as it was last signed, or as last published. Nothing is sealed on top of it."""


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the chain ends: position 0 and the genesis hash before the first entry."""

    position: int
    hash: bytes


def seal(
    *,
    at: datetime,
    key: Ed25519PrivateKey,
    before: Sequence[Ed25519PublicKey] = (),
    everything: bool = False,
    batch: int = BATCH,
    most: int = MOST,
) -> int:
    """Seal what waits, a batch to a transaction, and say how many entries that were.

    Looks at the last day's entries, or at all of them. `before` are keys that signed before this one did.
    Nothing is done while another is sealing. Raises ChainBroken.
    """
    since = None if everything else at - LOOKED_BACK
    sealed = 0
    with serving(RECORD):
        while sealed < most:
            count = _seal_batch(at=at, key=key, before=before, since=since, size=batch)
            sealed += count
            if count < batch:
                break
    return sealed


def publish(path: Path) -> int:
    """Add to the file every head it doesn't have yet; how many. Raises ChainBroken where the two disagree."""
    with heads.publishing(path) as file:
        last = heads.newest(file)
        _agree(last, path)
        missing = ChainHead.objects.filter(position__gt=last.position if last else 0).order_by("position")
        return heads.add(file, map(_head, missing.iterator(2000)))


def check_published(path: Path) -> None:
    """Raise ChainBroken unless the chain still holds what was published last."""
    with heads.publishing(path) as file:
        _agree(heads.newest(file), path)


def _agree(last: Head | None, path: Path) -> None:
    if last is None:
        return
    stored = ChainHead.objects.filter(position=last.position).first()
    if stored is None or _head(stored) != last:
        raise ChainBroken(
            f"{path} holds a head at position {last.position} that the data base does not: entries were cut off, "
            "or an older backup was restored (docs/audit-chain.md)"
        )


def _seal_batch(
    *,
    at: datetime,
    key: Ed25519PrivateKey,
    before: Sequence[Ed25519PublicKey],
    since: datetime | None,
    size: int,
) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        tail = _tail(cursor, [key.public_key(), *before])
        links = list(_links(_unsealed(cursor, since, size), tail))
        if not links:
            return 0
        head = sign(Head(links[-1][0], links[-1][3], at), key)
        cursor.execute(
            "INSERT INTO audit_chainlink (position, kind, entry_id, hash) "
            "SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::uuid[], %s::bytea[])",
            [list(column) for column in zip(*links, strict=True)],
        )
        ChainHead.objects.create(position=head.position, at=at, hash=head.hash, signature=head.signature)
        return len(links)


def _tail(cursor: CursorWrapper, keys: Sequence[Ed25519PublicKey]) -> Tail:
    """The end of the chain. Raises ChainBroken unless our own signature is on it."""
    cursor.execute("SELECT position, hash FROM audit_chainlink ORDER BY position DESC LIMIT 1")
    row = cursor.fetchone()
    stored = ChainHead.objects.order_by("-position").first()
    if row is None and stored is None:
        return Tail(0, GENESIS)
    tail = Tail(row[0], bytes(row[1])) if row else Tail(0, GENESIS)
    head = _head(stored) if stored else None
    if head is None or (head.position, head.hash) != (tail.position, tail.hash):
        raise ChainBroken(
            f"the chain ends at position {tail.position}, which is not the head that was last signed"
        )
    if not is_signed(head, keys):
        raise ChainBroken(
            f"the head at position {head.position} was not signed by this key (docs/audit-chain.md says how keys change)"
        )
    return tail


def _links(
    entries: list[tuple[EntryKind, Sequence[Any]]], tail: Tail
) -> Iterator[tuple[int, int, Any, bytes]]:
    previous = tail.hash
    for position, (kind, row) in enumerate(entries, start=tail.position + 1):
        previous = link(previous, canonical(kind, row))
        yield position, kind.number, row[0], previous


def _unsealed(
    cursor: CursorWrapper, since: datetime | None, size: int
) -> list[tuple[EntryKind, Sequence[Any]]]:
    """The oldest entries that are in no link yet, at most `size`."""
    found: list[tuple[EntryKind, Sequence[Any]]] = []
    for kind in KINDS.values():
        query = sql.SQL(
            "SELECT {columns} FROM {table} e WHERE e.at >= %s::timestamptz AND NOT EXISTS "
            "(SELECT FROM audit_chainlink l WHERE l.entry_id = e.id AND l.kind = {kind}) "
            "ORDER BY e.at, e.id LIMIT %s"
        ).format(
            columns=sql.SQL(", ").join(sql.Identifier("e", column) for column in kind.columns),
            table=sql.Identifier(kind.table),
            kind=sql.Literal(kind.number),
        )
        cursor.execute(query, [since or "-infinity", size])
        found += [(kind, row) for row in cursor.fetchall()]
    found.sort(key=lambda entry: (entry[1][entry[0].at], entry[1][0]))
    return found[:size]


def _head(row: ChainHead) -> Head:
    return Head(row.position, bytes(row.hash), row.at, bytes(row.signature))
