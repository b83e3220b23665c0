"""Keeps sessions so that nobody who reads the data base can use one: the key hashed, the content sealed.

A cookie is worth a signed-in colleague; whoever holds a dump or the server must not find cookies there
(SECURITY, threat A). Signing out, ending and expiry are Django's.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError

from sendiass.clock import now

NONCE_BYTES = 12


def digest(session_key: str) -> str:
    """What the data base holds in place of a session's key: 40 hexadecimal figures, the column's length."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


@cache
def _cipher(secret: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sendiass.accounts.sessions").derive(
        secret.encode()
    )
    return AESGCM(derived)


def _secrets() -> list[str]:
    return [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


class SessionStore(DatabaseStore):
    """Django's store, with the key's digest for its row's key and the content sealed to that digest."""

    def _get_session_from_db(self) -> Session | None:
        if not self.session_key:
            return None
        found: Session | None = Session.objects.filter(
            session_key=digest(self.session_key), expire_date__gt=now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=digest(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        return row

    def save(self, must_create: bool = False) -> None:
        """As Django's, which takes a data base that fell for a session that was ended, and answers 400."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from None
            raise

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=digest(key)).delete()

    def encode(self, session_dict: dict[str, Any]) -> str:
        nonce = os.urandom(NONCE_BYTES)
        content = json.dumps(session_dict, separators=(",", ":")).encode()
        sealed = _cipher(settings.SECRET_KEY).encrypt(nonce, content, self._bound_to())
        return base64.b64encode(nonce + sealed).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The content. What was not sealed for this session by this service is no session at all."""
        try:
            raw = base64.b64decode(session_data, validate=True)
        except ValueError:
            return {}
        for secret in _secrets():
            try:
                content = _cipher(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], self._bound_to())
            except InvalidTag:
                continue
            return dict(json.loads(content))
        return {}

    def _bound_to(self) -> bytes:
        return digest(self._get_or_create_session_key()).encode()  # type: ignore[attr-defined]
