"""What is decided about feedback on paper: plain values in, a decision out."""

from __future__ import annotations

from enum import Enum, auto


class Fate(Enum):
    """What becomes of a batch of anonymous answers today."""

    WAITS = auto()
    IS_RELEASED = auto()
    ROLLS_OVER = auto()
    IS_GIVEN_UP = auto()


def fate_of(*, received: int, rolled: int, is_over: bool, least: int, most_rolls: int) -> Fate:
    """What becomes of a batch with so many answers, that has rolled over so often (SECURITY 6).

    With fewer than `least` answers whoever reads them might guess whose they are: the next period's join them, at most
    `most_rolls` times, and after that nobody reads them.
    """
    if not is_over:
        return Fate.WAITS
    if received >= least:
        return Fate.IS_RELEASED
    return Fate.ROLLS_OVER if rolled < most_rolls else Fate.IS_GIVEN_UP
