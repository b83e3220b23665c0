"""Wraps every data key anew under the current key-encryption key. The keys, and so every sealed cell, stay the same.

A batch to a transaction, so that it can be stopped anywhere and run again. It makes no key and removes none.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from sendiass.crypto.errors import KeyUnavailable
from sendiass.crypto.keyring import KEYS, bound_to, subject_of
from sendiass.crypto.models import DataKey
from sendiass.crypto.providers import KeyProvider, key_provider

BATCH = 500


def left(version: int) -> int:
    """How many keys are wrapped under another version than this."""
    return DataKey.objects.using(KEYS).exclude(kek_version=version).count()


def rewrap(version: int, *, batch: int = BATCH) -> Iterator[int]:
    """Bring every key under `version`, which must be the provider's current one; yields each batch's count.

    Raises KeyUnavailable for a key that the versions at hand don't open. What was done until then stays done.
    """
    provider = key_provider()
    while count := _batch(provider, version, batch):
        yield count


def _batch(provider: KeyProvider, version: int, size: int) -> int:
    with transaction.atomic(using=KEYS):
        # Whoever erases waits for us or we for them; a row that is gone is not brought back.
        rows = list(
            DataKey.objects.using(KEYS).select_for_update().exclude(kek_version=version).order_by("id")[:size]
        )
        for row in rows:
            row.kek_version, row.wrapped = _rewrapped(provider, row, version)
        DataKey.objects.using(KEYS).bulk_update(rows, ["kek_version", "wrapped"])
    return len(rows)


def _rewrapped(provider: KeyProvider, row: DataKey, version: int) -> tuple[int, bytes]:
    bound = bound_to(row.id, subject_of(row))
    key = provider.unwrap(row.kek_version, bytes(row.wrapped), bound)
    now_current, wrapped = provider.wrap(key, bound)
    if now_current != version:
        raise KeyUnavailable(f"version {version} is no longer the current key-encryption key; run it again")
    if provider.unwrap(version, wrapped, bound) != key:
        raise KeyUnavailable(f"what version {version} wrapped does not open again")
    return version, wrapped
