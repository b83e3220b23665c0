"""Brings on stage what tests of the board need: members with their seats, and a chair."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from governance.actions.agenda import NewItem, add_item, put_on_standing_items, raise_item
from governance.actions.board import Described, Term, add_member, appoint_chair
from governance.actions.meetings import Came, When, plan_meetings, record_attendance
from governance.actions.minutes import Said, ToDo, add_action, recommend, write_minute
from governance.choices.board import BoardRole, Declares, Presence
from governance.models import (
    AgendaItem,
    Meeting,
    MeetingAction,
    Member,
    Minute,
    RaisedItem,
    Recommendation,
)
from governance.rules.board import Facts
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.profiles import profile
from tests.cast import Cast

NOBODY_OF_NOTE = Facts(is_la_officer=False, is_parent=False, is_young_person=False)
A_PARENT = Facts(is_la_officer=False, is_parent=True, is_young_person=False)
AN_OFFICER = Facts(is_la_officer=True, is_parent=False, is_young_person=False)


def parents_seat() -> str:
    """The constituency of parents."""
    return next(one.key for one in profile().group.constituencies if one.parents)


def another_seat() -> str:
    """A constituency of others."""
    return next(one.key for one in profile().group.constituencies if not one.parents)


def seated(by: User, name: str = "Ruth Adeyemi", facts: Facts = NOBODY_OF_NOTE, **different: Any) -> Member:
    """Somebody on the board since a while, with most of their term before them."""
    today = clock.today()
    default = parents_seat() if facts.is_parent else another_seat()
    term = Term(
        different.pop("constituency", default),
        different.pop("from_on", today - timedelta(days=100)),
        different.pop("until_on", today + timedelta(days=500)),
    )
    email = different.pop("email", f"{name.split()[0].lower()}@board.example")
    who = Described(name, email, facts, different.pop("account", None))
    return add_member(by=by, who=who, term=term, once=uuid4(), at=clock.now())


def chaired(by: User) -> Member:
    """A chair who fits either service's rule: a parent member who is no officer of the authority."""
    member = seated(by, "Amina Warsame", A_PARENT)
    appoint_chair(by=by, member=member, from_on=clock.today(), once=uuid4(), at=clock.now())
    return member


def planned(by: User, *, in_days: int = 30, every: int = 0) -> list[Meeting]:
    """Meetings at 2pm from a day on; one in the past was planned a week before it."""
    day = clock.today() + timedelta(days=in_days)
    starts_at = datetime.combine(day, time(14), tzinfo=clock.LONDON)
    at = min(clock.now(), starts_at - timedelta(days=7))
    when = When(starts_at, 90, "Alliance House")
    return plan_meetings(by=by, first=when, every=every, once=uuid4(), at=at)


def put_on(
    by: User, meeting: Meeting, title: str = "Opening hours", words: str = "Shall we open later?"
) -> AgendaItem:
    """An item of the service's."""
    new = NewItem(title, words, BoardRole.DEVELOPMENT)
    return add_item(by=by, meeting=meeting, new=new, once=uuid4(), at=clock.now())


def raised(by: User, title: str = "Easy read", words: str = "Could leaflets be in easy read?") -> RaisedItem:
    """What a member raised."""
    return raise_item(by=by, title=title, words=words, once=uuid4(), at=clock.now())


def minuted(
    by: User, item: AgendaItem, words: str = "It was talked about.", decision: str = "To try it."
) -> Minute:
    """An item's minute."""
    said = Said(words, decision, BoardRole(item.role))
    return write_minute(by=by, item=item, said=said, at=clock.now())


def came(by: User, meeting: Meeting, *members: Member) -> None:
    """All of them came with nothing to declare."""
    there = [Came(one, Presence.CAME, Declares.NOTHING) for one in members]
    record_attendance(by=by, meeting=meeting, came=there, at=clock.now())


def board_of(cast: Cast) -> dict[str, Any]:
    """One of each thing that an address of the board names, as they stand when a meeting was held and is not closed."""
    manager = cast.team.manager
    member = seated(manager, "Bina Shah", A_PARENT, account=cast.team.board_member)
    meeting = planned(manager, in_days=-1)[0]
    put_on_standing_items(by=manager, meeting=meeting, at=clock.now())
    item = put_on(manager, meeting)
    minuted(manager, item)
    to_do = ToDo("Ask the landlord.", manager.name, clock.today() + timedelta(days=14))
    action: MeetingAction = add_action(by=manager, item=item, to_do=to_do, once=uuid4(), at=clock.now())
    made: Recommendation = recommend(
        by=manager, item=item, words="Open until 7pm.", once=uuid4(), at=clock.now()
    )
    own = raised(cast.team.board_member)
    return {
        "member_id": member.id,
        "meeting_id": meeting.id,
        "item_id": item.id,
        "action_id": action.id,
        "recommendation_id": made.id,
        "raised_id": own.id,
        "text_id": own.id,
    }
