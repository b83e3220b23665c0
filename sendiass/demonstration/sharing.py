"""Plays what some families permit, what is said under it, and how they hear what the agency said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from cases.choices import OrganisationKind
from cases.models import Agency, Case, Person
from consent.access import cover_of
from consent.actions.approaches import Approached, record_approach
from consent.actions.capacity import Assessed, record_capacity
from consent.actions.passing_on import Telling, pass_on
from consent.actions.permissions import Yes, record_permission
from consent.choices import Channel, Content, HowGiven, HowPassedOn, PartOfDeciding, Standing, Told, Way
from consent.disclosures import Said, disclose
from consent.disclosures.letters import ToWrite, post_letter, send_letter, word_letter
from consent.models import CapacityDecision, Heard
from consent.rules import Judged, holds
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.outbox.recipients import Recipient

ONE_DAY, THREE_DAYS = timedelta(days=1), timedelta(days=3)
STILL_OWED = timedelta(days=30)
"""Families that came since then have not been told yet, so that there is something to pass on, and something late."""
SOON = timedelta(days=12)
A_YEAR_OR_SO = timedelta(days=300)


def share(
    *,
    by: User,
    case: Case,
    child: Person,
    parent: Person,
    once: Callable[[], UUID],
    at: datetime,
) -> None:
    """A parent lets the authority be spoken with about the plan; three days later it is, if that day has come.

    Her views go by email, the officer is rung, and the next day she hears what he said.
    """
    authority = _authority()
    if authority is None:
        return
    yes = Yes(
        agency=authority,
        about=child,
        given_by=parent,
        standing=Standing.PARENT_OF_CHILD,
        ways=frozenset(Way),
        contents={
            Content.INVOLVEMENT: "",
            Content.VIEWS: "As I said it, please, not shorter.",
            Content.PLAN: "Only about the draft and its dates.",
        },
        how=HowGiven.PHONE,
        given_at=at,
        last_day=clock.day_of(at) + timedelta(days=300),
        words="You can ring the SEN team about the plan, but not about us at home.",
    )
    permission = record_permission(by=by, case=case, yes=yes, once=once(), at=at)
    rung_at, now = at + THREE_DAYS, clock.now()
    if rung_at > now:
        return
    for said in (
        _her_views(authority, child, rung_at - timedelta(minutes=40)),
        _call(authority, child, rung_at),
    ):
        disclose(by=by, case=case, said=said, once=once(), at=said.happened_at)
    if holds(
        cover_of(permission), at=now
    ):  # what leaves is asked by the clock, whenever it is said to have left
        written_at = rung_at + timedelta(hours=1)
        write_to_them(by=by, case=case, agency=authority, child=child, once=once(), at=written_at)
    told_at = rung_at + ONE_DAY
    if told_at > now or now - at < STILL_OWED:
        return
    telling = Telling(
        told=parent,
        how=HowPassedOn.PHONE,
        happened_on=clock.day_of(told_at),
        answer="Glad to have a date. Wants to read the draft with us when it comes.",
    )
    pass_on(by=by, heard=Heard.objects.of(case).get(), telling=telling, once=once(), at=told_at)


def write_to_them(*, by: User, case: Case, agency: Agency, child: Person, once: UUID, at: datetime) -> None:
    """A letter after the call; an older one has been posted, one of these days waits for it."""
    wanted = ToWrite(
        agency=agency,
        about=child,
        to=Recipient.by_post(
            name="The SEN team's duty officer",
            lines=(agency.name, *filter(None, [*agency.address.splitlines(), agency.town, agency.postcode])),
        ),
        way=Way.TELL,
        contents={
            Content.PLAN: "Thank you for ringing back about the draft. Please send the educational psychologist's advice "
            "with it, so that the family can read both together."
        },
    )
    with reading(by=by, subjects=[child.key_subject], purpose="demonstration"):
        seen = word_letter(by=by, case=case, wanted=wanted, at=at).seen
        letter = send_letter(by=by, case=case, wanted=wanted, seen=seen, once=once, at=at)
    if clock.now() - at > STILL_OWED:
        post_letter(by=by, letter=letter, at=at + ONE_DAY)


def come_unasked(
    *, by: User, case: Case, school: Agency, parent: Person, once: Callable[[], UUID], at: datetime
) -> None:
    """Three days after a family came its school rings, though nobody there may be told a word; the parent hears of it."""
    rang_at, now = at + THREE_DAYS, clock.now()
    if rang_at > now:
        return
    approached = Approached(
        agency=school,
        channel=Channel.CALL,
        spoke_to="The office",
        heard="The head wants the parent to know that the timetable is under review. Nothing is decided.",
        happened_at=rang_at,
        told=Told.NOT_POSSIBLE,
        because="They left it on the answering machine.",
    )
    approach = record_approach(by=by, case=case, approached=approached, once=once(), at=rang_at)
    told_at = rang_at + ONE_DAY
    if told_at > now or now - at < STILL_OWED:
        return
    telling = Telling(told=parent, how=HowPassedOn.PHONE, happened_on=clock.day_of(told_at))
    pass_on(by=by, heard=Heard.objects.get(approach=approach), telling=telling, once=once(), at=told_at)


def _her_views(authority: Agency, child: Person, at: datetime) -> Said:
    return Said(
        agency=authority,
        about=child,
        way=Way.INTERMEDIARY,
        channel=Channel.EMAIL,
        contents={Content.VIEWS: "“The draft must say how many hours, and who. ‘Access to’ is not help.”"},
        happened_at=at,
        told=Told.SAID,
        spoke_to="The SEN team's duty mailbox",
    )


def _call(authority: Agency, child: Person, at: datetime) -> Said:
    return Said(
        agency=authority,
        about=child,
        way=Way.TELL,
        channel=Channel.CALL,
        contents={
            Content.PLAN: "Asked when the amended draft will come. Said what the parent hopes for in Section F."
        },
        happened_at=at,
        told=Told.SAID,
        spoke_to="The duty officer of the SEN team",
        heard="The amended draft goes to panel next week and should be sent within ten days. They are waiting for the "
        "educational psychologist, who was off sick.",
    )


def share_of_a_young_person(
    *,
    by: User,
    case: Case,
    child: Person,
    parent: Person,
    keys: tuple[UUID, UUID],
    is_able: bool,
    at: datetime,
) -> None:
    """A young person says yes on paper; or, found unable to decide one thing that week, their parent says yes for them."""
    agency = _authority() if is_able else Agency.objects.filter(kind=OrganisationKind.HEALTH).first()
    leaves_on = child.compulsory_school_age_ends_on
    if agency is None or leaves_on is None or clock.day_of(at) <= leaves_on:
        return
    yes = Yes(
        agency=agency,
        about=child,
        given_by=child if is_able else parent,
        standing=Standing.FOR_THEMSELVES if is_able else Standing.ALTERNATIVE_PERSON,
        ways=frozenset({Way.TELL, Way.HEAR}),
        contents={Content.PLAN: "Only about college."}
        if is_able
        else {Content.HEALTH: "What the college needs to know."},
        how=HowGiven.FORM if is_able else HowGiven.IN_PERSON,
        given_at=at,
        last_day=clock.today() + (A_YEAR_OR_SO if is_able else SOON),
        words="Ask them, and tell me what they say." if is_able else "Yes, until they can say it themselves.",
        capacity=None if is_able else _found_unable(by, case, child, agency, keys[1], at),
    )
    record_permission(by=by, case=case, yes=yes, once=keys[0], at=at)


def _found_unable(
    by: User, case: Case, child: Person, agency: Agency, once: UUID, at: datetime
) -> CapacityDecision:
    judged = Judged(
        unable=frozenset({PartOfDeciding.KEEP_IN_MIND, PartOfDeciding.WEIGH}),
        seen={
            PartOfDeciding.UNDERSTAND: "Pointed to the right picture of who would be told, each time.",
            PartOfDeciding.KEEP_IN_MIND: "Asked again after a minute, did not know what had been asked.",
            PartOfDeciding.WEIGH: "Chose whichever card was put on the left.",
            PartOfDeciding.SAY: "Says yes and no clearly.",
        },
        because_of="Confused since a seizure two days before. It usually passes in some weeks.",
        evidence="Two short talks on two mornings, at home, with picture cards.",
        assessed_by="The epilepsy nurse",
        decided_on=clock.day_of(at),
        review_on=clock.today() + SOON,
    )
    words = "Whether we may ask about the medicine that is to be taken at college."
    return record_capacity(
        by=by, case=case, person=child, assessed=Assessed(agency, words, judged), once=once, at=at
    )


def _authority() -> Agency | None:
    found: Agency | None = (
        Agency.objects.filter(is_local_authority=True, name__contains="SEN").order_by("name", "id").first()
    )
    return found
