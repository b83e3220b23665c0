"""Seals what a second step rests on (code secrets, recovery codes) and says who has one. It checks none."""

from __future__ import annotations

import base64

from allauth.mfa.models import Authenticator

from sendiass.accounts.models import User
from sendiass.crypto.errors import Tampered
from sendiass.crypto.providers import key_provider

BOUND_TO = b"sendiass.accounts.second_factor"
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def seal(text: str) -> str:
    """`text` under the key-encryption key, as `version.base64`. Raises KeyUnavailable."""
    version, sealed = key_provider().wrap(text.encode(), BOUND_TO)
    return f"{version}.{base64.b64encode(sealed).decode()}"


def unseal(sealed: str) -> str:
    """What `seal` sealed. Raises Tampered for what has not its shape, KeyUnavailable for the wrong key."""
    version, dot, body = sealed.partition(".")
    try:
        number, raw = int(version), base64.b64decode(body, validate=True)
    except ValueError:
        raise Tampered("A second step's secret is not what was sealed") from None
    if not dot:
        raise Tampered("A second step's secret is not what was sealed")
    return key_provider().unwrap(number, raw, BOUND_TO).decode()


def has_second_factor(user: User) -> bool:
    """Whether a passkey, security key or authenticator app is set up. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=STRONG).exists())


def strong_factors(user: User) -> int:
    """How many passkeys, security keys and authenticator apps this person has."""
    return int(Authenticator.objects.filter(user_id=user.pk, type__in=STRONG).count())


def forget_second_factor(user: User) -> None:
    """Take away every second step of this person, recovery codes included."""
    Authenticator.objects.filter(user_id=user.pk).delete()
