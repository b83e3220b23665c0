"""Looks for small figures that could be told from each other, and withholds their tightest neighbours until none is left.

Whether a figure is safe is asked of what is shown alone, never of the truth behind it: so what is withheld depends on
nothing but the figures as they would have been shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import log2

from governance.disclosure_control.network import ENDLESS, Bounds, Network, networks
from governance.disclosure_control.solving import Loose, Patience, Question
from governance.rules.showing import SMALL, Fact, Kind, without
from governance.rules.tables import Figure

FEWER = 20
"""Of so many questions left, at least one must be answered by a guess at all of them, or each is asked by itself."""


class ContradictionError(Exception):
    """There are no numbers that would be shown like this together with what was released before."""


class UnsafeError(Exception):
    """A figure that would be found whatever else is withheld of the new release."""

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self.figure = figure


def withhold(old: Mapping[Figure, Fact], new: Mapping[Figure, Fact], patience: Patience) -> set[Figure]:
    """Which of the new figures must not be shown, given everything that was released before."""
    found: set[Figure] = set()
    for network in networks({**new, **old}, new):
        found |= _Audit(network, old, new).settle(patience)
    return found


class _Audit:
    """One network's figures, with the numbers that each has been seen to be able to have."""

    def __init__(self, network: Network, old: Mapping[Figure, Fact], new: Mapping[Figure, Fact]) -> None:
        self.network = network
        self.known = {figure: fact for figure, fact in {**new, **old}.items() if figure in network.number}
        self.new = {network.number[figure] for figure in new if figure in network.number}
        self.sensitive = frozenset(
            dimension
            for figure, fact in self.known.items()
            if fact.is_sensitive and len(figure.shape) == 1
            for dimension in figure.shape
        )
        self.seen: list[set[int]] = [set() for _ in network.figures]
        self.fine: set[tuple[tuple[int, ...], ...]] = set()
        """Groups of figures, by all that an answer about them depends on, in which nothing was found."""
        self.before = network.bounds({figure: old[figure] for figure in self.known if figure in old})
        self.parts: list[int] = []
        exact = {figure: fact for figure, fact in self.known.items() if fact.kind is Kind.EXACT}
        self.by_exact = network.bounds(exact)
        if not (network.narrow(self.before) and network.narrow(self.by_exact)):
            raise ContradictionError

    def settle(self, patience: Patience) -> set[Figure]:
        """Withholds until nothing is found."""
        withheld: set[Figure] = set()
        while True:
            bounds = self.network.bounds(self.known)
            self.parts = self._parts_that_count()
            if not self.network.narrow(bounds):
                raise ContradictionError
            if (found := self._unsafe(bounds, patience)) is None:
                return withheld
            for at in self._neighbours(*found, patience):
                figure = self.network.figures[at]
                self.known[figure] = self.known[figure].withheld()
                withheld.add(figure)

    def _unsafe(self, bounds: Bounds, patience: Patience) -> tuple[int, int] | None:
        """A figure that could be small, and a small number that it then cannot be."""
        for at in range(len(self.network.figures)):
            if bounds.least[at] == bounds.most[at] and self._is_moved(at, bounds):
                wanted, only = self._wanted(at, bounds), bounds.least[at]
                if only in wanted and len(wanted) > 1:
                    return at, next(number for number in wanted if number != only)
        for component in self.network.components(bounds):
            sums = self.network.sums_of(component)
            near = {*component, *(at for whole, parts in sums for at in (whole, *parts))}
            if not any(self._is_moved(at, bounds) for at in near):
                continue
            state = tuple((at, bounds.least[at], bounds.most[at], self.parts[at]) for at in sorted(near))
            if state in self.fine:
                continue
            if found := self._unsafe_among(component, bounds, patience):
                return found
            self.fine.add(state)
        return None

    def _unsafe_among(
        self, component: list[int], bounds: Bounds, patience: Patience
    ) -> tuple[int, int] | None:
        question = Question(component, self.network.sums_of(component), bounds)
        wanted = {at: self._wanted(at, bounds) for at in component}
        wanted = {
            at: numbers
            for at, numbers in wanted.items()
            if any(bounds.least[at] <= number <= bounds.most[at] for number in numbers)
        }
        self._see(question.near({}, {}, patience))
        self._guess(question, wanted, bounds, patience)
        for at, numbers in wanted.items():
            if not (missing := [number for number in numbers if number not in self.seen[at]]):
                continue
            if len(missing) == len(numbers) and not self._see(
                question.near({}, {at: (numbers[0], numbers[-1])}, patience)
            ):
                continue
            for number in numbers:
                if number not in self.seen[at]:
                    others = {other: left[0] for other, left in self._missing(wanted, bounds).items()}
                    if not self._see(question.near(others, {at: (number, number)}, patience)):
                        return at, number
        return None

    def _guess(
        self, question: Question, wanted: Mapping[int, tuple[int, ...]], bounds: Bounds, patience: Patience
    ) -> None:
        """Asks for many small numbers at once, as long as that answers enough."""
        left = self._missing(wanted, bounds)
        turn = 0
        while left:
            before = sum(map(len, left.values()))
            target = {at: numbers[(turn + at) % len(numbers)] for at, numbers in left.items()}
            self._see(question.near(target, {}, patience))
            left = self._missing(wanted, bounds)
            turn += 1
            if before - sum(map(len, left.values())) <= before // FEWER and turn > 2:
                return

    def _missing(self, wanted: Mapping[int, tuple[int, ...]], bounds: Bounds) -> dict[int, list[int]]:
        """The small numbers that each figure has not yet been seen to be able to have, and may."""
        found = {
            at: [
                number
                for number in numbers
                if number not in self.seen[at] and bounds.least[at] <= number <= bounds.most[at]
            ]
            for at, numbers in wanted.items()
        }
        return {at: numbers for at, numbers in found.items() if numbers}

    def _see(self, world: Mapping[int, int] | None) -> bool:
        for at, number in (world or {}).items():
            if number <= SMALL[-1]:
                self.seen[at].add(number)
        return world is not None

    def _wanted(self, at: int, bounds: Bounds) -> tuple[int, ...]:
        """The numbers that must not be told from each other in this figure: all, or none of them, must be possible.

        What is exact is no secret; nor is that a total is no less than the number of its parts that are not nobody. Where
        nobody was shown the figure, what the exact figures leave of it is all that need be possible, and then that there
        is nobody too.
        """
        figure = self.network.figures[at]
        fact = self.known.get(figure)
        if fact is not None and fact.kind is Kind.EXACT:
            return ()
        is_sensitive = bool(figure.shape & self.sensitive)
        if is_sensitive:
            whole = self.network.number.get(without(figure, self.sensitive))
            if whole is not None and bounds.most[whole] == 0:
                return ()
        if fact is None and (most := self.by_exact.most[at]) < SMALL[-1]:
            return tuple(range(most + 1)) if most else ()
        numbers = (0, *SMALL) if is_sensitive else tuple(SMALL)
        return tuple(number for number in numbers if number >= self.parts[at])

    def _parts_that_count(self) -> list[int]:
        """Of how many parts that are shown not to be nobody each figure is made: it is at least that."""
        somebody = {
            figure: replace(fact, least=min(fact.least, 1), most=None)
            for figure, fact in self.known.items()
            if fact.kind is not Kind.EXACT
        }
        bounds = self.network.bounds(somebody)
        bounds.most = [ENDLESS] * len(bounds.most)
        self.network.narrow(bounds)
        return bounds.least

    def _is_moved(self, at: int, bounds: Bounds) -> bool:
        return (
            at in self.new
            or bounds.least[at] != self.before.least[at]
            or bounds.most[at] != self.before.most[at]
        )

    def _neighbours(self, at: int, number: int, patience: Patience) -> Iterable[int]:
        """The figures of the release that must go, and are missed least, so that this figure can be this number."""
        loose = {
            self.network.number[figure]: fact
            for figure, fact in self.known.items()
            if self.network.number[figure] in self.new and fact.may_go
        }
        gone = {fact.figure: fact.withheld() for fact in loose.values()}
        bounds = self.network.bounds({**self.known, **gone})
        if not self.network.narrow(bounds):
            raise ContradictionError
        if not bounds.least[at] <= number <= bounds.most[at]:
            raise UnsafeError(self.network.figures[at])
        near = next((one for one in self.network.components(bounds) if at in one), [at])
        may_go = {
            one: Loose(1 + log2(1 + fact.least), fact.least, ENDLESS if fact.most is None else fact.most)
            for one in near
            if (fact := loose.get(one))
        }
        question = Question(near, self.network.sums_of(near), bounds)
        if not (found := question.cheapest(may_go, {at: (number, number)}, patience)):
            raise UnsafeError(self.network.figures[at])
        return found
