"""How recruitment, applicants and joiners are asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from sendiass.audit import AuditedQuerySet

NOT_TAKEN_ON = ("not_taken_on", "withdrew")


class DriveQuerySet(AuditedQuerySet[Any]):
    """Recruitment drives."""

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-opened_on", "-opened_at", "id")

    def counted(self) -> Self:
        """Adds how many applied, and how many were taken on."""
        counted: Self = self.annotate(
            applied=Count("applicants", distinct=True),
            taken_on=Count("applicants", filter=Q(applicants__account__isnull=False), distinct=True),
        )
        return counted


class ApplicantQuerySet(AuditedQuerySet[Any]):
    """Those who want to volunteer."""

    def with_stage(self) -> Self:
        """Adds how far each is, and since when."""
        steps = _all("ApplicantStep").filter(applicant=OuterRef("pk")).order_by("-number")
        staged: Self = self.annotate(
            stage=Subquery(steps.values("stage")[:1]), stage_at=Subquery(steps.values("at")[:1])
        )
        return staged

    def remembered(self) -> Self:
        """Of whom anything can still be read."""
        return self.filter(~Exists(_all("ForgottenApplicant").filter(applicant=OuterRef("pk"))))

    def in_hand(self) -> Self:
        """Neither taken on nor turned down nor gone; needs `with_stage`."""
        return self.exclude(stage__in=[*NOT_TAKEN_ON, "taken_on"])

    def to_forget(self, before: datetime) -> Self:
        """Not taken on, and settled before that moment."""
        return self.with_stage().remembered().filter(stage__in=NOT_TAKEN_ON, stage_at__lt=before)

    def oldest_first(self) -> Self:
        return self.order_by("applied_on", "id")


class JoiningEntryQuerySet(AuditedQuerySet[Any]):
    """What was done, or is to be done again, before a first case."""

    def newest_of_each(self) -> Self:
        """The last word on each item of each worker."""
        return self.order_by("worker", "item", "-recorded_at", "-id").distinct("worker", "item")


class LeavingQuerySet(AuditedQuerySet[Any]):
    """Who leaves, and when."""

    def newest_first(self) -> Self:
        return self.order_by("-last_day", "id")


def _all(model: str) -> Any:
    return apps.get_model("governance", model).objects.all()
