"""Questionnaires by audience and length, in versions, and what of the service each question measures (L11, L30)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from feedback import choices
from feedback.querysets import CriterionQuerySet, QuestionnaireQuerySet, QuestionQuerySet
from sendiass.audit import audited


@audited(plain=("key", "name", "words", "recorded_at", "recorded_by", "retired_at"))
class Criterion(models.Model):
    """What the board evaluates the service by (L11); `key` names one that comes with the software."""

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    words = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "key"]

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
