"""The base of models with sealed fields, and what their rows may be asked. It knows no permission."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import F

from sendiass.crypto.errors import Misused
from sendiass.crypto.fields import SealedField, as_stored, close, sealed_fields
from sendiass.crypto.states import Assigned
from sendiass.crypto.subjects import KeySubject

_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class SealedQuerySet(models.QuerySet[_Row]):
    """Refuses what would need a sealed value in the data base, or hand it out past the attribute."""

    def values(self, *fields: Any, **expressions: Any) -> Any:
        """As Django's, without sealed fields; without names it is refused where the model has any."""
        self._refuse(
            "listed by values()", fields, expressions.values(), everything=not fields and not expressions
        )
        return super().values(*fields, **expressions)

    def values_list(self, *fields: Any, flat: bool = False, named: bool = False) -> Any:
        """As Django's, without sealed fields."""
        self._refuse("listed by values_list()", fields, everything=not fields)
        return super().values_list(*fields, flat=flat, named=named)

    def order_by(self, *field_names: Any) -> Self:
        """As Django's, without sealed fields."""
        self._refuse("ordered by", field_names)
        return super().order_by(*field_names)

    def distinct(self, *field_names: Any) -> Self:
        """As Django's, without sealed fields."""
        self._refuse("made distinct", field_names)
        return super().distinct(*field_names)

    def latest(self, *fields: Any) -> _Row:
        """As Django's, without sealed fields."""
        self._refuse("ordered by", fields)
        return super().latest(*fields)

    def earliest(self, *fields: Any) -> _Row:
        """As Django's, without sealed fields."""
        self._refuse("ordered by", fields)
        return super().earliest(*fields)

    def annotate(self, *args: Any, **kwargs: Any) -> Any:
        """As Django's, without sealed fields."""
        self._refuse("computed with", args, kwargs.values())
        return super().annotate(*args, **kwargs)

    def alias(self, *args: Any, **kwargs: Any) -> Any:
        """As Django's, without sealed fields."""
        self._refuse("computed with", args, kwargs.values())
        return super().alias(*args, **kwargs)

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As Django's, without sealed fields."""
        self._refuse("computed with", args, kwargs.values())
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """As Django's, without sealed fields: each cell is sealed for its own row."""
        self._refuse(
            "changed by update()", kwargs, (value for value in kwargs.values() if not isinstance(value, str))
        )
        return super().update(**kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        """As Django's, without sealed fields."""
        names = list(fields)
        self._refuse("changed by bulk_update()", names)
        return super().bulk_update(objs, names, batch_size)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As Django's: seals every row, then closes it. A conflict can't be settled by sealed fields."""
        rows = list(objs)
        self._refuse("changed by bulk_create()", kwargs.get("update_fields") or ())
        created: list[Any] = super().bulk_create(rows, *args, **kwargs)
        for row in rows:
            close(row)
        return created

    def _refuse(self, what: str, *named: Iterable[Any], everything: bool = False) -> None:
        if everything and sealed_fields(self.model):
            sealed_fields(self.model)[0].refuse(f"{what}: name the fields you need")
        for name in (name for group in named for item in group for name in _names(item)):
            field = self._final_field(name)
            if isinstance(field, SealedField):
                field.refuse(what)

    def _final_field(self, name: str) -> object:
        try:
            return self.query.names_to_path(name.lstrip("-").split(LOOKUP_SEP), self.model._meta)[1]
        except FieldError:
            return None  # an annotation, or a mistake that Django will explain


def _names(item: Any) -> Iterator[str]:
    """Every field path that an argument of a query method mentions."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, F):
        yield str(item.name)  # type: ignore[attr-defined]
    elif hasattr(item, "get_source_expressions"):
        for source in item.get_source_expressions():
            yield from _names(source)


class SealedModel(models.Model):
    """A row some of whose fields are sealed under its subject's key.

    Give it a UUID primary key made by the application, a `key_subject` that needs no query, and a manager
    from a SealedQuerySet (an audited model's AuditedQuerySet is one).
    """

    may_hold_sealed_fields: ClassVar[bool] = True

    class Meta:
        abstract = True

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.pk}>"

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def key_subject(self) -> KeySubject:
        """Whose key seals this row."""
        raise Misused(f"{self._meta.label} doesn't say whose key seals it: give it a key_subject")

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; afterwards what was sealed is closed."""
        super().save_base(*args, **kwargs)
        close(self)

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """As Django's; copies ciphertext without opening it."""
        with as_stored():
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """As Django's; of the sealed fields those that were assigned."""
        closed = {
            field.name
            for field in sealed_fields(self)
            if not isinstance(self.__dict__.get(field.attname), Assigned)
        }
        super().clean_fields(exclude={*(exclude or ()), *closed})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """As Django's, but plaintext isn't sent to the data base to be checked."""
        super().validate_constraints(
            exclude={*(exclude or ()), *(field.name for field in sealed_fields(self))}
        )

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        """As Django's; and the model isn't ordered by what can't be compared."""
        sealed = {field.name for field in sealed_fields(cls)}
        by_default = {name for item in cls._meta.ordering or () for name in _names(item)}
        wrong = sealed & {name.lstrip("-") for name in by_default}
        found = [
            checks.Error(f"{cls._meta.label} is ordered by the sealed field {name}", id="sealed.E001")
            for name in sorted(wrong)
        ]
        return [*super().check(**kwargs), *found]
