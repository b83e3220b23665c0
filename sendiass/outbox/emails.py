"""Says a message by mail: its two parts are rendered once, and the mail is built from those alone."""

from __future__ import annotations

import re
from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from sendiass.outbox import hiding
from sendiass.outbox.kinds import MessageKind, kind_called
from sendiass.outbox.models import Message
from sendiass.profiles import profile

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


def rendered(kind: MessageKind, context: dict[str, object], *, is_discreet: bool = False) -> dict[str, str]:
    """The parts of a mail as they will be sent: text, html, an invitation if it is one. Seen by others, it names nobody."""
    of_text = "outbox/hidden.txt" if is_discreet else "outbox/mail.txt"
    of_html = "outbox/hidden.html" if is_discreet else "outbox/mail.html"
    text = render_to_string(f"{kind.template}.txt", {**context, "frame": of_text})
    said = {
        "text": without_gaps(text),
        "html": render_to_string(f"{kind.template}.html", {**context, "frame": of_html}),
    }
    # Where others may see the mail, no calendar is told either.
    return {**said, "calendar": str(context["calendar"])} if kind.invites and not is_discreet else said


def without_gaps(text: str) -> str:
    """Text with no more than one empty line anywhere."""
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def message_id(message: UUID, *, is_discreet: bool = False) -> str:
    """The Message-ID header, fixed when the message is written, so that a mail sent twice is known as one."""
    sender = parseaddr(settings.DISCREET_FROM)[1] if is_discreet else profile().identity.email
    return f"<{message}@{sender.rpartition('@')[2] or 'invalid'}>"


def mail_for(message: Message) -> EmailMultiAlternatives:
    """The mail, built from what was frozen. Opens sealed fields: call it inside a reading."""
    identity = profile().identity
    kind = kind_called(message.kind)
    shown = identity.email if kind.discreet else formataddr((identity.name, identity.email))
    envelope = settings.REPORTS_ADDRESS or shown
    if message.is_discreet:
        shown = envelope = _hidden_sender()
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body["text"],
        from_email=envelope,
        to=[message.recipient_address],
        headers={
            "From": shown,
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers, please
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(message.body["html"], "text/html")
    if "calendar" in message.body:
        mail.attach("invitation.ics", message.body["calendar"], "text/calendar")
    return mail


def _hidden_sender() -> str:
    """Who writes where others may see it, also on the envelope: reports come there. Raises Telling where nobody is set."""
    if not settings.DISCREET_FROM or hiding.tells(settings.DISCREET_FROM):
        raise hiding.Telling
    sender: str = settings.DISCREET_FROM
    return sender
