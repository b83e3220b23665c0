"""Interpreters booked, in words: plain values made inside a reading. It decides nothing."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from cases.choices import Language, MeetingState
from cases.models import Case, Meeting, Person
from consent.choices import BookingState, HowGiven, KnownInterpreter, Misfit
from consent.models import InterpreterBooking
from consent.rules import BookedFor, no_longer_fits
from sendiass.profiles.lists import label
from sendiass.ui.parts import Link, Tag
from sendiass.ui.words import clock_time, long_date, short_date


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
    amiss: str
    tag: Tag
    links: tuple[Link, ...]


def bookings_of(case: Case, meeting: Meeting | None = None) -> list[InterpreterBooking]:
    """Those of a case, or of one meeting: the nearest last. One query."""
    found = InterpreterBooking.objects.of(case).select_related("provider", "about", "agreed_by", "meeting")
    return list(found.filter(meeting=meeting) if meeting else found)


def booking_shown(
    one: InterpreterBooking, case: Case, *, on_it: Set[UUID], may_work: bool, at: datetime
) -> BookingShown:
    """One booking in words; needs a reading that names the case and the people `on_it`. Others are not named."""
    misfit = misfit_of(one, at=at)
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
        amiss=what_to_do(one, misfit) if misfit else "",
        tag=Tag(misfit.label, "red") if misfit else _tag(one),
        links=_links(one, case, misfit) if is_booked and (may_work or misfit) else (),
    )


def misfit_of(one: InterpreterBooking, *, at: datetime) -> Misfit | None:
    """What is wrong with a booking whose meeting was moved or cancelled since; its meeting is fetched with it."""
    if one.meeting is None or one.state != BookingState.BOOKED:
        return None
    meeting = one.meeting
    booked = BookedFor(one.starts_at, meeting.starts_at, MeetingState(meeting.state))
    return no_longer_fits(booked, at=at)


def what_to_do(one: InterpreterBooking, misfit: Misfit) -> str:
    """What a worker owes whoever sends the interpreter."""
    if misfit is Misfit.NOT_NEEDED or one.meeting is None:
        return "The meeting is cancelled. Tell them, and cancel this booking."
    starts = one.meeting.starts_at
    return (
        f"The meeting is now on {long_date(starts)} at {clock_time(starts)}. "
        "Tell them, cancel this booking, and book again for the new time."
    )


def because_of(misfit: Misfit | None) -> str:
    """Why a booking that no longer fits is cancelled, to begin with."""
    if misfit is None:
        return ""
    return "The meeting is cancelled." if misfit is Misfit.NOT_NEEDED else "The meeting was moved."


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


def _links(one: InterpreterBooking, case: Case, misfit: Misfit | None) -> tuple[Link, ...]:
    to, about = [case.reference, one.id], f"the interpreter of {short_date(one.starts_at)}"
    cancel = Link("Cancel", reverse("consent:interpreter_cancel", args=to), about)
    if misfit is None:
        return (Link("Who comes", reverse("consent:interpreter_know", args=to), f": {about}"), cancel)
    return (cancel,)


def _name(person: Person, on_it: Set[UUID]) -> str:
    if person.id not in on_it:
        return "Someone who is no longer on the case"
    return person.full_name or person.called
