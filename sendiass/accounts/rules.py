"""Who is cleared for new cases and trained for which, on plain values alone (L17, L21); who may clear whom is for `access`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sendiass.access import Decision, allow, refuse

CLEARANCE = "L17"
LEGAL_TRAINING = "L21"
NOT_CLEARED = "They have no clearance for new cases."
NOT_READY = "What comes before their first case is not all done. See to it under Volunteers first."


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
    *,
    is_own: bool,
    needs_one: bool,
    is_active: bool,
    is_ready: bool,
    until_on: date | None,
    on: date,
    reason: str,
) -> Decision:
    """Whether a clearance may be given: to somebody else who needs one and is ready, with what it rests on, for days to come."""
    decision = may_be_cleared(is_own=is_own, needs_one=needs_one, is_active=is_active, is_ready=is_ready)
    if not decision:
        return decision
    if not reason.strip():
        return refuse("Enter what it rests on.", CLEARANCE)
    if until_on is not None and until_on < on:
        return refuse("The last day must be today or later.", "dates-make-sense")
    return allow(CLEARANCE)


def may_be_cleared(*, is_own: bool, needs_one: bool, is_active: bool, is_ready: bool) -> Decision:
    """Whether a clearance is to be given to this person at all."""
    if is_own:
        return refuse("You cannot do this for yourself.", CLEARANCE)
    if not is_active:
        return refuse("This account has ended.", CLEARANCE)
    if not needs_one:
        return refuse("Their role needs no clearance for new cases.", CLEARANCE)
    return allow(CLEARANCE) if is_ready else refuse(NOT_READY, CLEARANCE)


def may_withdraw_clearance(*, is_replaced: bool, reason: str) -> Decision:
    """Whether a clearance may be withdrawn: the one that stands, with a reason."""
    if is_replaced:
        return refuse("Another clearance has taken its place.", CLEARANCE)
    if not reason.strip():
        return refuse("Enter why.", CLEARANCE)
    return allow(CLEARANCE)


@dataclass(frozen=True, slots=True)
class Trained:
    """One level of the legal training in days: had, its last day (None: without an end), and when it was taken back."""

    level: int
    from_on: date
    until_on: date | None = None
    ended_on: date | None = None

    def counts(self, on: date) -> bool:
        """Whether it counts on that day: from the day it was had to its last; on the day it is taken back no more."""
        has_begun, is_over = self.from_on <= on, self.until_on is not None and self.until_on < on
        return has_begun and not is_over and (self.ended_on is None or on < self.ended_on)


def legal_level(held: Iterable[Trained], *, on: date) -> int:
    """The highest level of the legal training that counts on that day; 0 for none."""
    return max((one.level for one in held if one.counts(on)), default=0)


def may_work_at(*, asks: int, has: int, who: str, others: Iterable[str]) -> Decision:
    """Whether somebody has the legal training that a case asks for; a refusal says who has it (L21)."""
    if has >= asks:
        return allow(LEGAL_TRAINING)
    could = list(others)
    instead = f"{_listed(could)} could take it." if could else "Nobody here could take it now."
    return refuse(
        f"This case asks for legal training at level {asks}. {who} has no record of it. {instead}",
        LEGAL_TRAINING,
    )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
