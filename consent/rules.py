"""Who may permit what, and what a permission covers: decided on plain values, no data base, no clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from cases.choices import CaseRole, MeetingRole, MeetingState
from cases.deadlines import compulsory_school_age_ends
from cases.rules import may_attend_as
from consent.choices import (
    BreachRisk,
    BreachStep,
    CapacityOutcome,
    Content,
    HowGiven,
    KnownInterpreter,
    LiaisonKind,
    LiaisonTopic,
    Misfit,
    Notifying,
    PartOfDeciding,
    Standing,
    Told,
    Way,
)
from sendiass.access import Decision, allow, refuse

FAMILY = frozenset({CaseRole.CHILD_OR_YOUNG_PERSON, CaseRole.PARENT_CARER})
"""Whose part in a case makes them the family that hears what agencies say."""


@dataclass(frozen=True, slots=True)
class Giver:
    """Whoever gives a permission, and whom it is about. `has_care` is parental responsibility or the care of the child.

    `capacity` is what was found about *this* decision by the newest decision they rely on, if any. `represents` is
    whether a court or the young person appointed them; `another_represents` whether somebody else was.
    """

    standing: Standing
    is_the_one_it_is_about: bool
    has_care: bool
    about_born: date | None
    about_is_child_of_case: bool
    capacity: Found | None = None
    represents: bool = False
    another_represents: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a decision about capacity found, on which day, and when it has to be looked at again."""

    outcome: CapacityOutcome
    decided_on: date
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """How a decision about capacity was come to: which of its parts they could not do, and why.

    `unable` names the parts; `seen` what was seen of each. `review_on` is when it is looked at again.
    """

    unable: frozenset[PartOfDeciding]
    seen: Mapping[PartOfDeciding, str]
    because_of: str
    evidence: str
    assessed_by: str
    decided_on: date
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Span:
    """When a permission was given and when it holds: from `from_at` until just before `until_at`."""

    given_at: datetime
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Cover:
    """What one permission covers."""

    span: Span
    ended_at: datetime | None
    ways: frozenset[Way]
    contents: frozenset[Content]


def may_give(giver: Giver, *, on: date) -> Decision:
    """Whether this person's yes is enough (DOMAIN 7; Children and Families Act 2014 ss 80 and 83).

    A parent for a child, until compulsory school age ends; from then on the young person; someone else for a
    young person only on a dated decision that they cannot decide this: whoever was appointed to represent them, and
    only if nobody was, a parent (SEND Regulations 2014, regs 63 to 65). Anyone for themselves, a child too.
    """
    if giver.standing is Standing.FOR_THEMSELVES:
        if giver.is_the_one_it_is_about:
            return allow("L24")
        return refuse("Only the person it is about can give permission for themselves.", "L24")
    if giver.is_the_one_it_is_about:
        return refuse("They are the person it is about: record it as given for themselves.", "L24")
    if not giver.about_is_child_of_case:
        return refuse("An adult on the case decides for themselves. Ask them.", "L24")
    of_age = has_come_of_age(giver.about_born, on=on)
    if not giver.has_care and not (of_age and giver.represents):
        return refuse(
            "Record first that this person has parental responsibility for, or the care of, the child.", "L24"
        )
    if giver.standing is Standing.PARENT_OF_CHILD:
        if of_age:
            return refuse(
                "They are over compulsory school age, so the young person decides. Ask them.", "L24"
            )
        return allow("L24")
    if not of_age:
        return refuse("They are still of compulsory school age: a parent can give permission.", "L24")
    if giver.capacity is None or giver.capacity.outcome is not CapacityOutcome.CANNOT_DECIDE:
        return refuse(
            "Record first who found, when and how, that the young person cannot decide this.", "L24"
        )
    if giver.another_represents and not giver.represents:
        return refuse(
            "A deputy or attorney is on this case and decides for the young person. Ask them.", "L24"
        )
    return may_rely_on(giver.capacity, on=on)


def may_rely_on(found: Found, *, on: date) -> Decision:
    """Whether someone may decide for a young person on that day because of this: not before it, nor after its review."""
    if on < found.decided_on:
        return refuse("It was found only later that the young person cannot decide this.", "L24")
    if found.review_on is None or on > found.review_on:
        return refuse(
            "That the young person cannot decide this was to be looked at again by now. Record what was found.",
            "L24",
        )
    return allow("L24")


def may_be_judged(born: date | None, *, is_child_of_case: bool, on: date) -> Decision:
    """Whether it can be a question, on that day, if this person can decide: for a young person only (CFA 2014 s.80)."""
    if not is_child_of_case:
        return refuse("This is recorded only of the young person a case is about.", "L24")
    if not has_come_of_age(born, on=on):
        return refuse(
            "This is recorded only of a young person over compulsory school age. For a child, ask a parent.",
            "L24",
        )
    return allow("L24")


