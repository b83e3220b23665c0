"""The register of promises as data: what each clause promises and how hard it is held. It enforces nothing.

A Decision names the clause it keeps, or a rule of the house; a test names the clauses whose control it holds.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

REGISTER = "register.toml"


class Control(StrEnum):
    """How hard the software holds a promise, hardest first."""

    PREVENTS = "prevents"
    BLOCKS = "blocks"
    REQUIRES = "requires"
    PROMPTS = "prompts"
    EVIDENCES = "evidences"


@dataclass(frozen=True, slots=True)
class Clause:
    """One promise. Without a control it is kept by configuration."""

    id: str
    promise: str
    controls: tuple[Control, ...]


def clauses() -> Mapping[str, Clause]:
    """Every clause by its id, in the order of the register."""
    return _register()[0]


def house_rules() -> Mapping[str, str]:
    """Every rule a Decision may name that is no clause: its id, and what it keeps in words."""
    return _register()[1]


def words(rule: str) -> str:
    """What the clause or house rule of that id promises. Raises KeyError for an id that is neither."""
    known = clauses().get(rule)
    return known.promise if known else house_rules()[rule]


@cache
def _register() -> tuple[Mapping[str, Clause], Mapping[str, str]]:
    entries = tomllib.loads(files(__name__).joinpath(REGISTER).read_text(encoding="utf-8"))
    found: dict[str, Clause] = {}
    for entry in entries["clauses"]:
        clause = _clause(**entry)
        if clause.id in found:
            raise ValueError(f"{REGISTER}: clause {clause.id} stands twice")
        found[clause.id] = clause
    return MappingProxyType(found), MappingProxyType(dict(entries["rules"]))


def _clause(*, id: str, promise: str, controls: list[Any]) -> Clause:  # noqa: A002 - the register's own word
    return Clause(id=id, promise=promise, controls=tuple(Control(control) for control in controls))
