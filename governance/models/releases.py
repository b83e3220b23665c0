"""A quarter as it was frozen for reports: counted by the data base alone, once, and never changed (B02, B04, L06)."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from governance.querysets.releases import FrozenPeriodQuerySet
from governance.rules.tables import Period
from sendiass.audit import unaudited


@unaudited(
    reason="counted and written by a function of the data base, and only ever added to",
    plain=("begins_on", "ends_on", "digest", "frozen_at", "frozen_by"),
)
class FrozenPeriod(models.Model):
    """That a quarter was counted and frozen. Half-years and years are added up from these.

    `digest` is the SHA-256 of what was counted after its salt. It may be published: small figures cannot be found by
    trying, since the salt is not.
    """

    append_only = True
    written_by_triggers = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    begins_on = models.DateField(unique=True)
    ends_on = models.DateField(unique=True)
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = FrozenPeriodQuerySet.as_manager()

    def __str__(self) -> str:
        return f"frozen period {self.id}"

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.begins_on, self.ends_on)


@unaudited(
    reason="counted and written by a function of the data base, and only ever added to",
    plain=("content", "salt"),
)
class FrozenCount(models.Model):
    """What was counted for a frozen quarter: each table's inmost cells, true and exact. It never leaves.

    The data base shows it only to the part of the service that makes releases.
    """

    append_only = True
    written_by_triggers = True

    frozen = models.OneToOneField(
        FrozenPeriod, primary_key=True, on_delete=models.PROTECT, related_name="count"
    )
    content = models.TextField()
    salt = models.CharField(max_length=64)

    objects: models.Manager[FrozenCount] = models.Manager()

    def __str__(self) -> str:
        return f"count of {self.frozen_id}"
