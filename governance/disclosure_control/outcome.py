"""What comes of an audit, as plain frozen values: what is shown, what is withheld and why, or what to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.rules.showing import Fact, Kind
from governance.rules.tables import Period


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that one release told whoever saw it; stored with it, so that later ones are held against it."""

    release: str
    tables: tuple[tuple[str, Period], ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell by its values, an empty one for a total, and what stands in it."""

    of: tuple[str, ...]
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as it leaves."""

    name: str
    heading: str
    period: Period
    cells: tuple[ShownCell, ...]

    def text(self, *of: str) -> str:
        """What stands in this cell."""
        return next(cell.text for cell in self.cells if cell.of == of)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A cell that is not shown, and why."""

    table: str
    period: Period
    of: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Published:
    """A release that may leave. `explanation` goes into the report, a paragraph each."""

    release: str
    tables: tuple[ShownTable, ...]
    withheld: tuple[Withheld, ...]
    explanation: tuple[str, ...]
    told: Told

    def table(self, name: str, period: Period) -> ShownTable:
        """The table of this name and period."""
        return next(one for one in self.tables if (one.name, one.period) == (name, period))


@dataclass(frozen=True, slots=True)
class Refused:
    """A release that may not leave: the reason in plain words, and what to change so that it may."""

    release: str
    reason: str
    changes: Sequence[str]
