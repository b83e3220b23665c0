"""Who may post letters and decide about mail that is stuck.

Accounts stand above: a user is known here by what they hold.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.outbox.models import Message
from sendiass.outbox.querysets import MessageQuerySet

POST_LETTERS = "post_letters"
RULE = "role"


class Holder(Protocol):
    """Someone whose role gives permissions, each known by its word."""

    id: UUID

    def holds(self, permission: str, /) -> bool: ...


def may_post_letters(user: Holder) -> Decision:
    """May they open, print and post letters, and decide about mail that is stuck?"""
    if user.holds(POST_LETTERS):
        return allow(RULE)
    return refuse("Your role does not let you post letters or look after mail that is stuck.", RULE)


def open_letter(*, by: Holder, message_id: UUID) -> Message:
    """The letter, for someone who may post it. Raises NotThere."""
    return _open(by, Message.objects.letters().of_the_desk(), message_id)


def open_mail(*, by: Holder, message_id: UUID) -> Message:
    """The mail, for someone who may decide about it. Raises NotThere."""
    return _open(by, Message.objects.of_the_outbox(), message_id)


def _open(by: Holder, among: MessageQuerySet, message_id: UUID) -> Message:
    message = among.filter(pk=message_id).first() if may_post_letters(by) else None
    if message is None:
        raise NotThere
    return message