def may_find(judged: Judged, *, on: date, review_by: date) -> Decision:
    """Whether a decision about capacity is whole (Mental Capacity Act 2005 ss 1 to 3).

    Each of the four parts says what was seen; how they were helped (s.1(3)) and who judged it are said. If a part
    could not be done, so are the impairment it comes from (s.2(1)) and a day to look again, no later than `review_by`.
    """
    if not all(judged.seen.get(part, "").strip() for part in PartOfDeciding):
        return refuse("Say what was seen of each of the four parts of deciding.", "L24")
    if not judged.evidence.strip() or not judged.assessed_by.strip():
        return refuse("Say how they were helped, what it was judged on, and who judged it.", "L24")
    if judged.decided_on > on:
        return refuse("This date is in the future. Enter the day it was judged.", "dates-make-sense")
    if not judged.unable:
        return allow("L24")
    if not judged.because_of.strip():
        return refuse(
            "Say which impairment of, or disturbance in, mind or brain this comes from. Without one they decide.",
            "L24",
        )
    if judged.review_on is None or judged.review_on < judged.decided_on or judged.review_on > review_by:
        return refuse("Enter a day on which it is looked at again, within the time that is left.", "L24")
    return allow("L24")


def found_by(judged: Judged) -> CapacityOutcome:
    """What follows from the parts: who cannot do one of the four cannot make the decision (MCA 2005 s.3(1))."""
    return CapacityOutcome.CANNOT_DECIDE if judged.unable else CapacityOutcome.CAN_DECIDE


def standing_of(*, is_the_one_it_is_about: bool, decides_alone: bool) -> Standing:
    """By what right somebody says yes for somebody. `decides_alone` is whether that one is of age to decide."""
    if is_the_one_it_is_about:
        return Standing.FOR_THEMSELVES
    return Standing.ALTERNATIVE_PERSON if decides_alone else Standing.PARENT_OF_CHILD


def has_come_of_age(born: date | None, *, on: date) -> bool:
    """Whether compulsory school age has ended; someone whose date of birth is not known counts as a child."""
    return born is not None and on > compulsory_school_age_ends(born)


def may_hold_from_to(
    span: Span, *, recorded_at: datetime, written_down_within: timedelta, ends_by: datetime
) -> Decision:
    """Whether a permission may be written down for that span. `ends_by` is the latest end the law and profile leave."""
    if span.given_at > recorded_at:
        return refuse("A permission cannot have been given in the future.", "L24")
    if recorded_at - span.given_at > written_down_within:
        return refuse(
            f"A permission has to be written down within {_days(written_down_within)}. Ask the family again.",
            "L24",
        )
    if span.from_at < span.given_at:
        return refuse("It cannot hold from before it was given.", "L24")
    if span.until_at <= span.from_at:
        return refuse("It has to end after it begins.", "L24")
    if span.until_at > ends_by:
        return refuse("It would last too long. Choose an earlier last day; it can be renewed.", "L24")
    return allow("L24")


ON_PAPER = frozenset({HowGiven.FORM, HowGiven.LETTER})
"""Permissions of which there is a paper, which belongs to the case."""


def may_add_form(*, has_one: bool) -> Decision:
    """Whether a document may be named as a permission's signed form: there is one, once."""
    if has_one:
        return refuse("The signed form of this permission is on the case already.", "L24")
    return allow("L24")


def holds(cover: Cover, *, at: datetime) -> bool:
    """Whether the permission holds at that moment."""
    before_its_end = cover.ended_at is None or at < cover.ended_at
    return before_its_end and cover.span.from_at <= at < cover.span.until_at


def may_disclose(
    covers: Collection[Cover],
    *,
    way: Way,
    contents: Collection[Content],
    at: datetime,
    of_others: Collection[Cover] = (),
) -> Decision:
    """Whether one of an agency's permissions about this person covers all of this at that moment (L24).

    The refusal names what is missing; `of_others` are the agency's permissions about others of the family.
    """
    if not contents:
        return refuse("Choose what was said.", "L24")
    live = [cover for cover in covers if holds(cover, at=at)]
    if not live and any(holds(cover, at=at) for cover in of_others):
        return refuse("The family's permission for this agency is about someone else in the family.", "L24")
    if not live:
        return refuse("The family has given no permission for this agency that holds at that time.", "L24")
    right = [cover for cover in live if way in cover.ways]
    if not right:
        return refuse(f"The family's permission is not for this: {way.label.lower()}.", "L24")
    missing = min((frozenset(contents) - cover.contents for cover in right), key=len)
    if missing:
        named = "; ".join(content.label for content in Content if content in missing)
        return refuse(f"The family's permission for this agency does not cover: {named}.", "L24")
    return allow("L24")


