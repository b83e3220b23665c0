"""What a worker may see of casework, as conditions. The models are named: the vocabulary stands below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from sendiass.accounts.roles import Permission

if TYPE_CHECKING:
    from cases.querysets.casework import CasePersonQuerySet
    from sendiass.accounts.models import User


def all_of(model: str) -> Any:
    """All of a model of this floor."""
    return apps.get_model("cases", model)._default_manager.all()


def live_parts() -> CasePersonQuerySet:
    """Parts in cases that have not ended."""
    return all_of("CasePerson").present()  # type: ignore[no-any-return]


def of_visible_cases(worker: User) -> Q:
    """What belongs to a case that `CaseQuerySet.visible_to` shows."""
    ids = ids_visible_to(worker)
    return Q(case__isnull=False) if ids is None else Q(case__in=ids)


def ids_visible_to(worker: User) -> Any:
    """The ids of the cases a worker may open; None for all there are, of which no list is made."""
    if worker.holds(Permission.SEE_ALL_CASES):
        return None
    cases, held = all_of("Case"), all_of("Allocation")
    if not worker.holds(Permission.WORK_CASES):
        return cases.none().values("pk")
    given = held.current().of_worker(worker).values("case")
    waiting = cases.waiting().filter(created_by=worker)
    their_own = waiting.filter(~Exists(held.filter(case=OuterRef("pk"))))
    # A union of two short lists: an OR of two EXISTS would be asked of every case there is.
    return given.union(their_own.values("pk"), all=True)
