"""The keystore's two tables. They live in the data base `keys`, apart from everything the keys open."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from sendiass.clock import now


class DataKey(models.Model):
    """One subject's data-encryption key, wrapped by a key-encryption key. Erasure deletes the row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    kek_version = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_key_per_subject"),
        ]

    def __str__(self) -> str:
        return f"key {self.id}"


class Tombstone(models.Model):
    """A subject's key was destroyed and must never come back, not even from a backup of the keystore.

    Written before the key goes. It is kept in the keystore for now; a copy outside both backups comes with
    backup and restore, which replays it.
    """

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    erased_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_tombstone_per_subject"),
        ]

    def __str__(self) -> str:
        return f"tombstone {self.id}"
