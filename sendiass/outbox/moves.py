"""How a message goes on once somebody has decided. Whether they may decide, whoever calls has asked.

Only `actions` and the doors call it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sendiass.access import Decision, allow, refuse
from sendiass.outbox.access import Holder
from sendiass.outbox.choices import CancelReason, Channel, State
from sendiass.outbox.models import Message
from sendiass.outbox.rules import may_move

RULE = "message state"


def in_state_for(message: Message, new: State) -> Decision:
    """May a person make the message go to `new` from where it is now? Not while a worker has it in hand: it could go twice."""
    state = State(message.state)
    if state is not State.BEING_SENT and may_move(Channel(message.channel), state, new):
        return allow(RULE)
    return refuse(f"Nothing was changed: this message is already marked “{state.label}”.", RULE)


@transaction.atomic
def send_again(message: Message, *, at: datetime) -> Message:
    """Have it sent again, from the first attempt on. Raises Refused where it is not stuck or unsure."""
    message = _taken(message, State.WAITING)
    message.not_before = at
    message.attempts = 0
    return _kept(message, "not_before", "attempts")


@transaction.atomic
def arrived(message: Message, *, at: datetime) -> Message:
    """A message nobody was sure of did arrive. Raises Refused for any other."""
    message = _taken(message, State.SENT)
    message.sent_at = at
    return _kept(message, "sent_at")


@transaction.atomic
def posted(message: Message, *, by: Holder, at: datetime) -> Message:
    """A letter was put into the post. Raises Refused once it was, or was stopped."""
    message = _taken(message, State.POSTED)
    message.sent_at = at
    message.posted_by_id = by.id
    return _kept(message, "sent_at", "posted_by")


@transaction.atomic
def stop(message: Message, *, because: CancelReason) -> Message:
    """It does not go. Raises Refused once it has."""
    message = _taken(message, State.CANCELLED)
    message.cancelled_because = because
    return _kept(message, "cancelled_because")


def _taken(message: Message, new: State) -> Message:
    message = Message.objects.select_for_update().get(pk=message.pk)
    in_state_for(message, new).require()
    message.state = new
    return message


def _kept(message: Message, *fields: str) -> Message:
    message.save(update_fields=["state", *fields])
    return message
