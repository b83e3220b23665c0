"""Models only these tests know, in a registry of their own, with tables made by the owner."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar
from uuid import UUID, uuid4

import psycopg
from django.apps.registry import Apps
from django.db import connections, models

from sendiass.audit import AuditedQuerySet, audited
from sendiass.crypto.fields import SealedDateField, SealedJSONField, SealedTextField
from sendiass.crypto.sealed_model import SealedModel
from sendiass.crypto.subjects import KeySubject

LABEL = "sealed_rows"


class OwnApps(Apps):
    """Knows these tests' models and no others, so that deleting a row takes along what hangs on it."""

    @cache  # noqa: B019 - Django empties it whenever a model joins
    def get_models(self, *_: bool, **__: bool) -> list[type[models.Model]]:
        return list(self.all_models[LABEL].values())


OWN_APPS = OwnApps()


@audited(identifying=("name",))
class School(models.Model):
    """Something about nobody."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=100)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        app_label = LABEL
        apps = OWN_APPS

    def __str__(self) -> str:
        return self.name


@audited(plain=("status", "schools"), secret=("pin",))
class Family(SealedModel):
    """A person with every kind of sealed field."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name: SealedTextField[str, str] = SealedTextField(max_length=20_000)
    alias: SealedTextField[str, str] = SealedTextField(max_length=10, default="", blank=True)
    born: SealedDateField[Any, Any] = SealedDateField(null=True, blank=True)
    facts: SealedJSONField[Any, Any] = SealedJSONField(null=True, blank=True)
    status = models.CharField(max_length=10, default="new")
    pin = models.CharField(max_length=10, default="", blank=True)
    schools = models.ManyToManyField(School)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        app_label = LABEL
        apps = OWN_APPS
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(status__in=["new", "old"]), name="known_status"),
            models.CheckConstraint(condition=models.Q(name__isnull=False), name="has_a_name"),
        ]

    @property
    def key_subject(self) -> KeySubject:
        return KeySubject("person", self.id)


@audited(plain=("family",))
class Visit(SealedModel):
    """A narrative sealed under somebody else's key."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="visits", null=True)
    note: SealedTextField[str, str] = SealedTextField()

    objects = AuditedQuerySet.as_manager()

    class Meta:
        app_label = LABEL
        apps = OWN_APPS

    @property
    def key_subject(self) -> KeySubject:
        assert self.family_id  # type: ignore[attr-defined]
        return KeySubject("person", self.family_id)  # type: ignore[attr-defined]


class Worker:
    """Anyone with an id."""

    is_authenticated = True

    def __init__(self) -> None:
        self.id: UUID = uuid4()


def make_tables(owner_url: str, role: str) -> None:
    """Create the tables as the owner, unless they are there, and let the application's role at them."""
    with psycopg.connect(owner_url) as owner:
        row = owner.execute("SELECT to_regclass('sealed_rows_family')").fetchone()
        if row and row[0]:
            return
        with connections["default"].schema_editor(collect_sql=True, atomic=False) as editor:
            for model in (School, Family, Visit):
                editor.create_model(model)
        for statement in editor.collected_sql:
            owner.execute(statement.encode())
        for made in OWN_APPS.get_models():
            owner.execute(f'GRANT ALL ON "{made._meta.db_table}" TO "{role}"'.encode())
