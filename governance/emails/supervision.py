"""What supervision writes to the two who meet and to the line manager. Times and links; never a word of what is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from cases.emails import TO_A_COLLEAGUE, tell_colleagues
from governance.models import SupervisionSession
from sendiass.accounts.models import User
from sendiass.audit import Actor
from sendiass.outbox.kinds import MessageKind
from sendiass.ui.words import clock_time, long_date

BOOKED = MessageKind(
    code="governance.supervision_booked",
    label=TO_A_COLLEAGUE,
    subject="A time for you to keep",
    template="governance/emails/booked",
)
SOON = MessageKind(
    code="governance.supervision_soon",
    label=TO_A_COLLEAGUE,
    subject="Something is coming up",
    template="governance/emails/soon",
)
OVERDUE = MessageKind(
    code="governance.supervision_overdue",
    label=TO_A_COLLEAGUE,
    subject="Something needs you",
    template="governance/emails/overdue",
)


def invite(session: SupervisionSession, *, by: Actor, at: datetime) -> None:
    """Tell both when they meet, with the invitation for their calendars a click away; of what is past nobody is told."""
    if session.starts_at <= at:
        return
    _tell(BOOKED, session, about=session.id, by=by, at=at)


def remind(session: SupervisionSession, *, before: str, by: Actor, at: datetime) -> None:
    """Remind both, once for each time before; a session that was moved is another."""
    _tell(SOON, session, about=f"{session.id}:{before}", by=by, at=at)


def tell_overdue(to: Iterable[User], *, about: object, by: Actor, at: datetime) -> None:
    """Tell the line manager that a supervision is overdue: where to look, and not whose."""
    said = {"link": settings.SITE_URL + reverse("governance:supervision_list")}
    tell_colleagues(OVERDUE, to, said, about=about, by=by, at=at)


def _tell(kind: MessageKind, session: SupervisionSession, *, about: object, by: Actor, at: datetime) -> None:
    for one, other in ((session.worker, session.supervisor), (session.supervisor, session.worker)):
        said = {
            "who": other.name,
            "when": f"{long_date(session.starts_at)} at {clock_time(session.starts_at)}",
            "where": session.get_where_display().lower(),
            "link": settings.SITE_URL + reverse("governance:session_page", args=[session.id]),
            "calendar": settings.SITE_URL + reverse("governance:session_invitation", args=[session.id]),
        }
        tell_colleagues(kind, [one], said, about=about, by=by, at=at)
