"""The versions of the impartiality policy as everybody here reads them, and who has (Y16). A floor above may put them in."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models

from cases.models.interests import OfAWorker, Waiver
from cases.querysets.policy import AcknowledgementQuerySet, PolicyVersionQuerySet, PolicyWaiverQuerySet
from sendiass import clock
from sendiass.audit import audited

LONGEST_POLICY = 100_000


@audited(plain=("number", "in_force_on", "words", "at", "by", "once"))
class PolicyVersion(models.Model):
    """One version of the policy, in plain: anybody may read it. Never altered; a new one takes its place."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    in_force_on = models.DateField()
    words = models.TextField(max_length=LONGEST_POLICY)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(unique=True, editable=False)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(words=""), name="policy_version_has_words"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="policy_version_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"policy version {self.number}"

    @property
    def owed_from(self) -> date:
        """From when everybody owes its reading: never before the day it was put in here."""
        return max(self.in_force_on, clock.day_of(self.at))


@audited(plain=("worker", "version", "at"))
class PolicyAcknowledgement(OfAWorker):
    """That somebody has read a version, and says so. Never altered."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["worker", "version"], name="policy_version_read_once_by_each")
        ]

    def __str__(self) -> str:
        return f"acknowledgement {self.id}"


@audited(plain=("worker", "until_on", "at", "by"))
class PolicyWaiver(Waiver):
    """That the manager lets somebody take new cases for some days though they have not read the policy. Never altered."""

    objects = PolicyWaiverQuerySet.as_manager()

    class Meta(Waiver.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(worker=models.F("by")), name="nobody_waives_their_own_reading"
            ),
        ]
