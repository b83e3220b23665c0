"""What is decided about feedback on paper: plain values in, a decision out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from feedback.choices import CommentKind, ComplaintStage, ComplaintStep
from sendiass.access import Decision, allow, refuse

RULE = "L32"

COMPLAINTS = frozenset({CommentKind.COMPLAINT, CommentKind.DATA_COMPLAINT})

_WITHDRAWN_FROM = (
    ComplaintStage.RECEIVED,
    ComplaintStage.ACKNOWLEDGED,
    ComplaintStage.LOOKED_INTO,
    ComplaintStage.FURTHER,
)
MOVES: Mapping[tuple[ComplaintStage, ComplaintStep], ComplaintStage] = MappingProxyType(
    {
        (ComplaintStage.RECEIVED, ComplaintStep.ACKNOWLEDGED): ComplaintStage.ACKNOWLEDGED,
        (ComplaintStage.ACKNOWLEDGED, ComplaintStep.LOOKED_INTO): ComplaintStage.LOOKED_INTO,
        (ComplaintStage.LOOKED_INTO, ComplaintStep.DECIDED): ComplaintStage.DECIDED,
        (ComplaintStage.DECIDED, ComplaintStep.CLOSED): ComplaintStage.CLOSED,
        (ComplaintStage.DECIDED, ComplaintStep.FURTHER): ComplaintStage.FURTHER,
        (ComplaintStage.CLOSED, ComplaintStep.FURTHER): ComplaintStage.FURTHER,
        (ComplaintStage.FURTHER, ComplaintStep.DECIDED): ComplaintStage.DECIDED_AGAIN,
        (ComplaintStage.DECIDED_AGAIN, ComplaintStep.CLOSED): ComplaintStage.ENDED,
        (ComplaintStage.WITHDRAWN, ComplaintStep.CLOSED): ComplaintStage.ENDED,
        **{(stage, ComplaintStep.WITHDRAWN): ComplaintStage.WITHDRAWN for stage in _WITHDRAWN_FROM},
    }
)
"""Where a complaint comes to by a step, from where it is; any other step of these does not lead on from there."""

BESIDE = frozenset({ComplaintStep.HANDED, ComplaintStep.NAMED, ComplaintStep.NOTE})
"""Steps that leave it where it is; taken until it is closed."""
OVER = frozenset({ComplaintStage.CLOSED, ComplaintStage.ENDED})
BY_ITS_HANDLER = frozenset(
    {
        ComplaintStep.ACKNOWLEDGED,
        ComplaintStep.LOOKED_INTO,
        ComplaintStep.DECIDED,
        ComplaintStep.WITHDRAWN,
        ComplaintStep.CLOSED,
    }
)
"""Steps that only whoever handles it takes; what was taken further outside the service, anyone who keeps complaints."""
FIRST: Mapping[ComplaintStage, str] = MappingProxyType(
    {
        ComplaintStage.RECEIVED: "Tell them first that we have it.",
        ComplaintStage.ACKNOWLEDGED: "Begin to look into it first.",
        ComplaintStage.LOOKED_INTO: "Decide about it first.",
        ComplaintStage.DECIDED: "It has been decided. Close it, or take it further.",
        ComplaintStage.FURTHER: "It was taken further, and has to be decided first.",
        ComplaintStage.DECIDED_AGAIN: "It has been decided twice. Close it.",
        ComplaintStage.WITHDRAWN: "They took it back. Close it.",
        ComplaintStage.CLOSED: "This complaint is closed. It can only be taken further.",
        ComplaintStage.ENDED: "This complaint is closed for good.",
    }
)
"""What is said, by stage, to a step that does not come next."""


@dataclass(frozen=True, slots=True)
class ComplaintState:
    """How far a complaint is, who handles it (nobody here, where it was taken outside), and who decided it first."""

    stage: ComplaintStage
    handler: UUID | None
    about: frozenset[UUID]
    decided_by: UUID | None = None
    entries: int = 0


def may_take(step: ComplaintStep, state: ComplaintState) -> Decision:
    """Whether this step comes next."""
    is_next = state.stage not in OVER if step in BESIDE else (state.stage, step) in MOVES
    return allow(RULE) if is_next else refuse(FIRST[state.stage], RULE)


def may_take_as(worker: UUID, step: ComplaintStep, state: ComplaintState) -> Decision:
    """Whether this step comes next, and is this worker's to take: never by whom it is about."""
    if worker in state.about:
        return refuse("This complaint is about you.", RULE)
    if not (may := may_take(step, state)):
        return may
    if step in BY_ITS_HANDLER and state.handler not in (None, worker):
        return refuse("Only whoever handles this complaint does this. Have it given to you first.", RULE)
    return allow(RULE)


def stage_after(step: ComplaintStep, state: ComplaintState) -> ComplaintStage:
    """Where it comes to by a step that may be taken."""
    return state.stage if step in BESIDE else MOVES[state.stage, step]


def may_handle(
    worker: UUID, state: ComplaintState, *, kept_from_its_case: bool, worked_on_it: bool, again: bool
) -> Decision:
    """Whether it may be given to this worker: somebody it is not about, who has no interest in its case nor worked on it.

    `again` is whether it was taken further: then nobody who decided it the first time.
    """
    if worker in state.about:
        return refuse("The complaint is about them. Give it to somebody else.", RULE)
    if kept_from_its_case:
        return refuse("They cannot take it. Give it to somebody else.", RULE)
    if worked_on_it:
        return refuse("The case is or was theirs. Somebody independent of it has to look at it.", RULE)
    if again and worker == state.decided_by:
        return refuse("They decided it the first time. Somebody else has to look at it now.", RULE)
    return allow(RULE)


def may_be_named(worker: UUID, state: ComplaintState) -> Decision:
    """Whether it can be said to be about this worker: not while they handle it."""
    if worker in state.about:
        return refuse("It says already that the complaint is about them.", RULE)
    if worker == state.handler:
        return refuse("They handle this complaint. Give it to somebody else first.", RULE)
    return allow(RULE)


def may_settle(kind: CommentKind, *, is_settled: bool, is_taken_on: bool) -> Decision:
    """Whether a comment may be answered or noted: once, and what somebody calls a complaint not at all."""
    if kind in COMPLAINTS or is_taken_on:
        return refuse("This is a complaint. Take it on as one.", RULE)
    return refuse("This has been seen to already.", RULE) if is_settled else allow(RULE)
