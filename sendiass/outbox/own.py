"""The door to families, staff and members of the service.

It refuses no one, so nothing about a third party goes through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sendiass.audit import Actor
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox.choices import Door
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from sendiass.outbox.writing import write


def send(
    *,
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
    """Write a message to a family, a colleague or a member, in the transaction of the fact that causes it.

    `about` is the person or case whose key seals it. `key` names the fact (`case-acknowledgement:<case id>`),
    so that it causes one message however often it is told; it is not sealed and holds ids only. `reference`
    is the case's, printed on letters. Raises NoFact outside a transaction, UnknownKind, KeyTaken.
    """
    return write(
        door=Door.OWN,
        kind=kind,
        to=to,
        about=about,
        context=context,
        key=key,
        by=by,
        at=at,
        not_before=not_before,
        reference=reference,
    )
