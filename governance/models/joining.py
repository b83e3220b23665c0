"""Those who want to volunteer, what comes before a first case, and who leaves (L17, Y09).

Applicants are people: what they write is sealed under a key of their own, which is destroyed when they are not taken on.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models

from governance.choices import joining as words
from governance.querysets.joining import (
    ApplicantQuerySet,
    DriveQuerySet,
    JoiningEntryQuerySet,
    LeavingQuerySet,
)
from sendiass.audit import AuditedManager, audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject

USER = settings.AUTH_USER_MODEL


@audited(
    identifying=("title", "where"),
    plain=("places", "opened_on", "opened_at", "opened_by", "closed_at", "closed_by"),
)
class Drive(models.Model):
    """A recruitment drive: what was looked for, where it was made known, and how many places there are (L17)."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=200)
    where = models.CharField(max_length=500)
    places = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    # What `counted` adds.
    applied: int
    taken_on: int

    objects = DriveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True)
                | models.Q(closed_at__isnull=False, closed_by__isnull=False),
                name="drive_closed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"drive {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """A key of its own, for its history."""
        return KeySubject("drive", self.id)


@audited(plain=("drive", "applied_on", "recorded_at", "recorded_by", "account", "once"))
class Applicant(SealedModel):
    """Somebody who wants to volunteer. `account` is what they have once they were taken on."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="applicants")
    name = SealedTextField(max_length=1_000)
    contact = SealedTextField(max_length=500, default="")
    note = SealedTextField(max_length=5_000, default="")
    applied_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="application"
    )
    once = models.UUIDField(unique=True, editable=False)

    # What `with_stage` adds.
    stage: str | None
    stage_at: datetime | None

    objects = ApplicantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["drive", "applied_on"], name="applicant_by_drive")]

    def __str__(self) -> str:
        return f"applicant {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """A key of their own."""
        return KeySubject("applicant", self.id)


@audited(plain=("applicant", "number", "stage", "at", "by"))
class ApplicantStep(SealedModel):
    """One step of an application, with what was written about it. Steps are added and never changed."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=20, choices=words.ApplicantStage.choices)
    note = SealedTextField(max_length=2_000, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = AuditedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["applicant", "number"], name="one_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(stage__in=words.ApplicantStage.values), name="applicant_at_a_known_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"step of an applicant {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with the applicant."""
        return KeySubject("applicant", self.applicant_id)


@audited(plain=("applicant", "kind", "dated_on", "recorded_at", "recorded_by"))
class ApplicantCheck(SealedModel):
    """That a reference or a DBS certificate was seen: its date and number, and nothing of what it says."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=20, choices=words.CheckKind.choices)
    dated_on = models.DateField()
    number = SealedTextField(max_length=20)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = AuditedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=words.CheckKind.values), name="check_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"check of an applicant {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with the applicant."""
        return KeySubject("applicant", self.applicant_id)


@audited(plain=("applicant", "forgotten_at"))
class ForgottenApplicant(models.Model):
    """That all that was written about an applicant is destroyed; that somebody applied stays a figure."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    applicant = models.OneToOneField(Applicant, on_delete=models.PROTECT, related_name="forgotten")
    forgotten_at = models.DateTimeField()

    objects = AuditedManager()

    def __str__(self) -> str:
        return f"end of an applicant {self.id}"


@audited(
    identifying=("reason",),
    plain=("worker", "item", "is_done", "on", "recorded_at", "recorded_by"),
)
class JoiningEntry(models.Model):
    """That something which comes before a first case was done on a day, or is to be done again; the newest counts."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="joining")
    item = models.CharField(max_length=30, choices=words.JoiningItem.choices)
    is_done = models.BooleanField()
    on = models.DateField()
    reason = models.TextField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = JoiningEntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["worker", "item", "-recorded_at"], name="joining_by_worker")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("recorded_by")), name="nobody_inducts_themselves"
            ),
            models.CheckConstraint(
                condition=models.Q(is_done=True) | ~models.Q(reason=""), name="to_do_again_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(item__in=words.JoiningItem.values), name="joining_item_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"joining entry {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals its history."""
        return KeySubject("worker", self.worker_id)


@audited(
    identifying=("reason",),
    plain=("worker", "last_day", "things_back", "talked", "recorded_at", "recorded_by"),
)
class Leaving(models.Model):
    """That somebody leaves: their last day, whether what is the service's came back, and whether there was a talk."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="leavings")
    last_day = models.DateField()
    reason = models.TextField(max_length=1000, blank=True)
    things_back = models.BooleanField()
    talked = models.BooleanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = LeavingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("recorded_by")), name="nobody_sends_themselves_off"
            ),
        ]

    def __str__(self) -> str:
        return f"leaving {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals its history."""
        return KeySubject("worker", self.worker_id)
