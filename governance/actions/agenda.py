"""What is on an agenda, and what members raise for it: nothing raised disappears (L10, L11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from cases.actions.idempotency import one_at_a_time
from governance.access import meetings as access
from governance.access.board import may_keep_board, member_of
from governance.actions.board_texts import has_to_wait
from governance.choices.board import STANDING_ROLES, BoardRole, ItemOrigin, RaisedOutcome, StandingItem
from governance.models import AgendaItem, Meeting, RaisedAnswer, RaisedItem
from governance.rules import meetings as rules
from sendiass import clock
from sendiass.access import Refused, refuse
from sendiass.accounts.models import User
from sendiass.audit import reading

AT_THE_END = 900
"""From here on stand the items with which every meeting ends."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """One item: what it is called, what is said of it beforehand, and the role it serves."""

    title: str
    words: str
    role: BoardRole


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of an item that was raised: onto whose agenda, or with which item, and the reason the member reads."""

    outcome: RaisedOutcome
    meeting: Meeting | None = None
    role: BoardRole | None = None
    item: AgendaItem | None = None
    reason: str = ""


@transaction.atomic
def put_on_standing_items(*, by: User, meeting: Meeting, at: datetime) -> None:
    """Put on what is on every agenda, by roles of the terms of reference; what is on it already stays once.

    Where a year has passed since the board spoke of its own membership, it is asked about that, too (L07).
    """
    meeting = _to_change(by, meeting)
    there = set(AgendaItem.objects.filter(meeting=meeting).on_the_agenda().values_list("standing", flat=True))
    for number, standing in enumerate(StandingItem, start=1):
        if standing.value in there:
            continue
        ends = standing in (StandingItem.ANYTHING_ELSE, StandingItem.NEXT_DATE)
        AgendaItem.objects.create(
            meeting=meeting,
            origin=ItemOrigin.STANDING,
            standing=standing,
            role=STANDING_ROLES[standing],
            place=(AT_THE_END if ends else 0) + number,
            held=False,
            at=at,
            by=by,
            once=uuid4(),
        )
    if BoardRole.MEMBERSHIP in access.roles_not_looked_at(on=clock.day_of(meeting.starts_at)):
        put_on_role(by=by, meeting=meeting, role=BoardRole.MEMBERSHIP, at=at)


@transaction.atomic
def put_on_role(*, by: User, meeting: Meeting, role: BoardRole, at: datetime) -> AgendaItem:
    """Put on a role of the terms of reference that was not looked at for a year (L11, Y22). Twice is once."""
    meeting = _to_change(by, meeting)
    there = AgendaItem.objects.filter(meeting=meeting, role=role, origin=ItemOrigin.NOT_LOOKED_AT)
    earlier: AgendaItem | None = there.on_the_agenda().first()
    return earlier or AgendaItem.objects.create(
        meeting=meeting,
        origin=ItemOrigin.NOT_LOOKED_AT,
        role=role,
        place=_next_place(meeting),
        held=False,
        at=at,
        by=by,
        once=uuid4(),
    )


@transaction.atomic
def add_item(*, by: User, meeting: Meeting, new: NewItem, once: UUID, at: datetime) -> AgendaItem:
    """Put an item of the service's on the agenda. It waits for a manager where it may name somebody (L12)."""
    meeting = _to_change(by, meeting)
    earlier: AgendaItem | None = AgendaItem.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    return _keep(meeting, new, ItemOrigin.SERVICE, by=by, once=once, at=at)


@transaction.atomic
def take_off_item(*, by: User, item: AgendaItem, at: datetime) -> None:
    """Take an item off. It stays on record; what a member raised is answered instead."""
    one_at_a_time(item.meeting_id)
    item = access.open_item(by=by, item_id=item.id)
    _to_change(by, item.meeting)
    if RaisedAnswer.objects.filter(item=item).exclude(accepted=False).exists():
        refuse("A member raised this. It stays on the agenda.", rules.RAISING).require()
    if hasattr(item, "minute"):
        refuse("This has its minute. It stays on the agenda.", rules.RAISING).require()
    item.taken_off_at, item.taken_off_by = at, by
    item.save(update_fields=["taken_off_at", "taken_off_by"])


