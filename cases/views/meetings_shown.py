"""A meeting in words, for its own page, the case's lists and a worker's day. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from cases.choices import (
    FamilyViews,
    MeetingKind,
    MeetingPlace,
    MeetingRole,
    MeetingState,
    ProfessionalsViews,
    WhoAsked,
    WhyElsewhere,
)
from cases.models import Case, Meeting
from cases.views.people_shown import bdi
from sendiass import clock
from sendiass.profiles.lists import label
from sendiass.ui.parts import Row, Tag
from sendiass.ui.words import clock_time, long_date, short_date

COLOURS = {MeetingState.PLANNED: "blue", MeetingState.HELD: "green", MeetingState.CANCELLED: "grey"}


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting in a list: what, when, where and, where it is owed, the link to write it up."""

    kind: str
    purpose: str
    starts_at: datetime
    where: str
    tag: Tag
    url: str
    write_up_url: str


def meeting_line(meeting: Meeting, case: Case, *, at: datetime) -> MeetingLine:
    """One line of the case's meetings; needs a reading that names the case."""
    state = MeetingState(meeting.state)
    address = [case.reference, meeting.id]
    is_owed = state is MeetingState.PLANNED and meeting.starts_at <= at
    return MeetingLine(
        kind=str(label(MeetingKind(meeting.kind))),
        purpose=meeting.purpose,
        starts_at=meeting.starts_at,
        where=where_words(meeting),
        tag=Tag("Not written up", "yellow") if is_owed else Tag(str(label(state)), COLOURS[state]),  # type: ignore[arg-type]
        url=reverse("cases:meeting_page", args=address),
        write_up_url=reverse("cases:meeting_write_up", args=address) if is_owed else "",
    )


def where_words(meeting: Meeting) -> str:
    """Where it is; needs a reading that names the case."""
    if meeting.venue:
        return str(meeting.venue.name)
    return meeting.where or str(label(MeetingPlace(meeting.place)))


def plan_rows(meeting: Meeting) -> Iterator[Row]:
    """What was planned; needs a reading that names the case."""
    starts = meeting.starts_at
    yield Row("When", f"{long_date(starts)} at {clock_time(starts)}")
    yield Row("What it is for", bdi(meeting.purpose))
    yield Row("Where", bdi(where_words(meeting)))
    if meeting.why_elsewhere:
        why = str(label(WhyElsewhere(meeting.why_elsewhere)))
        words = f"{why}: {meeting.why_elsewhere_words}" if meeting.why_elsewhere_words else why
        yield Row("Why there", bdi(words))
        yield Row("Who asked for it", str(label(WhoAsked(meeting.who_asked))))
    if meeting.expected:
        yield Row("Who is expected", bdi(meeting.expected))
    yield Row("Who goes for us", bdi(meeting.worker.name))
    role = str(label(MeetingRole(meeting.role)))
    yield Row("Role", bdi(f"{role}: {meeting.observes_because}" if meeting.observes_because else role))


def held_rows(meeting: Meeting) -> Iterator[Row]:
    """What happened; needs a reading that names the case."""
    for text, words in told(meeting):
        yield Row(text, bdi(words))


def told(meeting: Meeting) -> Iterator[tuple[str, str]]:
    """What was written up, each under what it answers; nothing of a meeting that was not."""
    if meeting.state != MeetingState.HELD:
        return
    yield "Who was there", meeting.attended or ""
    because = meeting.not_stated_because
    yield "Role said at the start", f"No: {because}" if because else "Yes"
    yield f"The family’s views: {_lower(FamilyViews(meeting.family_views))}", meeting.family_words or ""
    heard = ProfessionalsViews(meeting.professionals_views)
    yield f"The professionals’ views: {_lower(heard)}", meeting.professionals_words or ""
    if meeting.agreed:
        yield "What was agreed", meeting.agreed


def due_on(meeting: Meeting) -> date:
    """The day by which a meeting is written up: the one after it."""
    return clock.day_of(meeting.starts_at) + timedelta(days=1)


def owed_words(meeting: Meeting) -> str:
    """The task that follows a meeting."""
    what = _lower(MeetingKind(meeting.kind))
    return f"Write down what happened at the meeting of {short_date(meeting.starts_at)}: {what}"


def _lower(choice: FamilyViews | ProfessionalsViews | MeetingKind) -> str:
    words = str(label(choice))
    return words[0].lower() + words[1:]
