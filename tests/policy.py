"""Brings the policy to where a test needs it: adopted, or a draft of the next version."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

from governance.access.policy import clauses_of, draft_edition
from governance.actions.policy import Worded, add_clause, adopt, agree_amendment, begin_draft, word_clause
from governance.choices.board import BoardRole, Declares, ItemOrigin, NoNextDate, Presence
from governance.models import (
    AgendaItem,
    Attendance,
    Meeting,
    Minute,
    PolicyAdoption,
    PolicyClause,
    PolicyEdition,
)
from governance.rules.policy import amendments
from sendiass import clock
from tests.board import seated
from tests.cast import Cast


def draft_of(cast: Cast, *, at: datetime | None = None) -> PolicyEdition:
    """A draft by the manager: the one there is, or one that is begun."""
    return draft_edition() or begin_draft(by=cast.team.manager, once=uuid4(), at=at or clock.now())


def adopted(cast: Cast, *, on: date | None = None, at: datetime | None = None) -> PolicyAdoption:
    """The first edition, adopted with the words the service begins with, in force from today."""
    moment = at or clock.now()
    return adopt(
        by=cast.team.manager,
        draft=draft_of(cast, at=moment),
        in_force_on=on or clock.day_of(moment),
        once=uuid4(),
        at=moment,
    )


def reworded(cast: Cast, clause: PolicyClause, words: str) -> PolicyClause:
    """A clause of the draft with other words."""
    worded = Worded(clause.heading, words, tuple(clause.promises))
    return word_clause(by=cast.team.manager, clause=clause, worded=worded, seen=clause.as_worded.digest)


def minute_of(cast: Cast, *, days_ago: int = 10, is_closed: bool = True) -> Minute:
    """The minute of one item of a meeting that was held, with who came; final where the meeting is closed."""
    manager, at = cast.team.manager, clock.now()
    member = seated(manager, f"Ruth {uuid4().hex[:6]}")
    meeting = Meeting.objects.create(
        starts_at=at - timedelta(days=days_ago), lasts=60, place="Town hall", at=at, by=manager, once=uuid4()
    )
    said = {"held": False, "at": at, "by": manager}
    item = AgendaItem.objects.create(
        meeting=meeting,
        title="The impartiality policy",
        role=BoardRole.IMPARTIALITY,
        origin=ItemOrigin.SERVICE,
        place=1,
        once=uuid4(),
        **said,
    )
    minute: Minute = Minute.objects.create(
        item=item, role=BoardRole.IMPARTIALITY, words="Talked about.", decision="Agreed as drafted.", **said
    )
    Attendance.objects.create(
        meeting=meeting, member=member, presence=Presence.CAME, declares=Declares.NOTHING, **said
    )
    if is_closed:
        meeting.closed_at, meeting.closed_by = at, manager
        meeting.no_next_because = NoNextDate.CALENDAR
        meeting.save(update_fields=["closed_at", "closed_by", "no_next_because"])
    return minute


def amended_clause(cast: Cast) -> PolicyClause:
    """The first clause of a draft, with other words, and a final minute that might agree it."""
    minute_of(cast)
    return reworded(cast, draft_of(cast).clauses.earliest("place"), "Other words.")


def agreed(cast: Cast, draft: PolicyEdition, minute: Minute) -> None:
    """Every amendment of the draft as it stands was agreed in this minute."""
    for key in amendments(clauses_of(draft.based_on), clauses_of(draft)):
        agree_amendment(by=cast.team.manager, draft=draft, clause=key, minute=minute, at=clock.now())


def added(cast: Cast, draft: PolicyEdition, heading: str = "A new clause") -> PolicyClause:
    """A clause more, at the end of the draft."""
    last = draft.clauses.order_by("-place").first()
    worded = Worded(heading, "It says something new.", ())
    return add_clause(
        by=cast.team.manager, draft=draft, worded=worded, after=last.key if last else None, once=uuid4()
    )
