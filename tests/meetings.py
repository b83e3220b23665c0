"""A place, a meeting and an interpreter, as the service itself makes them, for whichever test needs one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from cases.actions.meetings import Plan, plan_meeting, write_up
from cases.actions.venues import VenueDetails, add_venue
from cases.choices import (
    FamilyViews,
    Has,
    Language,
    MeetingKind,
    MeetingPlace,
    MeetingRole,
    ProfessionalsViews,
    WhoseBuilding,
)
from cases.models import Agency, Case, Meeting, Venue
from cases.rules import WrittenUp
from consent.actions.permissions import Yes, record_permission
from consent.choices import Channel, Content, HowGiven, Standing, Way
from consent.disclosures.interpreters import Wanted, book_interpreter
from consent.models import InterpreterBooking, SharingPermission
from sendiass import clock
from sendiass.accounts.models import User
from tests.cast import Family

DAY = timedelta(days=1)


def found(**different: Any) -> VenueDetails:
    """A library in which families can be met."""
    usual = VenueDetails(
        name="Central Library",
        whose=WhoseBuilding.NEUTRAL,
        has_private_room=Has.YES,
        has_step_free_access=Has.YES,
        has_accessible_toilet=Has.YES,
        has_hearing_loop=Has.NOT_KNOWN,
        reviewed_on=clock.today(),
    )
    return replace(usual, **different)


def venue(by: User, **different: Any) -> Venue:
    """That library in the register."""
    return add_venue(by=by, details=found(**different), at=clock.now())


def plan_of(worker: User, **different: Any) -> Plan:
    """An annual review at school tomorrow, at which the worker supports the parent."""
    usual = Plan(
        kind=MeetingKind.ANNUAL_REVIEW,
        purpose="The annual review of the plan.",
        starts_at=clock.now() + DAY,
        place=MeetingPlace.ELSEWHERE,
        where="At school, room 4",
        worker=worker,
        role=MeetingRole.SUPPORT,
        expected="Mrs Khan, the SENCO",
    )
    return replace(usual, **different)


def meeting(worker: User, case: Case, **different: Any) -> Meeting:
    """That review on the case."""
    plan = plan_of(worker, **different)
    return plan_meeting(by=worker, case=case, plan=plan, once=uuid4(), at=clock.now())


def happened(**different: Any) -> WrittenUp:
    """What happened there, with nothing left out."""
    usual = WrittenUp(
        attended="Mrs Khan, the SENCO, an officer of the SEND team",
        role_stated=True,
        not_stated_because="",
        family_views=FamilyViews.THEMSELVES,
        family_words="We want the same hours as last year.",
        professionals_views=ProfessionalsViews.HEARD,
        professionals_words="The SENCO thinks fewer will do.",
    )
    return replace(usual, **different)


def held(worker: User, case: Case) -> Meeting:
    """A meeting of yesterday, written up now."""
    planned = meeting(worker, case, starts_at=clock.now() - DAY)
    return write_up(by=worker, meeting=planned, told=happened(), role=MeetingRole.SUPPORT, at=clock.now())


def language_yes(
    by: User, family: Family, provider: Agency, *, at: datetime, **different: Any
) -> SharingPermission:
    """The parent lets this provider be told which language they speak; parts may differ."""
    usual = Yes(
        agency=provider,
        about=family.parent,
        given_by=family.parent,
        standing=Standing.FOR_THEMSELVES,
        ways=frozenset({Way.TELL}),
        contents={Content.LANGUAGE: "", Content.REACHING_THEM: ""},
        how=HowGiven.PHONE,
        given_at=at - timedelta(hours=1),
        last_day=clock.day_of(at) + timedelta(days=30),
    )
    yes = replace(usual, **different)
    return record_permission(by=by, case=family.case, yes=yes, once=uuid4(), at=at)


def wanted_of(family: Family, provider: Agency, **different: Any) -> Wanted:
    """Somebody who speaks Urdu for the parent, the day after tomorrow; parts may differ."""
    now = clock.now()
    usual = Wanted(
        provider=provider,
        about=family.parent,
        language=Language.URDU,
        starts_at=now + 2 * DAY,
        told="Urdu interpreter, Thursday at 10am",
        channel=Channel.CALL,
        spoke_to="Ms Hill, bookings",
        agreed_by=family.parent,
        agreed_how=HowGiven.PHONE,
        agreed_on=clock.day_of(now),
        appointment="Going through the draft plan",
    )
    return replace(usual, **different)


def booked(
    by: User, family: Family, provider: Agency, *, at: datetime, **different: Any
) -> InterpreterBooking:
    """That interpreter booked, under a yes written down first."""
    language_yes(by, family, provider, at=at)
    wanted = wanted_of(family, provider, **different)
    return book_interpreter(by=by, case=family.case, wanted=wanted, once=uuid4(), at=at)
