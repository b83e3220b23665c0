"""How supervision is asked for: participles and adjectives. It decides nothing about who may see."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import Q

from sendiass.audit import AuditedQuerySet


class SupervisesQuerySet(AuditedQuerySet[Any]):
    """Who supervises whom."""

    def begun_by(self, day: date) -> Self:
        """Arrangements that had begun by that day, the newest first."""
        return self.filter(from_on__lte=day).order_by("-from_on", "-at", "-id")

    def of_workers(self, workers: Collection[UUID]) -> Self:
        return self.filter(worker__in=workers)


class LeaveQuerySet(AuditedQuerySet[Any]):
    """Leave that is on record."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(taken_back__isnull=True).order_by("first_on", "id")

    def of_workers(self, workers: Collection[UUID]) -> Self:
        return self.filter(worker__in=workers)


class SessionQuerySet(AuditedQuerySet[Any]):
    """Sessions, booked and held."""

    def of_workers(self, workers: Collection[UUID]) -> Self:
        return self.filter(worker__in=workers)

    def with_people(self) -> Self:
        return self.select_related("worker", "supervisor", "outcome", "outcome__by")

    def booked(self) -> Self:
        """Nothing is on record yet of what became of it."""
        return self.filter(outcome__isnull=True)

    def held(self) -> Self:
        return self.filter(outcome__outcome="held")

    def starting(self, *, after: datetime, before: datetime) -> Self:
        return self.filter(starts_at__gt=after, starts_at__lte=before)

    def unsigned(self) -> Self:
        """Held, and not yet final."""
        return self.held().filter(final__isnull=True)

    def of_those_here(self) -> Self:
        """Of two whose accounts are both open."""
        return self.filter(worker__is_active=True, supervisor__is_active=True)

    def newest_first(self) -> Self:
        return self.order_by("-starts_at", "id")

    def soonest_first(self) -> Self:
        return self.order_by("starts_at", "id")


class OfSupervisionQuerySet(AuditedQuerySet[Any]):
    """What is written of a session."""

    def newest_first(self) -> Self:
        return self.order_by("-number", "id")

    def in_order(self) -> Self:
        return self.order_by("at", "id")


class AgreedActionQuerySet(AuditedQuerySet[Any]):
    """What the two of them agreed to do."""

    def to_do(self) -> Self:
        return self.filter(done__isnull=True)

    def carried_to(self, session: Any) -> Self:
        """Agreed with this worker at an earlier session, and not done when this one was held, if it was."""
        earlier = self.filter(session__worker=session.worker_id, session__starts_at__lt=session.starts_at)
        held = getattr(session, "outcome", None)
        still = Q(done__isnull=True) | Q(done__at__gt=held.at) if held else Q(done__isnull=True)
        return earlier.filter(still)

    def with_people(self) -> Self:
        return self.select_related("owner", "done", "done__by", "session")

    def due_first(self) -> Self:
        return self.order_by("due_on", "at", "id")


class GroupSessionQuerySet(AuditedQuerySet[Any]):
    """Group support."""

    def newest_first(self) -> Self:
        return self.order_by("-held_on", "id")
