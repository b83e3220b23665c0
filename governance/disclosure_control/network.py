"""What figures have to do with each other: every sum that whoever holds the releases can work out (SECURITY 7). Pure.

Parts add up to their total over each dimension, and shorter periods to a longer one. Where a longer period was told apart
by more than the shorter ones within it, the shorter ones have the same inmost figures, although nobody was shown them:
without these the sums would hold less than is known.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise, product

from governance.rules.showing import Fact
from governance.rules.tables import Figure, Period

ENDLESS = 1 << 40
"""A bound where there is none."""
Shape = frozenset[str]


@dataclass
class Network:
    """Figures by number, and sums among them: a whole and its parts."""

    figures: list[Figure] = field(default_factory=list)
    number: dict[Figure, int] = field(default_factory=dict)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    nobody: set[int] = field(default_factory=set)
    """Figures of values that a table did not have when it left: they count nobody."""
    _touching: list[list[int]] = field(default_factory=list)
    _known: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)

    def place(self, figure: Figure) -> int:
        """The figure's number, given to it if it has none."""
        if (at := self.number.get(figure)) is None:
            at = self.number[figure] = len(self.figures)
            self.figures.append(figure)
            self._touching.append([])
        return at

    def add(self, whole: Figure, parts: Iterable[Figure]) -> None:
        """The parts add up to the whole."""
        one = self.place(whole), tuple(sorted(self.place(part) for part in parts))
        if one in self._known or one[1] == (one[0],):
            return
        self._known.add(one)
        for at in {one[0], *one[1]}:
            self._touching[at].append(len(self.sums))
        self.sums.append(one)

    def bounds(self, known: Mapping[Figure, Fact]) -> Bounds:
        """The least and most of each figure by what was shown of it alone."""
        least, most = [0] * len(self.figures), [ENDLESS] * len(self.figures)
        for at in self.nobody:
            most[at] = 0
        for figure, fact in known.items():
            if figure in self.number:
                at = self.number[figure]
                least[at] = fact.least
                most[at] = ENDLESS if fact.most is None else fact.most
        return Bounds(least, most)

    def narrow(self, bounds: Bounds) -> bool:
        """Narrows the bounds by the sums until nothing moves; False if nothing can satisfy them all."""
        least, most = bounds.least, bounds.most
        waiting, is_waiting = deque(range(len(self.sums))), [True] * len(self.sums)
        left = 60 * len(self.sums) + 1000
        while waiting and left:
            left -= 1
            which = waiting.popleft()
            is_waiting[which] = False
            whole, parts = self.sums[which]
            low, high = sum(least[part] for part in parts), sum(most[part] for part in parts)
            moved = []
            if low > least[whole]:
                least[whole] = low
                moved.append(whole)
            if high < most[whole]:
                most[whole] = high
                moved.append(whole)
            for part in parts:
                at_least = least[whole] - (high - most[part])
                at_most = most[whole] - (low - least[part]) if most[whole] < ENDLESS else ENDLESS
                if at_least > least[part] or at_most < most[part]:
                    low, high = low - least[part], high - most[part]
                    least[part], most[part] = max(least[part], at_least), min(most[part], at_most)
                    low, high = low + least[part], high + most[part]
                    moved.append(part)
            for at in moved:
                if least[at] > most[at]:
                    return False
                for other in self._touching[at]:
                    if not is_waiting[other]:
                        is_waiting[other] = True
                        waiting.append(other)
        return True

    def components(self, bounds: Bounds) -> list[list[int]]:
        """Figures that still move, in groups that have nothing to do with each other."""
        above = list(range(len(self.figures)))

        def top(at: int) -> int:
            while above[at] != at:
                above[at] = above[above[at]]
                at = above[at]
            return at

        for whole, parts in self.sums:
            loose = [at for at in (whole, *parts) if bounds.least[at] != bounds.most[at]]
            for at in loose[1:]:
                above[top(at)] = top(loose[0])
        found = defaultdict(list)
        for at in range(len(self.figures)):
            if bounds.least[at] != bounds.most[at]:
                found[top(at)].append(at)
        return list(found.values())

    def sums_of(self, figures: Iterable[int]) -> list[tuple[int, tuple[int, ...]]]:
        """The sums in which any of these takes part."""
        return [self.sums[which] for which in sorted({one for at in figures for one in self._touching[at]})]


