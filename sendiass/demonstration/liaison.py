"""Plays some talks with the local authority, and meetings about no family; one text waits for the manager."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from cases.choices import MeetingRole
from consent.actions.liaison import Talk, record_liaison
from consent.choices import Attended, LiaisonKind, LiaisonTopic
from consent.rules import PartInMeeting
from sendiass import clock
from sendiass.accounts.models import User


def talk(*, caseworker: User, administrator: User, once: Callable[[], UUID], at: datetime) -> None:
    """A caseworker notes a trend and goes to two meetings; a fortnight later the administrator writes the minutes."""
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
        once=once(),
        at=at,
    )
    _meet(caseworker, once=once, at=at)
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
        once=once(),
        at=later,
    )


def _meet(caseworker: User, *, once: Callable[[], UUID], at: datetime) -> None:
    """A working group to which the caseworker brings what families say, and a panel they look on at."""
    for kind, said, others, part in (
        (
            LiaisonKind.STRATEGY,
            {LiaisonTopic.DEVELOPMENTS: "The group drafts a page for families on what comes after school."},
            {Attended.SEND_OFFICERS, Attended.PARENTS_GROUPS, Attended.SCHOOLS},
            PartInMeeting("The working group on getting ready for adult life", MeetingRole.STRATEGY, True),
        ),
        (
            LiaisonKind.PANEL,
            {LiaisonTopic.PRACTICE: "Papers are read before the meeting. Each view is asked for in turn."},
            {Attended.SEND_OFFICERS, Attended.HEALTH_OR_CARE},
            PartInMeeting(
                "The panel that looks at requests for an assessment",
                MeetingRole.OBSERVE,
                False,
                observes_because="To be able to tell families how it works.",
                not_stated_because="The chair began at once. They were told by email the day before.",
            ),
        ),
    ):
        record_liaison(
            by=caseworker,
            talk=Talk(kind, clock.day_of(at), said, frozenset({Attended.CASEWORKERS, *others}), part=part),
            once=once(),
            at=at,
        )
