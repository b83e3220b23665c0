"""Seals what a second step rests on (code secrets, recovery codes) and says who has one. It checks none."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from sendiass.accounts.models import User
from sendiass.crypto.errors import KeyUnavailable, Tampered
from sendiass.crypto.providers import key_provider

BOUND_TO = b"sendiass.accounts.second_factor"
SEALED = ("secret", "seed", "migrated_codes")
"""Where the library keeps what `seal` gave it."""
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


def sealed_before(version: int) -> list[Any]:
    """The keys of the rows that hold anything sealed under another version of the key-encryption key."""
    rows = Authenticator.objects.values_list("pk", "data")
    return sorted(pk for pk, data in rows if any(_version(one) != version for one in _sealed(data)))


def reseal(version: int) -> Iterator[int]:
    """Seal every secret anew under `version`, which must be the current one; yields 1 for each row.

    Raises KeyUnavailable or Tampered for a secret that does not open. What was done until then stays done.
    """
    for pk in sealed_before(version):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if row is None:
                continue  # taken away meanwhile
            for name in SEALED:
                if name in row.data:
                    row.data[name] = _resealed(row.data[name], version)
            row.save(update_fields=["data"])
        yield 1


def _resealed(sealed: Any, version: int) -> Any:
    if isinstance(sealed, list):
        return [_resealed(one, version) for one in sealed]
    text = unseal(sealed)
    anew = seal(text)
    if _version(anew) != version or unseal(anew) != text:
        raise KeyUnavailable(f"version {version} is no longer the current key-encryption key; run it again")
    return anew


def _sealed(data: dict[str, Any]) -> Iterator[str]:
    for name in SEALED:
        value = data.get(name, [])
        yield from value if isinstance(value, list) else [value]


def _version(sealed: str) -> int | None:
    number = sealed.partition(".")[0]
    return int(number) if number.isdecimal() else None
