"""A model says at import what each of its fields is, or is not imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.apps.registry import Apps
from django.db import models

from sendiass.audit.errors import Unaudited
from sendiass.audit.privacy import CLASSES, audited, unaudited
from sendiass.crypto.fields import SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from tests.kernel.sealed_rows import Family, School

pytestmark = pytest.mark.clause("L26")


def a_model(**more: Any) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": "sealed_rows", "apps": Apps()})
    body = {
        "__module__": __name__,
        "Meta": meta,
        "id": models.UUIDField(primary_key=True, default=uuid4),
        "name": SealedTextField(),
        "status": models.CharField(max_length=5),
        "email": models.EmailField(),
        **more,
    }
    return type("Example", (SealedModel,), body)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "not classed": ({"plain": ["status"]}, "identifying, plain or secret: email"),
    "classed twice": ({"plain": ["status", "email"], "identifying": ["email"]}, "email is classed twice"),
    "unknown": ({"plain": ["status", "email", "colour"]}, "colour is classed, but"),
    "sealed already": ({"plain": ["status", "email", "name"]}, "name is classed, but"),
    "primary key": ({"plain": ["status", "email", "id"]}, "id is classed, but"),
}


@pytest.mark.parametrize(("classes", "why"), WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("decorator", [audited, lambda **classes: unaudited(reason="test", **classes)])
def test_fields_wrongly_classed_stop_the_import(
    decorator: Callable[..., Any], classes: dict[str, Any], why: str
) -> None:
    model = a_model()
    with pytest.raises(Unaudited, match=why):
        decorator(**classes)(model)
    assert model not in CLASSES


def test_a_model_without_history_says_why() -> None:
    with pytest.raises(Unaudited):
        unaudited(reason="")


@pytest.mark.parametrize("on_delete", [models.SET_NULL, models.SET_DEFAULT, models.SET(None)])
def test_a_relation_that_changes_without_an_entry_stops_the_import(on_delete: Any) -> None:
    model = a_model(school=models.ForeignKey(School, on_delete=on_delete, null=True, default=None))
    with pytest.raises(Unaudited, match="without an entry"):
        audited(plain=("status", "email", "school"))(model)


def test_the_classes_of_a_model_can_be_looked_up() -> None:
    privacy = CLASSES[Family]
    assert privacy.audited
    assert privacy.sealed == {"name", "alias", "born", "facts"}
    assert privacy.plain == {"id", "status", "schools"}
    assert (privacy.identifying, privacy.secret) == (frozenset(), frozenset({"pin"}))
