"""How checks of case files are asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from cases.querysets.seeing import visible
from sendiass.accounts.roles import Permission
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import User


class FileSampleQuerySet(AuditedQuerySet[Any]):
    """Samples."""

    def visible_to(self, who: User) -> Self:
        """Those of others for whoever checks files; one's own to whose work it is."""
        if who.holds(Permission.CHECK_FILES):
            return self
        return self.filter(worker=who)

    def newest_first(self) -> Self:
        return self.order_by("-at", "id")


class FileCheckQuerySet(AuditedQuerySet[Any]):
    """Files drawn to be checked."""

    def visible_to(self, who: User) -> Self:
        """Those of cases this person may see: all of them for whoever checks files, else of their own work (Y12)."""
        theirs = self if who.holds(Permission.CHECK_FILES) else self.filter(worker=who)
        return visible(theirs, who, "case__id")

    def waiting(self) -> Self:
        """Nobody has checked them yet."""
        return self.filter(outcome__isnull=True)

    def done(self) -> Self:
        """Checked."""
        return self.filter(outcome__isnull=False)

    def not_replied_to(self) -> Self:
        """Whose work it is has said nothing to them yet."""
        return self.filter(replies__isnull=True)

    def as_drawn(self) -> Self:
        """Sample by sample, in the order in which they were drawn."""
        return self.order_by("-sample__at", "sample", "place")

    def for_supervision_of(self, worker: User, *, since: datetime | None = None) -> Self:
        """Those checked since then that are to be talked about at this worker's next supervision."""
        wanted = self.filter(worker=worker, outcome__for_supervision=True)
        return wanted.filter(outcome__at__gt=since) if since else wanted


class FileFindingQuerySet(AuditedQuerySet[Any]):
    """What was found."""

    def between(self, first_on: date, last_on: date) -> Self:
        """Found from one day to another."""
        return self.filter(at__date__gte=first_on, at__date__lte=last_on)


class FileRecordQuerySet(AuditedQuerySet[Any]):
    """What came of a check, and what was replied."""
