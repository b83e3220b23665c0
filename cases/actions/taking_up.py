"""What becomes of a request from the public form: a case, an answer without one, or nothing, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases import rules
from cases.access import may_open_cases
from cases.actions.answered import CameOfCall
from cases.actions.asking_at_once import while_nobody_declares
from cases.actions.casework import NewCase, open_new_case
from cases.actions.dates import add_task
from cases.actions.enquiries import Asked, take_enquiry
from cases.actions.first_contact import Answer
from cases.actions.interventions import Given
from cases.actions.people import (
    Kinship,
    PersonDetails,
    Reach,
    add_contact,
    add_known_person,
    add_person,
    child_of,
    relate,
)
from cases.actions.returned import mark_not_working
from cases.actions.told import Told, Way, written_to
from cases.choices import (
    Agreement,
    CaseRole,
    Channel,
    ContactPointKind,
    ContactSafety,
    FirstContactItem,
    HowShared,
    Issue,
    ItemState,
    ParentalResponsibility,
    ReferralSource,
    ReferralState,
    Referrer,
    Stage,
    WhySetAside,
)
from cases.choices import Relationship as RelationshipKind
from cases.models import Agency, Case, ContactPoint, Enquiry, Person, Referral, Relationship
from sendiass import clock
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.database.standing import look_again

TO_BE_SAID = "They read it on the website’s form. It is said when somebody first speaks with them."
TO_BE_GIVEN = "They came by the website’s form, and nobody has spoken with them yet."
TO_BE_TOLD = "A professional passed on their yes, and nobody has spoken with them yet."

CHILD, PARENT = CaseRole.CHILD_OR_YOUNG_PERSON, CaseRole.PARENT_CARER


@dataclass(frozen=True, slots=True)
class Chosen:
    """What whoever opens the case settles. `known` are people on record whom a part of the request means."""

    issue: Issue
    stage: Stage
    source: ReferralSource
    take_it: bool
    school: Agency | None = None
    known: Mapping[CaseRole, Person] = field(default_factory=dict)
    told_apart: Mapping[CaseRole, tuple[Person, ...]] = field(default_factory=dict)


@transaction.atomic
def take_up(*, by: User, referral: Referral, told: Told, chosen: Chosen, once: UUID, at: datetime) -> Case:
    """Open a case with all that the form said: first contact, people, ways to reach them and whether they are safe.

    The impartiality statement stays owed until somebody has spoken with them (Y15). The same under the same `once` is one
    case. Raises Refused for a request that is settled already, and for one of a child's or young person's own that is to be
    put on the record of somebody known or to have come from somebody else.
    """
    may_open_cases(by).require()
    while_nobody_declares()
    held = _held(referral)
    if held.case and held.settled_by_id == by.id and held.case.once == once:
        earlier: Case = held.case
        return earlier
    rules.may_settle_referral(ReferralState(held.state), ReferralState.TAKEN_UP).require()
    _may_choose(held, chosen).require()
    case = open_new_case(
        by=by,
        new=NewCase(chosen.issue, chosen.stage, chosen.source, chosen.take_it),
        answers=_first_contact(held, told),
        once=once,
        at=at,
    )
    held.case = case
    _settle(held, as_=ReferralState.TAKEN_UP, by=by, at=at)
    _add_people(held, told, chosen, by=by, case=case, once=once, at=at)
    if told.dates:
        words = f"Dates they gave on the form: {told.dates}"
        add_task(by=by, case=case, worker=None, words=words, due_on=clock.day_of(at), at=at)
    return case


@transaction.atomic
def answer_referral(
    *,
    by: User,
    referral: Referral,
    given: Given,
    came: CameOfCall,
    why_no_case: str,
    once: UUID,
    at: datetime,
    ask_at: str = "",
) -> Enquiry:
    """They were helped, and no case is needed: it is an enquiry that names nobody.

    Raises Refused once it is settled, and unless it is said what came of it (L22, Y13).
    """
    may_open_cases(by).require()
    while_nobody_declares()
    held = _held(referral)
    if held.enquiry and held.settled_by_id == by.id:
        earlier: Enquiry = held.enquiry
        return earlier
    move = ReferralState.ANSWERED
    rules.may_settle_referral(ReferralState(held.state), move, words=why_no_case).require()
    asked = Asked(
        channel=Channel.WEB_FORM,
        issue=Issue(held.issue),
        stage=Stage(held.stage),
        referral_source=ReferralSource(held.referral_source),
        who=who_asks(held),
        given=given,
        came=came,
        ask_at=ask_at,
    )
    held.enquiry = take_enquiry(by=by, asked=asked, once=once, at=at)
    held.settled_words = why_no_case
    _settle(held, as_=move, by=by, at=at)
    return held.enquiry


@transaction.atomic
def set_aside(*, by: User, referral: Referral, why: WhySetAside, words: str, at: datetime) -> None:
    """Nothing follows from it, and why. What it said is forgotten after the profile's days."""
    may_open_cases(by).require()
    held = _held(referral)
    move = ReferralState.SET_ASIDE
    rules.may_settle_referral(ReferralState(held.state), move, why=why, words=words).require()
    held.set_aside_because, held.settled_words = why, words
    _settle(held, as_=move, by=by, at=at)


