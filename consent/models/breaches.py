"""Data breaches: what went where it should not have, and everything decided about it since (UK GDPR articles 33 and 34)."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.models import Agency, Case
from consent import choices
from consent.models.safeguarding import SafeguardingDisclosure
from consent.querysets import BreachQuerySet, BreachRecordQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(
    plain=(
        "kind",
        "agency",
        "safeguarding",
        "happened_on",
        "aware_at",
        "notify_by",
        "recorded_at",
        "recorded_by",
        "once",
    )
)
class Breach(SealedModel):
    """Personal data that went where it should not have, or was lost. It is no Disclosure, and none becomes one.

    `aware_at` is when the service first knew, from which 72 hours run until `notify_by`. It is sealed under a
    key of its own, so that it stays on record (article 33(5)) when a family's records are erased; what it says
    of them can be erased with it. `whose` says which cases and people, as they were typed; the cases known by
    their references are its `cases`. `safeguarding` is what a review did not agree with.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=choices.BreachKind.choices)
    what = SealedTextField(max_length=10_000)
    whose = SealedTextField(max_length=2_000, default="")
    reached = SealedTextField(max_length=2_000, default="")
    done = SealedTextField(max_length=5_000, default="")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    safeguarding = models.OneToOneField(
        SafeguardingDisclosure, null=True, blank=True, on_delete=models.PROTECT, related_name="breach"
    )
    happened_on = models.DateField(null=True, blank=True)
    aware_at = models.DateTimeField()
    notify_by = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    # What `with_state` adds.
    risk: str | None
    notifying: str | None
    told_ico_at: datetime | None
    ended: str | None

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["notify_by", "id"]
        indexes = [models.Index(fields=["notify_by"], name="breach_by_clock")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recorded_at__gte=models.F("aware_at")), name="breach_recorded_once_known"
            ),
        ]

    def __str__(self) -> str:
        return f"breach {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """A key of its own: it is about several families, or none."""
        return KeySubject("breach", self.id)


@audited(plain=("breach", "case", "added_at"))
class BreachCase(models.Model):
    """A case whose data a breach touched. Whoever may not see the case sees nothing of the breach."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = BreachRecordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["breach", "case"], name="breach_touches_a_case_once")]

    def __str__(self) -> str:
        return f"case of a breach {self.id}"


@audited(plain=("breach", "step", "outcome", "happened_at", "recorded_at", "recorded_by", "once"))
class BreachEntry(SealedModel):
    """One step taken about a breach: its outcome where it has one, and the words for it.

    `words` are the reasons of an assessment or decision, what was said to whom, or the lessons at its closing.
    `happened_at` is when the ICO or the people were told; `number` the ICO's reference, or that of a case linked
    later; `delay` why it was told after the 72 hours. The newest word on a step counts; earlier ones stay.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="entries")
    step = models.CharField(max_length=20, choices=choices.BreachStep.choices)
    outcome = models.CharField(max_length=20, blank=True)
    words = SealedTextField(max_length=10_000, default="")
    happened_at = models.DateTimeField(null=True, blank=True)
    number = SealedTextField(max_length=100, default="")
    delay = SealedTextField(max_length=5_000, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = BreachRecordQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["breach", "step", "-recorded_at"], name="breach_entry_by_step")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step="assessed", outcome__in=choices.BreachRisk.values)
                | models.Q(step="decided", outcome__in=choices.Notifying.values)
                | models.Q(step="people", outcome__in=choices.PeopleTold.values)
                | models.Q(step__in=["notified", "linked", "note", "closed", "reopened"], outcome=""),
                name="breach_step_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(step="notified") | models.Q(happened_at__isnull=False),
                name="breach_notified_at_a_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(happened_at__isnull=True)
                | models.Q(recorded_at__gte=models.F("happened_at")),
                name="breach_step_recorded_once_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"breach entry {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its breach."""
        return KeySubject("breach", self.breach_id)
