"""Which tables of figures may leave, and how a figure is named whichever table shows it (B02, SECURITY 7). Pure.

A figure is what is counted, the period, and whom it is about. Two tables that show the same figure show one figure, so
whatever follows from several tables together follows from their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import combinations, product
from typing import NamedTuple

ALL = ""
"""In a cell: the total over that dimension."""


class Period(NamedTuple):
    """From one day to another, both within."""

    begins_on: date
    ends_on: date

    def holds(self, other: Period) -> bool:
        """Whether the other lies within."""
        return self.begins_on <= other.begins_on and other.ends_on <= self.ends_on

    def meets(self, other: Period) -> bool:
        """Whether they have a day in common."""
        return self.begins_on <= other.ends_on and other.begins_on <= self.ends_on

    def __str__(self) -> str:
        return f"{_said(self.begins_on)} to {_said(self.ends_on)}"


class Figure(NamedTuple):
    """One number: what is counted, when, and of whom: pairs of dimension and value, in the dimensions' order."""

    counts: str
    period: Period
    of: tuple[tuple[str, str], ...] = ()

    @property
    def shape(self) -> frozenset[str]:
        """The dimensions by which it is told apart."""
        return frozenset(dimension for dimension, _ in self.of)


class About(Enum):
    """What a table tells of."""

    PEOPLE = "people"
    """People's characteristics, or few cases: under control."""
    CONDUCT = "conduct"
    """The service's own conduct or its total activity: exact, and known to everyone."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A characteristic and its values. Whoever is counted has exactly one of them, "not known" among these.

    Of a sensitive one, that nobody or everybody has a value tells as much as a small figure, and is treated as one.
    """

    name: str
    values: tuple[str, ...]
    is_sensitive: bool = False

    def __post_init__(self) -> None:
        if len(set(self.values)) != len(self.values) or ALL in self.values or len(self.values) < 2:
            raise ValueError(f"{self.name} needs two values or more, each once, none of them empty.")


@dataclass(frozen=True, slots=True)
class Table:
    """A table that may leave: what it counts, by what, and its heading.

    What it counts adds up over time: each is counted once, in the period in which it was written down.
    """

    name: str
    heading: str
    counts: str
    by: tuple[Dimension, ...] = ()
    about: About = About.PEOPLE

    def cells(self) -> Iterator[tuple[str, ...]]:
        """Every cell, totals among them, as its values in the table's order."""
        return product(*((*dimension.values, ALL) for dimension in self.by))

    def figure(self, cell: Sequence[str], period: Period) -> Figure:
        """Which figure stands in this cell."""
        pairs = zip((dimension.name for dimension in self.by), cell, strict=True)
        return Figure(self.counts, period, tuple(sorted((name, value) for name, value in pairs if value)))

    @property
    def sensitive(self) -> frozenset[str]:
        """Its sensitive dimensions."""
        return frozenset(dimension.name for dimension in self.by if dimension.is_sensitive)


@dataclass(frozen=True, slots=True)
class Counted:
    """A table with what was counted for it in a period, from a frozen snapshot: its inmost cells; those left out are 0."""

    table: Table
    period: Period
    counts: Mapping[tuple[str, ...], int]

    def __post_init__(self) -> None:
        cells = set(product(*(dimension.values for dimension in self.table.by)))
        if strange := set(self.counts) - cells:
            raise ValueError(f"{self.table.name} has no such cells: {sorted(strange)}")
        if any(number < 0 for number in self.counts.values()):
            raise ValueError(f"{self.table.name} counts less than nobody.")

    def true_figures(self) -> dict[Figure, int]:
        """Each figure of the table, totals among them, as it is. Never leaves."""
        numbers = dict.fromkeys(
            (self.table.figure(cell, self.period) for cell in self.table.cells()),
            0,
        )
        for cell, number in self.counts.items():
            for kept in _subsets(range(len(cell))):
                seen = [value if place in kept else ALL for place, value in enumerate(cell)]
                numbers[self.table.figure(seen, self.period)] += number
        return numbers


@dataclass(frozen=True, slots=True)
class Release:
    """What is about to leave together, under the name by which people will refer to it."""

    name: str
    tables: tuple[Counted, ...]


class Catalogue:
    """The tables that may leave, by name: fixed, so that nobody can ask for one more cut through the same few people."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables = {table.name: table for table in tables}
        for counts in {table.counts for table in self.tables.values()}:
            shapes = [
                frozenset(dimension.name for dimension in table.by)
                for table in self.tables.values()
                if table.counts == counts
            ]
            if ring := going_round(shapes):
                raise ValueError(f"The tables of {counts} go round in a circle: {sorted(map(sorted, ring))}")

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables.values())

    def __contains__(self, table: Table) -> bool:
        return self.tables.get(table.name) == table


def going_round(shapes: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Shapes of which each shares something else with the next, as age by sex, sex by need, need by age.

    Such tables tell more together than the figures they have in common; tables that hang together as a tree do not
    (Graham's reduction: an ear, whose rest lies in one other shape, is taken off until nothing is left).
    """
    left = {shape for shape in shapes if shape}
    while True:
        smaller = set()
        for shape in left:
            others = [other for other in left if other != shape]
            smaller.add(frozenset(name for name in shape if any(name in other for other in others)))
        smaller = {shape for shape in smaller if shape and not any(shape < other for other in smaller)}
        if smaller == left:
            return sorted(left, key=sorted)
        left = smaller


def _subsets(places: Iterable[int]) -> Iterator[frozenset[int]]:
    each = list(places)
    for size in range(len(each) + 1):
        yield from map(frozenset, combinations(each, size))


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
