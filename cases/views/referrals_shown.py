"""A request from the public form as the intake desk sees it: plain values. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cases.actions.taking_up import came_back_from
from cases.actions.told import Told, Way, written_to
from cases.choices import (
    AccessibleFormat,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    HowShared,
    Issue,
    Language,
    ReferralSource,
    ReferralState,
    Referrer,
    Relationship,
    Stage,
    WhySetAside,
)
from cases.models import Referral
from sendiass import clock
from sendiass.profiles.lists import label
from sendiass.ui.fields.short import phone_as_read
from sendiass.ui.parts import Colour, Row, Tag
from sendiass.ui.words import clock_time, long_date

COLOURS: dict[str, Colour] = {
    ReferralState.WAITING: "orange",
    ReferralState.TAKEN_UP: "blue",
    ReferralState.ANSWERED: "green",
    ReferralState.SET_ASIDE: "grey",
}
PHONES = (ContactPointKind.MOBILE, ContactPointKind.LANDLINE)


@dataclass(frozen=True, slots=True)
class ReferralListed:
    """One request in the list; it names nobody."""

    reference: str
    url: str
    who: str
    issue: str
    sent_at: datetime
    waits: str


def listed(referral: Referral) -> ReferralListed:
    """What the list says of it, by codes alone."""
    days = (clock.today() - clock.day_of(referral.sent_at)).days
    return ReferralListed(
        reference=referral.reference,
        url=reverse("cases:referral_page", args=[referral.reference]),
        who=label(Referrer(referral.who)),
        issue=label(Issue(referral.issue)),
        sent_at=referral.sent_at,
        waits="Since today" if days < 1 else f"{days} day{'' if days == 1 else 's'}",
    )


def state_tag(referral: Referral) -> Tag:
    """Where it stands."""
    return Tag(label(ReferralState(referral.state)), COLOURS.get(referral.state, ""))


def rows_of(referral: Referral, told: Told) -> list[Row]:
    """All that was sent, in the order of a first conversation; empty answers are left out."""
    return [Row(key, value) for key, value in _lines(referral, told) if value]


def settled_rows(referral: Referral, words: str) -> list[Row]:
    """What became of it, by whom and why."""
    if referral.settled_at is None or referral.settled_by is None:
        return []
    when = f"{long_date(referral.settled_at)} at {clock_time(referral.settled_at)}, by {referral.settled_by.name}"
    rows = [Row(label(ReferralState(referral.state)), when)]
    if referral.set_aside_because:
        rows.append(Row("Because", label(WhySetAside(referral.set_aside_because))))
    return [*rows, *([Row("In words", words)] if words else [])]


def _lines(referral: Referral, told: Told) -> Iterator[tuple[str, str]]:
    yield "Sent", f"{long_date(referral.sent_at)} at {clock_time(referral.sent_at)}"
    yield "By", label(Referrer(referral.who))
    yield "They would like", told.aim
    yield "About", label(Issue(referral.issue))
    yield "EHC plan", label(Stage(referral.stage))
    yield "Days that matter", told.dates
    yield "Name", f"{told.given_names} {told.family_name}".strip()
    if told.relationship:
        yield "Is to the child", label(Relationship(told.relationship))
    yield "Child or young person", f"{told.child_given_names} {told.child_family_name}".strip()
    yield "Born", long_date(told.child_born) if told.child_born else ""
    yield "School", told.school
    for way in told.ways:
        yield _way(referral, told, way)
    yield "Language", _language(told)
    yield "Needs", ", ".join(label(AccessibleFormat(one)) for one in told.formats)
    yield from _for_them(referral, told)
    yield "Agreed to records", f"{long_date(referral.agreed_at)}, on the form"
    yield "Written to", _written(referral, told)


def _written(referral: Referral, told: Told) -> str:
    way = written_to(told)
    if way and way.is_discreet:
        return _written_unnamed(referral)
    if referral.acknowledged_at is None:
        return "No: no address of theirs is marked safe"
    if referral.address_failed_at is None:
        return long_date(referral.acknowledged_at)
    back = long_date(referral.address_failed_at)
    return f"{long_date(referral.acknowledged_at)}\nThe address given does not work: it came back on {back}"


def _written_unnamed(referral: Referral) -> str:
    words = (
        "At most that we have it, without our name: others may see what comes there. "
        "Tell them another way how to see their records."
    )
    if referral.address_failed_at is None:
        return words
    return (
        f"{words}\nThe address given does not work: it came back on {long_date(referral.address_failed_at)}"
    )


def _way(referral: Referral, told: Told, way: Way) -> tuple[str, str]:
    is_phone = way.kind in PHONES
    value = phone_as_read(way.value) if is_phone else way.value
    safe = way.note if way.safety is ContactSafety.WITH_CARE else ""
    safety = ContactSafety.NOT_WORKING if came_back_from(referral, told, way) else way.safety
    lines = [value, f"With care: {safe}" if safe else label(safety)]
    if way.is_discreet:
        lines.append("Others may see or hear what comes there: say nothing of what it is about")
    if is_phone:
        lines.append("You may leave a message" if way.may_leave_message else "Leave no message")
    return label(way.kind), "\n".join(lines)


def _language(told: Told) -> str:
    words = label(Language(told.language)) if told.language else ""
    return f"{words}, with an interpreter" if told.needs_interpreter else words


def _for_them(referral: Referral, told: Told) -> Iterator[tuple[str, str]]:
    """Who wrote for them, and the yes they had."""
    if them := told.professional:
        where = label(ReferralSource(referral.referral_source))
        lines = (them.name, f"{them.job}, {them.organisation}", where, them.reached_at)
        yield "Professional", "\n".join(filter(None, lines))
    if referral.yes_on:
        who, how = label(CaseRole(referral.yes_from)), label(HowShared(referral.yes_how)).lower()
        yield "The family’s yes", f"{who}, {how}, {long_date(referral.yes_on)}"
