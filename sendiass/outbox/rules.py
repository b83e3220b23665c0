"""How a message may move, when it is tried again and when nobody knows: pure decisions on plain values."""

from __future__ import annotations

from datetime import timedelta

from sendiass.outbox.choices import Channel, State

LEASE = timedelta(minutes=10)
"""How long one attempt may hold a message: longer than any job may live (`task_time_limit`, 5 minutes)."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 30
"""With the waits below, a little over a day: a mail server down over night is no reason to ask anyone."""

_MAIL: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.BEING_SENT, State.CANCELLED}),
    State.BEING_SENT: frozenset({State.SENT, State.WAITING, State.UNSURE, State.STUCK, State.RETURNED}),
    # The worker that was thought dead may still come and say how it ended.
    State.UNSURE: frozenset({State.WAITING, State.SENT, State.STUCK, State.RETURNED, State.CANCELLED}),
    State.STUCK: frozenset({State.WAITING, State.CANCELLED}),
    # A report may come days later, or before the worker that sent it has said so.
    State.SENT: frozenset({State.RETURNED}),
    State.RETURNED: frozenset(),
    State.CANCELLED: frozenset(),
}
_LETTERS: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.POSTED, State.CANCELLED}),
    State.POSTED: frozenset(),
    State.CANCELLED: frozenset(),
}
MOVES: dict[Channel, dict[State, frozenset[State]]] = {Channel.EMAIL: _MAIL, Channel.POST: _LETTERS}
"""From which state a message of each channel may go to which."""


def may_move(channel: Channel, old: State, new: State) -> bool:
    """Whether a message of this channel may go from `old` to `new`."""
    return new in MOVES[channel].get(old, frozenset())


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts (1 or more); None: give up and ask a person."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(FIRST_WAIT * (1 << min(attempts - 1, 10)), LONGEST_WAIT)
