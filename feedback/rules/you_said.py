"""What is decided about "you said, we did" on paper: plain values in, a decision out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from feedback.choices import SaidStage, SaidStep
from sendiass.access import Decision, allow, refuse

SAID_RULE = "L34"

SAID_MOVES: Mapping[tuple[SaidStage, SaidStep], SaidStage] = MappingProxyType(
    {
        (SaidStage.NEW, SaidStep.TOLD): SaidStage.TOLD,
        (SaidStage.TOLD, SaidStep.TOLD): SaidStage.TOLD,
        (SaidStage.TOLD, SaidStep.WILL_CHANGE): SaidStage.TO_CHANGE,
        (SaidStage.TOLD, SaidStep.STAYS): SaidStage.READY,
        (SaidStage.TO_CHANGE, SaidStep.TOLD): SaidStage.TO_CHANGE,
        (SaidStage.TO_CHANGE, SaidStep.CHANGED): SaidStage.READY,
        (SaidStage.TO_CHANGE, SaidStep.STAYS): SaidStage.READY,
        (SaidStage.READY, SaidStep.TOLD): SaidStage.READY,
        (SaidStage.READY, SaidStep.WILL_CHANGE): SaidStage.TO_CHANGE,
        (SaidStage.READY, SaidStep.STAYS): SaidStage.READY,
        (SaidStage.READY, SaidStep.PUBLISHED): SaidStage.PUBLISHED,
        (SaidStage.PUBLISHED, SaidStep.WITHDRAWN): SaidStage.WITHDRAWN,
        (SaidStage.WITHDRAWN, SaidStep.TOLD): SaidStage.READY,
        (SaidStage.WITHDRAWN, SaidStep.WILL_CHANGE): SaidStage.TO_CHANGE,
        (SaidStage.WITHDRAWN, SaidStep.STAYS): SaidStage.READY,
    }
)
"""Where an item comes to by a step, from where it is; any other step does not lead on from there."""

SAID_FIRST: Mapping[SaidStage, str] = MappingProxyType(
    {
        SaidStage.NEW: "Word what families told us first.",
        SaidStage.TOLD: "Decide about it first.",
        SaidStage.TO_CHANGE: "Say what has changed first, or decide that nothing changes.",
        SaidStage.READY: "It is ready to be published.",
        SaidStage.PUBLISHED: "It is on the public page. Take it off before you change it.",
        SaidStage.WITHDRAWN: "It is off the public page. Word it or decide about it anew first.",
    }
)
"""What is said, by stage, to a step that does not come next."""

WORDED = frozenset({SaidStep.TOLD, SaidStep.WILL_CHANGE, SaidStep.STAYS, SaidStep.CHANGED})
"""Steps whose words come to stand on the public page."""


@dataclass(frozen=True, slots=True)
class SaidState:
    """How far an item is, and whose words would be published."""

    stage: SaidStage = SaidStage.NEW
    writers: frozenset[UUID] = frozenset()
    entries: int = 0


def may_take_said_step(step: SaidStep, state: SaidState) -> Decision:
    """Whether this step comes next."""
    if (state.stage, step) in SAID_MOVES:
        return allow(SAID_RULE)
    return refuse(SAID_FIRST[state.stage], SAID_RULE)


def may_take_said_step_as(worker: UUID, step: SaidStep, state: SaidState) -> Decision:
    """Whether this step comes next and is this worker's: nobody publishes words of their own."""
    if not (may := may_take_said_step(step, state)):
        return may
    if step is SaidStep.PUBLISHED and worker in state.writers:
        return refuse("You wrote some of it. Somebody else reads and publishes it.", SAID_RULE)
    return allow(SAID_RULE)


def said_stage_after(step: SaidStep, state: SaidState) -> SaidStage:
    """Where it comes to by a step that may be taken."""
    return SAID_MOVES[state.stage, step]
