"""Whom a closing asks, and which questionnaire: plain values in, a decision out."""

from __future__ import annotations

from dataclasses import dataclass

from cases.choices import CaseRole, WhyNotAsked
from feedback.choices import Audience, WhyNotSent

SHORT_AT_MOST = 1
"""The highest level of help after which the short questionnaire is sent (DOMAIN 5.6)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of somebody who might be asked."""

    not_asked_because: WhyNotAsked | None = None
    is_erased: bool = False
    may_know: bool = True
    was_asked_lately: bool = False
    has_safe_address: bool = True
    others_would_see: bool = False


def why_not_sent(one: Standing) -> WhyNotSent | None:
    """Why somebody is not asked; None if they are. What whoever closed the case said comes before all else (L30)."""
    if one.not_asked_because:
        return WhyNotSent(one.not_asked_because.value)
    if one.is_erased:
        return WhyNotSent.ERASED
    if not one.may_know:
        return WhyNotSent.MAY_NOT_KNOW
    if one.was_asked_lately:
        return WhyNotSent.ASKED_LATELY
    if one.has_safe_address:
        return None
    return WhyNotSent.OTHERS_SEE if one.others_would_see else WhyNotSent.NO_SAFE_ADDRESS


def audience_of(role: CaseRole, *, is_young_person: bool | None) -> Audience:
    """Which questionnaire somebody in that part of a case gets; a child whose age is not known gets the young person's."""
    if role is not CaseRole.CHILD_OR_YOUNG_PERSON:
        return Audience.PARENT_CARER
    return Audience.CHILD if is_young_person is False else Audience.YOUNG_PERSON


def is_short(highest_level: int | None) -> bool:
    """Whether all the help there was is so little that the short one is enough; none on record counts as little."""
    return (highest_level or 0) <= SHORT_AT_MOST
