"""Plays some talks with the local authority: one in the log, one that waits for the manager."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from consent.actions.liaison import Talk, record_liaison
from consent.choices import Attended, LiaisonKind, LiaisonTopic
from sendiass import clock
from sendiass.accounts.models import User


def talk(*, caseworker: User, administrator: User, keys: tuple[UUID, UUID], at: datetime) -> None:
    """A caseworker notes a trend; a fortnight later, if that day has come, the administrator writes the minutes."""
    record_liaison(
        by=caseworker,
        talk=Talk(
            LiaisonKind.TREND,
            clock.day_of(at),
            {
                LiaisonTopic.TRENDS: "Annual reviews are held later than last year, and parents are not told why. "
                "Asked whether letters could say when to expect the amended plan."
            },
            agreed="The authority looks at its letters before the end of term.",
        ),
        once=keys[0],
        at=at,
    )
    later = at + timedelta(days=14)
    if later > clock.now():
        return
    record_liaison(
        by=administrator,
        talk=Talk(
            LiaisonKind.CONTRACT,
            clock.day_of(later),
            {
                LiaisonTopic.RESULTS: "Went through the numbers of the quarter. They are in line with the plan.",
                LiaisonTopic.MONEY: "The budget for the coming year is confirmed in spring.",
            },
            attended=frozenset({Attended.LEAD_OFFICER, Attended.MANAGER, Attended.ADMINISTRATOR}),
        ),
        once=keys[1],
        at=later,
    )
