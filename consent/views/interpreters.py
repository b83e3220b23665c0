"""Interpreters of a case: booked, named, cancelled. It turns requests into one call and a page each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_hold_people, may_work_cases, open_case
from cases.choices import CaseStatus, Language
from cases.forms.agencies import agencies_for
from cases.models import Agency, Case, Meeting
from cases.rules import may_work_on
from cases.views.case_frame import Member, case_frame, people_of, subjects_on
from cases.views.shown import posted
from consent.access import open_booking
from consent.choices import BookingState, Content, KnownInterpreter, Way
from consent.disclosures.interpreters import book_interpreter, cancel_interpreter, know_interpreter
from consent.forms.interpreters import OTHER, BookingForm, CancelForm, KnowForm
from consent.models import InterpreterBooking, SharingPermission
from consent.views.asking import ways_to_get_it
from consent.views.interpreters_shown import because_of, misfit_of
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.forms import GovukForm
from sendiass.ui.parts import Link, Row
from sendiass.ui.words import clock_time, long_date


@page(may=may_work_cases)
def interpreter_book(request: StaffRequest, reference: str) -> HttpResponse:
    """Book an interpreter. `meeting` in the address chooses one beforehand."""
    case = open_case(by=request.user, reference=reference)
    (may_work_on(CaseStatus(case.status)) and may_hold_people(case)).require()
    people, key = people_of(case), f"case:{case.reference}:interpreter"
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="booking an interpreter",
        page="consent:interpreter_book",
    ):
        begun = Begun(request, key)
        form = BookingForm(posted(request), typed=begun.typed, **_asking(request, case, people))
        if form.is_valid():
            with begun.sending(form):
                book_interpreter(
                    by=request.user,
                    case=case,
                    wanted=form.wanted(),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                messages.success(
                    request, "The interpreter is booked, and what was said stands under sharing."
                )
                return redirect("cases:meetings_page", case.reference)
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "form": form,
            "ways_to_get_it": _ways_to_get_it(case, form),
            "back_url": reverse("cases:meetings_page", args=[case.reference]),
            "back_text": "Back to the meetings",
            **begun.shown(),
        }
        return render(request, "consent/interpreter_book.html", shown)


@page(may=may_work_cases)
def interpreter_know(request: StaffRequest, reference: str, booking_id: UUID) -> HttpResponse:
    """Who comes, and whether the family knows them."""
    case = open_case(by=request.user, reference=reference)
    booking = open_booking(by=request.user, case=case, booking_id=booking_id)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="who an interpreter is",
        page="consent:interpreter_know",
    ):
        initial = {"interpreter": booking.interpreter or "", "known": booking.known}
        form = KnowForm(posted(request), initial=initial)
        if form.is_valid():
            try:
                know_interpreter(
                    by=request.user,
                    booking=booking,
                    interpreter=form.cleaned_data["interpreter"],
                    known=KnownInterpreter(form.cleaned_data["known"]),
                )
            except Refused as refused:
                form.add_error("known", refused.decision.reason)
            else:
                messages.success(request, "Written down.")
                return redirect("cases:meetings_page", case.reference)
        shown = {
            **_about(request, case, people, form, "Who is the interpreter?", "Save"),
            "lead": _words(booking),
            "back_text": "Back to the meetings",
        }
        return render(request, "cases/case_form.html", shown)


@page(may=may_work_cases)
def interpreter_cancel(request: StaffRequest, reference: str, booking_id: UUID) -> HttpResponse:
    """Cancel a booking, saying why."""
    case = open_case(by=request.user, reference=reference)
    booking = open_booking(by=request.user, case=case, booking_id=booking_id)
    if booking.state == BookingState.CANCELLED:
        return redirect("cases:meetings_page", case.reference)  # sent twice, done once
    misfit = misfit_of(booking, at=clock.now())
    form = CancelForm(posted(request), initial={"because": because_of(misfit)})
    if form.is_valid():
        try:
            cancel_interpreter(
                by=request.user, booking=booking, because=form.cleaned_data["because"], at=clock.now()
            )
        except Refused as refused:
            form.add_error("because", refused.decision.reason)
        else:
            messages.success(request, "The booking is cancelled.")
            return redirect("cases:meetings_page", case.reference)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="cancelling an interpreter",
        page="consent:interpreter_cancel",
    ):
        shown = {
            **_about(request, case, people, form, "Cancel this interpreter?", "Cancel the booking"),
            "rows": [Row("Booked", _words(booking)), Row("From", booking.provider.name)],
            "warning": "Tell whoever sends them, too. What they were told stays on record.",
            "danger": True,
        }
        return render(request, "cases/case_confirm.html", shown)


def _words(booking: InterpreterBooking) -> str:
    starts = booking.starts_at
    language = label(Language(booking.language))
    return f"{language}, {long_date(starts)} at {clock_time(starts)}."


def _about(
    request: StaffRequest,
    case: Case,
    people: tuple[Member, ...],
    form: GovukForm,
    heading: str,
    button: str,
) -> dict[str, Any]:
    back = reverse("cases:meetings_page", args=[case.reference])
    return {
        "frame": case_frame(case, people, user=request.user),
        "heading": heading,
        "form": form,
        "button": button,
        "may_name": True,
        "back_url": back,
        "cancel_url": back,
    }


def _ways_to_get_it(case: Case, form: BookingForm) -> tuple[Link, ...]:
    """Where the yes for what stands in the form is written down, or asked for."""
    provider = form.agencies.get(str(form["provider"].value()))
    if provider is None:
        return (Link("Write down a permission", reverse("consent:permission_add", args=[case.reference])),)
    contents = [Content.LANGUAGE, *([Content.REACHING_THEM] if form["passed_on"].value() else [])]
    about = form.people.get(str(form["about"].value()))
    return ways_to_get_it(
        case, provider, ways=[Way.TELL], contents=contents, about=about.id if about else None
    )


def _asking(request: StaffRequest, case: Case, people: tuple[Member, ...]) -> dict[str, Any]:
    at = clock.now()
    known = [one for one in people if not one.is_erased]
    needing = next((one.person for one in known if one.person.needs_interpreter), None)
    meetings = list(Meeting.objects.of(case).planned().filter(starts_at__gt=at).order_by("starts_at", "id"))
    asked = request.GET.get("meeting", "")
    booked = InterpreterBooking.objects.of(case).count()
    permitted = _may_be_told(case)
    return {
        "meetings": meetings,
        "agencies": _providers(permitted),
        "permitted": permitted,
        "people": [
            (one.person, f"{one.person.full_name or one.person.called} ({str(label(one.role)).lower()})")
            for one in known
        ],
        "initial": {
            "once": once_key(request.user.id, "interpreter", case.id, booked),
            "for_what": asked or ("" if meetings else OTHER),
            "about": str(needing.id) if needing else "",
            "language": needing.spoken_language if needing else "",
        },
    }


def _may_be_told(case: Case) -> set[UUID]:
    """The agencies that may be told of somebody's language on this case now."""
    live = SharingPermission.objects.of(case).live(clock.now())
    covering = live.filter(ways__contains=[Way.TELL], contents__contains=[Content.LANGUAGE])
    return set(covering.values_list("agency_id", flat=True))


def _providers(permitted: set[UUID]) -> list[Agency]:
    """Whoever may send one: those the family said yes to first."""
    found = agencies_for([], list(permitted))
    return sorted(found, key=lambda one: (one.id not in permitted, not one.is_local_authority, one.name))
