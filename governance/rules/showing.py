"""How a figure looks when it leaves, and what whoever sees it knows (B02, SECURITY 7). Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2b

from feedback.rules import Coarseness, coarse, could_be
from governance.rules.tables import About, Counted, Figure

FEW, WITHHELD = "*", "[c]"
SMALL = range(1, 5)
"""Figures that must not be told from each other."""


class Kind(Enum):
    """What of a figure left."""

    EXACT = "exact"
    ROUNDED = "rounded"
    FEW = "few"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Fact:
    """What everyone knows of a figure since it left: how it was shown, and the least and the most that it can be.

    `most` of None is without end. Stored with the release, bounds and all: a later profile may round differently.
    A fact holds nothing that was not shown.
    """

    figure: Figure
    kind: Kind
    text: str
    least: int
    most: int | None
    is_sensitive: bool = False

    @property
    def may_go(self) -> bool:
        """Whether it can be withheld. What is exact is known already, and that there is nobody is always shown."""
        return self.kind in (Kind.FEW, Kind.ROUNDED) and self.most != 0

    def withheld(self) -> Fact:
        """The same figure, not shown. It is not nobody, or it would be shown; among what is sensitive it may be."""
        return Fact(
            self.figure, Kind.WITHHELD, WITHHELD, 0 if self.is_sensitive else 1, None, self.is_sensitive
        )


Lot = Callable[[Figure], bool]
"""Whether a figure is withheld whatever it is, and whatever else is shown."""


def lot(key: bytes, one_in: int = 50) -> Lot:
    """Draws one figure in so many by a key that nobody who reads releases has; the same figures each time it is asked.

    Who knows how neighbours are chosen could else tell from what is missing what it must have been. Drawn figures could
    be the reason for anything that is missing, so it tells of no small figure more than what is shown does.
    """

    def is_drawn(figure: Figure) -> bool:
        digest = blake2b(
            repr((figure.counts, str(figure.period), figure.of)).encode(), key=key, digest_size=8
        )
        return int.from_bytes(digest.digest()) % one_in == 0

    return is_drawn


def facts(counted: Counted, by: Coarseness) -> dict[Figure, Fact]:
    """Each figure of a table as it would be shown if nothing else were known."""
    truth = counted.true_figures()
    if counted.table.about is About.CONDUCT:
        return {figure: Fact(figure, Kind.EXACT, str(n), n, n) for figure, n in truth.items()}
    sensitive = counted.table.sensitive
    return {figure: _fact(figure, truth, sensitive, by) for figure in truth}


def _fact(figure: Figure, truth: Mapping[Figure, int], sensitive: frozenset[str], by: Coarseness) -> Fact:
    number, is_sensitive = truth[figure], bool(figure.shape & sensitive)
    if is_sensitive and number <= by.few and truth[without(figure, sensitive)]:
        return Fact(figure, Kind.FEW, FEW, 0, by.few, True)
    shown = coarse(number, by)
    kind = Kind.FEW if shown is None else Kind.ROUNDED
    return Fact(figure, kind, FEW if shown is None else str(shown), *could_be(shown, by), is_sensitive)


def without(figure: Figure, dimensions: frozenset[str]) -> Figure:
    """The figure of the same people, not told apart by these dimensions."""
    return figure._replace(of=tuple(pair for pair in figure.of if pair[0] not in dimensions))
