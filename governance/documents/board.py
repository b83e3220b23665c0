"""A meeting of the board as a calendar reads it (RFC 5545), and its agenda and minutes on headed paper, as PDF/UA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.template.loader import render_to_string
from icalendar import Calendar, Event

from governance.models import Meeting
from sendiass.outbox.documents import pdf
from sendiass.outbox.letterhead import letterhead
from sendiass.profiles import profile


@dataclass(frozen=True, slots=True)
class OnPaper:
    """One item as it is printed: its number, what it is called, and what stands under it, each line under its heading."""

    called: str
    role: str
    words: str = ""
    under: Sequence[tuple[str, str]] = ()


def calendar_of(meeting: Meeting) -> str:
    """One event; a meeting that was moved keeps the event's name, so that calendars move it, and one called off ends it."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//sendiass//board//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.called_off_at else "PUBLISH")
    event.add("uid", f"{meeting.id}@{profile().identity.reference_prefix.lower()}.board")
    event.add("sequence", meeting.changes + (1 if meeting.called_off_at else 0))
    event.add("summary", f"{profile().group.name}, {profile().identity.name}")
    event.add("location", meeting.place)
    event.add("dtstamp", meeting.called_off_at or meeting.at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.starts_at + timedelta(minutes=meeting.lasts))
    if meeting.called_off_at:
        event.add("status", "CANCELLED")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()


def agenda_pdf(meeting: Meeting, items: Sequence[OnPaper]) -> bytes:
    """The agenda on headed paper. Needs a reading of what it prints."""
    return _printed("governance/papers/agenda.html", meeting, {"items": items})


def minutes_pdf(
    meeting: Meeting,
    items: Sequence[OnPaper],
    *,
    attendance: Sequence[tuple[str, str]],
    interests: Sequence[tuple[str, str]],
    quorum: str,
    next_date: str,
) -> bytes:
    """The minutes on headed paper. Needs a reading of what it prints."""
    shown = {
        "items": items,
        "attendance": attendance,
        "interests": interests,
        "quorum": quorum,
        "next_date": next_date,
    }
    return _printed("governance/papers/minutes.html", meeting, shown)


def _printed(template: str, meeting: Meeting, shown: Mapping[str, object]) -> bytes:
    group = profile().group
    whole = {**shown, "meeting": meeting, "group": group, "head": letterhead()}
    return pdf(render_to_string(template, whole))