def who_asks(referral: Referral) -> CaseRole:
    """Whose yes to records it was, and so whom the service hears from: the parent, or the young person."""
    if referral.who == Referrer.PROFESSIONAL:
        return CaseRole(referral.yes_from)
    return CHILD if referral.who == Referrer.YOUNG_PERSON else PARENT


def is_their_own(referral: Referral) -> bool:
    """Whether it is a child's or young person's own: no record that others open shows how to reach them.

    They may have come without a parent's knowing (SEND Code of Practice 4.10). Whoever they are, they are somebody new here;
    a worker who knows better links the two records, each with its own ways to reach them.
    """
    return who_asks(referral) is CHILD


def source_is_theirs(referral: Referral) -> bool:
    """Whether they said by coming who brought them: what keeps parents out of their case rests on it."""
    return referral.who == Referrer.YOUNG_PERSON


def people_told_of(referral: Referral, told: Told) -> dict[CaseRole, PersonDetails]:
    """Whom the form names, each by their part in the case, the child first."""
    asks = PersonDetails(
        given_names=told.given_names,
        family_name=told.family_name,
        spoken_language=told.language,
        formats=told.formats,
        needs_interpreter=told.needs_interpreter,
    )
    if who_asks(referral) is CHILD:
        return {CHILD: asks}
    child = PersonDetails(
        given_names=told.child_given_names,
        family_name=told.child_family_name,
        date_of_birth=told.child_born,
    )
    return {CHILD: child, who_asks(referral): asks}


def reaches_of(referral: Referral, told: Told) -> list[Reach]:
    """The ways to reach whoever asks; the first is the one they would like. Where we wrote in vain starts as not working."""
    return [
        Reach(
            way.kind,
            way.value,
            ContactSafety.NOT_WORKING if came_back_from(referral, told, way) else way.safety,
            way.note,
            way.may_leave_message,
            is_discreet=way.is_discreet,
            is_preferred=number == 0,
        )
        for number, way in enumerate(told.ways)
    ]


def came_back_from(referral: Referral, told: Told, way: Way) -> bool:
    """Whether this is where our answer to the request was sent in vain."""
    is_written_to = way == written_to(told) and way.kind is ContactPointKind.EMAIL
    return referral.address_failed_at is not None and is_written_to


def _may_choose(referral: Referral, chosen: Chosen) -> Decision:
    if is_their_own(referral) and chosen.known:
        return refuse(
            "They came by themselves, so they are somebody new here. Open the case, then link the records.",
            "own-case",
        )
    if source_is_theirs(referral) and chosen.source != referral.referral_source:
        return refuse(
            "They brought this themselves. Who brought them to us stays as they sent it.", "own-case"
        )
    return allow("own-case")


def _held(referral: Referral) -> Referral:
    held = _locked(referral)
    if held is None:  # another settled it while we waited, and it may be a case of ours by now
        look_again()
        held = _locked(referral)
    if held is None or held.forgotten_at is not None:
        raise NotThere
    return held


