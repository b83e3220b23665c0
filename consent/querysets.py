"""How consent is asked for: participles and adjectives that read as sentences."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import Case as CaseWhen
from django.db.models import Exists, F, OuterRef, Q, Subquery, When

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


class SafeguardingQuerySet(AuditedQuerySet[Any]):
    """What was shared without permission to keep someone safe."""

    def of(self, case: Case) -> Self:
        """That of this case."""
        return self.filter(case=case)

    def visible_to(self, worker: User) -> Self:
        """That of the cases this worker may see; of any other they never learn."""
        return self.filter(Exists(_cases_seen_by(worker).filter(pk=OuterRef("case"))))

    def owing_a_review(self) -> Self:
        """That which nobody has reviewed, the first due first."""
        return self.filter(review__isnull=True).order_by("review_due_on", "recorded_at", "id")

    def owed_first(self) -> Self:
        """What is owed a review by when it is due, then the rest, the newest first."""
        return self.order_by(
            F("review__recorded_at").desc(nulls_first=True), "review_due_on", "-recorded_at", "id"
        )


class SafeguardingRecordQuerySet(AuditedQuerySet[Any]):
    """What was added to it later, and its reviews."""


class BreachQuerySet(AuditedQuerySet[Any]):
    """Data breaches."""

    def visible_to(self, worker: User) -> Self:
        """Those that touch no case hidden from this worker: of any other they never learn."""
        touched = apps.get_model("consent", "BreachCase")._default_manager.filter(breach=OuterRef("pk"))
        seen = _cases_seen_by(worker).filter(pk=OuterRef("case"))
        return self.filter(~Exists(touched.filter(~Exists(seen))))

    def with_state(self) -> Self:
        """Adds how far each is: `risk`, `notifying`, `told_ico_at` and `ended` (the last closing or opening)."""
        stated: Self = self.annotate(
            risk=_newest("outcome", "assessed"),
            notifying=_newest("outcome", "decided"),
            told_ico_at=_newest("happened_at", "notified"),
            ended=_newest("step", "closed", "reopened"),
        )
        return stated

    def still_open(self) -> Self:
        """Those not closed, the first due first; needs `with_state`."""
        return self.filter(_OPEN).order_by("notify_by", "id")

    def open_first(self) -> Self:
        """Those not closed by when the ICO has to be told, then the closed, the newest first; needs `with_state`."""
        told: Self = self.alias(is_closed=Q(ended="closed", ended__isnull=False))
        clock_of_the_open = CaseWhen(When(is_closed=False, then=F("notify_by")))
        ordered: Self = told.order_by("is_closed", clock_of_the_open, "-notify_by", "id")
        return ordered


class BreachRecordQuerySet(AuditedQuerySet[Any]):
    """What was added to breaches, and the cases they touch."""


_OPEN = Q(ended__isnull=True) | Q(ended="reopened")


def _newest(field: str, *steps: str) -> Subquery:
    entries = apps.get_model("consent", "BreachEntry")._default_manager
    of_it = entries.filter(breach=OuterRef("pk"), step__in=steps).order_by("-recorded_at", "-id")
    return Subquery(of_it.values(field)[:1])


def _cases_seen_by(worker: User) -> Any:
    return apps.get_model("cases", "Case")._default_manager.visible_to(worker)
