"""How interests, conflicts, cover and emergencies are asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

import sendiass.database.lookups  # noqa: F401  `any_of`
from cases.querysets.seeing import all_of, visible
from sendiass.accounts.roles import Permission, Role
from sendiass.audit import AuditedQuerySet

if TYPE_CHECKING:
    from sendiass.accounts.models import User


LATELY = timedelta(minutes=10)


def all_of_accounts() -> Any:
    """All accounts."""
    return apps.get_model("accounts", "User")._default_manager.all()


class InterestQuerySet(AuditedQuerySet[Any]):
    """Interests."""

    def live(self) -> Self:
        """On their worker's list."""
        return self.filter(ended_at__isnull=True)

    def of_worker(self, worker: User) -> Self:
        """What this worker declared."""
        return self.filter(worker=worker)

    def in_people(self) -> Self:
        """Those that name a person."""
        return self.filter(kind__in=["family", "friend", "neighbour"])


class DeclarationQuerySet(AuditedQuerySet[Any]):
    """Declarations and waivers."""

    def of_worker(self, worker: User) -> Self:
        """Those of this worker, the newest first."""
        return self.filter(worker=worker).order_by("-at", "id")


class CaseAgencyQuerySet(AuditedQuerySet[Any]):
    """Schools and agencies of cases."""


class ConflictQuerySet(AuditedQuerySet[Any]):
    """Conflicts, none of which its own worker ever sees."""

    def standing(self) -> Self:
        """Those that keep somebody out."""
        return self.filter(state="standing")

    def in_question(self) -> Self:
        """Those nobody has decided yet."""
        return self.filter(state="question")

    def in_the_way(self) -> Self:
        """Those by which nobody may be given the case: it stands, or nobody has said yet that it does not."""
        return self.filter(state__in=["standing", "question"])

    def untold(self) -> Self:
        """Those the manager has not been told of."""
        return self.filter(told_at__isnull=True, state__in=["standing", "question"]).order_by(
            "found_at", "id"
        )

    def found_lately(self, at: datetime) -> Self:
        """Those of the last minutes: what was found longer ago has been seen to, if only in vain."""
        return self.filter(_lately(at))

    def leaving_something(self) -> Self:
        """Those whose worker still has the case, opened it in an emergency, or has a task of it."""
        theirs = {"case": OuterRef("case"), "worker": OuterRef("worker")}
        return self.filter(
            Exists(all_of("Allocation").current().filter(**theirs))
            | Exists(all_of("BreakGlass").filter(ended_at__isnull=True, **theirs))
            | Exists(all_of("Task").filter(done_at__isnull=True, withdrawn_at__isnull=True, **theirs))
        )

    def but_managers_found_before(self, at: datetime) -> Self:
        """All but the managers' own that were not found lately."""
        return self.exclude(~_lately(at), worker__role=Role.MANAGER)

    def to_reallocate(self) -> Self:
        """Those that shut somebody out of a case they worked, which nobody has settled with somebody else."""
        return self.standing().filter(held=True, reallocated_at__isnull=True).exclude(case__status="closed")

    def to_see_to(self) -> Self:
        """Those to be decided, and those whose case needs somebody else."""
        return self.filter(Q(state="question") | Q(state="standing", held=True, reallocated_at__isnull=True))

    def visible_to(self, worker: User) -> Self:
        """Those of others, about cases this person may see, but the managers' own.

        Whoever is above the managers sees the managers' own, and those about cases that no manager may see; none about a
        case that an interest of theirs meets, or may (Y12).
        """
        others = self.exclude(worker=worker)
        if worker.holds(Permission.DECIDE_MANAGERS_CONFLICTS):
            theirs = Q(worker__role=Role.MANAGER) | _no_manager_may_see()
            return others.filter(theirs, case__id__not_kept_from=worker.pk)
        if not worker.holds(Permission.DECIDE_CONFLICTS):
            return self.none()
        return visible(others.exclude(worker__role=Role.MANAGER), worker, "case__id")


def _lately(at: datetime) -> Q:
    """By the service's clock, or by the data base's, which finds some of them."""
    return Q(found_at__gte=at - LATELY) | Q(found_at__gte=Now() - LATELY)


def _no_manager_may_see() -> Q:
    """That an interest keeps every manager from the case of a row, or that there is none."""
    managers = all_of_accounts().holding(Permission.DECIDE_CONFLICTS)
    shut = all_of("Conflict").standing().filter(case=OuterRef(OuterRef("case")), worker=OuterRef("pk"))
    return Q(~Exists(managers.filter(~Exists(shut))))


class CoverQuerySet(AuditedQuerySet[Any]):
    """Cover."""

    def visible_to(self, worker: User) -> Self:
        """Those this worker is told of: all where they see all cases, else those they are in; none of a case kept from them."""
        of_one = {"case__isnull": False}
        whole = Q(case__isnull=True)
        if worker.holds(Permission.SEE_ALL_CASES):
            return self.filter(whole | Q(case__id__not_shut_to=worker.pk, **of_one))
        covers = Q(worker=worker) & (whole | Q(case__id__not_kept_from=worker.pk, **of_one))
        is_away = Q(away=worker) & (whole | Q(case__id__not_met_by=worker.pk, **of_one))
        return self.filter(covers | is_away)

    def in_force(self) -> Self:
        """That holds at this moment, by the data base's clock."""
        return self.filter(ended_at__isnull=True, from_at__lte=Now(), until_at__gt=Now())

    def not_over(self, at: datetime) -> Self:
        """That holds or will."""
        return self.filter(ended_at__isnull=True, until_at__gt=at)

    def meeting(self, from_at: datetime, until_at: datetime) -> Self:
        """That holds for some of that time."""
        return self.filter(ended_at__isnull=True, from_at__lt=until_at, until_at__gt=from_at)


class BreakGlassQuerySet(AuditedQuerySet[Any]):
    """Cases opened in an emergency."""

    def in_force(self) -> Self:
        """That hold at this moment, by the data base's clock."""
        return self.filter(ended_at__isnull=True, from_at__lte=Now(), until_at__gt=Now())

    def to_review(self) -> Self:
        """Those nobody has looked at yet."""
        return self.filter(reviewed_at__isnull=True)

    def visible_to(self, worker: User) -> Self:
        """Those of cases this person may see, and their own that hold."""
        return visible(self, worker, "case__id")

    def without_a_manager(self) -> Self:
        """Those of cases that no manager may see; whoever is above them looks at these."""
        return self.filter(_no_manager_may_see())

    def not_kept_from(self, worker: User) -> Self:
        """Those of cases that no interest of theirs meets, or may."""
        return self.filter(case__id__not_kept_from=worker.pk)

    def since(self, at: datetime) -> Self:
        """Opened then or later."""
        return self.filter(from_at__gte=at)

    def of_case(self, case: UUID) -> Self:
        """Those of this case."""
        return self.filter(Q(case=case))
