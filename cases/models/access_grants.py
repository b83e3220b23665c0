"""Who else may open a case for a while: cover while its worker is away, and an emergency. A conflict beats both."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models

from cases import choices
from cases.models.casework import Case, OfACase
from cases.models.interests import OfAWorker
from cases.querysets import BreakGlassQuerySet, CoverQuerySet
from sendiass import clock
from sendiass.audit import audited
from sendiass.crypto.fields import SealedTextField


@audited(plain=("worker", "away", "case", "from_at", "until_at", "at", "by", "ended_at", "ended_by"))
class Cover(OfAWorker):
    """That one worker looks after the cases of another from one moment to another; `case` where it is one alone.

    What the other gets meanwhile is covered, too. `ended_at` where it ended before its time.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covers")
    away = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="covered_by")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    reason = SealedTextField(max_length=2000, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ["from_at", "id"]
        indexes = [
            models.Index(
                fields=["worker", "until_at"],
                condition=models.Q(ended_at__isnull=True),
                name="cover_by_worker",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("away")), name="nobody_covers_themselves"
            ),
            models.CheckConstraint(
                condition=models.Q(until_at__gt=models.F("from_at")), name="cover_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"cover {self.id}"

    @property
    def first_day(self) -> date:
        """The day it begins with."""
        return clock.day_of(self.from_at)

    @property
    def last_day(self) -> date:
        """The day with whose end it ends."""
        return clock.day_of(self.until_at - timedelta(microseconds=1))


@audited(
    plain=(
        "case",
        "worker",
        "from_at",
        "until_at",
        "ended_at",
        "reviewed_at",
        "reviewed_by",
        "reviewed_as",
        "once",
    )
)
class BreakGlass(OfACase):
    """That a worker opened a case that is not theirs, because it could not wait: why, and for how long.

    The manager is told at once, and looks at it afterwards: `reviewed_as` and `review_words` say what they found.
    """

    never_deleted = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(max_length=2000)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_as = models.CharField(max_length=20, choices=choices.ReviewedAs.choices, blank=True)
    review_words = SealedTextField(max_length=2000, default="")
    once = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        ordering = ["-from_at", "id"]
        indexes = [
            models.Index(
                fields=["worker", "until_at"],
                condition=models.Q(ended_at__isnull=True),
                name="break_glass_by_worker",
            ),
            models.Index(
                fields=["from_at"],
                condition=models.Q(reviewed_at__isnull=True),
                name="break_glass_to_review",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at__gt=models.F("from_at")), name="break_glass_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_at__isnull=True, reviewed_by__isnull=True, reviewed_as="")
                | (
                    models.Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & models.Q(reviewed_as__in=choices.ReviewedAs.values)
                    & ~models.Q(reviewed_by=models.F("worker"))
                ),
                name="break_glass_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"break-glass {self.id}"

    @property
    def closed_at(self) -> datetime:
        """When it closed to them, or will."""
        return min(self.ended_at or self.until_at, self.until_at)
