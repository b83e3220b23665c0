"""How feedback is asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from feedback.models import ViewsExercise


class ViewsExerciseQuerySet(AuditedQuerySet[Any]):
    """Questions that an authority asks families."""

    def open_on(self, day: date) -> Self:
        """Those that take views on that day."""
        return self.filter(
            opened_at__isnull=False, closed_at__isnull=True, opens_on__lte=day, closes_on__gte=day
        )

    def newest_first(self) -> Self:
        """By when they were prepared."""
        return self.order_by("-prepared_at", "id")


class GivenViewQuerySet(AuditedQuerySet[Any]):
    """What families answered."""

    def in_no_telling_order(self) -> Self:
        """By a fingerprint that chance has a part in: it tells nothing of who was first."""
        return self.order_by("digest")

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn__isnull=True)

    def of(self, exercise: ViewsExercise) -> Self:
        """Those that answer this question."""
        return self.filter(exercise=exercise)


class BesideViewQuerySet(AuditedQuerySet[Any]):
    """What stands beside a view, and is no part of it."""


class ViewsReleaseQuerySet(AuditedQuerySet[Any]):
    """What was handed over."""

    def of(self, exercise: ViewsExercise) -> Self:
        """Those of this question, the first one first."""
        return self.filter(exercise=exercise).order_by("number")
