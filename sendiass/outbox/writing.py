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

from sendiass.audit import Actor, ServicePrincipal
from sendiass.audit.actors import serving
from sendiass.clock import LONDON
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox import documents, emails, hiding, texts
from sendiass.outbox.carriers import carrier_of
from sendiass.outbox.choices import Carrier, Channel, Door
from sendiass.outbox.kinds import MessageKind, UnknownKind, all_kinds
from sendiass.outbox.letterhead import letterhead
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient

log = logging.getLogger(__name__)

OUTBOX = ServicePrincipal("outbox")
DELIVER = "sendiass.outbox.jobs.deliver"
OURS = frozenset({"frame", "head", "subject", "to", "on", "reference", "large_print", "for_printers"})
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
    disclosure: UUID | None = None,
) -> Message:
    """Render, freeze and keep one message; delivery begins when the transaction commits.

    Called again with the same `key`, it returns the message that is there.
    Raises NoFact, UnknownKind, KeyTaken; Refused where it may not go so, and Telling where it would tell what it is about.
    """
    if all_kinds().get(kind.code) != kind:
        raise UnknownKind(kind.code)
    if not transaction.get_connection().in_atomic_block:
        raise NoFact(f"{kind.code} must be written in the transaction of what causes it")
    if (written := _written(key, kind, about)) is not None:
        return written
    hiding.may_go(kind, channel=to.channel, is_discreet=to.is_discreet).require()
    new = uuid4()
    carrier = carrier_of(channel=to.channel, door=door, is_discreet=to.is_discreet)
    message = Message(
        id=new,
        door=door,
        kind=kind.code,
        channel=to.channel,
        subject=kind.subject,
        reference=reference,
        recipient_name=to.name,
        recipient_address=to.address,
        body=body_of(
            kind=kind,
            to=to,
            context=context,
            at=at,
            reference=reference,
            for_printers=carrier is Carrier.NOTIFY,
        ),
        subject_kind=about.kind,
        subject_id=about.id,
        disclosure_id=disclosure,
        key=key,
        message_id=emails.message_id(new, is_discreet=to.is_discreet),
        is_discreet=to.is_discreet,
        written_by=by.id,
        created_at=at,
        not_before=not_before or at,
    )
    try:
        with transaction.atomic(), serving(OUTBOX):
            message.save(force_insert=True)
    except IntegrityError:
        # Somebody wrote the same fact's message between our look and now.
        if (written := _written(key, kind, about)) is None:
            raise
        return written
    if leaves_by_itself(message) and message.not_before <= at:
        transaction.on_commit(partial(_announce, new))
    return message


def body_of(
    *,
    kind: MessageKind,
    to: Recipient,
    context: Mapping[str, object],
    at: datetime,
    reference: str,
    for_printers: bool = False,
) -> dict[str, str]:
    """What the message says, as it would be frozen: `html` and `text`. The same is said for the same, all day long.

    `for_printers`: a letter that GOV.UK Notify prints, which takes one only if it is laid out for its own envelopes.
    Raises ValueError for a context that uses the frame's own names.
    """
    if OURS & context.keys():
        raise ValueError(f"{kind.code}: the frame gives {', '.join(sorted(OURS & context.keys()))} itself")
    whole = {
        **context,
        "head": letterhead(),
        "subject": kind.subject,
        "to": to,
        "on": at.astimezone(LONDON).date(),
        "reference": reference,
        "large_print": to.large_print,
        "for_printers": for_printers,
    }
    said = _rendered(kind, to, whole)
    if to.is_discreet:
        hiding.check(said, own=(to.name, *to.address.splitlines()))
    return said


def leaves_by_itself(message: Message) -> bool:
    """Whether it leaves without anybody's hand."""
    return carrier_of(channel=message.channel, door=message.door, is_discreet=message.is_discreet) is not None


def _rendered(kind: MessageKind, to: Recipient, whole: dict[str, object]) -> dict[str, str]:
    if to.channel is Channel.TEXT:
        return texts.rendered(kind, whole)
    if to.channel is Channel.POST:
        return documents.rendered(kind, whole, is_discreet=to.is_discreet)
    return emails.rendered(kind, whole, is_discreet=to.is_discreet)


def _written(key: str, kind: MessageKind, about: KeySubject) -> Message | None:
    with serving(OUTBOX):  # whoever causes it may not see what others were told
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
