"""Plays a year of the board: who sits on it, a meeting that was held and closed, those to come, and what a member raised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID

from governance.access.meetings import agenda_of, members_at
from governance.actions.agenda import NewItem, add_item, put_on_standing_items, raise_item
from governance.actions.board import Described, Term, add_member, appoint_chair
from governance.actions.meetings import (
    Came,
    Next,
    When,
    circulate,
    close_meeting,
    plan_meetings,
    record_attendance,
)
from governance.actions.minutes import Said, ToDo, add_action, recommend, write_minute
from governance.choices.board import BoardRole, Declares, Presence, Sent
from governance.models import AgendaItem, Meeting, Member
from governance.rules.board import Facts
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.demonstration.people import Team
from sendiass.profiles import profile

Once = Callable[[], UUID]

MEMBERS = (
    ("Bola Adeyemi", "board@demo.example", Facts(False, True, False), 0, 600),
    ("Joan Miles", "joan@demo.example", Facts(False, True, False), 0, 40),
    ("Hari Chandra", "hari@demo.example", Facts(False, False, False), 1, 500),
    ("Owen Pike", "owen@demo.example", Facts(True, False, False), 2, 700),
    ("Ruth Vance", "", Facts(False, False, False), 1, -10),
)
"""Name, address, what counts of them, the place of their constituency in the profile, and the days left of their term."""
SAID = {
    BoardRole.IMPARTIALITY: (
        "The manager reported on file checks and on how interests are declared, and answered questions.",
        "To hear of file checks at every meeting.",
    ),
    BoardRole.PERFORMANCE: ("The figures of the quarter were looked at.", ""),
    BoardRole.FEEDBACK: ("What questionnaires brought was looked at, in numbers.", ""),
}


def sit(team: Team, *, once: Once) -> None:
    """Members, one meeting that was held a while ago, and a year of those to come."""
    at = clock.now()
    today = clock.day_of(at)
    keys = [one.key for one in profile().group.constituencies]
    accounts = {one.name: one for one in User.objects.in_role(Role.BOARD_MEMBER)}
    members = []
    for name, email, facts, place, left in MEMBERS:
        until = today + timedelta(days=left)
        begun = until - timedelta(days=900)
        who = Described(name, email, facts, accounts.get(name))
        term = Term(keys[min(place, len(keys) - 1)], begun, until)
        # Written down when the term began, so that one which is over could still begin.
        then = at + timedelta(days=min(0, left - 1))
        members.append(add_member(by=team.manager, who=who, term=term, once=once(), at=then))
    appoint_chair(by=team.manager, member=members[0], from_on=today - timedelta(days=200), once=once(), at=at)
    held = _planned(team, days=-21, every=0, once=once)[0]
    to_come = _planned(team, days=28, every=3, once=once)
    _held(team, held, to_come[0], once=once, at=at)
    put_on_standing_items(by=team.administrator, meeting=to_come[0], at=at)
    own = accounts[members[0].name]
    raise_item(
        by=own,
        title="Leaflets in easy read",
        words="Could what we publish also come in easy read?",
        once=once(),
        at=at,
    )
    circulate(by=team.administrator, meeting=to_come[0], what=Sent.AGENDA, at=at)


def _planned(team: Team, *, days: int, every: int, once: Once) -> list[Meeting]:
    starts_at = datetime.combine(clock.today() + timedelta(days=days), time(14), tzinfo=clock.LONDON)
    place = profile().meetings.venues[0].name
    at = min(clock.now(), starts_at - timedelta(days=30))
    first = When(starts_at, 90, place)
    return plan_meetings(by=team.administrator, first=first, every=every, once=once(), at=at)


def _held(team: Team, meeting: Meeting, following: Meeting, *, once: Once, at: datetime) -> None:
    by = team.manager
    put_on_standing_items(by=by, meeting=meeting, at=at)
    new = NewItem(
        "A later evening", "Shall we answer the phone until 7pm once a week?", BoardRole.DEVELOPMENT
    )
    item = add_item(by=by, meeting=meeting, new=new, once=once(), at=at)
    for one in agenda_of(meeting, by=by):
        words, decision = SAID.get(BoardRole(one.role), ("It was talked about.", ""))
        write_minute(by=by, item=one, said=Said(words, decision, BoardRole(one.role)), at=at)
    _decided(team, item, once=once, at=at)
    there = [_came(one, number) for number, one in enumerate(members_at(clock.day_of(meeting.starts_at)))]
    record_attendance(by=by, meeting=meeting, came=there, at=at)
    close_meeting(by=by, meeting=meeting, following=Next(meeting=following), at=at)
    circulate(by=team.administrator, meeting=meeting, what=Sent.MINUTES, at=at)


def _decided(team: Team, item: AgendaItem, *, once: Once, at: datetime) -> None:
    to_do = ToDo(
        "Ask the landlord for a later closing.", team.manager.name, clock.day_of(at) + timedelta(days=14)
    )
    add_action(by=team.manager, item=item, to_do=to_do, once=once(), at=at)
    recommend(by=team.manager, item=item, words="Pay for one later evening a week.", once=once(), at=at)


def _came(member: Member, number: int) -> Came:
    if number == 1:
        return Came(member, Presence.APOLOGIES)
    if number == 2:
        return Came(
            member, Presence.CAME, Declares.INTEREST, "Works for a voluntary body that has a grant here."
        )
    return Came(member, Presence.CAME, Declares.NOTHING)
