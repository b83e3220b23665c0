"""How the policy's editions, their clauses and their reviews are asked for."""

from __future__ import annotations

from typing import Any, Self

from sendiass.audit import AuditedQuerySet


class PolicyEditionQuerySet(AuditedQuerySet[Any]):
    """Editions, of which at most one is a draft."""

    def drafts(self) -> Self:
        """Not adopted yet."""
        return self.filter(adoption__isnull=True)

    def adopted(self) -> Self:
        """Adopted, the newest first."""
        return self.filter(adoption__isnull=False).order_by("-adoption__version__number")


class PolicyClauseQuerySet(AuditedQuerySet[Any]):
    """Clauses."""

    def in_order(self) -> Self:
        return self.order_by("place")


class OfThePolicyQuerySet(AuditedQuerySet[Any]):
    """What is written down of the policy once."""

    def newest_first(self) -> Self:
        return self.order_by("-at", "id")


class PolicyReviewQuerySet(OfThePolicyQuerySet):
    """Reviews."""

    def latest_first(self) -> Self:
        """By the day of the review, not by when it was written down."""
        return self.order_by("-reviewed_on", "-at", "id")
