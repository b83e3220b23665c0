"""Model fields whose values the data base holds sealed; it never searches, sorts or compares them.

They open lazily, inside a reading that names the row's subject, and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import Promise

from sendiass.crypto import keyring, openings
from sendiass.crypto.cells import Place, seal, unseal
from sendiass.crypto.errors import Closed, Erased, Misused
from sendiass.crypto.states import Assigned, Ciphertext
from sendiass.crypto.subjects import KeySubject

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from typing_extensions import TypeVar

    _ST = TypeVar("_ST", contravariant=True)
    _GT = TypeVar("_GT", covariant=True)
    Field = models.Field
else:
    _ST, _GT = "set", "get"

    class Field(models.Field):
        """Lets the fields be written with their types; Django's own can't be subscripted."""

        def __class_getitem__(cls, _types: object) -> type:
            return cls


_as_stored: ContextVar[bool] = ContextVar("sealed_as_stored", default=False)


@contextmanager
def as_stored() -> Iterator[None]:
    """Sealed attributes give their closed ciphertext while inside: for copying rows, never for looking."""
    token = _as_stored.set(True)
    try:
        yield
    finally:
        _as_stored.reset(token)


class SealedAttribute(DeferredAttribute):
    """The attribute of a sealed field: holds ciphertext or what was assigned, never what was opened."""

    field: SealedField[Any, Any]

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        """The plaintext. Raises Closed, Tampered, Erased or KeyUnavailable."""
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        state = instance.__dict__[name]
        return state if _as_stored.get() else self.field.plaintext(instance, state)

    def __set__(self, instance: models.Model, value: object) -> None:
        """Remember what is to be sealed at the next save.

        A value that is there already, as far as a reading lets that be seen, isn't sealed anew.
        """
        name = self.field.attname
        if isinstance(value, Ciphertext | Assigned):
            instance.__dict__[name] = value
            return
        encoded = self.field.encoded(value)
        if not self.field.holds_already(instance, instance.__dict__.get(name), encoded):
            instance.__dict__[name] = Assigned(encoded, self.field.label)


class SealedField(Field[_ST, _GT]):
    """What the sealed fields share. NULL means nothing is known; an empty text is sealed like any other."""

    descriptor_class = SealedAttribute
    empty_strings_allowed = False
    sealed = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for option in ("unique", "db_index", "primary_key", "choices", "db_default"):
            if kwargs.get(option):
                raise Misused(f"a sealed field can't have {option}: the data base never sees its value")
        super().__init__(*args, **kwargs)

    @property
    def label(self) -> str:
        """Model and field, for errors."""
        return f"{self.model._meta.label}.{self.name}"

    def refuse(self, what: str) -> NoReturn:
        """Raise Misused, naming the field and never its value."""
        raise Misused(f"{self.label} is sealed: it can't be {what}")

    def get_internal_type(self) -> str:
        """A bytea column."""
        return "BinaryField"

    def has_default(self) -> bool:
        """Whether a new row begins with a value. In a migration none does: it couldn't be sealed."""
        return not self._is_historical() and super().has_default()

    def _is_historical(self) -> bool:
        model = getattr(self, "model", None)
        return model is not None and model.__module__ == "__fake__"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Join a model, which must be a SealedModel (migrations' historical models never hold plaintext)."""
        super().contribute_to_class(cls, name, private_only)
        if not self._is_historical() and not getattr(cls, "may_hold_sealed_fields", False):
            raise Misused(
                f"{cls.__name__}.{name} is sealed: derive from sendiass.crypto.sealed_model.SealedModel"
            )

    # To and from the data base

    def from_db_value(
        self, value: bytes | memoryview | None, _expression: object, _connection: object
    ) -> Ciphertext:
        """What the data base holds, closed."""
        return Ciphertext(None if value is None else bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext:
        """The cell to write: sealed now if something was assigned, untouched otherwise."""
        state = model_instance.__dict__[self.attname]
        if isinstance(state, Assigned):
            state.sealed = self._sealed(model_instance, state.plaintext)
            return state.sealed
        if add and state.cell is not None:
            self.refuse("copied to a new row: a cell opens only where it was sealed")
        return state  # type: ignore[no-any-return]

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Bytes for the driver, or NULL; any plaintext is refused, wherever it comes from."""
        if value is None:
            return None
        if not isinstance(value, Ciphertext):
            self.refuse("written or compared in a query")
        return None if value.cell is None else super().get_db_prep_value(value.cell, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull`: the data base can't compare what it can't read."""
        if lookup_name != "isnull":
            self.refuse(f"looked up by {lookup_name}")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """None."""
        self.refuse(f"transformed by {lookup_name}")

    def value_from_object(self, obj: models.Model) -> Any:  # noqa: ARG002
        """Refused: serializers and model forms copy rows without saying why."""
        self.refuse("serialized or copied into a form")

    def value_to_string(self, obj: models.Model) -> str:  # noqa: ARG002
        """Refused: serializers."""
        self.refuse("serialized")

    # Plaintext

    def plaintext(self, instance: models.Model, state: Ciphertext | Assigned) -> Any:
        """What was just assigned, or what the cell holds while a reading names the row's subject."""
        if isinstance(state, Assigned):
            return self._decoded(state.plaintext)
        scope = openings.current()
        if scope is None:
            raise Closed(f"{self.label} is closed: no reading is open")
        return self._decoded(self._opened(instance, state, scope))

    def holds_already(self, instance: models.Model, state: object, encoded: bytes | None) -> bool:
        """Whether the stored cell, where a reading lets it be opened, already says this.

        Outside a reading the answer is no: what was assigned counts as changed.
        """
        scope = openings.current()
        if not isinstance(state, Ciphertext) or scope is None or not scope.names(self._subject(instance)):
            return False
        try:
            return self._opened(instance, state, scope) == encoded
        except Erased:
            return False

    def encoded(self, value: object) -> bytes | None:
        """The bytes to seal, or None. Raises Misused when the value isn't of the field's kind."""
        if hasattr(value, "resolve_expression"):
            self.refuse("set from an expression: the data base can't compute it")
        return None if value is None else self.encode(value)

    def encode(self, value: Any) -> bytes:
        """One value of the field's own type as bytes."""
        raise NotImplementedError

    def decode(self, content: bytes) -> Any:
        """The value those bytes stand for."""
        raise NotImplementedError

    def check_size(self, content: bytes) -> None:
        """Refuse what the field's own limits forbid, at the last moment before sealing."""

    def _decoded(self, content: bytes | None) -> Any:
        return None if content is None else self.decode(content)

    def _opened(self, instance: models.Model, state: Ciphertext, scope: openings.Opening) -> bytes | None:
        key = scope.key(self._subject(instance), self.label)
        return None if state.cell is None else unseal(state.cell, self._place(instance), key)

    def _sealed(self, instance: models.Model, content: bytes | None) -> Ciphertext:
        if content is None:
            return Ciphertext(None)
        self.check_size(content)
        return Ciphertext(seal(content, self._place(instance), keyring.key_to_seal(self._subject(instance))))

    def _place(self, instance: models.Model) -> Place:
        if not isinstance(instance.pk, UUID):
            self.refuse("kept in a row whose primary key isn't a UUID made by the application")
        return Place(self.model._meta.db_table, str(self.column), instance.pk)

    def _subject(self, instance: models.Model) -> KeySubject:
        subject = getattr(instance, "key_subject", None)
        if not isinstance(subject, KeySubject):
            raise Misused(f"{self.model._meta.label} doesn't say whose key seals it: give it a key_subject")
        return subject


class SealedTextField(SealedField[_ST, _GT]):
    """Text, kept exactly as given (any script, NUL, trailing spaces). `max_length` counts characters."""

    if TYPE_CHECKING:
        _pyi_private_set_type: str
        _pyi_private_get_type: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def get_default(self) -> Any:
        """As for any text: empty, unless NULL is allowed or a default is given."""
        return super().get_default() if self.null or self.has_default() else ""

    def encode(self, value: Any) -> bytes:
        """UTF-8. Half of a surrogate pair isn't text and is refused."""
        if isinstance(value, Promise):
            value = str(value)
        if not isinstance(value, str):
            self.refuse(f"a {type(value).__name__}: it holds text")
        try:
            return value.encode("utf-8")
        except UnicodeEncodeError:
            pass  # raised below, without the text in its context
        raise ValidationError("Enter text only: it contains half of a character.", code="not_text")

    def decode(self, content: bytes) -> str:
        """The text."""
        return content.decode("utf-8")

    def check_size(self, content: bytes) -> None:
        """Refuse text longer than `max_length`."""
        if self.max_length is not None and len(content.decode("utf-8")) > self.max_length:
            self.refuse(f"longer than {self.max_length} characters")


class SealedDateField(SealedField[_ST, _GT]):
    """A calendar date."""

    if TYPE_CHECKING:
        _pyi_private_set_type: date
        _pyi_private_get_type: date

    def encode(self, value: Any) -> bytes:
        """ISO 8601."""
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(f"a {type(value).__name__}: it holds a date")
        return value.isoformat().encode()

    def decode(self, content: bytes) -> date:
        """The date."""
        return date.fromisoformat(content.decode())


class SealedJSONField(SealedField[_ST, _GT]):
    """A JSON value. What is read is a copy: to change it, assign it anew."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def encode(self, value: Any) -> bytes:
        """Canonical JSON: keys sorted, so that equal values have equal bytes."""
        try:
            text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
        except (TypeError, ValueError):
            text = None
        if text is None:
            self.refuse("anything but JSON")
        return text.encode()

    def decode(self, content: bytes) -> Any:
        """The value."""
        return json.loads(content)


def sealed_fields(model: type[models.Model] | models.Model) -> list[SealedField[Any, Any]]:
    """The model's sealed fields."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def assigned(instance: models.Model) -> dict[str, Any]:
    """Sealed fields assigned since the row was loaded or saved, with what was assigned."""
    states = ((field, instance.__dict__.get(field.attname)) for field in sealed_fields(instance))
    return {
        field.name: field._decoded(state.plaintext) for field, state in states if isinstance(state, Assigned)
    }


def close(instance: models.Model) -> None:
    """After a save: what has been sealed is ciphertext again, its plaintext forgotten."""
    for field in sealed_fields(instance):
        state = instance.__dict__.get(field.attname)
        if isinstance(state, Assigned) and state.sealed is not None:
            instance.__dict__[field.attname] = state.sealed
