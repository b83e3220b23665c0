"""Talks with the local authority, of which none is about a family's case (L04, L05)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.choices import MeetingRole
from consent import choices
from consent.querysets import LiaisonEntryQuerySet, LiaisonReviewQuerySet
from consent.rules import LIAISON_ROLES, LIAISON_TOPICS, PartInMeeting
from sendiass.audit import audited
from sendiass.crypto.fields import SealedJSONField, SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


def _topics_of_their_kind() -> models.Q:
    found = models.Q()
    for kind, topics in LIAISON_TOPICS.items():
        found |= models.Q(kind=kind.value, topics__contained_by=[topic.value for topic in topics])
    return found


def _roles_of_their_kind() -> models.Q:
    found = ~models.Q(kind__in=[kind.value for kind in LIAISON_ROLES]) & models.Q(role="")
    for kind, roles in LIAISON_ROLES.items():
        found |= models.Q(kind=kind.value, role__in=[role.value for role in roles])
    return found


@audited(
    plain=(
        "kind",
        "happened_on",
        "attended",
        "role",
        "role_stated",
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
    """One talk with the authority, a meeting about no family, or a trend noticed. Nothing joins it to a case.

    A meeting says what it was for and in what `role` one of ours was there: none by which they take part in a
    decision, and as an observer with a reason (Y02, Y07). `said` holds the words on each topic. `held`: it waits for
    the manager's review, or once did. `version` counts from 1; a correction repeats the whole with its `original` and
    a reason, and both stay readable. All words are sealed, since a text that waits may name someone and a screen may
    miss a name.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=choices.LiaisonKind.choices)
    happened_on = models.DateField()
    attended = ArrayField(
        models.CharField(max_length=20, choices=choices.Attended.choices), default=list, blank=True
    )
    purpose = SealedTextField(max_length=500, null=True)
    role = models.CharField(max_length=20, choices=MeetingRole.choices, blank=True)
    observes_because = SealedTextField(max_length=1000, null=True)
    role_stated = models.BooleanField(null=True, blank=True)
    not_stated_because = SealedTextField(max_length=1000, null=True)
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
            models.CheckConstraint(condition=_roles_of_their_kind(), name="liaison_in_a_role_of_its_kind"),
            models.CheckConstraint(
                condition=models.Q(role="", purpose__isnull=True)
                | (~models.Q(role="") & models.Q(purpose__isnull=False)),
                name="liaison_meeting_says_what_it_was_for",
            ),
            models.CheckConstraint(
                condition=models.Q(role="observe", observes_because__isnull=False)
                | (~models.Q(role="observe") & models.Q(observes_because__isnull=True)),
                name="liaison_observer_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(role="", role_stated__isnull=True, not_stated_because__isnull=True)
                | ~models.Q(role="")
                & models.Q(role_stated__isnull=False)
                & (
                    models.Q(role_stated=True, not_stated_because__isnull=True)
                    | models.Q(role_stated=False, not_stated_because__isnull=False)
                ),
                name="liaison_role_stated_or_why_not",
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
    def part(self) -> PartInMeeting | None:
        """The part one of ours had in a meeting, if it was one; needs a reading of it."""
        if not self.role:
            return None
        return PartInMeeting(
            purpose=self.purpose or "",
            role=MeetingRole(self.role),
            role_stated=bool(self.role_stated),
            observes_because=self.observes_because or "",
            not_stated_because=self.not_stated_because or "",
        )

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
