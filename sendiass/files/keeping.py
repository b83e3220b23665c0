"""Puts files into the data base and takes them out again. Whoever holds the file's key says who may open it."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from sendiass.crypto.errors import Tampered
from sendiass.files import chunks
from sendiass.files.models import Chunk


def keep(content: bytes, *, file_id: UUID) -> str:
    """Seal a file and keep it, in the transaction of whatever names it. Returns its key, as text.

    Nothing else knows the key: put it into a sealed field of the record that the file belongs to. A file is kept
    once; its id is never used again.
    """
    key = chunks.new_key()
    Chunk.objects.bulk_create(
        Chunk(file_id=file_id, number=number, sealed=sealed)
        for number, sealed in enumerate(chunks.seal(content, file_id, key))
    )
    return base64.b64encode(key).decode()


def opened(*, file_id: UUID, key: str) -> bytes:
    """The content of a file, whole. Raises Tampered for anything that is not what was kept."""
    try:
        raw = base64.b64decode(key, validate=True)
    except binascii.Error:
        raise Tampered(f"the key of file {file_id} is no key") from None
    rows = Chunk.objects.filter(file_id=file_id).order_by("number").values_list("sealed", flat=True)
    return chunks.unseal([bytes(row) for row in rows], file_id, raw)
