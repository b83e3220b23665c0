"""How what was given, met about, advised and kept is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, Subquery

import sendiass.database.lookups  # noqa: F401  `any_of`
from cases.querysets.seeing import all_of, of_visible_cases
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import User


M = TypeVar("M", bound=Model, covariant=True)


class InterventionQuerySet(AuditedQuerySet[Any]):
    """What was given."""

    def of(self, ids: Iterable[UUID]) -> Self:
        """These, however many."""
        return self.filter(id__any_of=ids)

    def of_case(self, case_id: UUID) -> Self:
        """The case's own, and those of the enquiries it began with."""
        return self.filter(Q(case=case_id) | Q(enquiry__case=case_id))

    def of_records(self, case_id: UUID, enquiries: Iterable[UUID]) -> Self:
        """As `of_case`, the enquiries known already: an index finds each."""
        return self.filter(Q(case=case_id) | Q(enquiry__in=list(enquiries)))

    def as_they_stand(self) -> Self:
        """Each one's last version only."""
        later = all_of("Intervention").filter(original=OuterRef("original"), version__gt=OuterRef("version"))
        corrected = all_of("Intervention").filter(original=OuterRef("pk"))
        return self.filter(~Exists(corrected), ~Exists(later))

    def versions_of(self, original: UUID) -> Self:
        """One entry and its corrections, the newest first."""
        return self.filter(Q(pk=original) | Q(original=original)).order_by("-version")

    def of_advice_without_options(self, case_id: UUID) -> Self:
        """The case's own advice, as it stands, of which nobody has written down the options."""
        laid = all_of("AdviceOption")
        return (
            self.filter(case=case_id, kinds__contains=["advice"])
            .as_they_stand()
            .filter(
                ~Exists(laid.filter(intervention=OuterRef("pk"))),
                ~Exists(laid.filter(intervention=OuterRef("original"))),
            )
            .order_by("happened_on", "recorded_at", "id")
        )

    def newest_first(self) -> Self:
        """By the day it happened, then by when it was written down."""
        return self.order_by("-happened_on", "-recorded_at", "-id")


class DocumentQuerySet(AuditedQuerySet[Any]):
    """Documents on cases."""

    def kept(self) -> Self:
        """Those that were not taken off the case."""
        return self.filter(removed_at__isnull=True)

    def to_be_scanned(self) -> Self:
        """Those that wait for the scanner to answer, longest first."""
        return self.kept().filter(scan="waiting").order_by("added_at", "id")


class MeetingQuerySet(AuditedQuerySet[Any]):
    """Meetings about cases."""

    def of(self, case: Any) -> Self:
        """Those about this case."""
        return self.filter(case=case)

    def planned(self) -> Self:
        """Neither written up nor cancelled."""
        return self.filter(state="planned")

    def of_worker(self, worker: User) -> Self:
        """Those this worker goes to, about cases in hand that they may see."""
        return self.filter(of_visible_cases(worker), worker=worker).exclude(case__status="closed")

    def before(self, moment: datetime) -> Self:
        """Those that begin before this moment."""
        return self.filter(starts_at__lt=moment)


class MeetingCorrectionQuerySet(AuditedQuerySet[Any]):
    """What is set beside meetings that were written up."""

    def of_meetings(self, ids: list[UUID]) -> Self:
        """Those of these meetings, the newest of each first."""
        found: Self = self.filter(meeting__id__any_of=ids).order_by("meeting", "-version")
        return found


class AdviceOptionQuerySet(AuditedQuerySet[Any]):
    """Options laid before families."""

    def of_advice(self, interventions: Iterable[UUID]) -> Self:
        """Those of these pieces of advice, however many, in the order they were told."""
        return self.filter(intervention__id__any_of=interventions).order_by("intervention", "place", "id")

    def with_choice(self) -> Self:
        """Adds `chosen_id`: the option of its advice that the family took last, else null."""
        newest = all_of("OptionChoice").filter(intervention=OuterRef("intervention"))
        marked: Self = self.annotate(
            chosen_id=Subquery(newest.order_by("-recorded_at", "-id").values("option")[:1])
        )
        return marked


class SignpostingQuerySet(AuditedQuerySet[Any]):
    """Who else families were told of."""

    def of_case(self, case_id: UUID) -> Self:
        """The case's own, and those of the enquiries it began with."""
        return self.filter(Q(case=case_id) | Q(enquiry__case=case_id))

    def to_a_source(self) -> Self:
        """Not those that say why to none."""
        return self.filter(source__isnull=False)