@dataclass
class Bounds:
    """The least and the most that each figure can be, by its number."""

    least: list[int]
    most: list[int]


def networks(known: Mapping[Figure, Fact], new: Iterable[Figure]) -> Iterator[Network]:
    """A network for each group of overlapping periods of one thing counted, where something new is in it."""
    touched = {(figure.counts, figure.period) for figure in new}
    shapes: dict[str, dict[Period, set[Shape]]] = defaultdict(lambda: defaultdict(set))
    of: dict[tuple[str, Period], list[Figure]] = defaultdict(list)
    for figure in known:
        shapes[figure.counts][figure.period].add(figure.shape)
        of[figure.counts, figure.period].append(figure)
    for counts, laid in sorted(shapes.items()):
        for periods in _overlapping(laid):
            if any((counts, period) in touched for period in periods):
                figures = [figure for period in periods for figure in of[counts, period]]
                yield _network(counts, {period: laid[period] for period in periods}, figures)


def _network(counts: str, laid: Mapping[Period, set[Shape]], known: Iterable[Figure]) -> Network:
    found = Network()
    values: dict[str, set[str]] = defaultdict(set)
    for figure in known:
        found.place(figure)
        for dimension, value in figure.of:
            values[dimension].add(value)
    every = set().union(*laid.values())
    told_apart = [period for period, shapes in laid.items() if any(shapes)]
    inner, inmost = _cut(told_apart, told_apart), _cut(laid, laid)
    for period in sorted({*laid, *inner, *inmost}):
        shapes = laid.get(period, set()) | (every if period in inner else {frozenset()})
        _lay(found, counts, period, shapes, laid.get(period, set()), values)
        for shape in shapes:
            within = inner if shape else inmost
            shorter = [part for part in within if period.holds(part)]
            for of in _cells(shape, values):
                found.add(Figure(counts, period, of), (Figure(counts, part, of) for part in shorter))
    return found


def _lay(
    found: Network,
    counts: str,
    period: Period,
    shapes: Iterable[Shape],
    shown: Iterable[Shape],
    values: Mapping[str, set[str]],
) -> None:
    """Takes in the figures of these shapes in a period, and how they add up over each dimension."""
    shapes, shown = set(shapes), set(shown)
    for shape in sorted(shapes, key=sorted):
        for of in _cells(shape, values):
            figure = Figure(counts, period, of)
            is_new = figure not in found.number
            at = found.place(figure)
            if is_new and shape in shown:
                found.nobody.add(at)
    for shape in sorted(shapes, key=sorted):
        for dimension in sorted(shape):
            if (rest := shape - {dimension}) not in shapes:
                continue
            for of in _cells(rest, values):
                parts = (
                    Figure(counts, period, tuple(sorted((*of, (dimension, value)))))
                    for value in values[dimension]
                )
                found.add(Figure(counts, period, of), parts)


def _cells(shape: Shape, values: Mapping[str, set[str]]) -> Iterator[tuple[tuple[str, str], ...]]:
    names = sorted(shape)
    for chosen in product(*(sorted(values[name]) for name in names)):
        yield tuple(zip(names, chosen, strict=True))


def _overlapping(periods: Iterable[Period]) -> Iterator[list[Period]]:
    """Periods in groups, so that those of different groups have no day in common."""
    group: list[Period] = []
    for period in sorted(periods):
        if group and period.begins_on > max(one.ends_on for one in group):
            yield group
            group = []
        group.append(period)
    if group:
        yield group


def _cut(periods: Iterable[Period], within: Iterable[Period]) -> list[Period]:
    """The shortest pieces of which all these periods are made."""
    day, kept = timedelta(days=1), list(within)
    edges = sorted({edge for one in periods for edge in (one.begins_on, one.ends_on + day)})
    pieces = (Period(begins, ends - day) for begins, ends in pairwise(edges))
    return [piece for piece in pieces if any(one.holds(piece) for one in kept)]
