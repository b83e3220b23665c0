"""What families told us in general words, what was decided, what changed, and what stands on the public page (L34)."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models

from feedback import choices
from feedback.models.batches import AnonymousAnswer
from feedback.models.comments import Comment
from feedback.models.views_given import GivenView
from feedback.querysets import PublishedItemQuerySet, SaidItemQuerySet, SaidRecordQuerySet
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(plain=("reference", "came_from", "started_at", "started_by", "once"))
class SaidItem(models.Model):
    """Something families told us. Its words are in its entries, and nothing here leads to a family."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True, editable=False)
    came_from = models.CharField(max_length=20, choices=choices.SaidIn.choices)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    # What `with_state` adds.
    stage: str | None
    moved_at: datetime | None

    objects = SaidItemQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "id"]

    def __str__(self) -> str:
        return f"item {self.reference}"

    @property
    def key_subject(self) -> KeySubject:
        """A key of its own, for words that were never published."""
        return KeySubject("said item", self.id)


@audited(plain=("item", "comment", "answer", "view"))
class SaidSource(models.Model):
    """From which comment, answer or view an item came: shown to whoever may see that one, and to nobody else."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.OneToOneField(SaidItem, on_delete=models.PROTECT, related_name="source")
    comment = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.PROTECT, related_name="became"
    )
    answer = models.ForeignKey(
        AnonymousAnswer, null=True, blank=True, on_delete=models.PROTECT, related_name="became"
    )
    view = models.ForeignKey(
        GivenView, null=True, blank=True, on_delete=models.PROTECT, related_name="became"
    )

    objects = SaidRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(comment__isnull=False, answer__isnull=True, view__isnull=True)
                | models.Q(comment__isnull=True, answer__isnull=False, view__isnull=True)
                | models.Q(comment__isnull=True, answer__isnull=True, view__isnull=False),
                name="said_source_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"source of {self.item_id}"


@audited(
    plain=(
        "item",
        "number",
        "step",
        "stage",
        "decided_by",
        "happened_on",
        "recorded_at",
        "recorded_by",
        "once",
    )
)
class SaidEntry(SealedModel):
    """One step about an item, the stage it led to, and the words for it; `happened_on` is when it was decided or changed."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(SaidItem, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=20, choices=choices.SaidStep.choices)
    stage = models.CharField(max_length=20, choices=choices.SaidStage.choices)
    decided_by = models.CharField(max_length=20, choices=choices.DecidedBy.choices, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    words = SealedTextField(max_length=2_000, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = SaidRecordQuerySet.as_manager()

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="said_one_step_at_a_time"),
            models.CheckConstraint(
                condition=(
                    models.Q(step__in=["will_change", "stays"], happened_on__isnull=False)
                    & models.Q(decided_by__in=choices.DecidedBy.values)
                )
                | models.Q(step="changed", decided_by="", happened_on__isnull=False)
                | models.Q(
                    step__in=["told", "published", "withdrawn"], decided_by="", happened_on__isnull=True
                ),
                name="said_step_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.number} of {self.item_id}"

    @property
    def key_subject(self) -> KeySubject:
        """Its item's."""
        return KeySubject("said item", self.item_id)


@audited(
    plain=(
        "item",
        "told",
        "decided",
        "decided_by",
        "decided_on",
        "changed",
        "changed_on",
        "published_on",
        "withdrawn_on",
    )
)
class PublishedItem(models.Model):
    """What stands, or stood, on the public page: in plain, since everybody may read it. Only the day it was taken off is added.

    `changed` is empty where it was decided that nothing changes.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(SaidItem, on_delete=models.PROTECT, related_name="published")
    told = models.TextField(max_length=2_000)
    decided = models.TextField(max_length=2_000)
    decided_by = models.CharField(max_length=20, choices=choices.DecidedBy.choices)
    decided_on = models.DateField()
    changed = models.TextField(max_length=2_000, blank=True)
    changed_on = models.DateField(null=True, blank=True)
    published_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = PublishedItemQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="said_once_on_the_public_page",
            ),
            models.CheckConstraint(
                condition=models.Q(changed="", changed_on__isnull=True)
                | (~models.Q(changed="") & models.Q(changed_on__isnull=False)),
                name="said_change_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"published {self.id}"