@transaction.atomic
def raise_item(*, by: User, title: str, words: str, once: UUID, at: datetime) -> RaisedItem:
    """A member says what they would have talked about. The same `once` twice is one."""
    member = member_of(by)
    if member is None:
        raise Refused(refuse("Only a member who has a seat can raise an item.", rules.RAISING))
    one_at_a_time(once)
    earlier: RaisedItem | None = RaisedItem.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    raised: RaisedItem = RaisedItem.objects.create(
        member=member,
        title=title,
        words=words,
        held=has_to_wait(by, {"title": title, "words": words}, at=at),
        at=at,
        by=by,
        once=once,
    )
    return raised


@transaction.atomic
def answer_raised(*, by: User, raised: RaisedItem, answer: Answer, at: datetime) -> RaisedAnswer:
    """Put what a member raised on an agenda, take it together with another item, or put it off; the member reads the reason.

    Onto the agenda it goes in the member's own words, which a manager has let in before.
    """
    may_keep_board(by).require()
    one_at_a_time(raised.id)
    raised = access.open_raised(by=by, raised_id=raised.id)
    rules.may_answer(
        answer.outcome,
        settled=access.is_settled(raised),
        has_item=answer.item is not None,
        has_reason=bool(answer.reason.strip()),
    ).require()
    if answer.outcome is not RaisedOutcome.DEFERRED and not raised.is_shown:
        refuse("The manager looks at it first.", rules.NO_CASES).require()
    item = answer.item if answer.outcome is RaisedOutcome.MERGED else None
    if answer.outcome is RaisedOutcome.ACCEPTED:
        item = _onto_agenda(raised, answer, by=by, at=at)
    newest = RaisedAnswer.objects.filter(raised=raised).aggregate(highest=Max("number"))["highest"] or 0
    reason = answer.reason.strip() or None
    made: RaisedAnswer = RaisedAnswer.objects.create(
        raised=raised,
        number=newest + 1,
        outcome=answer.outcome,
        item=item,
        reason=reason,
        held=has_to_wait(by, {"reason": reason}, at=at),
        at=at,
        by=by,
    )
    return made


def _onto_agenda(raised: RaisedItem, answer: Answer, *, by: User, at: datetime) -> AgendaItem:
    if answer.meeting is None or answer.role is None:
        raise Refused(refuse("Select the meeting and the role that it serves.", "onto-agenda"))
    meeting = _to_change(by, answer.meeting)
    with reading(by=by, subjects=[raised.key_subject], purpose="putting what a member raised on an agenda"):
        new = NewItem(raised.title, raised.words, answer.role)
        return _keep(meeting, new, ItemOrigin.RAISED, by=by, once=uuid4(), at=at)


def _keep(
    meeting: Meeting, new: NewItem, origin: ItemOrigin, *, by: User, once: UUID, at: datetime
) -> AgendaItem:
    item: AgendaItem = AgendaItem.objects.create(
        meeting=meeting,
        title=new.title,
        words=new.words,
        role=new.role,
        origin=origin,
        place=_next_place(meeting),
        held=has_to_wait(by, {"title": new.title, "words": new.words}, at=at),
        at=at,
        by=by,
        once=once,
    )
    return item


def _next_place(meeting: Meeting) -> int:
    before = AgendaItem.objects.filter(meeting=meeting, place__lt=AT_THE_END)
    return int(before.aggregate(highest=Max("place"))["highest"] or len(StandingItem)) + 1


def _to_change(by: User, meeting: Meeting) -> Meeting:
    may_keep_board(by).require()
    one_at_a_time(meeting.id)
    stands = access.open_meeting(by=by, meeting_id=meeting.id)
    if not stands.is_open:
        refuse("This meeting is closed or called off. Its agenda stays as it is.", rules.DATES).require()
    return stands
