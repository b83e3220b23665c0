"""Figures that leave the team, made coarse so that no few people can be found in them (SECURITY 7). Pure.

Each figure is made coarse by itself, and whatever else is shown follows from coarse figures alone. So there is nothing to
subtract: no total is counted that could give away what a small figure hides, and one of 1 to 4 could as well be any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Coarseness:
    """From 1 to `few` is shown as few; all else to the nearest `step`."""

    few: int = 7
    step: int = 5


class Between(NamedTuple):
    """The least and the most that something can be."""

    least: int
    most: int


def coarse(number: int, by: Coarseness) -> int | None:
    """The figure as it leaves; None for few."""
    if number == 0:
        return 0
    return None if number <= by.few else _nearest(number, by.step)


def could_be(shown: int | None, by: Coarseness) -> Between:
    """The least and the most that a figure shown like this can be."""
    if shown is None:
        return Between(1, by.few)
    if shown == 0:
        return Between(0, 0)
    return Between(max(by.few + 1, shown - by.step // 2), shown + (by.step - 1) // 2)


def together(shown: Iterable[int | None], by: Coarseness) -> Between:
    """Between what numbers all of these together lie, worked out from what is shown alone."""
    each = [could_be(one, by) for one in shown]
    return Between(sum(one.least for one in each), sum(one.most for one in each))


def part_of(shown: int | None, others: Iterable[int | None], by: Coarseness) -> Between | None:
    """Between what parts, in hundredths, this one lies of itself and the others; None for few, and where there is nothing.

    A part of a guessed whole would be false precision: 16 of 19 is not 60%.
    """
    if shown is None:
        return None
    own, rest = could_be(shown, by), together(others, by)
    if not own.most + rest.most:
        return None
    least, most = own.least + rest.most, own.most + rest.least
    return Between(
        round(100 * own.least / least) if least else 0, round(100 * own.most / most) if most else 0
    )


def asked_as_shown(asked: int | None, tables: Iterable[Sequence[int | None]], by: Coarseness) -> int | None:
    """How many were asked, as it leaves beside these tables of coarse figures about them; None where it is not shown.

    Where nearly everyone answered, even a coarse number of those asked would narrow down what a small figure can be.
    """
    if asked is None or (shown := coarse(asked, by)) is None:
        return None
    most = max((together(table, by).most for table in tables), default=0)
    return shown if could_be(shown, by).most >= most else None


def _nearest(number: int, step: int) -> int:
    return (number + step // 2) // step * step
