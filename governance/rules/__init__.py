"""What may be done about the people who do the work, decided on plain values alone."""

from governance.rules.supervision import (
    FAR_AHEAD,
    OFFICERS,
    REFLECTION,
    STEPS,
    SessionState,
    Step,
    may_be_held_on,
    may_begin_at,
    may_supervise,
    may_take,
)

__all__ = [
    "FAR_AHEAD",
    "OFFICERS",
    "REFLECTION",
    "STEPS",
    "SessionState",
    "Step",
    "may_be_held_on",
    "may_begin_at",
    "may_supervise",
    "may_take",
]
