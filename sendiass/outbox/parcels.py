"""Opens a message as GOV.UK Notify takes it: what was frozen, and nothing beside it. It sends nothing."""

from __future__ import annotations

from sendiass.outbox import documents, hiding
from sendiass.outbox.choices import Channel
from sendiass.outbox.models import Message
from sendiass.outbox.notify import Parcel


def parcel_for(message: Message) -> Parcel:
    """The message, opened. Call it inside a reading. Raises Telling where others would see whom it is from."""
    if message.is_discreet and message.channel == Channel.EMAIL:
        raise hiding.Telling
    channel = Channel(message.channel)
    return Parcel(
        channel=channel,
        reference=str(message.pk),
        address=message.recipient_address,
        subject=message.subject,
        text=message.body["text"],
        pdf=documents.letter_pdf(message) if channel is Channel.POST else b"",
        is_discreet=message.is_discreet,
    )
