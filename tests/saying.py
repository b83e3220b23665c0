"""What families told us, worded for everybody, for tests that need it."""

from __future__ import annotations

from uuid import uuid4

from feedback.access import Heard
from feedback.actions.you_said import SaidWords, start_item, take_said_step
from feedback.choices import DecidedBy, SaidIn, SaidStep
from feedback.models import SaidEntry, SaidItem
from sendiass import clock
from sendiass.accounts.models import User
from tests.cast import Cast

TOLD = "It is hard to get through to us by phone before school."
STEPS = {
    SaidStep.TOLD: (TOLD, False),
    SaidStep.WILL_CHANGE: ("The phone is answered from eight.", True),
    SaidStep.STAYS: ("There are not enough of us to answer it earlier.", True),
    SaidStep.CHANGED: ("The phone is answered from eight, on every working day.", True),
    SaidStep.PUBLISHED: ("", False),
    SaidStep.WITHDRAWN: ("It is not so any more.", False),
}


def told(
    cast: Cast,
    *,
    by: User | None = None,
    words: str = TOLD,
    came_from: SaidIn = SaidIn.ELSEWHERE,
    heard: Heard | None = None,
) -> SaidItem:
    """Something families told us, written down by the administrator unless told otherwise."""
    return start_item(
        by=by or cast.team.administrator,
        words=words,
        came_from=came_from,
        heard=heard,
        once=uuid4(),
        at=clock.now(),
    )


def said(step: SaidStep, words: str = "") -> SaidWords:
    """One step, with words that fit."""
    usual, is_dated = STEPS[step]
    is_decided = step in (SaidStep.WILL_CHANGE, SaidStep.STAYS)
    return SaidWords(
        step,
        words or usual,
        clock.today() if is_dated else None,
        DecidedBy.BOARD if is_decided else None,
    )


def moved(by: User, item: SaidItem, *steps: SaidStep) -> list[SaidEntry]:
    """Each of these steps, taken now."""
    return [take_said_step(by=by, item=item, said=said(step), once=uuid4(), at=clock.now()) for step in steps]
