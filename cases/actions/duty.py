"""Taking a message for whoever works a case that is not one's own."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.access import CONFLICTS, open_by_card
from cases.actions.dates import add_task
from cases.models import Task
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit.actors import serving
from sendiass.calendar import is_working_day, working_days_after


@transaction.atomic
def take_message(*, by: User, card: str, words: str, once: UUID, at: datetime) -> Task:
    """Set what a caller said as a task for whoever works the case of a duty card, due on this working day or the next.

    The same one under the same `once` counts once. Raises NotThere for a card that is not theirs or no longer good, and
    Refused for a message without words.
    """
    case = open_by_card(by=by, card=card)
    with serving(CONFLICTS):  # who takes it does not see the case
        return add_task(
            by=by,
            case=case,
            worker=None,
            words=f"{begun_by(by)}{words}" if words.strip() else "",
            due_on=due_on(clock.day_of(at)),
            once=once,
            at=at,
        )


def begun_by(worker: User) -> str:
    """The words a message begins with."""
    return f"Message taken by {worker.name}: "


def due_on(day: date) -> date:
    """That day, or the next on which somebody works."""
    return day if is_working_day(day) else working_days_after(day, 1)
