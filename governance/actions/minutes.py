"""Minutes, what is to be done, and what is recommended to the trustees with their answer (L11, L13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.actions.idempotency import one_at_a_time
from governance.access import meetings as access
from governance.access.board import may_keep_board
from governance.actions.board_texts import has_to_wait
from governance.choices.board import Answered, BoardRole
from governance.models import (
    AgendaItem,
    MeetingAction,
    MeetingActionDone,
    Minute,
    Recommendation,
    TrusteeAnswer,
)
from governance.rules import meetings as rules
from sendiass import clock
from sendiass.access import NotThere, refuse
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class Said:
    """What was said on an item, what was decided, and which role of the terms of reference that served."""

    words: str
    decision: str
    role: BoardRole


@dataclass(frozen=True, slots=True)
class ToDo:
    """What somebody said they would do, who, and by when."""

    words: str
    owner: str
    due_on: date


@transaction.atomic
def write_minute(*, by: User, item: AgendaItem, said: Said, at: datetime) -> Minute:
    """Write an item's minute, or word it anew until the meeting is closed. It waits where it may name somebody (L12)."""
    item = _item(by, item)
    if item.meeting.starts_at > at:
        refuse("This meeting has not begun.", rules.DATES).require()
    stands: Minute | None = Minute.objects.filter(item=item).first()
    minute = stands or Minute(item=item)
    minute.words, minute.decision, minute.role = said.words, said.decision, said.role
    minute.held = has_to_wait(by, {"words": said.words, "decision": said.decision}, at=at)
    minute.accepted = minute.reviewed_at = minute.reviewed_by = None
    minute.sent_back_because = ""
    minute.at, minute.by = at, by
    minute.save()
    return minute


@transaction.atomic
def add_action(*, by: User, item: AgendaItem, to_do: ToDo, once: UUID, at: datetime) -> MeetingAction:
    """Write down what somebody said they would do. The same `once` twice is one."""
    minute = _minute(_item(by, item))
    earlier: MeetingAction | None = MeetingAction.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    action: MeetingAction = MeetingAction.objects.create(
        minute=minute,
        words=to_do.words,
        owner=to_do.owner,
        due_on=to_do.due_on,
        held=has_to_wait(by, {"words": to_do.words}, at=at),
        at=at,
        by=by,
        once=once,
    )
    return action


@transaction.atomic
def finish_action(*, by: User, action: MeetingAction, done_on: date, at: datetime) -> None:
    """Say that it was done. Twice is once."""
    may_keep_board(by).require()
    one_at_a_time(action.id)
    if done_on > clock.day_of(at):
        refuse("This is in the future. Enter the day on which it was done.", "done-on").require()
    MeetingActionDone.objects.get_or_create(action=action, defaults={"done_on": done_on, "at": at, "by": by})


@transaction.atomic
def recommend(*, by: User, item: AgendaItem, words: str, once: UUID, at: datetime) -> Recommendation:
    """Write down what the board recommends to the trustees (L13). The same `once` twice is one."""
    minute = _minute(_item(by, item))
    earlier: Recommendation | None = Recommendation.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    made: Recommendation = Recommendation.objects.create(
        minute=minute,
        words=words,
        held=has_to_wait(by, {"words": words}, at=at),
        at=at,
        by=by,
        once=once,
    )
    return made


@transaction.atomic
def record_answer(
    *,
    by: User,
    recommendation: Recommendation,
    answer: Answered,
    words: str,
    answered_on: date,
    at: datetime,
) -> TrusteeAnswer:
    """Write down what the trustees say, once. What a manager sent back can be worded anew."""
    may_keep_board(by).require()
    one_at_a_time(recommendation.id)
    recommendation = Recommendation.objects.select_related("minute__item__meeting").get(pk=recommendation.pk)
    if recommendation.minute.item.meeting.closed_at is None:
        refuse("Close the meeting first. It goes to the trustees with the minutes.", rules.DATES).require()
    if answered_on > clock.day_of(at):
        refuse("This is in the future. Enter the day on which they answered.", "answered-on").require()
    stands: TrusteeAnswer | None = TrusteeAnswer.objects.filter(recommendation=recommendation).first()
    if stands and stands.is_shown:
        refuse("Their answer is on record.", "L13").require()
    row = stands or TrusteeAnswer(recommendation=recommendation)
    said = words.strip() or None
    row.answer, row.answered_on, row.words = answer, answered_on, said
    row.held = has_to_wait(by, {"words": said}, at=at)
    row.accepted = row.reviewed_at = row.reviewed_by = None
    row.sent_back_because = ""
    row.at, row.by = at, by
    row.save()
    return row


def _item(by: User, item: AgendaItem) -> AgendaItem:
    may_keep_board(by).require()
    one_at_a_time(item.meeting_id)
    stands = access.open_item(by=by, item_id=item.id)
    if not stands.meeting.is_open:
        refuse("This meeting is closed or called off. Its minutes are final.", rules.DATES).require()
    return stands


def _minute(item: AgendaItem) -> Minute:
    minute: Minute | None = Minute.objects.filter(item=item).first()
    if minute is None:
        raise NotThere
    return minute
