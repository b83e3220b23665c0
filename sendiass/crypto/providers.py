"""Where the key-encryption keys (KEKs) come from: outside the data base. It never makes one."""

from __future__ import annotations

import base64
import binascii
import json
import logging
import os
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from sendiass.crypto.errors import KeyUnavailable

log = logging.getLogger(__name__)

NONCE_BYTES = 12
KEY_BYTES = 32


class KeyProvider(Protocol):
    """Wraps and unwraps data keys; a file here, a key-management service elsewhere."""

    def current_version(self) -> int:
        """The version that wraps new keys. Raises KeyUnavailable."""

    def wrap(self, key: bytes, bound_to: bytes) -> tuple[int, bytes]:
        """Version and wrapped key, bound to what the key is for. Raises KeyUnavailable."""

    def unwrap(self, version: int, wrapped: bytes, bound_to: bytes) -> bytes:
        """The data key. Raises KeyUnavailable when this version is missing or didn't wrap it."""


class FileKeyProvider:
    """KEKs in a JSON file: `{"current": 1, "keys": {"1": "<base64 of 32 bytes>"}}`.

    Read again when the file has changed, so that a process at work follows a rotation. A file that is gone or
    half-written meanwhile changes nothing for a process that has read it whole; one that starts refuses.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[int, dict[int, AESGCM]] | None = None
        self._stamp: tuple[int, int, int] | None = None

    def current_version(self) -> int:
        """See KeyProvider."""
        return self._keys()[0]

    def wrap(self, key: bytes, bound_to: bytes) -> tuple[int, bytes]:
        """See KeyProvider."""
        version, keys = self._keys()
        nonce = os.urandom(NONCE_BYTES)
        return version, nonce + keys[version].encrypt(nonce, key, bound_to)

    def unwrap(self, version: int, wrapped: bytes, bound_to: bytes) -> bytes:
        """See KeyProvider."""
        kek = self._keys()[1].get(version)
        if kek is None:
            raise KeyUnavailable(f"version {version} of the key-encryption key is not in {self.path}")
        try:
            return kek.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError):
            raise KeyUnavailable(
                f"version {version} of the key-encryption key in {self.path} did not wrap this key"
            ) from None

    def _keys(self) -> tuple[int, dict[int, AESGCM]]:
        stamp = self._stamped()
        if self._read is None or (stamp and stamp != self._stamp):
            try:
                self._read = _parse(self.path)
            except KeyUnavailable as problem:
                if self._read is None:
                    raise
                log.critical("the changed key-encryption key file is not used: %s", problem)
            self._stamp = stamp
        return self._read

    def _stamped(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def _parse(path: Path) -> tuple[int, dict[int, AESGCM]]:
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise KeyUnavailable(f"the key-encryption key file {path} can't be read: {error.strerror}") from None
    except ValueError:
        raise KeyUnavailable(f"the key-encryption key file {path} is not JSON") from None
    try:
        keys = {int(version): _key(text) for version, text in content["keys"].items()}
        current = int(content["current"])
    except (KeyError, TypeError, AttributeError, ValueError, binascii.Error):
        raise KeyUnavailable(f"the key-encryption key file {path} does not have the expected shape") from None
    if current not in keys:
        raise KeyUnavailable(
            f"the key-encryption key file {path} has no key for its current version {current}"
        )
    return current, keys


def _key(text: str) -> AESGCM:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != KEY_BYTES:
        raise ValueError("a key-encryption key has 32 bytes")
    return AESGCM(raw)


@cache  # by the text of the path: asked for at each key, and making a path of it takes longer than unwrapping one
def _file_provider(path: str) -> FileKeyProvider:
    return FileKeyProvider(Path(path))


def key_provider() -> KeyProvider:
    """This deployment's provider, from the setting KEK_FILE. Raises KeyUnavailable when none is set."""
    path = getattr(settings, "KEK_FILE", None)
    if not path:
        raise KeyUnavailable("KEK_FILE is not set: it names the file with the key that wraps all others")
    return _file_provider(str(path))
