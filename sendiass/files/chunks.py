"""A file as sealed chunks: how they are laid out and what each is bound to. It knows no data base and no permission.

Layout: version (1 byte) | nonce (12) | ciphertext and tag (AES-256-GCM) of at most 1 MiB.
Bound to: version, the file's id, the chunk's number, whether it is the last. A chunk that was changed, moved, left out
or put in does not open.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sendiass.crypto.errors import Tampered

VERSION = 1
CHUNK_BYTES = 1024 * 1024
KEY_BYTES = 32
NONCE = slice(1, 13)
BODY = slice(13, None)
SHORTEST = 13 + 16


def new_key() -> bytes:
    """A key for one file and no other."""
    return os.urandom(KEY_BYTES)


def seal(content: bytes, file_id: UUID, key: bytes) -> Iterator[bytes]:
    """The chunks in their order; an empty file is one empty chunk."""
    cipher = AESGCM(key)
    pieces = range(0, max(len(content), 1), CHUNK_BYTES)
    view = memoryview(content)
    for number, start in enumerate(pieces):
        nonce = os.urandom(12)
        bound = _bind(file_id, number, is_last=number == len(pieces) - 1)
        sealed = cipher.encrypt(nonce, view[start : start + CHUNK_BYTES], bound)
        yield bytes((VERSION,)) + nonce + sealed


def unseal(chunks: Sequence[bytes], file_id: UUID, key: bytes) -> bytes:
    """The content. Raises Tampered unless these are all the chunks of this file, in their order."""
    if not chunks:
        raise Tampered(f"file {file_id} has no chunks")
    cipher = AESGCM(key)
    opened = bytearray()
    for number, chunk in enumerate(chunks):
        if len(chunk) < SHORTEST or chunk[0] != VERSION:
            raise Tampered(f"chunk {number} of file {file_id} is not what was sealed there")
        bound = _bind(file_id, number, is_last=number == len(chunks) - 1)
        try:
            opened += cipher.decrypt(chunk[NONCE], chunk[BODY], bound)
        except InvalidTag:
            raise Tampered(f"chunk {number} of file {file_id} is not what was sealed there") from None
    return bytes(opened)


def _bind(file_id: UUID, number: int, *, is_last: bool) -> bytes:
    return bytes((VERSION,)) + file_id.bytes + number.to_bytes(4, "big") + bytes((is_last,))
