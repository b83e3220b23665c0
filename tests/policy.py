"""Brings the policy to where a test needs it: adopted, or a draft of the next version."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from governance.access.policy import draft_edition
from governance.actions.policy import Worded, add_clause, adopt, begin_draft, word_clause
from governance.models import PolicyAdoption, PolicyClause, PolicyEdition
from sendiass import clock
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


def added(cast: Cast, draft: PolicyEdition, heading: str = "A new clause") -> PolicyClause:
    """A clause more, at the end of the draft."""
    last = draft.clauses.order_by("-place").first()
    worded = Worded(heading, "It says something new.", ())
    return add_clause(
        by=cast.team.manager, draft=draft, worded=worded, after=last.key if last else None, once=uuid4()
    )
