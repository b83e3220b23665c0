"""Whatever is held about somebody who works here is theirs to see, or says why not; and no family is in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from governance.subject_access.own_data import HELD, LEFT_OUT, Held
from sendiass.crypto.fields import sealed_fields
from tests.walls.test_privacy_classes import ours

pytestmark = pytest.mark.clause("Y08")

ABOUT_FAMILIES = {"cases.Person", "cases.ContactPoint", "cases.Enquiry", "cases.Referral"}
UNDER_THE_WORKERS_OWN_KEY = {"cases.DeclarationWaiver", "cases.PolicyWaiver", "cases.Interest"}


def about_somebody() -> Iterator[str]:
    """Every field that says whom a row is about; `by` and what ends in `_by` say who did it, which the history counts."""
    for model in ours():
        for field in model._meta.concrete_fields:
            to = field.related_model
            is_deed = field.name == "by" or field.name.endswith("_by")
            if to is not None and to._meta.label == "accounts.User" and not is_deed:
                yield f"{model._meta.label}.{field.name}"


def test_each_model_about_somebody_is_shown_to_them_or_says_why_not() -> None:
    told = {one.place for one in HELD} | set(LEFT_OUT)
    missing = sorted(set(about_somebody()) - told)
    assert not missing, f"add to HELD, or to LEFT_OUT with the reason: {', '.join(missing)}"


def test_nothing_is_shown_and_left_out_at_once_and_nothing_that_is_gone() -> None:
    assert not {one.place for one in HELD} & set(LEFT_OUT)
    assert set(LEFT_OUT) <= set(about_somebody())
    assert all(LEFT_OUT.values())


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.place)
def test_what_is_shown_leads_to_no_family_and_opens_no_words_but_ones_own(held: Held) -> None:
    for _, path in held.shows:
        model: type[models.Model] = apps.get_model(held.model)
        *way, last = path.split(".")
        for step in way:
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
            assert model._meta.label not in ABOUT_FAMILIES
        sealed = {field.name for field in sealed_fields(model)}
        assert last not in sealed or model._meta.label in UNDER_THE_WORKERS_OWN_KEY
        assert model._meta.get_field(last)
