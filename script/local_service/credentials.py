"""Makes a local service's secrets once and keeps them where only their owner reads; it prints none."""

import base64
import json
import secrets
from pathlib import Path
from typing import NamedTuple

from local_service.places import SECRETS, ensure_private, write_whole


class Credentials(NamedTuple):
    """Passwords by the role that uses them, and Django's signing key."""

    superuser: str
    owner: str
    app: str
    keys_owner: str
    keys: str
    redis: str
    secret_key: str


def credentials() -> Credentials:
    """The machine's credentials, made at first use and completed if a name is new."""
    path = ensure_private(SECRETS) / "credentials.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    whole = {name: kept.get(name) or secrets.token_urlsafe(36) for name in Credentials._fields}
    if whole != kept:
        write_whole(path, json.dumps(whole, indent=2) + "\n")
    return Credentials(**whole)


def key_encryption_keys(profile: str) -> Path:
    """The file with the profile's key-encryption keys, by version; the first key is made at first use."""
    path = ensure_private(SECRETS) / f"key-encryption-keys-{profile}.json"
    if not path.exists():
        first = base64.b64encode(secrets.token_bytes(32)).decode()
        write_whole(path, json.dumps({"current": 1, "keys": {"1": first}}, indent=2) + "\n")
    return path


def audit_signing_key(profile: str) -> Path:
    """The file with the key that signs the profile's audit chain, made at first use."""
    path = ensure_private(SECRETS) / f"audit-signing-key-{profile}"
    if not path.exists():
        write_whole(path, base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
    return path
