"""A case that the manager may not see, as a conflict of interest makes it: it is subtracted from what is visible to them."""

from __future__ import annotations

from typing import Any

import pytest

from cases.models import Case, CasePerson
from cases.querysets import CasePersonQuerySet, CaseQuerySet, PersonQuerySet
from sendiass.accounts.models import User


def hide(monkeypatch: pytest.MonkeyPatch, case: Case, user: User) -> None:
    """Subtract the case, and whoever is in no other, from what this person may see."""

    def without(original: Any, cut: Any) -> Any:
        def visible_to(self: Any, worker: User) -> Any:
            found = original(self, worker)
            return cut(found) if worker.pk == user.pk else found

        return visible_to

    others = CasePerson.objects.exclude(case=case.pk).values("person")
    cuts: tuple[tuple[type[Any], Any], ...] = (
        (CaseQuerySet, lambda found: found.exclude(pk=case.pk)),
        (CasePersonQuerySet, lambda found: found.exclude(case=case.pk)),
        (PersonQuerySet, lambda found: found.filter(pk__in=others)),
    )
    for queryset, cut in cuts:
        monkeypatch.setattr(queryset, "visible_to", without(queryset.visible_to, cut))
