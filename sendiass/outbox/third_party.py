"""The door to another agency. Only with a disclosure's id, and only the floor that keeps the gate opens it (L24)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sendiass.audit import Actor
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox.choices import Door
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from sendiass.outbox.writing import body_of, write


def send(
    *,
    disclosure: UUID,
    kind: MessageKind,
    to: Recipient,
    about: KeySubject,
    context: Mapping[str, object],
    by: Actor,
    at: datetime,
    reference: str = "",
) -> Message:
    """Write to an agency what was disclosed, in the transaction of the disclosure; one message for each.

    A mail leaves by itself, unless its gate stops it then; a letter is posted by whoever wrote it.
    Raises NoFact outside a transaction, UnknownKind.
    """
    return write(
        door=Door.THIRD_PARTY,
        kind=kind,
        to=to,
        about=about,
        context=context,
        key=f"{kind.code}:{disclosure}",
        by=by,
        at=at,
        reference=reference,
        disclosure=disclosure,
    )


def preview(
    *, kind: MessageKind, to: Recipient, context: Mapping[str, object], at: datetime, reference: str = ""
) -> dict[str, str]:
    """What `send` would freeze, with nothing written: `html` and `text`."""
    return body_of(kind=kind, to=to, context=context, at=at, reference=reference)
