"""How consent is asked for: participles and adjectives that read as sentences."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import F, Q

from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from cases.models import Case


class CapacityDecisionQuerySet(AuditedQuerySet[Any]):
    """Decisions about one decision."""


class PermittedContentQuerySet(AuditedQuerySet[Any]):
    """Kinds of content permitted."""


class DisclosedContentQuerySet(AuditedQuerySet[Any]):
    """Kinds of content disclosed."""


class PermissionQuerySet(AuditedQuerySet[Any]):
    """Permissions to share."""

    def of(self, case: Case) -> Self:
        """Those given in this case."""
        return self.filter(case=case)

    def live(self, at: datetime) -> Self:
        """Those that hold at this moment."""
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), from_at__lte=at, until_at__gt=at)

    def written_down_later(self) -> Self:
        """Those given before they were written down."""
        return self.filter(recorded_at__gt=F("given_at"))


class DisclosureQuerySet(AuditedQuerySet[Any]):
    """What left."""

    def of(self, case: Case) -> Self:
        """Those of this case."""
        return self.filter(case=case)

    def before_the_yes_was_written_down(self) -> Self:
        """Those made on a yes that was given but not yet on record, for the manager to look at."""
        return self.filter(happened_at__lt=F("permission__recorded_at"))


class InterpreterBookingQuerySet(AuditedQuerySet[Any]):
    """Interpreters booked."""

    def of(self, case: Case) -> Self:
        """Those of this case."""
        return self.filter(case=case)

    def booked(self) -> Self:
        """Those not cancelled."""
        return self.filter(state="booked")
