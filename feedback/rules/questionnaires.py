"""What is decided about feedback on paper: plain values in, a decision out."""

from __future__ import annotations

from enum import Enum, auto

from feedback.choices import Audience
from sendiass.access import Decision, allow, refuse


class Fate(Enum):
    """What becomes of a batch of anonymous answers today."""

    WAITS = auto()
    IS_RELEASED = auto()
    ROLLS_OVER = auto()
    IS_GIVEN_UP = auto()


TWICE, AT_LEAST_TAKEN, MOST_TAKEN = 2, 20, 1_000


def most_answers(asked: int | None) -> int:
    """How many answers a batch takes of which so many people were asked, or nobody knows how many (SECURITY 6).

    Twice as many: a flood ends there, and yet no one who sends a few too many shuts out everybody else. Above the number
    asked the results say so.
    """
    if asked is None:
        return MOST_TAKEN
    return min(max(asked * TWICE, AT_LEAST_TAKEN), MOST_TAKEN)


def may_ask_round(audience: Audience, *, asks: Audience, is_open: bool) -> Decision:
    """Whether a questionnaire can be sent to all of an audience alike: one that asks them, while it takes answers."""
    if not is_open:
        return refuse("This period is over. Open the list again, and ask in the next.", "L11")
    if audience is not asks:
        return refuse("This questionnaire asks somebody else.", "L11")
    return allow("L11")


def fate_of(*, answered: int, rolled: int, is_over: bool, least: int, most_rolls: int) -> Fate:
    """What becomes of a batch with so many sheets that answer something, that has rolled over so often (SECURITY 6).

    With fewer than `least` answers whoever reads them might guess whose they are: the next period's join them, at most
    `most_rolls` times, and after that nobody reads them.
    """
    if not is_over:
        return Fate.WAITS
    if answered >= least:
        return Fate.IS_RELEASED
    return Fate.ROLLS_OVER if rolled < most_rolls else Fate.IS_GIVEN_UP
