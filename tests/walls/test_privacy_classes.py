"""Every model of ours says who hears of its changes and what each field is, and shows nothing sealed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models

from sendiass.audit.privacy import CLASSES
from sendiass.audit.querysets import AuditedQuerySet
from sendiass.crypto.fields import SealedDateField, SealedField, SealedTextField, sealed_fields
from sendiass.crypto.sealed_model import SealedModel, SealedQuerySet

pytestmark = pytest.mark.clause("L26")

FLOORS = ("sendiass", "cases", "consent", "feedback", "governance")
KEYSTORE = "keystore"  # wrapped keys: about no one by themselves, and kept apart from the history
CANARY = "Xyzzyquux7"
CANARY_DAY = date(1987, 11, 29)


def ours() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in FLOORS and model._meta.app_label != KEYSTORE
    ]


def test_there_are_models_to_look_at() -> None:
    assert len(ours()) > 3


# Nothing sealed is bound to these rows; their place in the chain is what they are.
NUMBERED = {"audit.ChainLink", "audit.ChainHead"}


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
class TestEachModel:
    """The promises of one model."""

    def test_is_audited_or_says_why_not(self, model: type[models.Model]) -> None:
        assert model in CLASSES, f"decorate {model._meta.label} with @audited(…) or @unaudited(reason=…)"

    def test_has_every_field_classed_once(self, model: type[models.Model]) -> None:
        privacy = CLASSES[model]
        classes = (privacy.sealed, privacy.identifying, privacy.plain, privacy.secret)
        classed = [name for names in classes for name in names]
        fields = [field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)]
        assert sorted(classed) == sorted(fields)

    def test_refuses_silent_changes_if_it_is_audited(self, model: type[models.Model]) -> None:
        if CLASSES[model].audited:
            for manager in (model._default_manager, model._base_manager):
                assert isinstance(manager.all(), AuditedQuerySet), (
                    f"{model._meta.label}: objects = AuditedManager()"
                )

    def test_has_a_primary_key_the_application_makes(self, model: type[models.Model]) -> None:
        if model._meta.label in NUMBERED:
            return
        key = model._meta.pk
        relation = key.remote_field is not None
        assert relation or (isinstance(key, models.UUIDField) and key.has_default())

    def test_says_whose_key_seals_it(self, model: type[models.Model]) -> None:
        if sealed_fields(model):
            assert issubclass(model, SealedModel)
            assert model.key_subject is not SealedModel.key_subject, "give it a key_subject"
            for manager in model._meta.managers:
                assert isinstance(manager.all(), SealedQuerySet)

    def test_shows_nothing_sealed_when_printed(self, model: type[models.Model]) -> None:
        fields = sealed_fields(model)
        row = model(**{field.name: canary(field) for field in fields})
        shown = f"{row!r}{vars(row)}" + (str(row) if fields else "")
        assert CANARY not in shown
        assert not any(words in shown for words in (str(CANARY_DAY), "1987", "29 November"))

    def test_passes_its_own_checks(self, model: type[models.Model]) -> None:
        assert not [problem for problem in model.check() if problem.is_serious()]


def canary(field: SealedField[Any, Any]) -> Any:
    if isinstance(field, SealedTextField):
        return CANARY
    return CANARY_DAY if isinstance(field, SealedDateField) else {"canary": CANARY}


def test_the_service_and_people_have_different_keys() -> None:
    from sendiass.crypto.subjects import SERVICE

    assert isinstance(SERVICE.id, UUID)
    assert SERVICE.kind == "service"
