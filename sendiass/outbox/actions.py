"""What a person decides about a message: try again, it arrived, it was posted, stop it.

Nothing here talks to a mail server.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sendiass.access import Decision, allow, refuse
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox.access import Holder, may_post_letters
from sendiass.outbox.choices import CancelReason, Channel, State
from sendiass.outbox.models import Message
from sendiass.outbox.rules import may_move

RULE = "message state"


def in_state_for(message: Message, new: State) -> Decision:
    """May the message go to `new` from where it is now?"""
    if may_move(Channel(message.channel), State(message.state), new):
        return allow(RULE)
    return refuse(
        f"Nothing was changed: this message is already marked “{State(message.state).label}”.", RULE
    )


@transaction.atomic
def retry(*, by: Holder, message: Message, at: datetime) -> Message:
    """Have it sent again, from the first attempt on.

    For what may have been sent, the person answers for a second copy.
    """
    message = _taken(by, message, State.WAITING)
    message.not_before = at
    message.attempts = 0
    return _kept(message, "not_before", "attempts")


@transaction.atomic
def mark_arrived(*, by: Holder, message: Message, at: datetime) -> Message:
    """Say that a message nobody was sure of did arrive."""
    message = _taken(by, message, State.SENT)
    message.sent_at = at
    return _kept(message, "sent_at")


@transaction.atomic
def mark_posted(*, by: Holder, message: Message, at: datetime) -> Message:
    """Say that a letter was put into the post."""
    message = _taken(by, message, State.POSTED)
    message.sent_at = at
    message.posted_by_id = by.id
    return _kept(message, "sent_at", "posted_by")


@transaction.atomic
def cancel(*, by: Holder, message: Message, because: CancelReason) -> Message:
    """Stop a message for good."""
    message = _taken(by, message, State.CANCELLED)
    message.cancelled_because = because
    return _kept(message, "cancelled_because")


@transaction.atomic
def stop_all_about(subjects: Iterable[KeySubject], *, because: CancelReason) -> int:
    """Stop what has not left yet about any of these: the fact that caused it does not hold any more.

    Returns how many. What is on its way or has left is not touched.
    """
    ids = [subject.id for subject in subjects]
    waiting = Message.objects.select_for_update().filter(subject_id__in=ids, state=State.WAITING)
    stopped = list(waiting.order_by("id"))
    for message in stopped:
        message.state, message.cancelled_because = State.CANCELLED, because
        _kept(message, "cancelled_because")
    return len(stopped)


def _taken(by: Holder, message: Message, new: State) -> Message:
    may_post_letters(by).require()
    message = Message.objects.select_for_update().get(pk=message.pk)
    in_state_for(message, new).require()
    message.state = new
    return message


def _kept(message: Message, *fields: str) -> Message:
    message.save(update_fields=["state", *fields])
    return message
