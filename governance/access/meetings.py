"""What of the board's meetings somebody may see, what waits for a manager, and the one door to each thing (L09 to L13).

It changes nothing. Members are shown what was let in, and what they raised themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Max

from governance.access.board import may_keep_board, may_review_board_texts, may_see_board
from governance.choices.board import BoardRole, Presence, RaisedOutcome
from governance.models import (
    AgendaItem,
    Attendance,
    BoardText,
    Circulated,
    Meeting,
    MeetingAction,
    Member,
    Minute,
    RaisedAnswer,
    RaisedItem,
    Recommendation,
    Seat,
    TrusteeAnswer,
)
from governance.rules.meetings import Written, not_looked_at
from sendiass import clock
from sendiass.access import NotThere
from sendiass.accounts.models import User

TEXTS: dict[str, type[BoardText]] = {
    "item": AgendaItem,
    "raised": RaisedItem,
    "answer": RaisedAnswer,
    "attendance": Attendance,
    "minute": Minute,
    "action": MeetingAction,
    "recommendation": Recommendation,
    "trustees": TrusteeAnswer,
}
"""Every kind of text for the board, as an address names it."""


def open_meeting(*, by: User, meeting_id: UUID) -> Meeting:
    """A meeting, for members and whoever keeps the board. Raises NotThere otherwise."""
    found: Meeting | None = Meeting.objects.select_related("next_meeting").filter(pk=meeting_id).first()
    if found is None or not may_see_board(by):
        raise NotThere
    return found


def agenda_of(meeting: Meeting, *, by: User) -> list[AgendaItem]:
    """The items of a meeting that somebody may see, in their order."""
    items = AgendaItem.objects.filter(meeting=meeting).on_the_agenda().in_order()
    return list(items if may_keep_board(by) else items.shown())


def open_item(*, by: User, item_id: UUID) -> AgendaItem:
    """An item that is on an agenda, for whoever keeps the board. Raises NotThere otherwise."""
    found: AgendaItem | None = (
        AgendaItem.objects.on_the_agenda().select_related("meeting").filter(pk=item_id).first()
    )
    if found is None or not may_keep_board(by):
        raise NotThere
    return found


def open_raised(*, by: User, raised_id: UUID) -> RaisedItem:
    """What a member raised, for whoever keeps the board. Raises NotThere otherwise."""
    found: RaisedItem | None = RaisedItem.objects.select_related("member").filter(pk=raised_id).first()
    if found is None or not may_keep_board(by):
        raise NotThere
    return found


def minutes_of(meeting: Meeting, *, by: User) -> dict[UUID, Minute]:
    """The minutes of a meeting by item; members read them once the meeting is closed."""
    found = Minute.objects.filter(item__meeting=meeting).select_related("item", "by")
    if not may_keep_board(by):
        found = found.shown().filter(item__meeting__closed_at__isnull=False)
    return {one.item_id: one for one in found.order_by("item__place", "id")}


def attendance_of(meeting: Meeting) -> list[Attendance]:
    """Who came, who sent apologies and who did not."""
    found = Attendance.objects.filter(meeting=meeting).select_related("member")
    return list(found.order_by("member__name", "id"))


def members_at(day: date) -> list[Member]:
    """Who has a seat on a day; one whose term is over keeps it until it is ended."""
    seats = Seat.objects.held().begun_by(day).select_related("member").order_by("member__name", "id")
    return [one.member for one in seats]


def written_of(meeting: Meeting) -> Written:
    """How far a meeting is written up."""
    items = AgendaItem.objects.filter(meeting=meeting).on_the_agenda()
    without = items.filter(minute__isnull=True).count()
    of_item, of_minute = {"item__meeting": meeting}, {"minute__item__meeting": meeting}
    waiting = (
        items.exclude(pk__in=items.shown().values("pk")).count()
        + Minute.objects.filter(**of_item).exclude(pk__in=Minute.objects.shown().values("pk")).count()
        + Attendance.objects.filter(meeting=meeting)
        .exclude(pk__in=Attendance.objects.shown().values("pk"))
        .count()
        + MeetingAction.objects.filter(**of_minute).waiting().count()
        + Recommendation.objects.filter(**of_minute).waiting().count()
    )
    came = Attendance.objects.filter(meeting=meeting, presence=Presence.CAME).count()
    return Written(came, without, waiting)


def roles_not_looked_at(*, on: date) -> list[BoardRole]:
    """The roles that no minute of a meeting closed in the last year served (L11, Y22)."""
    served = (
        Minute.objects.filter(item__meeting__closed_at__isnull=False)
        .values("role")
        .annotate(last=Max("item__meeting__starts_at"))
        .order_by("role")
    )
    return not_looked_at({BoardRole(one["role"]): clock.day_of(one["last"]) for one in served}, on=on)


def raised_by_members() -> list[RaisedItem]:
    """All that members raised, the newest first, for whoever may see it."""
    return list(RaisedItem.objects.select_related("member", "by").order_by("-at", "id"))


def answers_to(raised: Sequence[RaisedItem]) -> dict[UUID, RaisedAnswer]:
    """The newest answer to each, of those that whoever asks may see."""
    found = RaisedAnswer.objects.filter(raised__in=raised).select_related("item", "item__meeting", "by")
    return {one.raised_id: one for one in found.order_by("number", "id")}


def is_settled(raised: RaisedItem) -> bool:
    """Whether it is on an agenda; what was put off is not, nor what was answered in words that were sent back."""
    newest: RaisedAnswer | None = RaisedAnswer.objects.filter(raised=raised).order_by("-number").first()
    return newest is not None and newest.accepted is not False and newest.outcome != RaisedOutcome.DEFERRED


def circulated_of(meeting: Meeting) -> list[Circulated]:
    """What was sent to whom for a meeting."""
    return list(
        Circulated.objects.filter(meeting=meeting)
        .select_related("member")
        .order_by("-at", "member__name", "id")
    )


def waiting_texts() -> list[tuple[str, BoardText]]:
    """All that waits for a manager, by the kind that its address names, the oldest first."""
    found = [
        (kind, one)
        for kind, model in TEXTS.items()
        for one in model._default_manager.filter(held=True, accepted__isnull=True).select_related("by")
    ]
    return sorted(found, key=lambda pair: (pair[1].at, pair[1].pk))


def open_waiting(*, by: User, kind: str, text_id: UUID) -> BoardText:
    """A text that waits, for whoever decides about it. Raises NotThere otherwise."""
    model = TEXTS.get(kind)
    found = (
        model._default_manager.filter(pk=text_id, held=True, accepted__isnull=True).first() if model else None
    )
    if found is None or not may_review_board_texts(by):
        raise NotThere
    return found
