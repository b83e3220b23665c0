"""How key dates and tasks are asked for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

import sendiass.database.lookups  # noqa: F401  `any_of`
from cases.querysets.seeing import all_of, covered_by, held_by, of_visible_cases
from cases.rules import BEFORE_CLOSING
from sendiass.accounts.roles import Permission
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import User


class KeyDateQuerySet(AuditedQuerySet[Any]):
    """Dates that matter."""

    def live(self) -> Self:
        """Not taken off the case."""
        return self.filter(removed_at__isnull=True)

    def from_day(self, on: date) -> Self:
        """On or after this day."""
        return self.filter(on__gte=on)

    def of_worker(self, worker: User) -> Self:
        """Those of the cases in hand that this worker holds now."""
        held = all_of("Allocation").current().of_worker(worker).values("case")
        return self.filter(case__id__any_of=held, case__id__not_shut_to=worker.pk).exclude(
            case__status="closed"
        )


class TaskQuerySet(AuditedQuerySet[Any]):
    """What is to be done."""

    def open(self) -> Self:
        """Neither done nor withdrawn."""
        return self.filter(done_at__isnull=True, withdrawn_at__isnull=True)

    def ending_with_the_case(self) -> Self:
        """Those open that closing the case withdraws. What a family is owed about its records stays owed (L26)."""
        return self.open().exclude(rule__in=["records_refused", *BEFORE_CLOSING])

    def owed_before_closing(self) -> Self:
        """Those open without which a case does not close."""
        return self.open().filter(rule__in=list(BEFORE_CLOSING))

    def due_by(self, on: date) -> Self:
        """Due on or before this day."""
        return self.filter(due_on__lte=on)

    def overdue(self, on: date) -> Self:
        """Due before this day."""
        return self.filter(due_on__lt=on)

    def for_worker(self, worker: User) -> Self:
        """Given to them by name, or to whoever works a case that is theirs or that they cover.

        While no one works a case, its tasks are those of whoever allocates it.
        """
        ways = [
            self.filter(worker=worker),
            self.filter(worker__isnull=True, case__id__any_of=held_by(worker)),
            self.filter(case__id__any_of=covered_by(worker)),
        ]
        if worker.holds(Permission.ALLOCATE):
            nobodys = all_of("Case").waiting().values("pk")
            ways.append(self.filter(worker__isnull=True, case__id__any_of=nobodys))
        # A union of short lists, each found by its index: an OR would be asked of every task there is.
        first, *others = (way.order_by().values("pk") for way in ways)
        found = self.filter(pk__any_of=first.union(*others, all=True))
        return found.filter(Q(case__isnull=True) | Q(case__id__not_shut_to=worker.pk))

    def visible_to(self, worker: User) -> Self:
        """Tasks of cases they may see, and their own that are of no case."""
        return self.filter(Q(case__isnull=True, worker=worker) | of_visible_cases(worker))

    def done_since(self, moment: datetime) -> Self:
        """Finished at or after this moment."""
        return self.filter(done_at__gte=moment)
