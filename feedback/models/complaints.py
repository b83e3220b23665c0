"""Complaints that were taken on, and every step taken about one since (L32)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.models import Case
from feedback import choices
from feedback.models.comments import Comment
from feedback.querysets import ComplaintQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject

_TO_SOMEBODY = ("handed", "named")
_SAID_TO_THEM = ("acknowledged", "decided")


@audited(
    plain=(
        "comment",
        "about_data",
        "case",
        "received_on",
        "acknowledge_by",
        "decide_by",
        "due_rule",
        "taken_on_at",
        "taken_on_by",
    )
)
class Complaint(models.Model):
    """A comment that is dealt with as a complaint. Its dates run from the day it came in, and are set once.

    `case` is the case it is about, if it is about one: whoever is kept from that case is kept from the complaint.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="complaint")
    about_data = models.BooleanField()
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    acknowledge_by = models.DateField()
    decide_by = models.DateField()
    due_rule = models.CharField(max_length=30)
    taken_on_at = models.DateTimeField()
    taken_on_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledge_by__gte=models.F("received_on"))
                & models.Q(decide_by__gte=models.F("received_on")),
                name="complaint_due_once_received",
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.id}"


@audited(
    plain=(
        "complaint",
        "number",
        "step",
        "stage",
        "outcome",
        "how",
        "worker",
        "happened_on",
        "due_on",
        "due_rule",
        "recorded_at",
        "recorded_by",
        "once",
    )
)
class ComplaintEntry(SealedModel):
    """One step about a complaint, the stage it led to, and the words for it.

    `worker` is to whom it was given, or whom it is about; empty where it was taken further outside the service.
    `words` are what they were told, the reasons, or what was learned; `happened_on` is the day they were told.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=20, choices=choices.ComplaintStep.choices)
    stage = models.CharField(max_length=20, choices=choices.ComplaintStage.choices)
    outcome = models.CharField(max_length=20, blank=True)
    how = models.CharField(max_length=20, choices=choices.HowAnswered.choices, blank=True)
    words = SealedTextField(max_length=20_000, default="")
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    happened_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_rule = models.CharField(max_length=30, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["complaint", "number"]
        indexes = [models.Index(fields=["worker", "step"], name="complaint_entry_by_worker")]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="complaint_one_step_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(step="decided", outcome__in=choices.Outcome.values)
                | models.Q(step="closed", outcome__in=choices.Learning.values)
                | (~models.Q(step__in=["decided", "closed"]) & models.Q(outcome="")),
                name="complaint_step_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(step__in=_TO_SOMEBODY, worker__isnull=False)
                | models.Q(step="further")
                | (~models.Q(step__in=[*_TO_SOMEBODY, "further"]) & models.Q(worker__isnull=True)),
                name="complaint_step_has_its_worker",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    step__in=_SAID_TO_THEM, how__in=choices.HowAnswered.values, happened_on__isnull=False
                )
                | (~models.Q(step__in=_SAID_TO_THEM) & models.Q(how="", happened_on__isnull=True)),
                name="complaint_step_says_how_they_were_told",
            ),
            models.CheckConstraint(
                condition=(models.Q(step="further", due_on__isnull=False) & ~models.Q(due_rule=""))
                | (~models.Q(step="further") & models.Q(due_on__isnull=True, due_rule="")),
                name="complaint_taken_further_is_due",
            ),
        ]

    def __str__(self) -> str:
        return f"complaint entry {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with the comment it began with."""
        return KeySubject("comment", self.complaint.comment_id)
