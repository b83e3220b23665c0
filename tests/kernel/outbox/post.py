"""The post in these tests: one kind of message, one family to write to, one noon."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient

HELLO = MessageKind(
    code="post.hello", label="A friendly word", subject="A note for you", template="post/hello"
)
TEXTED = MessageKind(
    code="post.texted",
    label="A short word",
    subject="A note for you",
    template="post/hello",
    can_be_hidden=True,
    text_template="post/short.txt",
)
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
FAMILY = Recipient.by_email(address="amina.khan@home.example", name="Amina Khan")
AT_HOME = Recipient.by_post(name="Amina Khan", lines=("14 Narborough Road", "Leicester", "LE3 0BQ"))

Write = Callable[..., Message]


def fresh(message: Message | UUID) -> Message:
    """The message as the data base has it now."""
    return Message.objects.get(pk=message.pk if isinstance(message, Message) else message)
