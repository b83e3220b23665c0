"""How consent is asked for: participles and adjectives that read as sentences."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, F, OuterRef, Q

from sendiass.accounts.roles import Permission
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from cases.models import Case
    from sendiass.accounts.models import User


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


class LiaisonReviewQuerySet(AuditedQuerySet[Any]):
    """What the manager decided about texts that waited."""


class LiaisonEntryQuerySet(AuditedQuerySet[Any]):
    """Talks with the authority, and what is set beside them."""

    def published(self) -> Self:
        """Those that stand in the log: they passed the screen, or the manager has let them through."""
        return self.filter(Q(held=False) | Q(review__accepted=True))

    def waiting(self) -> Self:
        """Those that wait for the manager."""
        return self.filter(held=True, review__isnull=True)

    def latest(self) -> Self:
        """Of each talk what stands now: nothing published corrects it."""
        later = self.model.objects.published().filter(version__gt=OuterRef("version"))
        of_the_same = Q(original=OuterRef("original")) | Q(original=OuterRef("pk"))
        return self.published().exclude(Exists(later.filter(of_the_same)))

    def visible_to(self, worker: User) -> Self:
        """Those in the log, one's own, and for the manager all."""
        if not worker.holds(Permission.KEEP_LIAISON):
            return self.none()
        if worker.holds(Permission.SEE_ALL_CASES):
            return self
        return self.filter(Q(held=False) | Q(review__accepted=True) | Q(recorded_by=worker))
