"""Writes the history: hears of each save and delete through django-auditlog's registry. It allows nothing.

It takes the registry's wiring, and not the package's own comparison: that reads every attribute, so it
would open each sealed field at each save. Sealed fields count as changed when they were assigned; what
they said before is in the row's earlier entries.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from auditlog.registry import AuditlogModelRegistry
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from sendiass.audit.errors import Unaudited
from sendiass.audit.models import LogEntry
from sendiass.audit.privacy import CLASSES
from sendiass.audit.querysets import AuditedQuerySet
from sendiass.crypto.fields import SealedField, assigned, sealed_fields

_Row = TypeVar("_Row", bound=models.Model)
Changes = dict[str, list[Any]]


def record_creation(instance: models.Model, created: bool, using: str, **_: Any) -> None:
    """After a row's first save."""
    if created:
        _record(instance, LogEntry.Action.CREATE, _creation(instance), using)


def record_update(
    sender: type[models.Model],
    instance: models.Model,
    using: str,
    update_fields: Collection[str] | None = None,
    **_: Any,
) -> None:
    """Before a later save, while the data base still has what was."""
    if instance._state.adding:
        return
    before = sender._base_manager.using(using).filter(pk=instance.pk).first()
    if before is not None:
        _record(instance, LogEntry.Action.UPDATE, _differences(before, instance, update_fields), using)


def record_deletion(instance: models.Model, using: str, **_: Any) -> None:
    """After a row is gone."""
    last = {name: [value, None] for name, value in _readable(instance).items() if value is not None}
    _record(instance, LogEntry.Action.DELETE, last, using, always=True)


def refuse_untold(sender: type[models.Model], action: str, reverse: bool, **_: Any) -> None:
    """Many-to-many changes that can't be told truly: emptying at once, and changing from the far side."""
    if action == "pre_clear" or (reverse and action in ("pre_add", "pre_remove")):
        raise Unaudited(f"{sender._meta.label}: add and remove named rows, from the model that has the field")


registry = AuditlogModelRegistry(
    create=False,
    update=False,
    delete=False,
    access=False,
    custom={post_save: record_creation, pre_save: record_update, post_delete: record_deletion},
)


def create_recorded(model: type[_Row], rows: Sequence[_Row], *, using: str = "default") -> None:
    """Make many rows of an audited model at once, and one entry for each: what `save()` on each would write.

    Not for models whose rows join others, nor for those with sealed fields.
    """
    if model._meta.local_many_to_many or sealed_fields(model) or not CLASSES[model].audited:
        raise Unaudited(f"{model._meta.label}: save the rows one by one")
    _need_transaction(model, using)
    manager = model._default_manager.using(using)
    assert isinstance(manager, AuditedQuerySet)  # noqa: S101 - tells the type
    manager.unaudited_because("each row's entry is written with it, below").bulk_create(rows)
    secret = CLASSES[model].secret
    LogEntry.objects.using(using).log_creations(
        (row, {name: change for name, change in _creation(row).items() if name not in secret}) for row in rows
    )


def connect_all() -> None:
    """Record the changes of every audited model."""
    for model, privacy in CLASSES.items():
        if privacy.audited:
            connect(model)


def connect(model: type[models.Model]) -> None:
    """Record the changes of one model, and let its relations use the queryset that refuses silent writes."""
    joined = [field.name for field in model._meta.local_many_to_many]
    registry.register(model, m2m_fields=joined)
    for field in model._meta.local_many_to_many:
        m2m_changed.connect(
            refuse_untold,
            sender=field.remote_field.through,
            dispatch_uid=("refuse_untold", model, field.name),
        )
    manager = model._default_manager
    if isinstance(manager.all(), AuditedQuerySet):
        model._meta.base_manager_name = manager.name
        model._meta.__dict__.pop("base_manager", None)


def _record(
    instance: models.Model, action: int, changes: Changes, using: str, *, always: bool = False
) -> None:
    if not changes and not always:
        return
    _need_transaction(type(instance), using)
    secret = CLASSES[type(instance)].secret
    told = {name: change for name, change in changes.items() if name not in secret}
    LogEntry.objects.using(using).log_create(
        instance, force_log=always, action=action, changes=told, fields=changes
    )


def _need_transaction(model: type[models.Model], using: str) -> None:
    if not connections[using].in_atomic_block:
        raise Unaudited(
            f"{model._meta.label} is changed outside a transaction: its entry would not share its fate"
        )


def _creation(instance: models.Model) -> Changes:
    values = {**_readable(instance), **_assigned(instance)}
    return {name: [None, value] for name, value in values.items() if value not in (None, "")}


def _differences(before: models.Model, after: models.Model, only: Collection[str] | None) -> Changes:
    was, now = _readable(before), _readable(after)
    changes: Changes = {name: [was.get(name), value] for name, value in now.items() if was.get(name) != value}
    changes |= {name: [None, value] for name, value in _assigned(after).items()}
    return (
        changes
        if only is None
        else {name: change for name, change in changes.items() if _among(after, name, only)}
    )


def _among(instance: models.Model, name: str, only: Collection[str]) -> bool:
    field = instance._meta.get_field(name)
    return name in only or getattr(field, "attname", name) in only


def _readable(instance: models.Model) -> dict[str, Any]:
    """The loaded values of the fields that aren't sealed, as JSON would have them. Relations by id.

    What the data base works out from other columns is nobody's change.
    """
    return {
        field.name: _as_json(field.to_python(instance.__dict__[field.attname]))
        for field in instance._meta.concrete_fields
        if field.attname in instance.__dict__
        and not (isinstance(field, SealedField) or field.primary_key or field.generated)
    }


def _assigned(instance: models.Model) -> dict[str, Any]:
    """The sealed fields that were assigned, as JSON would have them."""
    return {name: _as_json(value) for name, value in assigned(instance).items()}


def _as_json(value: object) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return json.loads(json.dumps(value, cls=_Encoder))


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        try:
            return super().default(o)
        except TypeError:
            return str(o)
