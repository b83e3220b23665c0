"""What follows when a message came back: it is marked, nothing more goes there, and the floors that know the person are told.

In one transaction. What was returned may be reported twice, late, or before we knew that it had left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from sendiass.audit import reading
from sendiass.crypto.errors import Erased
from sendiass.outbox import bounces
from sendiass.outbox.choices import CancelReason, Channel, State
from sendiass.outbox.models import Message
from sendiass.outbox.rules import may_move
from sendiass.outbox.writing import OUTBOX

Told = Callable[[Message, str, datetime], None]
"""Given a message that came back, the address it came back from and when: does what its floor owes, once however often."""


def take_report(raw: bytes, *, at: datetime) -> bool:
    """Take what came to the mailbox for reports; whether it was one about a message of ours that was out.

    Matched by the message's own id, which nobody guesses; the address in the report is not asked for.
    """
    message_id = bounces.returned(raw)
    return bool(message_id) and came_back(message_id, at=at)


@transaction.atomic
def came_back(message_id: str, *, at: datetime) -> bool:
    """Mark the message of that Message-ID as returned and have everybody told; whether it was one that was out."""
    message = Message.objects.select_for_update(of=("self",)).filter(message_id=message_id).first()
    if message is None or not may_move(Channel(message.channel), State(message.state), State.RETURNED):
        return False
    message.state, message.sent_at, message.returned_at = State.RETURNED, message.sent_at or at, at
    message.save(update_fields=["state", "sent_at", "returned_at"])
    address = _address_of(message)
    if address:
        _stop_what_waits_for(address, message)
        for path in settings.OUTBOX_RETURNS:
            cast(Told, import_string(path))(message, address, at)
    return True


def _address_of(message: Message) -> str:
    """Where it was sent; empty once the key is destroyed, and with it all that knew them."""
    with reading(
        by=OUTBOX, subjects=[message.key_subject], purpose="a message came back", page="outbox:returns"
    ):
        try:
            return str(message.recipient_address)
        except Erased:
            return ""


def _stop_what_waits_for(address: str, returned: Message) -> None:
    """Nothing else goes where one came back, until somebody has seen to it."""
    others = (
        Message.objects.select_for_update(of=("self",), skip_locked=True)
        .waiting()
        .filter(channel=returned.channel, subject_kind=returned.subject_kind, subject_id=returned.subject_id)
        .order_by("id")
    )
    for other in list(others):
        if _address_of(other).casefold() == address.casefold():
            other.state, other.cancelled_because = State.CANCELLED, CancelReason.CAME_BACK
            other.save(update_fields=["state", "cancelled_because"])
