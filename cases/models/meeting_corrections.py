"""What is set beside a meeting that was written up: the whole of it again, put right (Y02, Y11, Y14)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.models.casework import LONGEST_NOTE, Case, OfACase
from cases.models.meetings import Meeting
from cases.querysets import MeetingCorrectionQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField


@audited(
    plain=(
        "case",
        "meeting",
        "version",
        "role",
        "role_stated",
        "family_views",
        "professionals_views",
        "recorded_at",
        "recorded_by",
        "once",
    )
)
class MeetingCorrection(OfACase):
    """A corrected version of what happened at a meeting; the first stands in the meeting itself and never changes.

    `version` counts from 2, without a gap. The newest counts, and every one stays readable with its `reason`.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections")
    version = models.PositiveSmallIntegerField()
    reason = SealedTextField(max_length=2000)
    role = models.CharField(max_length=20, choices=choices.MeetingRole.choices)
    observes_because = SealedTextField(max_length=1000, null=True)
    attended = SealedTextField(max_length=2000)
    role_stated = models.BooleanField()
    not_stated_because = SealedTextField(max_length=1000, null=True)
    family_views = models.CharField(max_length=20, choices=choices.FamilyViews.choices)
    family_words = SealedTextField(max_length=LONGEST_NOTE)
    professionals_views = models.CharField(max_length=20, choices=choices.ProfessionalsViews.choices)
    professionals_words = SealedTextField(max_length=LONGEST_NOTE, null=True)
    agreed = SealedTextField(max_length=LONGEST_NOTE, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = MeetingCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"], name="one_correction_of_a_meeting_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=("support", "strategy", "observe")),
                name="meeting_corrected_is_no_part_in_a_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(role="observe", observes_because__isnull=False)
                | (~models.Q(role="observe") & models.Q(observes_because__isnull=True)),
                name="meeting_corrected_observer_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(role_stated=True, not_stated_because__isnull=True)
                | models.Q(role_stated=False, not_stated_because__isnull=False),
                name="meeting_corrected_role_stated_or_why_not",
            ),
            models.CheckConstraint(
                condition=models.Q(family_views__in=choices.FamilyViews.values),
                name="meeting_corrected_says_of_the_familys_views",
            ),
            models.CheckConstraint(
                condition=models.Q(professionals_views="none_there", professionals_words__isnull=True)
                | models.Q(professionals_views__in=("heard", "not_heard"), professionals_words__isnull=False),
                name="meeting_corrected_professionals_views_in_words_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"correction of a meeting {self.id}"
