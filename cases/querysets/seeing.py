"""What a worker may see of casework, as conditions. The models are named: the vocabulary stands below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

import sendiass.database.lookups  # noqa: F401  `any_of`, `not_shut_to`, `not_kept_from`
from sendiass.accounts.roles import Permission

if TYPE_CHECKING:
    from cases.querysets.casework import CasePersonQuerySet
    from sendiass.accounts.models import User

_Set = TypeVar("_Set", bound="QuerySet[Any, Any]")


def all_of(model: str) -> Any:
    """All of a model of this floor."""
    return apps.get_model("cases", model)._default_manager.all()


def live_parts() -> CasePersonQuerySet:
    """Parts in cases that have not ended."""
    return all_of("CasePerson").present()  # type: ignore[no-any-return]


def visible(rows: _Set, worker: User, case: str) -> _Set:
    """Those of these rows whose case this worker may open; `case` leads to the case's id."""
    return rows.filter(_seen(worker, case))


def of_visible_cases(worker: User) -> Q:
    """What belongs to a case that `CaseQuerySet.visible_to` shows."""
    return Q(case__isnull=False) & _seen(worker, "case__id")


def _seen(worker: User, case: str) -> Q:
    """Theirs, or any where they see all; and in either case none in which they have an interest: that beats everything."""
    not_shut = Q(**{f"{case}__not_shut_to": worker.pk})
    given = _given_to(worker)
    return not_shut if given is None else Q(**{f"{case}__any_of": given}) & not_shut


def held_by(worker: User) -> Any:
    """The ids of the cases allocated to a worker now."""
    return all_of("Allocation").current().of_worker(worker).values("case")


def covered_by(worker: User) -> Any:
    """The ids of the cases a worker looks after for others at this moment; none of which they may be kept from (Y12)."""
    if not worker.holds(Permission.COVER):
        return all_of("Allocation").none().values("case")
    cover = all_of("Cover").in_force().filter(worker=worker).order_by()
    of_this_one = cover.filter(Q(case__isnull=True) | Q(case=OuterRef("case")), away=OuterRef("worker"))
    held = all_of("Allocation").current().filter(Exists(of_this_one), worker__in=cover.values("away"))
    held = held.filter(case__id__not_kept_from=worker.pk)
    return held.order_by().values("case")


def _given_to(worker: User) -> Any:
    """The ids of the cases a worker has been given in some way; None for all there are, of which no list is made."""
    if worker.holds(Permission.SEE_ALL_CASES):
        return None
    cases = all_of("Case")
    if not worker.holds(Permission.WORK_CASES):
        return cases.none().values("pk")
    waiting = cases.waiting().filter(created_by=worker)
    nobodys = waiting.filter(~Exists(all_of("Allocation").filter(case=OuterRef("pk"))))
    emergencies = all_of("BreakGlass").in_force().filter(worker=worker, case__id__not_kept_from=worker.pk)
    if not worker.holds(Permission.BREAK_GLASS):
        emergencies = emergencies.none()
    emergencies = emergencies.order_by()
    # A union of short lists: an OR of several EXISTS would be asked of every case there is.
    return held_by(worker).union(
        nobodys.values("pk"), covered_by(worker), emergencies.values("case"), all=True
    )
