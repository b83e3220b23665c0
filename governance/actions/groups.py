"""Writing down group support: who came, and themes that name no family (L15)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.actions.idempotency import one_at_a_time
from consent.screening import Screened, screen
from governance.access import may_keep_supervision
from governance.models import GroupAttendance, GroupSession
from sendiass import clock
from sendiass.access import Refused, refuse
from sendiass.accounts.models import User

GROUP = "L15"


class NamesSomebody(Refused):
    """The themes point at somebody on record; `screened` says where. They are not kept."""

    def __init__(self, screened: Screened) -> None:
        super().__init__(
            refuse("The whole group reads this. Take out what could say who a family is.", GROUP)
        )
        self.screened = screened


@dataclass(frozen=True, slots=True)
class Group:
    """A session of the group: its day, its themes and who came."""

    held_on: date
    themes: str
    came: Collection[User]


@transaction.atomic
def record_group(*, by: User, group: Group, once: UUID, at: datetime) -> GroupSession:
    """Write down a session of the group. The same `once` twice is one.

    Raises NamesSomebody, and Refused for a day to come and where nobody came.
    """
    may_keep_supervision(by).require()
    one_at_a_time(once)
    earlier: GroupSession | None = GroupSession.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    today = clock.day_of(at)
    if group.held_on > today:
        refuse("This is in the future. Enter the day it was.", "dates-make-sense").require()
    if not group.came:
        refuse("Nobody came, so it was not held. Say who came.", "somebody-came").require()
    screened = screen(by=by, texts={"themes": group.themes}, on=today)
    if screened.held or screened.marked:
        raise NamesSomebody(screened)
    session: GroupSession = GroupSession.objects.create(
        held_on=group.held_on, themes=group.themes, at=at, by=by, once=once
    )
    for one in group.came:
        GroupAttendance.objects.create(group=session, worker=one)
    return session
