"""The invitation to a session as a calendar reads it (RFC 5545). It names the two who meet, and nothing of what is said."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from governance.models import SupervisionSession
from sendiass.profiles import profile


def invitation(session: SupervisionSession) -> bytes:
    """One event; a session that was moved keeps the event's name, so that calendars move it too."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//sendiass//supervision//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event.add("uid", f"{_first(session).id}@{profile().identity.reference_prefix.lower()}.supervision")
    event.add("sequence", _moves(session))
    event.add("summary", "Supervision")
    event.add("location", session.get_where_display())
    event.add("dtstamp", session.at)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.starts_at + timedelta(minutes=session.minutes))
    for one, role in ((session.supervisor, "CHAIR"), (session.worker, "REQ-PARTICIPANT")):
        who = vCalAddress(f"MAILTO:{one.email}")
        who.params["cn"], who.params["role"] = vText(one.name), vText(role)
        event.add("attendee", who, encode=False)
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _first(session: SupervisionSession) -> SupervisionSession:
    while session.replaces:
        session = session.replaces
    return session


def _moves(session: SupervisionSession) -> int:
    moves = 0
    while session.replaces:
        session, moves = session.replaces, moves + 1
    return moves
