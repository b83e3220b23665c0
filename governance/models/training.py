"""Training that our people had (L20, L21, Y28), sessions that we give (Y20), and work that went beyond its training."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.models import Intervention
from governance.choices import training as words
from governance.querysets.training import (
    CertificateQuerySet,
    GivenSessionQuerySet,
    TrainingRecordQuerySet,
    WorkAboveTrainingQuerySet,
)
from sendiass.accounts.models import LegalTraining
from sendiass.audit import AuditedManager, audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject
from sendiass.files.choices import FileKind, Scan

USER = settings.AUTH_USER_MODEL


@audited(
    identifying=("course", "provider", "withdrawn_reason"),
    plain=(
        "worker",
        "need",
        "provider_kind",
        "legal_level",
        "held_on",
        "hours",
        "expires_on",
        "counts_below",
        "recorded_at",
        "recorded_by",
        "withdrawn_at",
        "withdrawn_by",
    ),
)
class TrainingRecord(models.Model):
    """One training that one worker had. It never changes; one that is wrong is taken back with a reason, and stays readable.

    `need` is the profile's training that it meets, or nothing. `expires_on` is the last day on which the provider says it
    counts. `counts_below` is what allocation reads of it, where it is a level of the legal training.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="training")
    course = models.CharField(max_length=200)
    need = models.CharField(max_length=40, blank=True)
    provider_kind = models.CharField(max_length=30, choices=words.ProviderKind.choices)
    provider = models.CharField(max_length=200, blank=True)
    legal_level = models.PositiveSmallIntegerField(null=True, blank=True)
    held_on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    expires_on = models.DateField(null=True, blank=True)
    counts_below = models.OneToOneField(
        LegalTraining, null=True, blank=True, on_delete=models.PROTECT, related_name="record"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.TextField(max_length=500, blank=True)

    objects = TrainingRecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["worker", "-held_on"], name="training_by_worker"),
            models.Index(fields=["held_on"], name="training_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(provider_kind__in=words.ProviderKind.values),
                name="training_by_a_known_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(hours__gt=0, hours__lte=500), name="training_takes_some_hours"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=models.F("held_on")),
                name="training_expires_after_it",
            ),
            models.CheckConstraint(
                condition=models.Q(legal_level__isnull=True, counts_below__isnull=True)
                | models.Q(legal_level__isnull=False, counts_below__isnull=False),
                name="legal_training_counts_below",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (
                    models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~models.Q(withdrawn_reason="")
                ),
                name="withdrawn_training_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"training {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals its history."""
        return KeySubject("worker", self.worker_id)


@audited(plain=("record", "kind", "size", "scan", "scanned_at", "added_at", "added_by"))
class Certificate(SealedModel):
    """The paper of a training. Its id is its file's; `file_key` opens the file and is sealed under its worker's key."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    record = models.OneToOneField(TrainingRecord, on_delete=models.PROTECT, related_name="certificate")
    name = SealedTextField(max_length=200)
    file_key = SealedTextField(max_length=100)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    size = models.PositiveIntegerField()
    scan = models.CharField(max_length=20, choices=Scan.choices)
    scanned_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["added_at"], condition=models.Q(scan="waiting"), name="certificate_to_be_scanned"
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its worker's papers."""
        return KeySubject("worker", self.record.worker_id)


@audited(
    identifying=("title", "provider", "place"),
    plain=(
        "audience",
        "provider_kind",
        "held_on",
        "hours",
        "came",
        "recorded_at",
        "recorded_by",
    ),
)
class GivenSession(models.Model):
    """A session that the service gives to families or professionals (Y20). Who came is counted and not named."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=200)
    audience = models.CharField(max_length=20, choices=words.Audience.choices)
    provider_kind = models.CharField(max_length=30, choices=words.ProviderKind.choices)
    provider = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    held_on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    came = models.PositiveIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = GivenSessionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-held_on"], name="given_session_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(audience__in=words.Audience.values), name="session_for_a_known_audience"
            ),
            models.CheckConstraint(
                condition=models.Q(hours__gt=0, hours__lte=48), name="session_takes_some_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """A key of its own, for its history and what was said of it."""
        return KeySubject("session", self.id)


@audited(plain=("session", "useful", "recorded_at", "recorded_by"))
class SessionFeedback(SealedModel):
    """What one person who came said of a session, without who it was."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(GivenSession, on_delete=models.PROTECT, related_name="feedback")
    useful = models.CharField(max_length=20, choices=words.Usefulness.choices)
    words = SealedTextField(max_length=2000, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = AuditedManager()

    class Meta:
        indexes = [models.Index(fields=["session"], name="feedback_by_session")]

    def __str__(self) -> str:
        return f"feedback on a session {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its session."""
        return KeySubject("session", self.session_id)


@audited(plain=("intervention", "worker", "asked", "had", "found_at", "seen_at", "seen_by"))
class WorkAboveTraining(SealedModel):
    """That work was done at a level which asks for more legal training than its worker had that day (L21).

    The work stays logged: it was done. A manager looks at it and says what follows.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    intervention = models.OneToOneField(Intervention, on_delete=models.PROTECT, related_name="above_training")
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked = models.PositiveSmallIntegerField()
    had = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what_follows = SealedTextField(max_length=2000, default="")

    objects = WorkAboveTrainingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["found_at"], condition=models.Q(seen_at__isnull=True), name="above_training_to_see"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(asked__gt=models.F("had")), name="above_its_training"),
            models.CheckConstraint(
                condition=models.Q(seen_at__isnull=True, seen_by__isnull=True)
                | models.Q(seen_at__isnull=False, seen_by__isnull=False),
                name="above_training_seen_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"work above training {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its worker's papers."""
        return KeySubject("worker", self.worker_id)
