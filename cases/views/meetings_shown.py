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
from cases.models import Case, Meeting, MeetingCorrection
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


@dataclass(frozen=True, slots=True)
class Version:
    """What happened at a meeting as one version has it: its number, when, by whom, why it corrects, and all it says."""

    number: int
    at: datetime
    by: str
    why: str
    rows: tuple[Row, ...]


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
    if meeting.state != MeetingState.HELD:
        yield Row("Role", bdi(role_words(meeting)))


def versions_of(meeting: Meeting) -> Iterator[Version]:
    """What happened as it stands now, and what stood before; none of a meeting that was not written up.

    Needs a reading that names the case.
    """
    if meeting.state != MeetingState.HELD or meeting.ended_at is None or meeting.ended_by is None:
        return
    for one in meeting.corrections.select_related("recorded_by").order_by("-version"):
        yield Version(one.version, one.recorded_at, one.recorded_by.name, one.reason, tuple(_held_rows(one)))
    yield Version(1, meeting.ended_at, meeting.ended_by.name, "", tuple(_held_rows(meeting)))


def _held_rows(version: Meeting | MeetingCorrection) -> Iterator[Row]:
    for text, words in told(version):
        yield Row(text, bdi(words))


def told(version: Meeting | MeetingCorrection) -> Iterator[tuple[str, str]]:
    """What one version says of a meeting that was held, each under what it answers."""
    yield "Who was there", version.attended or ""
    yield "In what role", role_words(version)
    because = version.not_stated_because
    yield "Role said at the start", f"No: {because}" if because else "Yes"
    yield f"The family’s views: {_lower(FamilyViews(version.family_views))}", version.family_words or ""
    heard = ProfessionalsViews(version.professionals_views)
    yield f"The professionals’ views: {_lower(heard)}", version.professionals_words or ""
    if version.agreed:
        yield "What was agreed", version.agreed


def role_words(version: Meeting | MeetingCorrection) -> str:
    """In what role one of ours is there, and why where they only observe."""
    role, because = str(label(MeetingRole(version.role))), version.observes_because
    return f"{role}: {because}" if because else role


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
