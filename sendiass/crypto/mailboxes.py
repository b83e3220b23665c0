"""Boxes into which anyone may put something and from which only a file's key takes it out, once and all together.

The private key is a file outside the data bases and outside every backup: destroyed, what was put in stays shut, also in
copies of the data base made before (SECURITY 6). It knows no table and no questionnaire.
"""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.public import PrivateKey, PublicKey, SealedBox

from sendiass.crypto.errors import KeyUnavailable, Tampered

SIZE = 128 * 1024
"""Every content is padded to so many bytes, so that its length tells nothing: room for the longest, in any script."""

LENGTH = struct.Struct(">I")
ROOM = SIZE - LENGTH.size
PURPOSE = b"mailbox order"


def make_box(box: UUID) -> bytes:
    """Make the key of a new box and keep it in its file; returns the public key. Raises FileExistsError for a box there is."""
    key = PrivateKey.generate()
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / str(box), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(key))
        file.flush()
        os.fsync(file.fileno())
    _settle(folder)
    return bytes(key.public_key)


def put_in(content: bytes, *, public_key: bytes) -> bytes:
    """The content as only the box's key opens it, as long as any other. Raises ValueError for more than there is room for."""
    if len(content) > ROOM:
        raise ValueError(f"{len(content)} bytes do not fit into {ROOM}")
    padded = LENGTH.pack(len(content)) + content + bytes(ROOM - len(content))
    return SealedBox(PublicKey(public_key)).encrypt(padded)


class OpenBox:
    """A box whose key is held in memory. Raises KeyUnavailable where its file is not there."""

    def __init__(self, box: UUID) -> None:
        try:
            self._key = PrivateKey((_folder() / str(box)).read_bytes())
        except FileNotFoundError as error:
            raise KeyUnavailable(f"the key of mailbox {box} is not there") from error

    def take_out(self, sealed: bytes) -> bytes:
        """What was put in. Raises Tampered for anything that was not put into this box."""
        try:
            padded = SealedBox(self._key).decrypt(sealed)
        except (CryptoError, ValueError) as error:
            raise Tampered("this was not put into the mailbox") from error
        (length,) = LENGTH.unpack_from(padded)
        return padded[LENGTH.size : LENGTH.size + length]

    def order_of(self, content: bytes) -> bytes:
        """Thirty-two bytes that place a content among others, and that nobody can work out once the key is destroyed."""
        return _keyed(bytes(self._key), content)


def destroy_key(box: UUID) -> None:
    """Take the key away for good; done again, it changes nothing.

    It is written over first: a file that was only taken out of its folder lies on the disk until something needs the room.
    """
    folder = _folder()
    with suppress(FileNotFoundError), (folder / str(box)).open("r+b") as file:
        file.write(bytes(PrivateKey.SIZE))
        file.flush()
        os.fsync(file.fileno())
    (folder / str(box)).unlink(missing_ok=True)
    if folder.exists():
        _settle(folder)


def has_key(box: UUID) -> bool:
    """Whether its key is still there."""
    return (_folder() / str(box)).exists()


def holds_keys() -> bool:
    """Whether the folder is there and holds the key of any box."""
    return _folder().is_dir() and any(_folder().iterdir())


def _keyed(key: bytes, content: bytes) -> bytes:
    found: bytes = blake2b(content, digest_size=32, key=key, person=PURPOSE, encoder=RawEncoder)
    return found


def _folder() -> Path:
    return Path(settings.MAILBOX_KEYS_DIR)


def _settle(folder: Path) -> None:
    """Have the folder's entries on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
