"""The records that only grow: who looked, who changed what, and the chain over both. It decides nothing.

The words of a change are sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models.expressions import RawSQL

from sendiass.audit.actors import ActorKind, current_deed
from sendiass.audit.privacy import unaudited
from sendiass.clock import now
from sendiass.crypto.errors import Erased
from sendiass.crypto.fields import SealedJSONField
from sendiass.crypto.keyring import key_to_seal
from sendiass.crypto.sealed_model import SealedModel, SealedQuerySet
from sendiass.crypto.subjects import SERVICE, KeySubject

KINDS = [(kind.value, kind.value) for kind in ActorKind]


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Questions to the record of readings."""

    def of(self, subjects: Iterable[UUID]) -> Self:
        """Readings that named any of these people or cases.

        The data base compares arrays only with rows that are shown, and so with all there are, unless a function of its
        own finds them by their index (`audit_readings_of`, migration 0003).
        """
        found = RawSQL("SELECT public.audit_readings_of(%s::uuid[])", [list(subjects)])
        return self.filter(id__in=found)

    def by(self, actor: UUID) -> Self:
        """What this worker or part of the service read."""
        return self.filter(actor_id=actor)

    def of_workers(self) -> Self:
        """What somebody with an account read."""
        return self.filter(actor_kind=ActorKind.WORKER)

    def between(self, first: datetime | None, until: datetime) -> Self:
        """From the first moment on, if there is one, and before the other."""
        found = self.filter(at__lt=until)
        return found.filter(at__gte=first) if first else found

    def newest_first(self) -> Self:
        """The latest reading first."""
        return self.order_by("-at", "id")

    def older_than(self, at: datetime, last: UUID) -> Self:
        """What stands behind this one, the newest first."""
        return self.filter(models.Q(at__lt=at) | models.Q(at=at, id__gt=last))


