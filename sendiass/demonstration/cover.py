"""Plays a week's leave with its cover, and two cases opened because they could not wait: one reviewed, one not yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from cases.access import card_of
from cases.actions.cover import Away, arrange_cover
from cases.actions.emergencies import break_glass, review_emergency
from cases.choices import CaseStatus, ReviewedAs
from cases.models import Case
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.demonstration.people import Team


def go_on_leave(team: Team, *, until: date, once: Callable[[], UUID]) -> None:
    """The third caseworker is away for ten days, and the second looks after her cases."""
    _, second, third = team.caseworkers
    away = Away(third, until - timedelta(days=3), until + timedelta(days=6))
    arrange_cover(by=team.manager, away=away, worker=second, once=once(), at=clock.now())


def could_not_wait(team: Team, *, once: Callable[[], UUID]) -> None:
    """One last week, which the manager has looked at; one this morning."""
    first, second, third = team.caseworkers
    now = clock.now()
    case = _case_of(first)
    opened = break_glass(
        by=second,
        card=card_of(case, by=second),
        reason="The mother rang from the school gate: excluded from today, and the meeting is in an hour.",
        once=once(),
        at=now - timedelta(days=6),
    )
    review_emergency(
        by=team.manager,
        emergency=opened,
        found=ReviewedAs.RIGHT,
        words="Amina was at a hearing and could not be reached.",
        at=now - timedelta(days=5),
    )
    case = _case_of(third)
    break_glass(
        by=first,
        card=card_of(case, by=first),
        reason="The last day to register the appeal is today, and nobody could say whether it was sent.",
        once=once(),
        at=now - timedelta(hours=2),
    )


def _case_of(worker: User) -> Case:
    found: Case = Case.objects.allocated_to(worker).filter(status=CaseStatus.OPEN).order_by("reference")[0]
    return found
