"""The arithmetic of the audit chain: what of an entry is hashed, and what of a head is signed. No data base, no key.

Each entry's link is sha256(the link before | the entry's canonical bytes), so that no entry can be edited, removed,
moved or put in without changing every link after it (SECURITY 3, B04). Only ciphertext goes in: the chain outlives
an erasure.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

GENESIS = sha256(b"sendiass audit chain 1").digest()
HASH_BYTES = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One table under the chain. `columns` and their order are part of what was sealed and never change.

    A table that gains a column gets a kind with a new number for what is written from then on.
    """

    number: int
    word: str
    table: str
    columns: tuple[str, ...]

    @property
    def at(self) -> int:
        """Which of the columns says when."""
        return self.columns.index("at")


READING = EntryKind(
    1,
    "reading",
    "audit_reading",
    ("id", "at", "actor_id", "actor_kind", "purpose", "page", "subjects", "everyone", "correlation"),
)
CHANGE = EntryKind(
    2,
    "change",
    "audit_logentry",
    (
        "id",
        "at",
        "model",
        "object_id",
        "action",
        "fields",
        "actor_id",
        "actor_kind",
        "correlation",
        "subject_kind",
        "subject_id",
        "changes",
    ),
)
KINDS: dict[int, EntryKind] = {kind.number: kind for kind in (READING, CHANGE)}


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain reached at a moment, signed. `signature` is Ed25519 over `signed_text`."""

    position: int
    hash: bytes
    at: datetime
    signature: bytes = b""

    @property
    def signed_text(self) -> bytes:
        """What the signature is over."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return f"sendiass audit head 1\n{self.position}\n{self.hash.hex()}\n{moment}\n".encode()


def canonical(kind: EntryKind, row: Sequence[Any]) -> bytes:
    """The one way to write this row's columns as bytes: each value with its type, and its length where it varies."""
    return bytes((kind.number,)) + b"".join([_WRITERS[type(value)](value) for value in row])


def link(previous: bytes, entry: bytes) -> bytes:
    """The hash of an entry's place in the chain."""
    return sha256(previous + entry).digest()


def _bytes(value: bytes | memoryview) -> bytes:
    return b"B" + struct.pack(">I", len(value)) + bytes(value)


def _text(value: str) -> bytes:
    encoded = value.encode()
    return b"S" + struct.pack(">I", len(encoded)) + encoded


def _moment(value: datetime) -> bytes:
    return b"D" + struct.pack(">q", (value - _EPOCH) // _MICROSECOND)


def _list(values: list[Any]) -> bytes:
    return (
        b"L" + struct.pack(">I", len(values)) + b"".join([_WRITERS[type(value)](value) for value in values])
    )


_WRITERS: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"N",
    bool: lambda value: b"T" if value else b"F",
    int: lambda value: b"I" + struct.pack(">q", value),
    str: _text,
    bytes: _bytes,
    memoryview: _bytes,
    UUID: lambda value: b"U" + value.bytes,
    datetime: _moment,
    list: _list,
}
