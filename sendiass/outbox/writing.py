"""Writes a message down beside the fact that causes it.

Only the doors (`own`, `third_party`, `releases`) call it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from celery import current_app
from django.db import IntegrityError, transaction
from kombu.exceptions import InconsistencyError, OperationalError
from redis.exceptions import RedisError

from sendiass.audit import Actor
from sendiass.clock import LONDON
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox import documents, emails
from sendiass.outbox.choices import Channel, Door
from sendiass.outbox.kinds import MessageKind, UnknownKind, all_kinds
from sendiass.outbox.letterhead import letterhead
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient

log = logging.getLogger(__name__)

DELIVER = "sendiass.outbox.jobs.deliver"
OURS = frozenset({"frame", "head", "subject", "to", "on", "reference", "large_print"})
"""What the frames give every template; a kind's own context may not use these names."""


class NoFact(Exception):
    """A message was written outside a transaction: it could leave although its fact came to nothing."""


class KeyTaken(Exception):
    """The key names a message about somebody else or of another kind."""


def write(
    *,
    door: Door,
    kind: MessageKind,
    to: Recipient,
    about: KeySubject,
    context: Mapping[str, object],
    key: str,
    by: Actor,
    at: datetime,
    not_before: datetime | None = None,
    reference: str = "",
) -> Message:
    """Render, freeze and keep one message; delivery begins when the transaction commits.

    Called again with the same `key`, it returns the message that is there.
    Raises NoFact, UnknownKind, KeyTaken.
    """
    if all_kinds().get(kind.code) != kind:
        raise UnknownKind(kind.code)
    if not transaction.get_connection().in_atomic_block:
        raise NoFact(f"{kind.code} must be written in the transaction of what causes it")
    if OURS & context.keys():
        raise ValueError(f"{kind.code}: the frame gives {', '.join(sorted(OURS & context.keys()))} itself")
    if (written := _written(key, kind, about)) is not None:
        return written
    new = uuid4()
    whole = {
        **context,
        "head": letterhead(),
        "subject": kind.subject,
        "to": to,
        "on": at.astimezone(LONDON).date(),
        "reference": reference,
        "large_print": to.large_print,
    }
    message = Message(
        id=new,
        door=door,
        kind=kind.code,
        channel=to.channel,
        subject=kind.subject,
        reference=reference,
        recipient_name=to.name,
        recipient_address=to.address,
        body=(documents if to.channel == Channel.POST else emails).rendered(kind, whole),
        subject_kind=about.kind,
        subject_id=about.id,
        key=key,
        message_id=emails.message_id(new),
        written_by=by.id,
        created_at=at,
        not_before=not_before or at,
    )
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        # Somebody wrote the same fact's message between our look and now.
        if (written := _written(key, kind, about)) is None:
            raise
        return written
    if to.channel == Channel.EMAIL and message.not_before <= at:
        transaction.on_commit(partial(_announce, new))
    return message


def _written(key: str, kind: MessageKind, about: KeySubject) -> Message | None:
    message = Message.objects.filter(key=key).first()
    if message is not None and (message.kind, message.key_subject) != (kind.code, about):
        raise KeyTaken(f"{key} is the key of another message")
    return message


def _announce(message: UUID) -> None:
    """Ask a worker to deliver at once.

    The fact stands whether or not the queue answers: the sweep makes up for it.
    """
    try:
        current_app.send_task(DELIVER, args=[str(message)], retry=False)
    # A queue that came back empty knows no routes yet: that is inconsistent, says kombu.
    except (OperationalError, InconsistencyError, RedisError, OSError):
        log.warning("The queue does not answer; the next sweep that does delivers")
