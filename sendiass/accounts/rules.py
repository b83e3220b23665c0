"""Who is cleared for new cases, decided on plain values alone (L17); who may clear whom is for `access`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sendiass.access import Decision, allow, refuse

CLEARANCE = "L17"
NOT_CLEARED = "They have no clearance for new cases."


@dataclass(frozen=True, slots=True)
class Held:
    """A clearance in days: given, its last day (None: without an end), and when it was withdrawn or replaced."""

    given_on: date
    until_on: date | None = None
    ended_on: date | None = None

    def counts(self, on: date) -> bool:
        """Whether it clears its holder on that day: from the day it is given to its last; on the day it ends no more."""
        has_begun, is_over = self.given_on <= on, self.until_on is not None and self.until_on < on
        return has_begun and not is_over and (self.ended_on is None or on < self.ended_on)


def may_take_cases(*, needs_one: bool, held: Iterable[Held], on: date) -> Decision:
    """Whether somebody may be given new cases on that day: their role needs no clearance, or one of theirs counts."""
    held = list(held)
    if not needs_one or any(one.counts(on) for one in held):
        return allow(CLEARANCE)
    if any(one.ended_on is None and one.given_on <= on for one in held):
        return refuse("Their clearance for new cases has ended.", CLEARANCE)
    return refuse(NOT_CLEARED, CLEARANCE)


def may_give_clearance(
    *, is_own: bool, needs_one: bool, is_active: bool, until_on: date | None, on: date, reason: str
) -> Decision:
    """Whether a clearance may be given: to somebody else who needs one, with what it rests on, for days to come."""
    if not (decision := may_be_cleared(is_own=is_own, needs_one=needs_one, is_active=is_active)):
        return decision
    if not reason.strip():
        return refuse("Enter what it rests on.", CLEARANCE)
    if until_on is not None and until_on < on:
        return refuse("The last day must be today or later.", "dates-make-sense")
    return allow(CLEARANCE)


def may_be_cleared(*, is_own: bool, needs_one: bool, is_active: bool) -> Decision:
    """Whether a clearance is to be given to this person at all."""
    if is_own:
        return refuse("You cannot do this for yourself.", CLEARANCE)
    if not is_active:
        return refuse("This account has ended.", CLEARANCE)
    if not needs_one:
        return refuse("Their role needs no clearance for new cases.", CLEARANCE)
    return allow(CLEARANCE)


def may_withdraw_clearance(*, is_replaced: bool, reason: str) -> Decision:
    """Whether a clearance may be withdrawn: the one that stands, with a reason."""
    if is_replaced:
        return refuse("Another clearance has taken its place.", CLEARANCE)
    if not reason.strip():
        return refuse("Enter why.", CLEARANCE)
    return allow(CLEARANCE)
