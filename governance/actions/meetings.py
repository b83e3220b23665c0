"""Planning the board's meetings, telling its members, saying who came, and closing them (L09, L11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID, uuid5

from django.db import transaction

from cases.actions.idempotency import one_at_a_time
from governance.access import meetings as access
from governance.access.board import may_keep_board
from governance.actions.board_texts import has_to_wait
from governance.choices.board import CalledOff, Declares, NoNextDate, Presence, Sent
from governance.emails import board as letters
from governance.models import Attendance, Circulated, Meeting, Member
from governance.rules import meetings as rules
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.audit import Actor


@dataclass(frozen=True, slots=True)
class When:
    """When and where the board meets; `lasts` is in minutes."""

    starts_at: datetime
    lasts: int
    place: str


@dataclass(frozen=True, slots=True)
class Came:
    """Whether a member was there, and what they said of their interests at the start."""

    member: Member
    presence: Presence
    declares: Declares | None = None
    interest: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """The next meeting, or why there is no date yet."""

    meeting: Meeting | None = None
    why_not: NoNextDate | None = None


@transaction.atomic
def plan_meetings(*, by: User, first: When, every: int, once: UUID, at: datetime) -> list[Meeting]:
    """Plan a meeting, or those of a year, one every so many months, and invite every member. The same `once` is the same."""
    may_keep_board(by).require()
    one_at_a_time(once)
    rules.may_meet_at(first.starts_at, at=at).require()
    begins = first.starts_at.astimezone(clock.LONDON)
    planned: list[Meeting] = []
    for number, day in enumerate(rules.days_of(begins.date(), every=every)):
        key = uuid5(once, str(number))
        earlier: Meeting | None = Meeting.objects.filter(once=key, by=by).first()
        planned.append(
            earlier
            or Meeting.objects.create(
                starts_at=datetime.combine(day, time(begins.hour, begins.minute), tzinfo=clock.LONDON),
                lasts=first.lasts,
                place=first.place,
                at=at,
                by=by,
                once=key,
            )
        )
    _invite(planned, access.members_at(clock.day_of(at)), by=by, at=at)
    return planned


@transaction.atomic
def invite_members(*, by: Actor, at: datetime) -> None:
    """Invite to every meeting to come whoever was not: somebody new, or with an address at last. A sweep."""
    to_come = list(Meeting.objects.planned().after(at).soonest_first())
    _invite(to_come, access.members_at(clock.day_of(at)), by=by, at=at)


@transaction.atomic
def change_meeting(*, by: User, meeting: Meeting, when: When, at: datetime) -> None:
    """Meet at another time or place; every member is told, and their calendars with them."""
    meeting = _to_keep(by, meeting)
    if (meeting.starts_at, meeting.lasts, meeting.place) == (when.starts_at, when.lasts, when.place):
        return
    if meeting.starts_at <= at:
        refuse("This meeting has begun. Its time and place stay.", "meets-when").require()
    rules.may_meet_at(when.starts_at, at=at).require()
    meeting.starts_at, meeting.lasts, meeting.place = when.starts_at, when.lasts, when.place
    meeting.changes += 1
    meeting.save(update_fields=["starts_at", "lasts", "place", "changes"])
    _tell(meeting, access.members_at(clock.day_of(at)), Sent.CHANGE, meeting.changes, by=by, at=at)


@transaction.atomic
def call_off_meeting(*, by: User, meeting: Meeting, because: CalledOff, at: datetime) -> None:
    """A meeting does not take place; every member is told."""
    meeting = _to_keep(by, meeting)
    meeting.called_off_at, meeting.called_off_by, meeting.called_off_because = at, by, because
    meeting.save(update_fields=["called_off_at", "called_off_by", "called_off_because"])
    if meeting.starts_at > at:
        _tell(meeting, access.members_at(clock.day_of(at)), Sent.CALLED_OFF, 0, by=by, at=at)


@transaction.atomic
def record_attendance(*, by: User, meeting: Meeting, came: Sequence[Came], at: datetime) -> None:
    """Say who came and what they declared. Said again before the meeting is closed, the new words count."""
    meeting = _to_keep(by, meeting)
    if meeting.starts_at > at:
        refuse("This meeting has not begun.", rules.DATES).require()
    for one in came:
        interest = one.interest if one.declares is Declares.INTEREST else None
        if one.declares is Declares.INTEREST and not one.interest.strip():
            refuse(f"Enter what {one.member.name} declares.", "L12").require()
        stands: Attendance | None = Attendance.objects.filter(meeting=meeting, member=one.member).first()
        row = stands or Attendance(meeting=meeting, member=one.member)
        row.presence, row.declares = one.presence, one.declares or ""
        row.interest = interest
        row.held = has_to_wait(by, {"interest": interest}, at=at)
        row.accepted = row.reviewed_at = row.reviewed_by = None
        row.at, row.by = at, by
        row.save()


@transaction.atomic
def circulate(*, by: User, meeting: Meeting, what: Sent, at: datetime) -> int:
    """Tell every member that the agenda or the minutes can be read, once each. Returns how many were told now.

    Nothing is circulated while a part of it waits for a manager.
    """
    may_keep_board(by).require()
    one_at_a_time(meeting.id)
    meeting = access.open_meeting(by=by, meeting_id=meeting.id)
    if what is Sent.MINUTES and meeting.closed_at is None:
        refuse("Close the meeting first. Its minutes are final then.", rules.DATES).require()
    if what is Sent.AGENDA:
        items = access.agenda_of(meeting, by=by)
        if not items:
            refuse("There is nothing on the agenda yet.", rules.RAISING).require()
        if any(not one.is_shown for one in items):
            refuse("Something waits for the manager. They look at it first.", rules.NO_CASES).require()
    return _tell(meeting, access.members_at(clock.day_of(at)), what, 0, by=by, at=at)


@transaction.atomic
def close_meeting(*, by: User, meeting: Meeting, following: Next, at: datetime) -> None:
    """Close a meeting, with the next date or why there is none; its minutes are final, and open to members (L09)."""
    meeting = _to_keep(by, meeting)
    rules.may_close(
        access.written_of(meeting),
        starts_at=meeting.starts_at,
        at=at,
        has_next=following.meeting is not None,
        says_why_not=following.why_not is not None,
    ).require()
    later = following.meeting
    if later and (later.called_off_at or later.starts_at <= meeting.starts_at):
        refuse("The next meeting comes after this one. Select another.", "next-date").require()
    meeting.closed_at, meeting.closed_by = at, by
    meeting.next_meeting, meeting.no_next_because = later, following.why_not or ""
    meeting.save(update_fields=["closed_at", "closed_by", "next_meeting", "no_next_because"])


def _to_keep(by: User, meeting: Meeting) -> Meeting:
    """The meeting as it stands, while it can still be changed."""
    may_keep_board(by).require()
    one_at_a_time(meeting.id)
    stands = access.open_meeting(by=by, meeting_id=meeting.id)
    if not stands.is_open:
        refuse("This meeting is closed or called off. It stays as it is.", rules.DATES).require()
    return stands


def _invite(meetings: Iterable[Meeting], members: Sequence[Member], *, by: Actor, at: datetime) -> None:
    for meeting in meetings:
        if meeting.starts_at > at:
            _tell(meeting, members, Sent.INVITATION, 0, by=by, at=at)


def _tell(
    meeting: Meeting, members: Sequence[Member], what: Sent, number: int, *, by: Actor, at: datetime
) -> int:
    was = Circulated.objects.filter(meeting=meeting, what=what, changes=number)
    told = set(was.values_list("member_id", flat=True))
    sent = 0
    for member in members:
        if member.id in told:
            continue
        message = letters.tell_member(meeting, member, what, number=number, by=by, at=at)
        if message is None:
            continue
        Circulated.objects.create(
            meeting=meeting, member=member, what=what, changes=number, message=message, at=at, by=str(by.id)
        )
        sent += 1
    return sent