def _locked(referral: Referral) -> Referral | None:
    """The request as it stands; None where another settled it while we waited."""
    found: Referral | None = Referral.objects.select_for_update(of=("self",)).filter(pk=referral.pk).first()
    return found


def _settle(referral: Referral, *, as_: ReferralState, by: User, at: datetime) -> None:
    referral.state, referral.settled_at, referral.settled_by = as_, at, by
    referral.save(
        update_fields=[
            "state",
            "settled_at",
            "settled_by",
            "set_aside_because",
            "settled_words",
            "case",
            "enquiry",
        ]
    )


def _first_contact(referral: Referral, told: Told) -> list[Answer]:
    """What the form settled in writing, and what stays owed until somebody speaks with them."""
    who, sent_on = who_asks(referral), clock.day_of(referral.sent_at)
    is_own = referral.who != Referrer.PROFESSIONAL
    answers = [
        Answer(FirstContactItem.STATEMENT, ItemState.NOT_YET, because=TO_BE_SAID),
        Answer(FirstContactItem.AIM, ItemState.DONE, who=who, words=told.aim),
        Answer(FirstContactItem.INFORMATION, ItemState.NOT_YET, because=TO_BE_GIVEN),
        Answer(
            FirstContactItem.AGREEMENT,
            ItemState.DONE,
            agreement=Agreement.AGREED,
            who=who,
            how=HowShared.WRITING if is_own else HowShared(referral.yes_how),
            happened_on=sent_on if is_own else referral.yes_on,
        ),
    ]
    if is_own:
        done = ItemState.DONE
        answers.append(
            Answer(FirstContactItem.RECORDS_TOLD, done, who=who, how=HowShared.WRITING, happened_on=sent_on)
        )
    else:
        answers.append(Answer(FirstContactItem.RECORDS_TOLD, ItemState.NOT_YET, because=TO_BE_TOLD))
    if referral.acknowledged_at and not referral.address_failed_at:
        written_on = clock.day_of(referral.acknowledged_at)
        answers.append(Answer(FirstContactItem.RECORDS_SENT, ItemState.DONE, happened_on=written_on))
    return answers


def _add_people(
    referral: Referral, told: Told, chosen: Chosen, *, by: User, case: Case, once: UUID, at: datetime
) -> None:
    asks = who_asks(referral)
    for role, named in people_told_of(referral, told).items():
        details = replace(named, school=chosen.school) if role is CHILD else named
        reaches = reaches_of(referral, told) if role is asks else []
        kinship = _kinship(told) if role is not CHILD else None
        if known := chosen.known.get(role):
            add_known_person(by=by, case=case, person=known, role=role, at=at)
            _add_unknown_ways(known, reaches, by=by, case=case, at=at)
            _relate_if_new(known, kinship, by=by, case=case, at=at)
        else:
            add_person(
                by=by,
                case=case,
                role=role,
                details=details,
                reaches=reaches,
                kinship=kinship,
                not_the_same_as=chosen.told_apart.get(role, ()),
                once=once,
                at=at,
            )


def _kinship(told: Told) -> Kinship:
    kind = told.relationship or RelationshipKind.OTHER
    return Kinship(kind, ParentalResponsibility.NOT_KNOWN)


def _add_unknown_ways(person: Person, reaches: list[Reach], *, by: User, case: Case, at: datetime) -> None:
    """What is on record of somebody known stands; what the form adds comes beside it, and is preferred by nobody's word."""
    with reading(by=by, subjects=[person.key_subject], purpose="ways to reach them already known"):
        known = {one.value.casefold() for one in ContactPoint.objects.filter(person=person)}
    for reach in reaches:
        if reach.value.casefold() not in known:
            beside = replace(reach, is_preferred=False)
            add_contact(by=by, case=case, person=person, reach=beside, at=at)
        elif reach.safety is ContactSafety.NOT_WORKING:
            mark_not_working(person, reach.value, reach.kind)


def _relate_if_new(person: Person, kinship: Kinship | None, *, by: User, case: Case, at: datetime) -> None:
    child = child_of(case)
    if kinship is None or child is None or child.pk == person.pk:
        return
    if not Relationship.objects.filter(child=child, adult=person).exists():
        relate(by=by, child=child, adult=person, kinship=kinship, at=at)
