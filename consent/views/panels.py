"""What sharing brings to pages of the floor below."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from cases.access import may_hold_people
from cases.choices import CaseStatus
from cases.models import Case, Meeting
from cases.rules import may_work_on
from consent.choices import Way
from consent.models import InterpreterBooking, SharingPermission
from consent.views.interpreters_shown import booking_shown, bookings_of
from consent.views.sharing_shown import live_agencies
from sendiass import clock
from sendiass.ui.parts import Link


def whom_we_may_talk_to(_request: HttpRequest, case: Case) -> SafeString:
    """On a case's record: the agencies we may talk to now, and about what (L24)."""
    agencies = live_agencies(case, at=clock.now())
    return render_to_string("consent/parts/may_talk_to.html", {"case": case, "agencies": agencies})


def interpreters_of(_request: HttpRequest, case: Case) -> SafeString:
    """On a case's meetings: every interpreter booked, for those and for other appointments (L19)."""
    shown = _interpreters(case, bookings_of(case), "")
    return render_to_string("consent/parts/interpreters.html", shown)


def what_goes_with_a_meeting(_request: HttpRequest, meeting: Meeting) -> SafeString:
    """On a meeting: its interpreters, and where what we said there to an agency is written down (L19, L24)."""
    case = meeting.case
    asked = f"?meeting={meeting.id}" if meeting.state == "planned" else ""
    shown = _interpreters(case, bookings_of(case, meeting), asked)
    if not asked:
        shown["book_url"] = ""
    return render_to_string("consent/parts/goes_with_a_meeting.html", shown | {"said": _said_to(case)})


def _interpreters(case: Case, bookings: list[InterpreterBooking], asked: str) -> dict[str, Any]:
    may_work = bool(may_work_on(CaseStatus(case.status)))
    book = reverse("consent:interpreter_book", args=[case.reference]) + asked
    return {
        "case": case,
        "bookings": [booking_shown(one, case, may_work=may_work) for one in bookings],
        "book_url": book if may_work and may_hold_people(case) else "",
    }


def _said_to(case: Case) -> list[Link]:
    """Where to write down what was said, for each permission that lets us say something."""
    live = SharingPermission.objects.of(case).live(clock.now()).select_related("agency")
    return [
        Link(one.agency.name, reverse("consent:disclosure_add", args=[case.reference, one.id]))
        for one in live.order_by("agency__name", "id")
        if {Way.TELL, Way.INTERMEDIARY} & set(one.ways)
    ]
