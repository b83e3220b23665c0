"""Finds, makes and holds data keys; it never decides who may use one.

Unwrapped keys live only in a scope (a reading, a request, a job), so that erasure takes effect at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TypedDict
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections, transaction
from django.db.models import Exists, OuterRef, QuerySet

import sendiass.database.lookups  # noqa: F401  `any_of`
from sendiass import clock
from sendiass.crypto.cells import OpenKey
from sendiass.crypto.errors import Erased
from sendiass.crypto.models import DataKey, Tombstone
from sendiass.crypto.providers import KEY_BYTES, key_provider
from sendiass.crypto.subjects import WITHOUT_A_MOMENT, KeySubject
from sendiass.database.questions import question

KEYS = "keys"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Keyring:
    """Keys already unwrapped in one scope; None stands for a subject that has no live key."""

    def __init__(self) -> None:
        self._keys: dict[KeySubject, OpenKey | None] = {}

    def knows(self, subject: KeySubject) -> bool:
        """Whether this subject's key has been asked for, there or not: a page asks at each cell it opens."""
        return subject in self._keys

    def fetch(self, subjects: Iterable[KeySubject]) -> None:
        """Unwrap the keys of all these subjects with one query; known ones are not asked for again."""
        wanted = [subject for subject in set(subjects) if subject not in self._keys]
        if not wanted:
            return
        found = {subject_of(row): _unwrapped(row) for row in _live(**_sorted_out(wanted))}
        self._keys.update({subject: found.get(subject) for subject in wanted})

    def to_open(self, subject: KeySubject) -> OpenKey:
        """The subject's key. Raises Erased when it has none (any more)."""
        if not self.knows(subject):
            self.fetch([subject])
        key = self._keys[subject]
        if key is None:
            raise Erased(f"the key of this {subject.kind} is gone")
        return key

    def to_seal(self, subject: KeySubject) -> OpenKey:
        """The subject's key, made and committed first if there is none. Raises Erased after erasure."""
        self.fetch([subject])
        key = self._keys[subject]
        if key is None:
            key = self._keys[subject] = _make(subject)
        return key

    def drop(self, subject: KeySubject) -> None:
        """Forget one subject's key."""
        self._keys.pop(subject, None)

    def clear(self) -> None:
        """Forget everything."""
        self._keys.clear()


_sealing: ContextVar[Keyring | None] = ContextVar("sealing_keys", default=None)


@contextmanager
def sealing_keys() -> Iterator[Keyring]:
    """One keyring for everything sealed in a request or job; an inner scope shares the outer one's."""
    current = _sealing.get()
    if current is not None:
        yield current
        return
    ring = Keyring()
    token = _sealing.set(ring)
    try:
        yield ring
    finally:
        _sealing.reset(token)
        ring.clear()


def key_to_seal(subject: KeySubject) -> OpenKey:
    """The key for writing about `subject`: from the current scope, else fetched for this once."""
    ring = _sealing.get()
    return (Keyring() if ring is None else ring).to_seal(subject)


def is_alive(subject: KeySubject) -> bool:
    """Whether the subject has a key, without unwrapping it."""
    return bool(_live(**_sorted_out([subject])))


def forget(subject: KeySubject) -> None:
    """Drop a subject's key from the scope that seals."""
    ring = _sealing.get()
    if ring is not None:
        ring.drop(subject)


@contextmanager
def subject_locked(subject: KeySubject) -> Iterator[None]:
    """A transaction in the keystore that no other maker or eraser of this subject's key can be in.

    Durable: it commits by itself, before the row that uses the key, whatever becomes of that row.
    """
    with transaction.atomic(using=KEYS, durable=True):
        with connections[KEYS].cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{subject.kind}:{subject.id}"]
            )
        yield


def check_keys() -> None:
    """Raise KeyUnavailable unless the key-encryption key is there and opens a key of each version in use."""
    provider = key_provider()
    provider.current_version()
    for row in DataKey.objects.using(KEYS).order_by("kek_version", "id").distinct("kek_version"):
        provider.unwrap(row.kek_version, bytes(row.wrapped), bound_to(row.id, subject_of(row)))


class _SortedOut(TypedDict):
    kinds: list[str]
    ids: list[UUID]


def _sorted_out(subjects: Iterable[KeySubject]) -> _SortedOut:
    wanted = list(subjects)
    kinds = sorted({subject.kind for subject in wanted})
    return {"kinds": kinds, "ids": [subject.id for subject in wanted]}


@question
def _live(*, kinds: list[str], ids: list[UUID]) -> QuerySet[DataKey]:
    """Keys of subjects; no two kinds share an id, so kinds and ids may be asked for side by side."""
    erased = Tombstone.objects.filter(
        subject_kind=OuterRef("subject_kind"), subject_id=OuterRef("subject_id")
    )
    live = DataKey.objects.using(KEYS).filter(subject_kind__any_of=kinds, subject_id__any_of=ids)
    return live.exclude(Exists(erased))


def _make(subject: KeySubject) -> OpenKey:
    with subject_locked(subject):
        if Tombstone.objects.using(KEYS).filter(subject_kind=subject.kind, subject_id=subject.id).exists():
            raise Erased(f"the key of this {subject.kind} was destroyed; nothing more can be sealed under it")
        row = DataKey.objects.using(KEYS).filter(subject_kind=subject.kind, subject_id=subject.id).first()
        if row is not None:
            return _unwrapped(row)
        key_id, key = uuid4(), os.urandom(KEY_BYTES)
        version, wrapped = key_provider().wrap(key, bound_to(key_id, subject))
        DataKey.objects.using(KEYS).create(
            id=key_id,
            subject_kind=subject.kind,
            subject_id=subject.id,
            kek_version=version,
            wrapped=wrapped,
            created_at=LONG_AGO if subject.kind in WITHOUT_A_MOMENT else clock.now(),
        )
    return OpenKey(key_id, AESGCM(key))


def _unwrapped(row: DataKey) -> OpenKey:
    key = key_provider().unwrap(row.kek_version, bytes(row.wrapped), bound_to(row.id, subject_of(row)))
    return OpenKey(row.id, AESGCM(key))


def subject_of(row: DataKey) -> KeySubject:
    """Whose key this is."""
    return KeySubject(row.subject_kind, row.subject_id)


def bound_to(key_id: UUID, subject: KeySubject) -> bytes:
    """What a wrapped key is bound to: another subject's opens nothing."""
    return key_id.bytes + subject.as_bytes()
