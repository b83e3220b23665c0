"""What whoever looks after mail decides about a message: try again, it arrived, it was posted, stop it.

Nothing here talks to a mail server.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sendiass.audit.actors import serving
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox import moves
from sendiass.outbox.access import Holder, may_post_letters
from sendiass.outbox.choices import CancelReason, State
from sendiass.outbox.models import Message
from sendiass.outbox.querysets import MessageQuerySet
from sendiass.outbox.writing import OUTBOX


def retry(*, by: Holder, message: Message, at: datetime) -> Message:
    """Have it sent again, from the first attempt on.

    For what may have been sent, the person answers for a second copy.
    """
    may_post_letters(by).require()
    return moves.send_again(message, at=at)


def mark_arrived(*, by: Holder, message: Message, at: datetime) -> Message:
    """Say that a message nobody was sure of did arrive."""
    may_post_letters(by).require()
    return moves.arrived(message, at=at)


def mark_posted(*, by: Holder, message: Message, at: datetime) -> Message:
    """Say that a letter was put into the post."""
    may_post_letters(by).require()
    return moves.posted(message, by=by, at=at)


def cancel(*, by: Holder, message: Message, because: CancelReason) -> Message:
    """Stop a message for good."""
    may_post_letters(by).require()
    return moves.stop(message, because=because)


@transaction.atomic
def stop_all_about(subjects: Iterable[KeySubject], *, because: CancelReason) -> int:
    """Stop what has not left yet about any of these: the fact that caused it does not hold any more.

    Returns how many. What is on its way or has left is not touched.
    """
    ids = [subject.id for subject in subjects]
    return _stop(Message.objects.select_for_update().filter(subject_id__in=ids), because)


@transaction.atomic
def stop_what_waits(among: MessageQuerySet, *, because: CancelReason) -> int:
    """Stop what of these waits and nobody has in hand at this moment; whoever has it asks its door's gate.

    Returns how many.
    """
    return _stop(among.select_for_update(skip_locked=True, of=("self",)), because)


def _stop(among: MessageQuerySet, because: CancelReason) -> int:
    with serving(OUTBOX):  # it holds for all of them, whichever of them whoever causes it may see
        stopped = list(among.waiting().order_by("id"))
        for message in stopped:
            message.state, message.cancelled_because = State.CANCELLED, because
            message.save(update_fields=["state", "cancelled_because"])
    return len(stopped)
