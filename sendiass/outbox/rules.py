"""How a message may move, when it is tried again and when nobody knows: pure decisions on plain values."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from sendiass.outbox.choices import Channel, State

LEASE = timedelta(minutes=10)
"""How long one attempt may hold a message: longer than any job may live (`task_time_limit`, 5 minutes)."""

ASKED_FOR = timedelta(days=6)
"""How long GOV.UK Notify is asked what became of a message: it forgets after seven days, and then says nothing of any."""
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
    # A report may come days later, or before the worker that sent it has said so; Notify may say that it could not.
    State.SENT: frozenset({State.RETURNED, State.STUCK}),
    State.RETURNED: frozenset(),
    State.CANCELLED: frozenset(),
}
_LETTERS: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.POSTED, State.BEING_SENT, State.CANCELLED}),
    # What is printed and posted for us; a letter does not come back to a program.
    State.BEING_SENT: frozenset({State.SENT, State.WAITING, State.UNSURE, State.STUCK}),
    State.UNSURE: frozenset({State.WAITING, State.SENT, State.STUCK, State.CANCELLED}),
    State.STUCK: frozenset({State.WAITING, State.POSTED, State.CANCELLED}),
    State.SENT: frozenset({State.STUCK}),
    State.POSTED: frozenset(),
    State.CANCELLED: frozenset(),
}
MOVES: dict[Channel, dict[State, frozenset[State]]] = {
    Channel.EMAIL: _MAIL,
    Channel.TEXT: _MAIL,
    Channel.POST: _LETTERS,
}
"""From which state a message of each channel may go to which."""


def may_move(channel: Channel, old: State, new: State) -> bool:
    """Whether a message of this channel may go from `old` to `new`."""
    return new in MOVES[channel].get(old, frozenset())


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts (1 or more); None: give up and ask a person."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(FIRST_WAIT * (1 << min(attempts - 1, 10)), LONGEST_WAIT)


class Fate(Enum):
    """What became of a message that GOV.UK Notify took."""

    UNDER_WAY = "it is on its way"
    ARRIVED = "it was delivered"
    CAME_BACK = "there is no such address"
    FAILED = "it was not delivered, and might be if it were sent again"


_ARRIVED = frozenset({"delivered", "received"})  # a letter is *received* once it is printed and gone
_FAILED = frozenset(
    {"temporary-failure", "technical-failure", "validation-failed", "virus-scan-failed", "cancelled"}
)


def fate_of(status: str, channel: Channel) -> Fate:
    """What a status of GOV.UK Notify means (its documentation, *status descriptions*). One not known is on its way."""
    if status == "permanent-failure":
        # Of a letter it says that the printer failed, not that nobody lives there.
        return Fate.FAILED if channel is Channel.POST else Fate.CAME_BACK
    if status in _ARRIVED:
        return Fate.ARRIVED
    return Fate.FAILED if status in _FAILED else Fate.UNDER_WAY


MOST_SEGMENTS = 2
"""As long as a text message of ours may be; each segment is paid for, and a phone may show the second late."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_IN_TWO = frozenset("\f^{}\\[~]|€")


def segments(words: str) -> int:
    """How many text messages the words are: GSM 7 bit where its alphabet has them all, else UCS-2 (3GPP TS 23.038)."""
    if all(one in _GSM or one in _GSM_IN_TWO for one in words):
        length, alone, joined = len(words) + sum(one in _GSM_IN_TWO for one in words), 160, 153
    else:
        length, alone, joined = len(words.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= alone else -(-length // joined)
