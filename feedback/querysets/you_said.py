"""How feedback is asked for."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db.models import Case, DateTimeField, OuterRef, Subquery, Value, When

from sendiass.audit import AuditedQuerySet

AS_THEY_WAIT = ("told", "to_change", "ready", "withdrawn", "published")


class SaidItemQuerySet(AuditedQuerySet[Any]):
    """What families told us."""

    def with_state(self) -> Self:
        """Adds how far each is, `stage`, and since when, `moved_at`."""
        newest = (
            apps.get_model("feedback", "SaidEntry")
            ._default_manager.filter(item=OuterRef("pk"))
            .order_by("-number")
        )
        staged: Self = self.annotate(
            stage=Subquery(newest.values("stage")[:1]),
            moved_at=Subquery(newest.values("recorded_at")[:1], output_field=DateTimeField()),
        )
        return staged

    def waiting_first(self) -> Self:
        """What is to be done first; what is on the public page last; needs `with_state`."""
        places = [When(stage=stage, then=Value(place)) for place, stage in enumerate(AS_THEY_WAIT)]
        return self.order_by(Case(*places, default=Value(0)), "-moved_at", "id")


class SaidRecordQuerySet(AuditedQuerySet[Any]):
    """Steps about an item, and where it came from."""


class PublishedItemQuerySet(AuditedQuerySet[Any]):
    """What was published."""

    def on_the_page(self) -> Self:
        """What stands on the public page now, the newest first."""
        return self.filter(withdrawn_on__isnull=True).order_by("-published_on", "id")
