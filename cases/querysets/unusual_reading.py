"""How unusual reading is asked for. Which of it somebody may be told of is said here, but for the cases in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sendiass.accounts.roles import MAY, Permission, Role
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import User

JUDGED_BY_OTHERS = [role for role in Role if Permission.SEE_READINGS in MAY[role]]
"""The roles that see who looked at a family: what somebody in one of them read is for somebody else to judge."""


class UnusualReadingQuerySet(AuditedQuerySet[Any]):
    """Days on which somebody's reading was unusual."""

    def to_be_judged_by(self, user: User) -> Self:
        """What this person may look into by their role: never their own, and without a manager's rights a manager's alone."""
        others = self.exclude(worker=user)
        if user.holds(Permission.SEE_READINGS):
            return others
        if user.holds(Permission.LOOK_INTO_MANAGERS):
            return others.filter(worker__role__in=JUDGED_BY_OTHERS)
        return self.none()

    def open(self) -> Self:
        """Nobody has looked into it."""
        return self.filter(looked_into__isnull=True)

    def newest_first(self) -> Self:
        """The latest day first."""
        return self.order_by("-day", "found_at", "id")
