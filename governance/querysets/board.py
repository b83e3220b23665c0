"""How the board's membership is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from sendiass.audit import AuditedQuerySet


class MemberQuerySet(AuditedQuerySet[Any]):
    """Those who are or were on the board."""

    def seated(self) -> Self:
        """Who has a seat that was not ended, lapsed or not."""
        return self.filter(seats__ended_on__isnull=True, seats__isnull=False)

    def by_name(self) -> Self:
        return self.order_by("name", "id")


class SeatQuerySet(AuditedQuerySet[Any]):
    """Seats on the board, past and present."""

    def held(self) -> Self:
        """Not ended; one whose term is over is held until it is renewed or ended."""
        return self.filter(ended_on__isnull=True)

    def begun_by(self, day: date) -> Self:
        return self.filter(from_on__lte=day)

    def newest_first(self) -> Self:
        return self.order_by("-from_on", "-at", "id")


class ChairTermQuerySet(AuditedQuerySet[Any]):
    """Who chairs and chaired."""

    def sitting(self) -> Self:
        return self.filter(ended_on__isnull=True)
