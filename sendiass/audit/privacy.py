"""What each field is (sealed, identifying, plain, secret) and whether its model's changes are recorded.

Sealed: encrypted. Identifying: readable in the data base, about someone who works here or for an agency.
Plain: counted and sorted, tells nothing by itself. Secret: a credential; that it changed is recorded, its
value never. It decides nothing about a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.apps import apps
from django.db import models

from sendiass.audit.errors import Unaudited

_Model = TypeVar("_Model", bound=type[models.Model])


@dataclass(frozen=True, slots=True)
class Privacy:
    """One model's classes. `reason` says why its changes aren't recorded; empty where they are."""

    sealed: frozenset[str]
    identifying: frozenset[str]
    plain: frozenset[str]
    secret: frozenset[str]
    reason: str = ""

    @property
    def audited(self) -> bool:
        """Whether every change of this model is recorded."""
        return not self.reason


CLASSES: dict[type[models.Model], Privacy] = {}


def audited(
    *, identifying: Iterable[str] = (), plain: Iterable[str] = (), secret: Iterable[str] = ()
) -> Callable[[_Model], _Model]:
    """Class every field that isn't sealed (the primary key is plain) and record every change of the model.

    Raises Unaudited at import for a field that is unknown, classed twice or not classed, and for a relation
    that the data base would change without a trace.
    """

    def register(model: _Model) -> _Model:
        CLASSES[model] = _classed(model, identifying, plain, secret)
        _refuse_silent_relations(model)
        if apps.ready:
            from sendiass.audit import recording

            recording.connect(model)
        return model

    return register


def unaudited(
    *, reason: str, identifying: Iterable[str] = (), plain: Iterable[str] = (), secret: Iterable[str] = ()
) -> Callable[[_Model], _Model]:
    """Class every field of a model whose changes are not recorded, and say why."""
    if not reason:
        raise Unaudited("say why the changes of this model aren't recorded")

    def register(model: _Model) -> _Model:
        CLASSES[model] = _classed(model, identifying, plain, secret, reason)
        return model

    return register


def _classed(
    model: type[models.Model],
    identifying: Iterable[str],
    plain: Iterable[str],
    secret: Iterable[str],
    reason: str = "",
) -> Privacy:
    own = [*model._meta.concrete_fields, *model._meta.many_to_many]
    sealed = {field.name for field in own if getattr(field, "sealed", False)}
    named = [*identifying, *plain, *secret]
    to_class = {field.name for field in own if not field.primary_key} - sealed
    label = model._meta.label
    for name in named:
        if name not in to_class:
            raise Unaudited(
                f"{label}.{name} is classed, but is sealed already, is the primary key, or doesn't exist"
            )
        if named.count(name) > 1:
            raise Unaudited(f"{label}.{name} is classed twice")
    if missing := sorted(to_class - set(named)):
        raise Unaudited(
            f"{label}: say whether these fields are identifying, plain or secret: {', '.join(missing)}"
        )
    key = {model._meta.pk.name}
    return Privacy(
        frozenset(sealed), frozenset(identifying), frozenset({*plain, *key}), frozenset(secret), reason
    )


def _refuse_silent_relations(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        on_delete = getattr(field.remote_field, "on_delete", None)
        if on_delete in (models.SET_NULL, models.SET_DEFAULT) or hasattr(on_delete, "deconstruct"):
            raise Unaudited(
                f"{model._meta.label}.{field.name} would be changed without an entry: use PROTECT or CASCADE"
            )
