"""Days on which somebody's reading of records was unusual, and what was found by whoever looked into it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases import choices
from cases.querysets import UnusualReadingQuerySet
from sendiass.audit import AuditedManager, audited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject


@audited(plain=("day", "at"))
class DayLookedThrough(models.Model):
    """A day of which all reading was looked through, so that it is looked through once and no day is left out."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    day = models.DateField(unique=True)
    at = models.DateTimeField()

    objects = AuditedManager()

    def __str__(self) -> str:
        return f"readings of {self.day}"


@audited(plain=("worker", "rule", "day", "number", "least", "usual", "cases", "found_at"))
class UnusualReading(models.Model):
    """One thing unusual about what a worker read in a day (`cases.unusual`), by numbers and ids and without a name.

    `cases` are what `number` counts, where it counts cases; `least` is the number from which it was unusual. No
    judgement: what it was is for a person to find out, and stands in `LookedInto`.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=20, choices=choices.UnusualRule.choices)
    day = models.DateField()
    number = models.PositiveIntegerField()
    least = models.PositiveIntegerField()
    usual = models.PositiveIntegerField(null=True, blank=True)
    cases = ArrayField(models.UUIDField(), default=list, blank=True)
    found_at = models.DateTimeField()

    objects = UnusualReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "found_at", "id"]
        indexes = [models.Index(fields=["-day", "found_at", "id"], name="unusual_reading_newest")]
        constraints = [
            models.UniqueConstraint(fields=["worker", "rule", "day"], name="found_unusual_once_a_day"),
            models.UniqueConstraint(fields=["id", "worker"], name="unusual_reading_of_worker"),
            models.CheckConstraint(
                condition=models.Q(rule__in=choices.UnusualRule.values), name="unusual_by_a_known_rule"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=models.F("least"), least__gte=1),
                name="unusual_from_its_least_on",
            ),
            models.CheckConstraint(
                condition=models.Q(rule="many_searches", cases__len=0)
                | (~models.Q(rule="many_searches") & models.Q(cases__len=models.F("number"))),
                name="unusual_counts_its_cases",
            ),
        ]

    def __str__(self) -> str:
        return f"unusual reading {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """The worker's, whose reading it is."""
        worker_id: UUID = self.worker_id
        return KeySubject("worker", worker_id)


@audited(plain=("finding", "worker", "outcome", "at", "by"))
class LookedInto(SealedModel):
    """What somebody found who looked into it: once, and never the one whose reading it is (`worker`)."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    finding = models.OneToOneField(UnusualReading, on_delete=models.PROTECT, related_name="looked_into")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=choices.LookedIntoAs.choices)
    words = SealedTextField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AuditedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(by=models.F("worker")), name="nobody_judges_their_own_reading"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=choices.LookedIntoAs.values), name="looked_into_in_known_words"
            ),
        ]

    def __str__(self) -> str:
        return f"looked into {self.id}"

    @property
    def key_subject(self) -> KeySubject:
        """Sealed under the key of the worker whose reading it is."""
        worker_id: UUID = self.worker_id
        return KeySubject("worker", worker_id)
