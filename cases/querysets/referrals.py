"""How requests from the public form are asked for, and who may see which."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Q

import sendiass.database.lookups  # noqa: F401  `not_hidden_from`
from cases.querysets.seeing import all_of, of_visible_cases
from sendiass.accounts.roles import Permission
from sendiass.audit import AuditedQuerySet
from sendiass.crypto.sealed_model import SealedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import User


class BegunReferralQuerySet(SealedQuerySet[Any]):
    """Half-written requests; nobody who works here sees them."""

    def still_kept(self, on: date) -> Self:
        """Those whose days have not passed."""
        return self.filter(kept_until__gte=on)

    def past_their_days(self, on: date) -> Self:
        """Those that are forgotten now."""
        return self.filter(kept_until__lt=on)


class ReferralQuerySet(AuditedQuerySet[Any]):
    """Requests that were sent."""

    def visible_to(self, worker: User) -> Self:
        """Those of whoever opens cases that no interest of theirs meets; one that became a case only for those who see that case.

        Whoever could not open one is not told how many there are: an interest they declare would answer whose one is (Y12).
        """
        of_the_desk = Q(case__isnull=True, pk__not_hidden_from=worker.pk)
        if not worker.holds(Permission.OPEN_CASES):
            of_the_desk = Q(pk__in=[])
        return self.filter(of_the_desk | of_visible_cases(worker))

    def waiting(self) -> Self:
        """Those nobody has settled, the longest wait first."""
        return self.filter(state="waiting").order_by("sent_at", "id")

    def to_forget(self, before: datetime) -> Self:
        """Those settled without a case before this moment, of which more than codes is kept."""
        return self.filter(
            state__in=["answered", "set_aside"], settled_at__lt=before, forgotten_at__isnull=True
        )

    def remembered(self) -> Self:
        """Those that can still be opened."""
        return self.filter(forgotten_at__isnull=True)


class KeptFromQuerySet(AuditedQuerySet[Any]):
    """Whom a request, or a call, is kept from: the rows of both."""

    def still(self, what: str) -> Self:
        """Those that nobody who decides has lifted since they were found; `what` is `referral` or `enquiry`."""
        lifted = all_of("KeepingLifted").filter(
            worker=OuterRef("worker"), at__gte=OuterRef("found_at"), **{what: OuterRef(what)}
        )
        return self.filter(~Exists(lifted))


class IntakeClosureQuerySet(AuditedQuerySet[Any]):
    """Times in which the public form is closed."""

    def in_force(self, on: date) -> Self:
        """That of this day, if there is one."""
        return self.standing().filter(Q(until__isnull=True) | Q(until__gte=on))

    def standing(self) -> Self:
        """That which nobody has ended, though its last day may have passed."""
        return self.filter(opened_at__isnull=True)
