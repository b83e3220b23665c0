"""One sealed value: how it is laid out and what it is bound to. It knows no data base and no permission.

Layout: version (1 byte) | key id (16) | nonce (12) | ciphertext and tag (AES-256-GCM).
Bound to: version, table, column, row id, key id; moved anywhere else it no longer opens.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sendiass.crypto.errors import Tampered

VERSION = 1
KEY_ID = slice(1, 17)
NONCE = slice(17, 29)
BODY = slice(29, None)
SHORTEST = 29 + 16


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A subject's unwrapped key, held in memory for as long as a reading or a request lasts."""

    id: UUID
    cipher: AESGCM = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell belongs."""

    table: str
    column: str
    row: UUID

    def bind(self, key_id: UUID) -> bytes:
        """The authenticated data. Names hold no NUL and ids have a fixed length: it reads only one way."""
        return (
            b"\0".join((bytes((VERSION,)), self.table.encode(), self.column.encode(), b""))
            + self.row.bytes
            + key_id.bytes
        )

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of row {self.row}"


def seal(plaintext: bytes, place: Place, key: OpenKey) -> bytes:
    """The cell that only `key` opens, and only at `place`."""
    nonce = os.urandom(12)
    return bytes((VERSION,)) + key.id.bytes + nonce + key.cipher.encrypt(nonce, plaintext, place.bind(key.id))


def unseal(cell: bytes, place: Place, key: OpenKey) -> bytes:
    """The plaintext. Raises Tampered for anything that wasn't sealed by this key at this place."""
    if len(cell) < SHORTEST or cell[0] != VERSION or cell[KEY_ID] != key.id.bytes:
        raise Tampered(f"{place} is not what was sealed there")
    try:
        return key.cipher.decrypt(cell[NONCE], cell[BODY], place.bind(key.id))
    except InvalidTag:
        raise Tampered(f"{place} is not what was sealed there") from None
