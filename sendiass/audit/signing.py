"""The sealer's signing key and its public half, each a short text file. The public half is all that checking needs."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sendiass.audit.chain import Head

SEED_BYTES = 32


class SigningKeyUnavailable(Exception):
    """The file with the signing key, or with its public half, is missing or unusable; the text says which."""


def signing_key(path: Path | None) -> Ed25519PrivateKey:
    """The key that signs heads: the base64 of 32 bytes, first in the file. Raises SigningKeyUnavailable."""
    if path is None:
        raise SigningKeyUnavailable(
            "AUDIT_SIGNING_KEY_FILE is not set: it names the key that signs the audit chain"
        )
    return Ed25519PrivateKey.from_private_bytes(_key_bytes(_lines(path)[0], path))


def predecessors(path: Path | None) -> list[Ed25519PublicKey]:
    """The public halves of the keys before this one: further lines in its file. Raises SigningKeyUnavailable."""
    lines = _lines(path)[1:] if path else []
    return [Ed25519PublicKey.from_public_bytes(_key_bytes(line, path)) for line in lines if path]


def public_keys(path: Path) -> list[Ed25519PublicKey]:
    """The public halves in a file, one to a line in base64 (the present one and those before it).

    Raises SigningKeyUnavailable.
    """
    return [Ed25519PublicKey.from_public_bytes(_key_bytes(line, path)) for line in _lines(path)]


def public_line(key: Ed25519PrivateKey) -> str:
    """The public half as a line to give to whoever checks."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def make_signing_key(path: Path) -> Ed25519PrivateKey:
    """A new key in a new file that its owner alone can read. Raises FileExistsError rather than replace one."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(base64.b64encode(os.urandom(SEED_BYTES)).decode() + "\n")
    return signing_key(path)


def sign(head: Head, key: Ed25519PrivateKey) -> Head:
    """The head with its signature."""
    return replace(head, signature=key.sign(head.signed_text))


def is_signed(head: Head, keys: Sequence[Ed25519PublicKey]) -> bool:
    """Whether one of these keys signed exactly this head."""
    for key in keys:
        try:
            key.verify(head.signature, head.signed_text)
        except InvalidSignature:
            continue
        return True
    return False


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise SigningKeyUnavailable(f"the key file {path} can't be read: {error}") from None
    if not lines:
        raise SigningKeyUnavailable(f"the key file {path} is empty")
    return lines


def _key_bytes(line: str, path: Path) -> bytes:
    try:
        raw = base64.b64decode(line, validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != SEED_BYTES:
        raise SigningKeyUnavailable(f"the key file {path} does not hold the base64 of 32 bytes")
    return raw
