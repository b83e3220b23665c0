"""How the board's meetings, and what is written for them, are asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db.models import Q

from sendiass.audit import AuditedQuerySet

SHOWN = Q(held=False) | Q(accepted=True)


class BoardMeetingQuerySet(AuditedQuerySet[Any]):
    """Meetings of the board."""

    def planned(self) -> Self:
        """Neither held and closed nor called off."""
        return self.filter(closed_at__isnull=True, called_off_at__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def after(self, moment: datetime) -> Self:
        return self.filter(starts_at__gt=moment)

    def soonest_first(self) -> Self:
        return self.order_by("starts_at", "id")

    def latest_first(self) -> Self:
        return self.order_by("-starts_at", "id")


class BoardTextQuerySet(AuditedQuerySet[Any]):
    """What is written for the board, and waits for a manager where it may name somebody."""

    def shown(self) -> Self:
        """What members may read."""
        return self.filter(SHOWN)

    def waiting(self) -> Self:
        """What waits for a manager."""
        return self.filter(held=True, accepted__isnull=True)

    def sent_back(self) -> Self:
        return self.filter(accepted=False)


class AgendaItemQuerySet(BoardTextQuerySet):
    """Items of agendas."""

    def on_the_agenda(self) -> Self:
        return self.filter(taken_off_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("place", "at", "id")