def may_have_spoken(*, way: Way, told: Told, because: str, heard: str) -> Decision:
    """Whether a contact with an agency is told whole: what they were told of us, and what was heard (L25, Y02)."""
    if told is Told.NOT_POSSIBLE and not because.strip():
        return refuse("Say why it was not possible to tell them.", "L25")
    if way is Way.HEAR and not heard.strip():
        return refuse("Enter what they said.", "L25")
    return allow("L25")


def may_write_to(ways: Collection[str]) -> Decision:
    """Whether a permission for these ways lets anything be written: one to hear alone does not (L24)."""
    if Way.TELL in ways or Way.INTERMEDIARY in ways:
        return allow("L24")
    return refuse("The family's permission is to hear from them, not to tell them anything.", "L24")


def may_pass_on(*, role: CaseRole | None, told_on: date, heard_on: date, on: date) -> Decision:
    """Whether telling someone that day passes on what was heard: family, not before it was heard, not in the future.

    `role` is their part in the case, None for someone who has none.
    """
    if role not in FAMILY:
        return refuse("Choose someone of the family who is on the case.", "L25")
    if told_on > on:
        return refuse("This date is in the future. Enter the day you told them.", "L25")
    if told_on < heard_on:
        return refuse("You told them before you heard it yourself? Check the date.", "L25")
    return allow("L25")


def may_settle_once(has_been_settled: bool) -> Decision:
    """What was heard is passed on once; what more is said to the family about it is work like other work."""
    if has_been_settled:
        return refuse("This is on record already: it was passed on, or will not be.", "L25")
    return allow("L25")


@dataclass(frozen=True, slots=True)
class BreachState:
    """How far a breach is: the newest word on each step, and which steps were taken."""

    risk: BreachRisk | None
    notifying: Notifying | None
    taken: frozenset[BreachStep]
    is_closed: bool
    notify_by: datetime


def may_review(*, is_recorder: bool, is_reviewed: bool) -> Decision:
    """Whether someone may review what was shared to keep someone safe: a second person, once (SECURITY 5)."""
    if is_reviewed:
        return refuse("This has been reviewed already.", "L24")
    if is_recorder:
        return refuse("You wrote this down, so a second person reviews it.", "L24")
    return allow("L24")


def may_close_reviewed(owed: int) -> Decision:
    """Whether a case may close on which that many reviews are owed of what was shared to keep someone safe."""
    if not owed:
        return allow("L24")
    return refuse(
        "Before you close this case: a second person reviews what was shared to keep someone safe. "
        "It is under Safeguarding.",
        "L24",
    )


def may_take(step: BreachStep, state: BreachState) -> Decision:
    """Whether this is the time for a step; the refusal says what comes first."""
    if state.is_closed and step is not BreachStep.REOPENED:
        return refuse("This breach is closed. Open it again first.", "L24")
    if not state.is_closed and step is BreachStep.REOPENED:
        return refuse("This breach is open.", "L24")
    if step is BreachStep.DECIDED and state.risk is None:
        return refuse("Assess the risk first: the decision rests on it.", "L24")
    return may_close(state) if step is BreachStep.CLOSED else allow("L24")


def may_decide(notifying: Notifying, state: BreachState) -> Decision:
    """Only a breach unlikely to result in a risk to people may be kept from the ICO (UK GDPR article 33(1))."""
    if notifying is Notifying.NOT and state.risk is not BreachRisk.UNLIKELY:
        return refuse("There is a risk to people, so the ICO has to be told (UK GDPR article 33(1)).", "L24")
    return allow("L24")


def may_notify(*, told_at: datetime, has_reasons_for_delay: bool, state: BreachState) -> Decision:
    """After the 72 hours the ICO is told why it is told late (UK GDPR article 33(1))."""
    if told_at > state.notify_by and not has_reasons_for_delay:
        return refuse("That was after the 72 hours. Enter the reasons for the delay.", "L24")
    return allow("L24")


def may_close(state: BreachState) -> Decision:
    """A breach is closed once everything the law asks for has been decided and done."""
    if state.risk is None or state.notifying is None:
        return refuse("Assess the risk and decide whether to tell the ICO first.", "L24")
    decided = may_decide(state.notifying, state)
    if not decided:
        return decided
    if state.notifying is Notifying.TELL and BreachStep.NOTIFIED not in state.taken:
        return refuse("Record first that the ICO was told.", "L24")
    if state.risk is BreachRisk.HIGH and BreachStep.PEOPLE not in state.taken:
        return refuse("Record first whether the people were told (UK GDPR article 34).", "L24")
    return allow("L24")


