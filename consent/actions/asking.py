"""Setting oneself to ask a family for a permission that is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cases import access as casework
from cases.actions.dates import add_task
from cases.models import Agency, Case, Task
from consent.choices import Content, Way
from sendiass.access import refuse
from sendiass.accounts.models import User

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """The permission the family is to be asked for."""

    agency: Agency
    ways: Collection[Way]
    contents: Collection[Content]

    @property
    def words(self) -> str:
        """What is to be asked, as a task says it."""
        ways = "; ".join(way.in_a_sentence for way in Way if way in self.ways)
        contents = "; ".join(content.in_a_sentence for content in Content if content in self.contents)
        asked = f"Ask the family whether we may {ways}: {self.agency.name}. About: {contents}"
        return asked if len(asked) <= LONGEST else f"{asked[: LONGEST - 2].rpartition(' ')[0]} …"


def ask_for_permission(
    *, by: User, case: Case, wanted: Wanted, due_on: date, once: UUID, at: datetime
) -> Task:
    """Set a task to ask the family; whoever works the case does it. The same `once` twice is one task.

    Raises Refused without any way or content, or on a closed case.
    """
    casework.may_work_cases(by).require()
    if not wanted.ways or not wanted.contents:
        refuse("Choose what the family is to be asked for.", "L24").require()
    return add_task(by=by, case=case, worker=None, words=wanted.words, due_on=due_on, once=once, at=at)
