"""How cases, parts in them, who works them and enquiries are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

import sendiass.database.lookups  # noqa: F401  `any_of`, `not_withheld_from`
from cases.querysets.seeing import all_of, of_visible_cases, visible
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from cases.models import Case
    from sendiass.accounts.models import User


class CaseQuerySet(AuditedQuerySet[Any]):
    """Cases."""

    def of(self, ids: Iterable[UUID]) -> Self:
        """These, however many."""
        return self.filter(pk__any_of=ids)

    def visible_to(self, worker: User) -> Self:
        """The cases this worker may open: the manager's all, others' those given to them; none they have an interest in.

        Given by allocation, by cover while it holds, or in an emergency. Whoever opened a case for the waiting list can
        finish its first contact until someone gets it.
        """
        return visible(self, worker, "pk")

    def allocated_to(self, worker: User) -> Self:
        """The cases this worker holds now."""
        held = all_of("Allocation").current().of_worker(worker).values("case")
        return self.filter(pk__any_of=held, pk__not_shut_to=worker.pk)

    def waiting(self) -> Self:
        """Taken on, and nobody's yet."""
        return self.filter(status="waiting")

    def in_hand(self) -> Self:
        """Every case not closed."""
        return self.exclude(status="closed")

    def quiet_since(self, day: date) -> Self:
        """Without work since before this day; a case nobody worked on yet counts from its opening."""
        return self.filter(
            Q(last_worked_on__lt=day) | Q(last_worked_on__isnull=True, opened_at__date__lt=day)
        )

    def not_closed_yet(self) -> Self:
        """Open or resting: what somebody works, or left off working."""
        return self.filter(status__in=["open", "inactive"])

    def with_ahead(self, on: date) -> Self:
        """Adds `has_ahead`: whether a key date, a meeting or a task is still to come, counted from the day `on`."""
        of_this = {"case": OuterRef("pk")}
        dates = all_of("KeyDate").live().from_day(on).filter(**of_this)
        meetings = all_of("Meeting").planned().filter(starts_at__date__gte=on, **of_this)
        tasks = all_of("Task").open().filter(due_on__gt=on, **of_this)
        ahead: Self = self.annotate(has_ahead=Exists(dates) | Exists(meetings) | Exists(tasks))
        return ahead

    def proposed_for_closing(self, on: date, *, quiet_since: date) -> Self:
        """Not closed, quiet since before that day, and with nothing ahead. Nothing closes by itself."""
        return self.not_closed_yet().quiet_since(quiet_since).with_ahead(on).filter(has_ahead=False)

    def with_next_date(self, on: date) -> Self:
        """Adds `next_date`: the earliest live key date from `on`, else null."""
        earliest = (
            all_of("KeyDate")
            .live()
            .filter(case=OuterRef("pk"), on__gte=on)
            .order_by()
            .values("case")
            .annotate(earliest=Min("on"))
            .values("earliest")
        )
        dated: Self = self.annotate(next_date=Subquery(earliest))
        return dated

    def by_urgency(self, on: date) -> Self:
        """The nearest date first, then the longest wait."""
        return self.with_next_date(on).order_by(
            F("next_date").asc(nulls_last=True), "waiting_since", "opened_at", "id"
        )


class CasePersonQuerySet(AuditedQuerySet[Any]):
    """Parts in cases."""

    def present(self) -> Self:
        """Parts that have not ended."""
        return self.filter(removed_at__isnull=True)

    def of_people(self, people: Iterable[UUID]) -> Self:
        """The parts of these people, however many."""
        return self.filter(person__id__any_of=people)

    def in_cases(self, cases: Iterable[UUID]) -> Self:
        """The parts in these cases, however many."""
        return self.filter(case__id__any_of=cases)

    def visible_to(self, worker: User) -> Self:
        """The parts in cases this worker may see."""
        return visible(self, worker, "case__id")


class AllocationQuerySet(AuditedQuerySet[Any]):
    """Who works what."""

    def current(self) -> Self:
        """Allocations that have not ended."""
        return self.filter(until_at__isnull=True)

    def of_cases(self, cases: Iterable[UUID]) -> Self:
        """The allocations of these cases, however many."""
        return self.filter(case__id__any_of=cases)

    def of_worker(self, worker: User) -> Self:
        """What this worker was given, in no order."""
        return self.filter(worker=worker).order_by()

    def open_to(self, worker: User) -> Self:
        """Those of cases in which this worker has no conflict of interest."""
        return self.filter(case__id__not_shut_to=worker.pk)

    def untouched(self) -> Self:
        """Those whose case nobody has logged any work on since."""
        worked = all_of("Intervention").filter(case=OuterRef("case"), recorded_at__gte=OuterRef("from_at"))
        # Work done on a later day was logged later still: most cases tell so by themselves.
        surely_worked = Q(case__last_worked_on__gt=TruncDate("from_at"))
        return self.exclude(surely_worked).filter(~Exists(worked))


class RecordQuerySet(AuditedQuerySet[Any]):
    """Records that are added and never altered."""

    def newest_per_item(self) -> Self:
        """The entry of each item that counts: the last recorded."""
        return self.order_by("case", "item", "-recorded_at", "-id").distinct("case", "item")

    def of_each(self, case: UUID) -> Self:
        """Of the aims of a case, the newest of each whose aim it is."""
        return self.filter(case=case).order_by("whose", "-recorded_at", "-id").distinct("whose")


class AskedAtClosingQuerySet(AuditedQuerySet[Any]):
    """Who is asked about us once their case has closed."""

    def written_since(self, moment: datetime) -> Self:
        """Of cases that closed since then, the longest first."""
        return self.filter(recorded_at__gte=moment).order_by("recorded_at", "id")

    def of_last_closing(self, case: Case) -> Self:
        """Those of the newest closing of a case."""
        last = self.filter(case=case).order_by("-recorded_at").values("closing")[:1]
        return self.filter(case=case, closing=Subquery(last)).order_by("recorded_at", "id")


class WhereToAskQuerySet(AuditedQuerySet[Any]):
    """Addresses given for the questionnaire alone."""

    def kept(self) -> Self:
        """Not forgotten."""
        return self.filter(forgotten_at__isnull=True)


class EnquiryQuerySet(AuditedQuerySet[Any]):
    """Enquiries and call-backs."""

    def awaiting_callback(self) -> Self:
        """Someone is owed a call."""
        return self.filter(status="callback")

    def visible_to(self, worker: User) -> Self:
        """Those of the desk that no interest of theirs meets; those that became a case only with their case."""
        of_the_desk = Q(case__isnull=True, pk__not_withheld_from=worker.pk)
        return self.filter(of_the_desk | of_visible_cases(worker))


class CallBackQuerySet(AuditedQuerySet[Any]):
    """Names and numbers to ring back."""

    def kept(self) -> Self:
        """Not forgotten."""
        return self.filter(forgotten_at__isnull=True)

    def past_their_days(self, on: date) -> Self:
        """Still kept, though the last day has passed."""
        return self.kept().filter(kept_until__lt=on)
