"""Booking an interpreter. Whoever sends one is told that somebody needs it, so it leaves by the one way out (L19, L24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.access import may_work_cases
from cases.actions.conflicts import see_to_conflicts
from cases.actions.idempotency import one_at_a_time
from cases.choices import CaseStatus, Language
from cases.models import Agency, Case, CasePerson, Meeting, Person
from cases.rules import may_have_happened, may_work_on
from consent import rules
from consent.choices import BookingState, Channel, Content, HowGiven, KnownInterpreter, Told, Way
from consent.disclosures import Said, disclose
from consent.models import InterpreterBooking
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User

ONLY_BOOKED = "An interpreter was booked; nothing was asked about the family."


@dataclass(frozen=True, slots=True)
class Wanted:
    """An interpreter as one is asked for. `told` is what the provider hears of the language and when it is needed.

    `reach` is what they hear of how to reach the family, or nothing. `appointment` says what it is for where
    it is not a meeting on the case.
    """

    provider: Agency
    about: Person
    language: Language
    starts_at: datetime
    told: str
    channel: Channel
    spoke_to: str
    agreed_by: Person
    agreed_how: HowGiven
    agreed_on: date
    meeting: Meeting | None = None
    appointment: str = ""
    reach: str = ""
    interpreter: str = ""
    known: KnownInterpreter = KnownInterpreter.TO_ASK


@transaction.atomic
def book_interpreter(*, by: User, case: Case, wanted: Wanted, once: UUID, at: datetime) -> InterpreterBooking:
    """Book an interpreter, and write down what the provider was told. The same `once` twice is one booking.

    Raises Refused, naming what is missing, where the family's yes for the provider does not cover it, and for
    an interpreter the family knows and does not want.
    """
    may_work_cases(by).require()
    one_at_a_time(once)
    earlier: InterpreterBooking | None = InterpreterBooking.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    _may_be_booked(case, wanted, at=at)
    contents = {Content.LANGUAGE: wanted.told}
    if wanted.reach.strip():
        contents[Content.REACHING_THEM] = wanted.reach
    said = Said(
        agency=wanted.provider,
        about=wanted.about,
        way=Way.TELL,
        channel=wanted.channel,
        contents=contents,
        happened_at=at,
        told=Told.NOT_POSSIBLE,
        because=ONLY_BOOKED,
        spoke_to=wanted.spoke_to,
    )
    disclosure = disclose(by=by, case=case, said=said, once=once, at=at)
    booking: InterpreterBooking = InterpreterBooking.objects.create(
        case=case,
        meeting=wanted.meeting,
        appointment=None if wanted.meeting else wanted.appointment,
        starts_at=wanted.starts_at,
        about=wanted.about,
        language=wanted.language,
        provider=wanted.provider,
        is_local_authority=wanted.provider.is_local_authority,
        disclosure=disclosure,
        permission_id=disclosure.permission_id,
        content=Content.LANGUAGE,
        reach_content=Content.REACHING_THEM if Content.REACHING_THEM in contents else None,
        agreed_by=wanted.agreed_by,
        agreed_how=wanted.agreed_how,
        agreed_on=wanted.agreed_on,
        interpreter=wanted.interpreter or None,
        known=wanted.known,
        state=BookingState.BOOKED,
        recorded_at=at,
        recorded_by=by,
        once=once,
    )
    see_to_conflicts(by=by, at=at)
    return booking


@transaction.atomic
def know_interpreter(
    *, by: User, booking: InterpreterBooking, interpreter: str, known: KnownInterpreter
) -> InterpreterBooking:
    """Write down who comes, and whether the family knows them. Raises Refused where they do not agree to them."""
    may_work_cases(by).require()
    held = _held(booking)
    _is_booked(held)
    rules.may_interpret(known, interpreter=interpreter).require()
    held.interpreter, held.known = interpreter or None, known
    held.save(update_fields=["interpreter", "known"])
    return held


@transaction.atomic
def cancel_interpreter(
    *, by: User, booking: InterpreterBooking, because: str, at: datetime
) -> InterpreterBooking:
    """Cancel a booking, saying why; what the provider was told stays on record. Cancelled again, it changes nothing."""
    may_work_cases(by).require()
    held = _held(booking)
    if held.state == BookingState.CANCELLED:
        return held
    if not because.strip():
        refuse("Enter why it is cancelled.", "L19").require()
    held.state, held.cancelled_at, held.cancelled_by = BookingState.CANCELLED, at, by
    held.cancelled_because = because
    held.save(update_fields=["state", "cancelled_at", "cancelled_by", "cancelled_because"])
    return held


def _may_be_booked(case: Case, wanted: Wanted, *, at: datetime) -> None:
    held: Case = Case.objects.select_for_update().get(pk=case.pk)
    may_work_on(CaseStatus(held.status)).require()
    if wanted.meeting is None and not wanted.appointment.strip():
        refuse("Enter what the interpreter is for.", "L19").require()
    may_have_happened(wanted.agreed_on, on=clock.day_of(at)).require()
    present = CasePerson.objects.present().filter(case=case, person__in=[wanted.about, wanted.agreed_by])
    if {part.person_id for part in present} != {wanted.about.id, wanted.agreed_by.id}:
        refuse("Add them to the case first.", "L19").require()
    rules.may_interpret(wanted.known, interpreter=wanted.interpreter).require()


def _is_booked(booking: InterpreterBooking) -> None:
    if booking.state != BookingState.BOOKED:
        refuse("This booking is cancelled, so it cannot be changed.", "L19").require()


def _held(booking: InterpreterBooking) -> InterpreterBooking:
    held: InterpreterBooking = InterpreterBooking.objects.select_for_update().get(pk=booking.pk)
    return held
