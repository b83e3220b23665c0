"""Talks with the local authority, of which none is about a family's case (L04, L05)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from consent import choices
from consent.querysets import LiaisonEntryQuerySet, LiaisonReviewQuerySet
from consent.rules import LIAISON_TOPICS
from sendiass.audit import audited
from sendiass.crypto.fields import SealedJSONField, SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


def _topics_of_their_kind() -> models.Q:
    found = models.Q()
    for kind, topics in LIAISON_TOPICS.items():
        found |= models.Q(kind=kind.value, topics__contained_by=[topic.value for topic in topics])
    return found


@audited(
    plain=(
        "kind",
        "happened_on",
        "attended",
        "topics",
        "original",
        "version",
        "held",
        "recorded_at",
        "recorded_by",
        "once",
    )
)
class LiaisonEntry(SealedModel):
    """One talk with the authority, or a trend noticed. Nothing joins it to a case.

    `said` holds the words on each topic. `held`: it waits for the manager's review, or once did. `version` counts
    from 1; a correction repeats the whole with its `original` and a reason, and both stay readable. All words are
    sealed, since a text that waits may name someone and a screen may miss a name.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=choices.LiaisonKind.choices)
    happened_on = models.DateField()
    attended = ArrayField(
        models.CharField(max_length=20, choices=choices.Attended.choices), default=list, blank=True
    )
    topics = ArrayField(models.CharField(max_length=20, choices=choices.LiaisonTopic.choices))
    said = SealedJSONField()
    agreed = SealedTextField(max_length=5000, default="")
    original = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    version = models.PositiveSmallIntegerField(default=1)
    correction_reason = SealedTextField(max_length=2000, default="")
    held = models.BooleanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = LiaisonEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "liaison entries"
        ordering = ["-happened_on", "-recorded_at", "id"]
        indexes = [models.Index(fields=["-happened_on", "-recorded_at"], name="liaison_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["id", "held", "recorded_by"], name="liaison_whole"),
            models.UniqueConstraint(
                fields=["original", "version"], name="liaison_one_correction_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(topics__len__gt=0) & _topics_of_their_kind(),
                name="liaison_on_topics_of_its_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(original__isnull=True, version=1)
                | models.Q(original__isnull=False, version__gt=1),
                name="liaison_correction_names_its_original",
            ),
        ]

    def __str__(self) -> str:
        return f"liaison entry {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Its own key: should it turn out to name someone, it can be erased by itself."""
        return KeySubject("liaison", self.id)

    @property
    def decision(self) -> LiaisonReview | None:
        """What the manager decided, if it waited and they have."""
        return getattr(self, "review", None)

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for the manager."""
        return self.held and self.decision is None


@audited(plain=("entry", "held", "written_by", "accepted", "by", "at"))
class LiaisonReview(SealedModel):
    """The manager's one decision about an entry that waited: into the log, or back to its writer with a reason.

    `held` and `written_by` repeat the entry's, so that the data base takes no decision about one that did not wait,
    or by its writer.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    entry = models.OneToOneField(LiaisonEntry, on_delete=models.PROTECT, related_name="review")
    held = models.BooleanField(default=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    reason = SealedTextField(max_length=2000, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = LiaisonReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(held=True), name="review_of_what_waited"),
            models.CheckConstraint(
                condition=~models.Q(written_by=models.F("by")), name="review_by_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"review of a liaison entry {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed with its entry."""
        return KeySubject("liaison", self.entry_id)
