"""How training, the sessions we give and work above its training are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db.models import Q

from sendiass.accounts.roles import Permission
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import User


class TrainingRecordQuerySet(AuditedQuerySet[Any]):
    """Training that somebody had."""

    def visible_to(self, worker: User) -> Self:
        """Everyone's for whoever keeps the register, and one's own for anybody."""
        if worker.holds(Permission.KEEP_TRAINING):
            return self
        return self.filter(worker=worker.pk)

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def of_workers(self, workers: Iterable[UUID]) -> Self:
        return self.filter(worker__id__any_of=list(workers))

    def held_between(self, first: date, last: date) -> Self:
        """Had on these days, both included."""
        return self.filter(held_on__gte=first, held_on__lte=last)

    def newest_first(self) -> Self:
        return self.order_by("-held_on", "-recorded_at", "id")

    def with_people(self) -> Self:
        return self.select_related("worker", "recorded_by", "withdrawn_by", "certificate", "counts_below")


class CertificateQuerySet(AuditedQuerySet[Any]):
    """Certificates."""

    def to_be_scanned(self) -> Self:
        """The scanner has not answered for them."""
        return self.filter(scan="waiting").order_by("added_at", "id")


class GivenSessionQuerySet(AuditedQuerySet[Any]):
    """Sessions that the service gave or will give."""

    def newest_first(self) -> Self:
        return self.order_by("-held_on", "id")

    def held_between(self, first: date, last: date) -> Self:
        return self.filter(held_on__gte=first, held_on__lte=last)


class WorkAboveTrainingQuerySet(AuditedQuerySet[Any]):
    """Work that was done at a level for which its worker had not the legal training."""

    def to_be_seen(self) -> Self:
        """No manager has looked at it."""
        return self.filter(seen_at__isnull=True)

    def not_by(self, worker: User) -> Self:
        """Not this person's own."""
        return self.filter(~Q(worker=worker.pk))

    def newest_first(self) -> Self:
        return self.order_by("-found_at", "id")
