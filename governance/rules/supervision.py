"""What may be done about a session, and by whom, decided on plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from governance.choices import Outcome
from sendiass.access import Decision, allow, refuse

OFFICERS, REFLECTION = "L14", "L16"
FAR_AHEAD = timedelta(days=400)


class Step(StrEnum):
    """What can be done about one session."""

    AGENDA = "agenda"
    HELD = "held"
    MISSED = "missed"
    MOVE = "move"
    RECORD = "record"
    CASE = "case"
    ACTION = "action"
    SIGN = "sign"
    REMARK = "remark"


STEPS = frozenset(one.value for one in Step)


@dataclass(frozen=True, slots=True)
class SessionState:
    """What the rules ask of a session; `signed_by` of the record as it stands."""

    worker: UUID
    supervisor: UUID
    starts_at: datetime
    outcome: Outcome | None = None
    has_record: bool = False
    signed_by: frozenset[UUID] = frozenset()
    is_final: bool = False

    @property
    def two(self) -> frozenset[UUID]:
        return frozenset({self.worker, self.supervisor})

    @property
    def is_held(self) -> bool:
        return self.outcome is Outcome.HELD


def may_take(who: UUID, step: Step, state: SessionState, *, at: datetime) -> Decision:
    """Whether somebody may do this about a session now."""
    if who not in state.two:
        return refuse("The two of them write this. You can read it.", REFLECTION)
    if step is Step.REMARK:
        return _given(state.is_final, "Both have not signed yet. Change the record instead.")
    if state.is_final:
        return refuse("Both have signed, so the record is final. Add a remark beside it.", REFLECTION)
    if step in (Step.AGENDA, Step.MOVE, Step.MISSED, Step.HELD):
        return _before_it_is_over(step, state, at=at)
    if not state.is_held:
        return refuse("First say that it was held.", REFLECTION)
    return _may_sign(who, state) if step is Step.SIGN else allow(REFLECTION)


def _before_it_is_over(step: Step, state: SessionState, *, at: datetime) -> Decision:
    if state.outcome is not None:
        return refuse(f"It is on record already: {state.outcome.label.lower()}.", OFFICERS)
    if step is Step.HELD and state.starts_at > at:
        return refuse("It has not begun yet.", OFFICERS)
    return allow(OFFICERS)


def _may_sign(who: UUID, state: SessionState) -> Decision:
    if not state.has_record:
        return refuse("Nothing is written yet: the reflection on impartiality is part of it.", REFLECTION)
    if who in state.signed_by:
        return refuse("You have signed it as it stands. The other signs next.", REFLECTION)
    return allow(REFLECTION)


def _given(is_so: bool, reason: str) -> Decision:
    return allow(REFLECTION) if is_so else refuse(reason, REFLECTION)


def may_be_held_on(day: date, *, booked_on: date, on: date) -> Decision:
    """The day on which it was held: not before it was booked for by more than a month, and not to come."""
    if day > on:
        return refuse("This is in the future. Enter the day it was.", "dates-make-sense")
    if day < booked_on - timedelta(days=31):
        return refuse("This is long before it was booked for. Check the day.", "dates-make-sense")
    return allow(OFFICERS)


def may_begin_at(starts_at: datetime, *, at: datetime) -> Decision:
    """A session is booked for a time to come within the year, or for one of the last month that was not written down."""
    if not at - timedelta(days=31) <= starts_at <= at + FAR_AHEAD:
        return refuse("Enter a day within the coming year, or of the last month.", "dates-make-sense")
    return allow(OFFICERS)


def may_supervise(
    supervisor: UUID, worker: UUID, *, supervisors_role_asks: bool, is_active: bool
) -> Decision:
    """Whether one may supervise the other."""
    if supervisor == worker:
        return refuse("Nobody supervises themselves.", OFFICERS)
    if not is_active or not supervisors_role_asks:
        return refuse("Their role does not let them supervise. Choose somebody else.", OFFICERS)
    return allow(OFFICERS)
