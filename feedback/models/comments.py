"""What people say of the service, through the website or to somebody who works here, and what was answered (L32)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models

from feedback import choices
from feedback.querysets import CommentQuerySet, CommentRecordQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(
    plain=(
        "reference",
        "kind",
        "about_manager",
        "came_by",
        "received_on",
        "due_on",
        "due_rule",
        "sent_at",
        "taken_by",
        "once",
    )
)
class Comment(SealedModel):
    """A comment, compliment or complaint, in the words of whoever made it. Nobody has to say who they are.

    It is sealed under a key of its own, so that it can be erased and nothing else with it. `received_on` is the day from
    which its dates are counted; `taken_by` who wrote it down, where it did not come through the website. One
    `about_manager` is for whoever is above the managers.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=choices.CommentKind.choices)
    about_manager = models.BooleanField()
    words = SealedTextField(max_length=20_000)
    name = SealedTextField(max_length=1_000, default="")
    email = SealedTextField(max_length=254, default="")
    phone = SealedTextField(max_length=60, default="")
    came_by = models.CharField(max_length=20, choices=choices.CameBy.choices)
    received_on = models.DateField()
    due_on = models.DateField()
    due_rule = models.CharField(max_length=30)
    sent_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    once = models.UUIDField(unique=True, editable=False)

    # What `with_state` adds.
    stage: str | None
    due_by: date | None

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on"], name="comment_by_due_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(came_by="website", taken_by__isnull=True)
                | (~models.Q(came_by="website") & models.Q(taken_by__isnull=False)),
                name="comment_taken_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=choices.CommentKind.values), name="comment_has_a_known_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("received_on")), name="comment_due_once_received"
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.reference}"

    @property
    def key_subject(self) -> KeySubject:
        """A key of its own: it may be nobody's whom we know."""
        return KeySubject("comment", self.id)


@audited(plain=("comment", "settling", "how", "answered_on", "recorded_at", "recorded_by"))
class CommentAnswer(SealedModel):
    """What became of a comment that is no complaint: what was answered, when and how, or why it was only noted."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="answer")
    settling = models.CharField(max_length=20, choices=choices.Settling.choices)
    words = SealedTextField(max_length=10_000)
    how = models.CharField(max_length=20, choices=choices.HowAnswered.choices, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CommentRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    settling="answered",
                    how__in=["phone", "email", "letter", "in_person"],
                    answered_on__isnull=False,
                )
                | models.Q(settling="noted", how="", answered_on__isnull=True),
                name="comment_answered_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"answer to a comment {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its comment."""
        return KeySubject("comment", self.comment_id)


@audited(plain=("comment", "forgotten_at"))
class ForgottenComment(models.Model):
    """That the words of a comment, whoever said them, and all that was written about it are destroyed; its figures stay."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="forgotten")
    forgotten_at = models.DateTimeField()

    objects = CommentRecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"end of a comment {self.id}"
