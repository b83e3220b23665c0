"""How being asked what one thought is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.models import Case


class InvitationQuerySet(AuditedQuerySet[Any]):
    """Who was asked, and who was not and why."""

    def sent(self) -> Self:
        """Those that were asked."""
        return self.filter(state="sent")

    def of(self, case: Case) -> Self:
        """Those of a case that closed, the newest closing first."""
        return self.filter(case=case).order_by("-decided_at", "id")

    def of_person_since(self, people: Iterable[UUID], moment: datetime) -> Self:
        """Those by which any of these, who are one human being, was asked since then."""
        return self.sent().filter(person__in=list(people), decided_at__gt=moment)

    def to_remind(self) -> Self:
        """Those that were asked and not yet asked once more."""
        return self.sent().filter(reminded_on__isnull=True)
