"""What is written to members of the board: dates, agendas and minutes, each once. Nothing about anybody outside the board."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from governance.choices.board import CalledOff, Sent
from governance.documents.board import calendar_of
from governance.models import Meeting, Member
from sendiass.audit import Actor
from sendiass.outbox import own
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.recipients import AddressUnusable, Recipient
from sendiass.profiles import profile
from sendiass.ui.words import clock_time, long_date

INVITATION = MessageKind(
    code="governance.board_invitation",
    label="To a member of the board: a date",
    subject="A date for you to keep",
    template="governance/emails/board_invitation",
    invites=True,
)
CALLED_OFF = MessageKind(
    code="governance.board_called_off",
    label="To a member of the board: called off",
    subject="A meeting does not take place",
    template="governance/emails/board_called_off",
    invites=True,
)
PAPERS = MessageKind(
    code="governance.board_papers",
    label="To a member of the board: papers",
    subject="Papers for you to read",
    template="governance/emails/board_papers",
)
KINDS = {
    Sent.INVITATION: INVITATION,
    Sent.CHANGE: INVITATION,
    Sent.CALLED_OFF: CALLED_OFF,
    Sent.AGENDA: PAPERS,
    Sent.MINUTES: PAPERS,
}


def tell_member(
    meeting: Meeting, member: Member, what: Sent, *, number: int, by: Actor, at: datetime
) -> UUID | None:
    """Write to one member, once for what and its number. Returns the message's id; None where there is no address."""
    try:
        recipient = Recipient.by_email(address=member.email, name=member.name)
    except AddressUnusable:
        return None
    kind = KINDS[what]
    said: dict[str, object] = {
        "group": profile().group.name,
        "when": f"{long_date(meeting.starts_at)} at {clock_time(meeting.starts_at)}",
        "place": meeting.place,
        "what": str(what.label).lower(),
        "is_change": what is Sent.CHANGE,
        "why": str(CalledOff(meeting.called_off_because).label) if meeting.called_off_because else "",
        "link": settings.SITE_URL + reverse("governance:board_meeting", args=[meeting.id])
        if member.account_id
        else "",
    }
    if kind.invites:
        said["calendar"] = calendar_of(meeting)
    message = own.send(
        kind=kind,
        to=recipient,
        about=member.key_subject,
        context=said,
        key=f"{kind.code}:{what.value}:{meeting.id}:{number}:{member.id}",
        by=by,
        at=at,
    )
    return message.id
