"""Plays where families are met, what became of some meetings, and interpreters booked for a few."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

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
    WhoAsked,
    WhoseBuilding,
    WhyElsewhere,
)
from cases.models import Agency, Case, Meeting, Person, Venue
from cases.rules import WrittenUp
from consent.actions.permissions import Yes, record_permission
from consent.choices import Channel, Content, HowGiven, KnownInterpreter, Standing, Way
from consent.disclosures.interpreters import Wanted, book_interpreter
from sendiass import clock
from sendiass.accounts.models import User

HOUR = timedelta(hours=1)
INTERPRETERS = "Council interpreting service"


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a meeting is about, and who goes."""

    by: User
    case: Case
    parent: Person


def fill_register(*, by: User, at: datetime) -> None:
    """Four places: two that suit everyone, a school's hall, and the council's offices."""
    for name, whose, loop, looked_at in (
        ("Central Library, room 2", WhoseBuilding.NEUTRAL, Has.YES, 40),
        ("Our offices, quiet room", WhoseBuilding.OURS, Has.NO, 120),
        ("Brookside Primary School, parents’ room", WhoseBuilding.SCHOOL, Has.NOT_KNOWN, 390),
        ("Civic Centre, meeting room 4", WhoseBuilding.AUTHORITY, Has.YES, 200),
    ):
        details = VenueDetails(
            name=name,
            whose=whose,
            has_private_room=Has.YES,
            has_step_free_access=Has.YES,
            has_accessible_toilet=Has.YES,
            has_hearing_loop=loop,
            reviewed_on=clock.day_of(clock.now()) - timedelta(days=looked_at),
            getting_there="Two spaces for blue badges at the door. Buses stop across the road.",
        )
        add_venue(by=by, details=details, at=at)


def meet_soon(meant: Meant, *, number: int, key: UUID, starts_at: datetime, at: datetime) -> Meeting:
    """A meeting of our own with the family; some at home, because they asked."""
    at_home = number % 16 == 5
    plan = Plan(
        kind=MeetingKind.OURS,
        purpose="Go through the papers and get ready for the review.",
        starts_at=starts_at,
        place=MeetingPlace.HOME if at_home else MeetingPlace.REGISTER,
        venue=None if at_home else _library(),
        why_elsewhere=WhyElsewhere.HEALTH if at_home else None,
        who_asked=WhoAsked.PARENT_CARER if at_home else None,
        worker=meant.by,
        role=MeetingRole.SUPPORT,
        expected="The parent",
    )
    return plan_meeting(by=meant.by, case=meant.case, plan=plan, once=key, at=at)


def go_to_school(
    meant: Meant, *, key: UUID, starts_at: datetime, at: datetime, written_up_at: datetime | None
) -> None:
    """A meeting at school, written up, or still to be."""
    plan = Plan(
        kind=MeetingKind.SCHOOL,
        purpose="Look at what the support plan did this term.",
        starts_at=starts_at,
        place=MeetingPlace.ELSEWHERE,
        where="At school",
        worker=meant.by,
        role=MeetingRole.SUPPORT,
        expected="The parent, the SENCO, the class teacher",
    )
    planned = plan_meeting(by=meant.by, case=meant.case, plan=plan, once=key, at=at)
    if written_up_at is None:
        return
    told = WrittenUp(
        attended="The parent, the SENCO",
        role_stated=True,
        not_stated_because="",
        family_views=FamilyViews.THEMSELVES,
        family_words="Mornings go well when somebody meets them at the gate. It should stay so.",
        professionals_views=ProfessionalsViews.HEARD,
        professionals_words="The SENCO sees that it helps, and asks who can do it after Christmas.",
    )
    write_up(
        by=meant.by,
        meeting=planned,
        told=told,
        role=MeetingRole.SUPPORT,
        agreed="The school tells the parent by Friday who will be at the gate.",
        at=written_up_at,
    )


def interpret(
    meant: Meant, meeting: Meeting, language: Language, *, keys: tuple[UUID, UUID], at: datetime
) -> None:
    """An interpreter from the council for that meeting, under the parent's yes of an hour before."""
    provider = Agency.objects.get(name=INTERPRETERS)
    yes = Yes(
        agency=provider,
        about=meant.parent,
        given_by=meant.parent,
        standing=Standing.FOR_THEMSELVES,
        ways=frozenset({Way.TELL}),
        contents={Content.LANGUAGE: "Only which language and when."},
        how=HowGiven.PHONE,
        given_at=at - HOUR,
        last_day=clock.day_of(at) + timedelta(days=90),
    )
    record_permission(by=meant.by, case=meant.case, yes=yes, once=keys[0], at=at)
    wanted = Wanted(
        provider=provider,
        about=meant.parent,
        language=language,
        starts_at=meeting.starts_at,
        told=f"{language.label} interpreter",
        channel=Channel.EMAIL,
        spoke_to="Bookings desk",
        agreed_by=meant.parent,
        agreed_how=HowGiven.PHONE,
        agreed_on=clock.day_of(at),
        meeting=meeting,
        known=KnownInterpreter.TO_ASK,
    )
    book_interpreter(by=meant.by, case=meant.case, wanted=wanted, once=keys[1], at=at)


def _library() -> Venue:
    found: Venue = Venue.objects.get(name="Central Library, room 2")
    return found
