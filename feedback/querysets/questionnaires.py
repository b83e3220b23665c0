"""The vocabulary of asking about feedback. It decides nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from sendiass.audit import AuditedQuerySet
from sendiass.crypto.sealed_model import SealedQuerySet

if TYPE_CHECKING:
    from cases.models import Case  # noqa: F401 - leads the type checker through the floors in their order


class CriterionQuerySet(AuditedQuerySet[Any]):
    """The board's evaluation criteria."""


class QuestionnaireQuerySet(AuditedQuerySet[Any]):
    """Questionnaires, each version by itself."""

    def in_use(self) -> Self:
        """Those that are sent out now: the newest version for each audience and length."""
        return self.filter(retired_at__isnull=True)


class QuestionQuerySet(AuditedQuerySet[Any]):
    """Their questions."""


class BatchQuerySet(AuditedQuerySet[Any]):
    """The answers of one period, together."""

    def open(self) -> Self:
        """Those into which answers still come."""
        return self.filter(state="open")

    def settled(self) -> Self:
        """Those that take no more."""
        return self.exclude(state="open")

    def released(self) -> Self:
        """Those whose answers are out."""
        return self.filter(state="released")

    def over(self, on: date) -> Self:
        """Those whose period has ended before that day."""
        return self.filter(until_on__lt=on)


class AnonymousAnswerQuerySet(SealedQuerySet[Any]):
    """Answers that were let out together."""


class ContactRequestQuerySet(SealedQuerySet[Any]):
    """Those who answered and want to be known or called back."""

    def waiting_first(self) -> Self:
        """All of them, with what came of it; those nobody has seen to at the head."""
        found = self.select_related("batch", "outcome__recorded_by", "outcome__request__batch")
        return found.order_by(models.F("outcome__recorded_at").desc(nulls_first=True), "id")
