"""Figures that leave the team, made coarse so that no few people can be found in them (SECURITY 7). Pure.

Each figure is made coarse by itself, and whatever else is shown follows from coarse figures alone. So there is nothing to
subtract: no total is counted that could give away what a small figure hides, and one of 1 to 4 could as well be any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coarseness:
    """From 1 to `few` is shown as few; all else to the nearest `step`."""

    few: int = 7
    step: int = 5


def coarse(number: int, by: Coarseness) -> int | None:
    """The figure as it leaves; None for few."""
    if number == 0:
        return 0
    return None if number <= by.few else _nearest(number, by.step)


def about(shown: Iterable[int | None], by: Coarseness) -> int | None:
    """About how many these are together, worked out from what is shown alone; None for few."""
    together = sum((1 + by.few) // 2 if one is None else one for one in shown)
    return coarse(together, by)


def percent(shown: int | None, of: int | None) -> int | None:
    """What part one coarse figure is of another, in hundredths; None where either is few or there is nothing."""
    if shown is None or not of:
        return None
    return min(100, round(100 * shown / of))


def asked_as_shown(asked: int | None, tables: Iterable[Sequence[int | None]], by: Coarseness) -> int | None:
    """How many were asked, as it leaves beside these tables of coarse figures about them; None where it is not shown.

    Where nearly everyone answered, even a coarse number of those asked would narrow down what a small figure can be.
    """
    if asked is None or (shown := coarse(asked, by)) is None:
        return None
    could_be = max((sum(_most(one, by) for one in table) for table in tables), default=0)
    return shown if _most(shown, by) >= could_be else None


def _nearest(number: int, step: int) -> int:
    return (number + step // 2) // step * step


def _most(shown: int | None, by: Coarseness) -> int:
    """The most that a figure shown like this can be."""
    if shown is None:
        return by.few
    return shown + (by.step - 1) // 2 if shown else 0
