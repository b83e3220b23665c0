"""Interpreters booked, in words: plain values made inside a reading. It decides nothing."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from cases.choices import Language
from cases.models import Case, Meeting, Person
from consent.choices import BookingState, HowGiven, KnownInterpreter
from consent.models import InterpreterBooking
from sendiass.profiles.lists import label
from sendiass.ui.parts import Link, Tag
from sendiass.ui.words import short_date


@dataclass(frozen=True, slots=True)
class BookingShown:
    """One interpreter: for whom, when, from where, who agreed, and whether the family knows them."""

    language: str
    starts_at: datetime
    about: str
    appointment: str
    provider: str
    is_la: bool
    agreed: str
    known: str
    cancelled: str
    tag: Tag
    links: tuple[Link, ...]


def bookings_of(case: Case, meeting: Meeting | None = None) -> list[InterpreterBooking]:
    """Those of a case, or of one meeting: the nearest last. One query."""
    found = InterpreterBooking.objects.of(case).select_related("provider", "about", "agreed_by", "meeting")
    return list(found.filter(meeting=meeting) if meeting else found)


def booking_shown(one: InterpreterBooking, case: Case, *, on_it: Set[UUID], may_work: bool) -> BookingShown:
    """One booking in words; needs a reading that names the case and the people `on_it`. Others are not named."""
    is_booked = one.state == BookingState.BOOKED
    because = one.cancelled_because
    return BookingShown(
        language=str(label(Language(one.language))),
        starts_at=one.starts_at,
        about=_name(one.about, on_it),
        appointment=one.appointment or "",
        provider=one.provider.name,
        is_la=one.is_local_authority,
        agreed=_agreed(one, on_it),
        known=_known(one),
        cancelled=f"Cancelled: {because}" if because else "",
        tag=_tag(one),
        links=_links(one, case) if is_booked and may_work else (),
    )


def _agreed(one: InterpreterBooking, on_it: Set[UUID]) -> str:
    how = str(label(HowGiven(one.agreed_how))).lower()
    return f"{_name(one.agreed_by, on_it)} agreed {how}, {short_date(one.agreed_on)}"


def _known(one: InterpreterBooking) -> str:
    words = str(label(KnownInterpreter(one.known)))
    return f"{one.interpreter}: {words[0].lower()}{words[1:]}" if one.interpreter else words


def _tag(one: InterpreterBooking) -> Tag:
    if one.state == BookingState.CANCELLED:
        return Tag("Cancelled", "grey")
    return Tag("Ask the family", "yellow") if one.known == KnownInterpreter.TO_ASK else Tag("Booked", "green")


def _links(one: InterpreterBooking, case: Case) -> tuple[Link, ...]:
    to, about = [case.reference, one.id], f"the interpreter of {short_date(one.starts_at)}"
    return (
        Link("Who comes", reverse("consent:interpreter_know", args=to), f": {about}"),
        Link("Cancel", reverse("consent:interpreter_cancel", args=to), about),
    )


def _name(person: Person, on_it: Set[UUID]) -> str:
    if person.id not in on_it:
        return "Someone who is no longer on the case"
    return person.full_name or person.called
