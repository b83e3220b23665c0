"""The vocabulary of asking about feedback. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Count, F, Max

from sendiass.audit import AuditedQuerySet, ServicePrincipal
from sendiass.audit.actors import serving
from sendiass.crypto.sealed_model import SealedQuerySet

if TYPE_CHECKING:
    from cases.models import Case  # noqa: F401 - leads the type checker through the floors in their order
    from feedback.models import Batch


class CriterionQuerySet(AuditedQuerySet[Any]):
    """The board's evaluation criteria."""

    def in_use(self) -> Self:
        """Those of the board's newest decision, in its order."""
        return self.filter(retired_at__isnull=True).order_by("number", "key")

    def as_last_agreed(self) -> Self:
        """Each that there ever was, as it was worded last."""
        newest = self.order_by("key", "-version").distinct("key").values("pk")
        return self.filter(pk__in=newest).order_by("retired_at", "number", "key")


class QuestionnaireQuerySet(AuditedQuerySet[Any]):
    """Questionnaires, each version by itself."""

    def of(self, audience: str, *, is_short: bool) -> Self:
        """Every version of one of them, the newest last."""
        return self.filter(audience=audience, is_short=is_short).order_by("version")

    def in_use(self) -> Self:
        """Those that are sent out now: the newest version for each audience and length."""
        return self.filter(retired_at__isnull=True)


class QuestionQuerySet(AuditedQuerySet[Any]):
    """Their questions."""

    def asked_now(self) -> Self:
        """Those of the versions in use, and of those that still take answers."""
        in_use = models.Q(questionnaire__retired_at__isnull=True)
        return self.filter(in_use | models.Q(questionnaire__batches__state="open")).distinct()


class QuestionnaireDraftQuerySet(AuditedQuerySet[Any]):
    """What would be asked instead."""


class PhraseQuerySet(AuditedQuerySet[Any]):
    """What was said of translations, each by somebody."""

    def that_count(self, language: str) -> Self:
        """The last word on each text of this language."""
        found = self.filter(language=language).order_by("name", "english", "-number")
        return found.distinct("name", "english")

    def as_they_stand(self, language: str) -> tuple[int, datetime | None]:
        """How many this language has, and when the last was made: either changes with what they say."""
        told = self.filter(language=language).aggregate(number=Count("pk"), last=Max("recorded_at"))
        return told["number"], told["last"]


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

    def in_words(self) -> Self:
        """Those that say something, by their ids, which tell nothing of who was first."""
        return self.filter(is_worded=True).order_by("id")

    def unread_first(self) -> Self:
        """Those nobody has read first."""
        return self.order_by(F("read__read_at").asc(nulls_first=True), "id")

    def unread(self) -> Self:
        """Those whose words nobody has read yet."""
        return self.filter(read__isnull=True)

    def that_stand(self) -> Self:
        """Those whose words were read, and may be shown to the team."""
        return self.filter(read__verdict="stand")


class WordsReadQuerySet(AuditedQuerySet[Any]):
    """What was decided about people's words by whoever read them first."""


class AskedRoundQuerySet(AuditedQuerySet[Any]):
    """Addresses to which a questionnaire was sent, the same to all."""


def asked_in(batches: Iterable[Batch]) -> dict[UUID, int | None]:
    """How many were asked in each of these batches; None where the link was only handed round, and nobody can know.

    It counts whom we asked and tells no more than the number, to whoever may see the batch.
    """
    found = list(batches)
    sent = _all_of("Invitation").filter(batch__in=found, state="sent")
    told = _all_of("AskedRound").filter(batch__in=found)
    with serving(ServicePrincipal("invitations")):
        counted = {
            batch: number
            for rows in (sent, told)
            for batch, number in rows.order_by().values_list("batch").annotate(number=Count("pk"))
        }
    return {one.id: counted.get(one.id) for one in found}


def _all_of(model: str) -> Any:
    return apps.get_model("feedback", model)._default_manager


class ContactRequestQuerySet(SealedQuerySet[Any]):
    """Those who answered and want to be known or called back."""

    def waiting_first(self) -> Self:
        """All of them, with what came of it; those nobody has seen to at the head."""
        found = self.select_related("batch", "outcome__recorded_by", "outcome__request__batch")
        return found.order_by(models.F("outcome__recorded_at").desc(nulls_first=True), "id")