def may_interpret(known: KnownInterpreter, *, interpreter: str) -> Decision:
    """Whether this interpreter may come, by what the family said of them (L19)."""
    if known is KnownInterpreter.KNOWN_NOT_AGREED:
        return refuse("The family knows this interpreter and does not agree. Ask for somebody else.", "L19")
    if known is not KnownInterpreter.TO_ASK and not interpreter.strip():
        return refuse(
            "Enter who the interpreter is, so that the family can say whether they know them.", "L19"
        )
    return allow("L19")


@dataclass(frozen=True, slots=True)
class BookedFor:
    """The meeting an interpreter was booked for: the moment that was booked, when it begins now, and its state."""

    booked_at: datetime
    starts_at: datetime
    state: MeetingState


def no_longer_fits(booked: BookedFor, *, at: datetime) -> Misfit | None:
    """What is wrong with a booking that nobody cancelled, as long as something can be done about it (L19).

    A meeting moved leaves it for another time, one cancelled for no use at all.
    """
    if booked.state is MeetingState.CANCELLED:
        return Misfit.NOT_NEEDED if booked.booked_at > at else None
    if booked.state is not MeetingState.PLANNED or booked.starts_at == booked.booked_at:
        return None
    return Misfit.ANOTHER_TIME if max(booked.booked_at, booked.starts_at) > at else None


def _days(span: timedelta) -> str:
    return "1 day" if span.days == 1 else f"{span.days} days"


LIAISON_TOPICS: Mapping[LiaisonKind, tuple[LiaisonTopic, ...]] = MappingProxyType(
    {
        LiaisonKind.CONTRACT: (
            LiaisonTopic.TERMS,
            LiaisonTopic.RESULTS,
            LiaisonTopic.MONEY,
            LiaisonTopic.STAFFING,
            LiaisonTopic.STANDARDS,
        ),
        LiaisonKind.TREND: (LiaisonTopic.TRENDS,),
        LiaisonKind.STRATEGY: (LiaisonTopic.DEVELOPMENTS, LiaisonTopic.TRAINING, LiaisonTopic.TRENDS),
        LiaisonKind.PANEL: (LiaisonTopic.PRACTICE,),
        LiaisonKind.OTHER: (LiaisonTopic.DEVELOPMENTS, LiaisonTopic.TRAINING, LiaisonTopic.TRENDS),
    }
)
"""What may be talked about in each kind of talk with the authority: of the contract, nothing else (L04)."""


def may_be_talked_about(kind: LiaisonKind, topics: Collection[LiaisonTopic]) -> Decision:
    """Whether a talk of this kind may have had these topics (L04, L05)."""
    if not topics:
        return refuse("Say what was talked about.", "L05")
    if set(topics) <= set(LIAISON_TOPICS[kind]):
        return allow("L04")
    return refuse(f"This does not belong to a talk of this kind: {kind.label.lower()}.", "L04")


LIAISON_ROLES: Mapping[LiaisonKind, tuple[MeetingRole, ...]] = MappingProxyType(
    {
        LiaisonKind.STRATEGY: (MeetingRole.STRATEGY, MeetingRole.OBSERVE),
        LiaisonKind.PANEL: (MeetingRole.OBSERVE,),
    }
)
"""In what role one may be at a meeting about no family: where others decide, only to observe (Y02, Y07)."""


@dataclass(frozen=True, slots=True)
class PartInMeeting:
    """What a meeting about no family was for, in what role one of ours was there, and whether they said so."""

    purpose: str
    role: MeetingRole
    role_stated: bool
    observes_because: str = ""
    not_stated_because: str = ""


def may_have_taken_part(kind: LiaisonKind, part: PartInMeeting | None) -> Decision:
    """Whether one of ours may have been at a meeting of this kind so (Y02, Y07, Y14); other talks have no role."""
    if kind not in LIAISON_ROLES:
        return allow("Y02") if part is None else refuse("Only a meeting has a role.", "Y02")
    if part is None or not part.purpose.strip():
        return refuse("Enter what the meeting was for.", "Y02")
    if part.role is MeetingRole.DECIDE:
        return refuse("Staff take no part in the authority’s decisions.", "Y07")
    if part.role is MeetingRole.SUPPORT:
        return refuse("A meeting about a family is written down on their case.", "Y02")
    if part.role not in LIAISON_ROLES[kind]:
        return refuse("At a panel staff are there only to observe.", "Y07")
    if not (observing := may_attend_as(part.role, because=part.observes_because)):
        return observing
    if not (part.role_stated or part.not_stated_because.strip()):
        return refuse("Say why you could not state your role at the start.", "Y14")
    return allow("Y02")