@unaudited(
    reason="it is itself the record of who looked, and only grows",
    plain=("at", "actor_id", "actor_kind", "purpose", "page", "subjects", "everyone", "correlation"),
)
class Reading(models.Model):
    """One look at sealed data. Names its actor by id alone, so that no account can take it along."""

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(default=now)
    actor_id = models.UUIDField()
    actor_kind = models.CharField(max_length=10, choices=KINDS)
    purpose = models.CharField(max_length=200)
    page = models.CharField(max_length=200, blank=True)
    subjects = ArrayField(models.UUIDField())
    everyone = models.BooleanField(default=False)
    correlation = models.CharField(max_length=32, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["subjects"], name="reading_by_subject"),
            models.Index(fields=["actor_id", "at"], name="reading_by_actor"),
            BrinIndex(fields=["at"], name="reading_by_time", pages_per_range=16, autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"reading {self.id}"


class LogEntryQuerySet(SealedQuerySet["LogEntry"]):
    """Questions to the history, and the way into it that django-auditlog's receivers know."""

    def get_for_object(self, instance: models.Model) -> Self:
        """One row's history, oldest first."""
        return self.filter(model=instance._meta.label_lower, object_id=instance.pk).order_by("at", "id")

    def log_create(
        self,
        instance: models.Model,
        force_log: bool = False,
        *,
        action: int,
        changes: dict[str, Any] | None = None,
        fields: Iterable[str] | None = None,
    ) -> LogEntry | None:
        """Write one entry: the changed fields' names in plain, `{field: [before, after]}` sealed.

        After the subject's erasure the names are kept and the values are not.
        """
        if not changes and not fields and not force_log:
            return None
        entry = self._entry(instance, action=action, changes=changes, fields=fields)
        entry.save(using=self._db, force_insert=True)  # type: ignore[attr-defined]
        return entry

    def log_creations(self, created: Iterable[tuple[models.Model, dict[str, Any]]]) -> None:
        """Write one entry for each row that was made, all at once."""
        self.bulk_create(
            self._entry(instance, action=LogEntry.Action.CREATE, changes=changes)
            for instance, changes in created
        )

    def _entry(
        self,
        instance: models.Model,
        *,
        action: int,
        changes: dict[str, Any] | None,
        fields: Iterable[str] | None = None,
    ) -> LogEntry:
        subject = getattr(instance, "key_subject", SERVICE)
        deed = current_deed()
        return self.model(
            model=instance._meta.label_lower,
            object_id=instance.pk,
            action=action,
            fields=sorted({*(changes or ()), *(fields or ())}),
            actor_id=deed.actor_id,
            actor_kind=deed.actor_kind,
            correlation=deed.correlation,
            subject_kind=subject.kind,
            subject_id=subject.id,
            changes=changes if changes and not _is_erased(subject) else None,
        )

    def log_m2m_changes(
        self,
        changed_queryset: Iterable[models.Model],
        instance: models.Model,
        operation: str,
        field_name: str,
    ) -> LogEntry | None:
        """Write one entry for rows joined or parted, by their ids and never by their names."""
        ids = sorted(str(row.pk) for row in changed_queryset)
        change = [None, ids] if operation == "add" else [ids, None]
        return (
            self.log_create(instance, action=LogEntry.Action.UPDATE, changes={field_name: change})
            if ids
            else None
        )


def _is_erased(subject: KeySubject) -> bool:
    try:
        key_to_seal(subject)
    except Erased:
        return True
    return False


@unaudited(
    reason="it is itself the history of changes, and only grows",
    plain=(
        "at",
        "model",
        "object_id",
        "action",
        "fields",
        "actor_id",
        "actor_kind",
        "correlation",
        "subject_kind",
        "subject_id",
    ),
)
class LogEntry(SealedModel):
    """One change of one row. Who, when and which fields stay readable; the words die with the key."""

    class Action(models.IntegerChoices):
        """What was done; django-auditlog's numbers."""

        CREATE = 0, "created"
        UPDATE = 1, "changed"
        DELETE = 2, "removed"
        ACCESS = 3, "looked at"

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(default=now)
    model = models.CharField(max_length=100)
    object_id = models.UUIDField()
    action = models.PositiveSmallIntegerField(choices=Action.choices)
    fields = ArrayField(models.CharField(max_length=100))
    actor_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=10, choices=KINDS)
    correlation = models.CharField(max_length=32, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    changes: SealedJSONField[Any, Any] = SealedJSONField(null=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "log entry"
        indexes: ClassVar = [
            models.Index(fields=["model", "object_id", "at"], name="entry_by_row"),
            models.Index(fields=["subject_id", "at"], name="entry_by_subject"),
            models.Index(fields=["actor_id", "at"], name="entry_by_actor"),
            BrinIndex(fields=["at"], name="entry_by_time", pages_per_range=16, autosummarize=True),
        ]

    @property
    def key_subject(self) -> KeySubject:
        """The subject of the row that changed."""
        return KeySubject(self.subject_kind, self.subject_id)


@unaudited(reason="it proves the record and only grows", plain=("kind", "entry_id", "hash"))
class ChainLink(models.Model):
    """One sealed entry's place in the chain: the first is 1, and no number is left out.

    `kind` is a number of `chain.KINDS`; `hash` takes in the link before it.
    """

    append_only: ClassVar[bool] = True

    position = models.BigIntegerField(primary_key=True)
    kind = models.PositiveSmallIntegerField()
    entry_id = models.UUIDField()
    hash = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry_id", "kind"], name="an_entry_is_sealed_once")
        ]

    def __str__(self) -> str:
        return f"link {self.position}"


@unaudited(reason="it proves the record and only grows", plain=("at", "hash", "signature"))
class ChainHead(models.Model):
    """A signed statement of how far the chain had reached; a copy of what is published elsewhere."""

    append_only: ClassVar[bool] = True

    position = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    hash = models.BinaryField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"head at {self.position}"
