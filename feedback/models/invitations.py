"""That somebody was asked what they thought of our help, or why not. Whether they answered nobody knows (L30)."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from cases.models import AskedAtClosing, Case, Enquiry, Person
from feedback import choices
from feedback.models.batches import Batch
from feedback.querysets import InvitationQuerySet
from sendiass.audit import audited


@audited(
    plain=(
        "asked",
        "enquiry",
        "case",
        "person",
        "audience",
        "is_short",
        "batch",
        "state",
        "because",
        "channel",
        "decided_at",
        "reminded_on",
    )
)
class Invitation(models.Model):
    """One for each person on a case that closed, and one for each call that was answered; sent, or not sent and why.

    `batch` is what everyone asked in that period answers into; `channel` is how it went to them. `reminded_on` is the day
    on which everyone of the batch was asked once more.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    asked = models.OneToOneField(
        AskedAtClosing, null=True, blank=True, on_delete=models.PROTECT, related_name="invitation"
    )
    enquiry = models.OneToOneField(
        Enquiry, null=True, blank=True, on_delete=models.PROTECT, related_name="invitation"
    )
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=20, choices=choices.Audience.choices)
    is_short = models.BooleanField(default=False)
    batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    state = models.CharField(max_length=10, choices=choices.InvitationState.choices)
    because = models.CharField(max_length=20, choices=choices.WhyNotSent.choices, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField()
    reminded_on = models.DateField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["decided_at", "id"]
        indexes = [
            models.Index(fields=["person", "-decided_at"], name="invitation_by_person"),
            models.Index(fields=["case"], name="invitation_by_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asked__isnull=False, enquiry__isnull=True, case__isnull=False)
                & models.Q(person__isnull=False)
                | models.Q(asked__isnull=True, enquiry__isnull=False, person__isnull=True),
                name="invitation_follows_a_closing_or_a_call",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", because="", batch__isnull=False) & ~models.Q(channel="")
                | models.Q(state="not_sent", batch__isnull=True, channel="") & ~models.Q(because=""),
                name="invitation_is_sent_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.id}"
