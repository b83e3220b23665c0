"""Questionnaires by audience and length, in versions, and what of the service each question measures (L11, L30)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from feedback import choices
from feedback.querysets import (
    CriterionQuerySet,
    QuestionnaireDraftQuerySet,
    QuestionnaireQuerySet,
    QuestionQuerySet,
)
from feedback.rules import AskedQuestion
from sendiass.audit import audited


@audited(
    plain=(
        "key",
        "version",
        "number",
        "name",
        "words",
        "agreed_on",
        "minute",
        "recorded_at",
        "recorded_by",
        "retired_at",
    )
)
class Criterion(models.Model):
    """What the board evaluates the service by, as it agreed it on one day (L11). It never changes: it is only retired.

    `key` is the same from one decision to the next, and `version` is the decision's, shared by all that it agreed.
    Those that come with the software have no day and no minute: no board has agreed them yet.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    words = models.CharField(max_length=500)
    agreed_on = models.DateField(null=True, blank=True)
    minute = models.CharField(max_length=100, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["number", "key"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="criterion_version_once"),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(retired_at__isnull=True), name="criterion_one_in_use"
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_on__isnull=True, minute="")
                | (models.Q(agreed_on__isnull=False) & ~models.Q(minute="")),
                name="criterion_agreed_on_a_day_in_a_minute",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@audited(plain=("audience", "is_short", "version", "recorded_at", "recorded_by", "retired_at"))
class Questionnaire(models.Model):
    """One version of what one audience is asked; `is_short` is for those helped by a single piece of information.

    What was asked stays as it was asked: a change is a new version, and this one is retired.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    audience = models.CharField(max_length=20, choices=choices.Audience.choices)
    is_short = models.BooleanField(default=False)
    version = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        ordering = ["audience", "is_short", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "is_short", "version"], name="questionnaire_version_once"
            ),
            models.UniqueConstraint(
                fields=["audience", "is_short"],
                condition=models.Q(retired_at__isnull=True),
                name="questionnaire_one_in_use",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="questionnaire_versions_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}, version {self.version}"


@audited(plain=("questionnaire", "number", "criterion", "words", "scale", "asks_for_words"))
class Question(models.Model):
    """One question: its words, five words from least to most where it is answered by choosing, and whether it asks for more."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    scale = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    asks_for_words = models.CharField(max_length=200, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["questionnaire", "number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="question_number_once"),
            models.CheckConstraint(
                condition=models.Q(scale__len=5) | (models.Q(scale__len=0) & ~models.Q(asks_for_words="")),
                name="question_has_five_words_or_asks_for_words",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def english(self) -> tuple[str, ...]:
        """Every text of it that a family reads."""
        more = self.asks_for_words if self.scale else ""
        return tuple(one for one in (self.words, *self.scale, more) if one)

    @property
    def asked(self) -> AskedQuestion:
        """All that it asks; needs its criterion."""
        return AskedQuestion(self.words, tuple(self.scale), self.asks_for_words, self.criterion.key)


@audited(plain=("audience", "is_short", "revision", "asked", "changed_at", "changed_by"))
class QuestionnaireDraft(models.Model):
    """What would be asked of one audience instead, put to nobody: edited in place, and copied when it starts.

    `asked` has each question in its order; `revision` counts the changes, so that the second of two at once is told.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    audience = models.CharField(max_length=20, choices=choices.Audience.choices)
    is_short = models.BooleanField(default=False)
    revision = models.PositiveIntegerField()
    asked = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = QuestionnaireDraftQuerySet.as_manager()

    class Meta:
        ordering = ["audience", "is_short"]
        constraints = [
            models.UniqueConstraint(fields=["audience", "is_short"], name="questionnaire_one_draft"),
        ]

    def __str__(self) -> str:
        return f"draft for {self.get_audience_display()}"

    @property
    def questions(self) -> tuple[AskedQuestion, ...]:
        """What it asks, in its order."""
        return tuple(
            AskedQuestion(one["words"], tuple(one["scale"]), one["asks_for_words"], one["criterion"])
            for one in self.asked
        )
