"""Readers who want to know what small figures stand for. They see what left, know how it is made coarse, and share no code
with whoever publishes: one adds up every possible group by group, the other takes every person-shaped piece as an unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeVar

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Whole = np.ndarray[Any, Any]
Read = Callable[[str], tuple[int, int]]
"""The least and the most that a text can stand for."""
NO_END = 10**6


def coarse_reader(few: int, step: int) -> Read:
    """Who knows that 1 to `few` is a star, that nobody is never withheld, and that all else goes to the nearest `step`."""

    def read(text: str) -> tuple[int, int]:
        if text == "[c]":
            return 1, NO_END
        if text == "not out":
            return 0, NO_END
        if text == "*":
            return 1, few
        shown = int(text)
        near = [n for n in range(shown + step) if shown == ((2 * n + step) // (2 * step)) * step]
        near = [n for n in near if n == 0 or n > few] if shown else [0]
        return min(near), max(near)

    return read


def naive_reader(text: str) -> tuple[int, int]:
    """Who knows the usual rule: below five is a star, all else exact."""
    return (1, 4) if text == "*" else (int(text), int(text))


@dataclass(frozen=True)
class HalfYear:
    """A table by one characteristic as it left for two quarters and for their half-year: a text for each group, "" for all."""

    quarters: tuple[Mapping[str, str], Mapping[str, str]]
    half: Mapping[str, str] | None = None


class Enumerator:
    """Tries every number for every group, and adds up what the groups can be together. Without any solver."""

    def __init__(self, seen: HalfYear, read: Read, most: int) -> None:
        self.most, self.size = most, 3 * most
        first, second = seen.quarters
        self.groups = [group for group in first if group]
        half = seen.half or dict.fromkeys(first, "not out")
        able = {}
        for group in first:
            room = self.size if not group else most
            one, two = np.arange(room)[:, None], np.arange(room)[None, :]
            able[group] = np.ones((room, room), dtype=bool)
            for number, text in ((one, first[group]), (two, second[group]), (one + two, half[group])):
                least, end = read(text)
                able[group] &= (number >= least) & (number <= end)
        self.able, self.whole = able, able[""]

    def quarter(self, group: str, which: int) -> set[int]:
        """What the group's figure of this quarter can be."""
        found = self._worlds(group)
        return {int(number) for number in np.nonzero(found.any(axis=1 - which))[0]}

    def half(self, group: str) -> set[int]:
        """What the group's figure of the half-year can be."""
        return {int(one + two) for one, two in zip(*np.nonzero(self._worlds(group)), strict=True)}

    def _worlds(self, group: str) -> Whole:
        if not group:
            return self._together(self.groups) & self.whole
        rest = self._together([one for one in self.groups if one != group])
        found = np.zeros_like(self.able[group])
        for one, two in zip(*np.nonzero(self.able[group]), strict=True):
            span = self.size - one, self.size - two
            found[one, two] = (rest[: span[0], : span[1]] & self.whole[one:, two:]).any()
        return found

    def _together(self, groups: Iterable[str]) -> Whole:
        found = np.zeros((self.size, self.size), dtype=bool)
        found[0, 0] = True
        for group in groups:
            more = np.zeros_like(found)
            for one, two in zip(*np.nonzero(self.able[group]), strict=True):
                more[one:, two:] |= found[: self.size - one, : self.size - two]
            found = more
        return found


Thing = TypeVar("Thing")
Of = tuple[tuple[str, str], ...]
Key = tuple[frozenset[int], Of]
"""What the attacker calls a figure: the quarters it is over, whom it is about."""


class Solver:
    """Takes every combination of everything in every quarter for an unknown, and what left for sums of these.

    So whatever can be subtracted from whatever, over tables and periods, is in it.
    """

    def __init__(self, quarters: int, dimensions: Mapping[str, Sequence[str]]) -> None:
        each = [[(name, value) for value in values] for name, values in dimensions.items()]
        self.pieces = [(quarter, frozenset(piece)) for quarter in range(quarters) for piece in product(*each)]
        self.seen: dict[Key, tuple[int, int]] = {}

    def sees(self, quarters: Iterable[int], of: Iterable[tuple[str, str]], least: int, most: int) -> None:
        """A figure left that can be from the least to the most."""
        key = frozenset(quarters), tuple(sorted(of))
        before = self.seen.get(key, (0, NO_END))
        self.seen[key] = max(before[0], least), min(before[1], most)

    def can_be(self, quarters: Iterable[int], of: Iterable[tuple[str, str]], number: int) -> bool:
        """Whether there is a world in which this figure is this number and everything looks as it left."""
        rows = [*self.seen.items(), ((frozenset(quarters), tuple(of)), (number, number))]
        found = self._solve(np.zeros(len(self.pieces)), rows)
        return found is not None

    def least_for_somebody(self, quarters: Iterable[int], of: Iterable[tuple[str, str]]) -> int:
        """What a figure is at least, if all that is known is which figures are not nobody."""
        rows = [(key, (min(least, 1), NO_END)) for key, (least, most) in self.seen.items() if least != most]
        found = self._solve(self._row(frozenset(quarters), tuple(of)), rows)
        assert found is not None
        return round(found)

    def _row(self, quarters: frozenset[int], of: Of) -> Whole:
        return np.array([float(when in quarters and set(of) <= piece) for when, piece in self.pieces])

    def _solve(
        self,
        cost: Whole,
        rows: Sequence[tuple[Key, tuple[int, int]]],
    ) -> float | None:
        ends = [(float(least), np.inf if most == NO_END else float(most)) for _, (least, most) in rows]
        matrix = np.array([self._row(*key) for key, _ in rows])
        found = milp(
            cost,
            integrality=np.ones(len(self.pieces)),
            bounds=Bounds(0, np.inf),
            constraints=LinearConstraint(matrix, [low for low, _ in ends], [high for _, high in ends]),
        )
        assert found.status in (0, 2), found.message
        return None if found.x is None else float(found.fun)


def subsets_of(things: Sequence[Thing]) -> Iterator[tuple[Thing, ...]]:
    """Every choice of some of these."""
    for chosen in product((False, True), repeat=len(things)):
        yield tuple(thing for thing, is_in in zip(things, chosen, strict=True) if is_in)
