"""Who may permit what, and what a permission covers: decided on plain values, no data base, no clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from cases.deadlines import compulsory_school_age_ends
from consent.choices import CapacityOutcome, Content, LiaisonKind, LiaisonTopic, Standing, Way
from sendiass.access import Decision, allow, refuse


@dataclass(frozen=True, slots=True)
class Giver:
    """Whoever gives a permission, and whom it is about. `has_care` is parental responsibility or the care of the child.

    `capacity` is the outcome of the decision about *this* decision that they rely on, if any.
    """

    standing: Standing
    is_the_one_it_is_about: bool
    has_care: bool
    about_born: date | None
    about_is_child_of_case: bool
    capacity: CapacityOutcome | None = None


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
    young person only on a dated decision that they cannot decide this. Anyone for themselves, a child too.
    """
    if giver.standing is Standing.FOR_THEMSELVES:
        if giver.is_the_one_it_is_about:
            return allow("L24")
        return refuse("Only the person it is about can give permission for themselves.", "L24")
    if giver.is_the_one_it_is_about:
        return refuse("They are the person it is about: record it as given for themselves.", "L24")
    if not giver.about_is_child_of_case:
        return refuse("An adult on the case decides for themselves. Ask them.", "L24")
    if not giver.has_care:
        return refuse(
            "Record first that this person has parental responsibility for, or the care of, the child.", "L24"
        )
    of_age = has_come_of_age(giver.about_born, on=on)
    if giver.standing is Standing.PARENT_OF_CHILD:
        if of_age:
            return refuse(
                "They are over compulsory school age, so the young person decides. Ask them.", "L24"
            )
        return allow("L24")
    if not of_age:
        return refuse("They are still of compulsory school age: a parent can give permission.", "L24")
    if giver.capacity is not CapacityOutcome.CANNOT_DECIDE:
        return refuse(
            "Record first who found, when and how, that the young person cannot decide this.", "L24"
        )
    return allow("L24")


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


def holds(cover: Cover, *, at: datetime) -> bool:
    """Whether the permission holds at that moment."""
    before_its_end = cover.ended_at is None or at < cover.ended_at
    return before_its_end and cover.span.from_at <= at < cover.span.until_at


def may_disclose(
    covers: Collection[Cover], *, way: Way, contents: Collection[Content], at: datetime
) -> Decision:
    """Whether one of an agency's permissions covers all of this at that moment (L24).

    The refusal names what is missing.
    """
    if not contents:
        return refuse("Choose what was said.", "L24")
    live = [cover for cover in covers if holds(cover, at=at)]
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
