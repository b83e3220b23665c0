"""Plays what connects the team with schools and families: a governor, a friend whose name is alike, and the host."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from cases.actions.casework import allocate
from cases.actions.interests import Connection, declare, declare_interest
from cases.actions.workers import say_languages
from cases.choices import InterestKind, Language
from cases.models import Agency, Conflict
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.demonstration.people import Team


def have_interests(team: Team, *, once: Callable[[], UUID]) -> None:
    """The second caseworker is governor of a school: one case has gone to the third, others need somebody still.

    The first knows somebody called nearly as one of the children, which the manager has to decide.
    """
    first, second, third = team.caseworkers
    say_languages(by=first, languages=[Language.SOMALI], at=clock.now())
    say_languages(
        by=third, languages=[Language.AKAN_TWI_FANTE, Language.BRITISH_SIGN_LANGUAGE], at=clock.now()
    )
    school = Agency.objects.filter(kind="school").order_by("name").first()
    _declare(second, Connection(kind=InterestKind.GOVERNOR, agency=school), once)
    _declare(first, Connection(kind=InterestKind.FRIEND, given_names="Zofia", family_name="Jankovska"), once)
    lost = Conflict.objects.to_reallocate().filter(worker=second).select_related("case").first()
    if lost:
        allocate(
            by=team.manager,
            case=lost.case,
            worker=third,
            reason="She can go to the meeting on Thursday.",
            handover="The school's answer is due this week. The family has the draft of their views.",
            at=clock.now(),
            once=once(),
        )


def _declare(who: User, connection: Connection, once: Callable[[], UUID]) -> None:
    declare_interest(by=who, connection=connection, once=once(), at=clock.now())
    declare(by=who, nothing=False, once=once(), at=clock.now())
