"""What pages ask on every visit, in words that never change: each statement is worked out once. It knows no table.

Django builds a queryset and its statement anew each time it is asked. On a page of twenty-odd questions that is a
third of the work, and always with the same outcome but for the values (docs/decisions/0027).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from typing import Any, Generic, NamedTuple, ParamSpec, Protocol, TypeVar, cast
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

_Given = ParamSpec("_Given")
_Row = TypeVar("_Row")

LONG_AGO = datetime(1583, 1, 1, tzinfo=UTC)


class Misasked(TypeError):
    """A question whose words would change with a value, or that is asked with a value of another type."""


class Asker(Protocol):
    """A row that a question may be asked for: its id stands in the statement, `worded_by` decides how it is worded."""

    pk: Any

    @property
    def worded_by(self) -> Hashable:
        """What of it the words depend on: two with the same are asked for alike."""


def question(asking: Callable[_Given, QuerySet[Any, _Row]]) -> Question[_Given, _Row]:
    """Makes a function that returns a queryset into one that returns its rows, and words its statement once.

    The function's parameters are by keyword alone, and each is a value that stands in the statement as it is: an id,
    ids for `any_of`, a day, a moment, a word; or someone (an `Asker`) whose id may. What to ask it decides by an
    asker's `worded_by` and by nothing else. Raises Misasked for a value that the statement does not carry as it
    is, for None, and for a value of another type than it was first asked with.
    """
    return Question(asking)


class Question(Generic[_Given, _Row]):
    """A question to be asked by calling it; `asking` is the queryset as Django would ask it."""

    def __init__(self, asking: Callable[_Given, QuerySet[Any, _Row]]) -> None:
        by_keyword = inspect.Parameter.KEYWORD_ONLY
        if any(one.kind is not by_keyword for one in inspect.signature(asking).parameters.values()):
            raise Misasked("a question takes its values by keyword alone")
        self.asking = asking
        self._worded: dict[Hashable, _Worded | None] = {}
        update_wrapper(self, asking)

    def __call__(self, *_: _Given.args, **given: _Given.kwargs) -> list[_Row]:
        """The rows."""
        words = tuple(one.worded_by for one in _askers(given))
        if words not in self._worded:
            self._worded[words] = _worded(self.asking, given)
        worded = self._worded[words]
        return [] if worded is None else worded.rows(given)


@dataclass(frozen=True, slots=True)
class _Worded:
    """A statement with its places for values, and how Django makes rows of what comes back."""

    sql: str
    params: tuple[Any, ...]
    places: Mapping[int, str]
    hollow: frozenset[str]
    types: Mapping[str, type]
    compiler: SQLCompiler
    asked: QuerySet[Any, Any]

    def rows(self, given: Mapping[str, Any]) -> list[Any]:
        """What comes back for these values."""
        values = {name: _carried(value) for name, value in given.items()}
        if _types(values) != self.types:
            raise Misasked(f"asked with {_types(values)}, and first with {self.types}")
        if any(not values[name] for name in self.hollow):
            return []
        params = list(self.params)
        for place, name in self.places.items():
            params[place] = values[name]
        made: Any = self.asked._iterable_class
        return list(made(_Standing(self, tuple(params), self.asked.db, self.asked.model)))


@dataclass(slots=True)
class _Standing:
    """Stands where Django's way of making rows looks for the queryset and its query."""

    worded: _Worded
    params: tuple[Any, ...]
    db: str
    model: type[Model]
    _known_related_objects: dict[Any, Any] = field(default_factory=dict)

    @property
    def query(self) -> _Standing:
        return self

    def get_compiler(self, using: str) -> SQLCompiler:
        return _Ready(self.worded, self.params, using)


class _Ready(SQLCompiler):
    """A compiler that has nothing left to compile."""

    def __init__(self, worded: _Worded, params: tuple[Any, ...], using: str) -> None:
        vars(self).update(vars(worded.compiler), connection=connections[using], using=using)
        self._ready = worded.sql, params

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        return self._ready


def _worded(asking: Callable[..., QuerySet[Any, Any]], given: Mapping[str, Any]) -> _Worded | None:
    """The statement, found by asking with stand-ins; None where by its words there can be no such row.

    It is worded twice, with other stand-ins: a place that differs and carries none of them was worked out from one.
    """
    try:
        (asked, compiler, sql, params, values), again = _tried(asking, given), _tried(asking, given)
    except EmptyResultSet:
        return None
    if asked._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise Misasked("a question asks once; what is prefetched would be asked apart")
    places = {
        place: name for place, param in enumerate(params) for name in values if _is(param, values[name])
    }
    fixed = [place for place in range(len(params)) if place not in places]
    if sql != again.sql or any(params[place] != again.params[place] for place in fixed):
        raise Misasked("the statement is worded by a value, or carries something worked out from one")
    needed = {name for name, value in given.items() if not isinstance(value, Model)}
    if missing := needed - set(places.values()):
        raise Misasked(f"the statement does not carry {sorted(missing)} as given")
    hollow = frozenset(name for name in given if _is_hollow_without(name, asking, given))
    return _Worded(sql, tuple(params), places, hollow, _types(values), compiler, asked)


def _is_hollow_without(
    name: str, asking: Callable[..., QuerySet[Any, Any]], given: Mapping[str, Any]
) -> bool:
    """Whether there can be no row where this one is an empty list, so that the data base need not be asked."""
    if not isinstance(given[name], list):
        return False
    stand_ins = {other: [] if other == name else _stand_in(value) for other, value in given.items()}
    asked = asking(**stand_ins)
    try:
        asked.query.get_compiler(using=asked.db).as_sql()
    except EmptyResultSet:
        return True
    return False


class _Tried(NamedTuple):
    asked: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    params: Sequence[Any]
    values: Mapping[str, Any]


def _tried(asking: Callable[..., QuerySet[Any, Any]], given: Mapping[str, Any]) -> _Tried:
    stand_ins = {name: _stand_in(value) for name, value in given.items()}
    asked = asking(**stand_ins)
    compiler = asked.query.get_compiler(using=asked.db)
    sql, params = compiler.as_sql()
    return _Tried(asked, compiler, sql, params, {name: _carried(one) for name, one in stand_ins.items()})


def _stand_in(value: Any) -> Any:
    """A value of the same type that nothing else in a statement can be."""
    unlike = uuid4()
    if isinstance(value, Model):
        other = copy(value)
        other.pk = unlike
        return other
    if isinstance(value, datetime):
        return LONG_AGO.replace(tzinfo=value.tzinfo) + timedelta(microseconds=unlike.int % 10**15)
    made: Mapping[type, Callable[[], Any]] = {
        UUID: lambda: unlike,
        str: lambda: str(unlike),
        list: lambda: [unlike],
        date: lambda: LONG_AGO.date() + timedelta(days=unlike.int % 10**5),
    }
    if type(value) not in made:
        raise Misasked(f"a question cannot carry {type(value).__name__}")
    return made[type(value)]()


def _askers(given: Mapping[str, Any]) -> list[Asker]:
    return [cast("Asker", value) for value in given.values() if isinstance(value, Model)]


def _carried(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def _is(param: Any, value: Any) -> bool:
    return type(param) is type(value) and param == value


def _types(values: Mapping[str, Any]) -> dict[str, type]:
    return {name: type(value) for name, value in values.items()}
