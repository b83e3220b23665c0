"""Who looked at this family: the record of readings in words. It opens nothing that is sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from cases.access import may_see_readings, open_case
from cases.models import Case, CasePerson, Enquiry, Referral
from cases.views.case_frame import case_frame, people_of, subjects_on
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal, reading
from sendiass.audit.actors import SERVICES
from sendiass.audit.models import Reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Pages

PER_PAGE = 50
PAGES = {
    "cases:agency_list": "Schools and agencies",
    "cases:aim_record": "What the family wants",
    "cases:allocation_end": "Ending an allocation",
    "cases:allocation_make": "Allocating the case",
    "cases:case_list": "List of cases",
    "cases:case_open": "Opening a case",
    "cases:case_page": "The case record",
    "cases:contact_add": "Adding a way to reach someone",
    "cases:contact_change": "Changing a way to reach someone",
    "cases:contact_remove": "Removing a way to reach someone",
    "cases:document_download": "Downloading a document",
    "cases:document_page": "A document",
    "cases:document_preview": "A picture of a document",
    "cases:document_remove": "Taking a document off",
    "cases:documents_page": "The documents of the case",
    "cases:enquiry_page": "The enquiry",
    "cases:enquiry_take": "Taking an enquiry",
    "cases:first_contact_record": "First contact",
    "cases:intake": "Intake",
    "cases:intervention_correct": "Correcting an entry",
    "cases:intervention_page": "An entry and its versions",
    "cases:key_date_add": "Adding a date",
    "cases:key_date_remove": "Taking a date off",
    "cases:link_undo": "Undoing a link of two records",
    "cases:matter_change": "Changing what the case is about",
    "cases:meeting_cancel": "Cancelling a meeting",
    "cases:meeting_change": "Changing a planned meeting",
    "cases:meeting_correct": "Correcting a meeting",
    "cases:meeting_page": "A meeting",
    "cases:meeting_plan": "Planning a meeting",
    "cases:meeting_write_up": "Writing up a meeting",
    "cases:meetings_page": "The meetings of the case",
    "cases:option_choose": "Which option the family chose",
    "cases:options_record": "The options of advice",
    "cases:people_page": "The people of the case",
    "cases:person_acknowledge": "Writing to someone",
    "cases:person_add": "Adding a person",
    "cases:person_change": "Changing a person",
    "cases:person_remove": "Removing a person",
    "cases:readings_page": "Who looked at this family",
    "cases:records_link": "Linking two records",
    "cases:records_tell_apart": "Telling two records apart",
    "cases:refer_check": "A half-written request, shown to its writer",
    "cases:refer_question": "A half-written request, shown to its writer",
    "cases:refer_return": "A half-written request, opened by its code",
    "cases:referral_answer": "Answering a request from the website",
    "cases:referral_page": "A request from the website",
    "cases:referral_set_aside": "Setting a request from the website aside",
    "cases:referral_take_up": "Opening a case from the website's form",
    "cases:relationship_set": "Who is whose parent",
    "cases:same_person": "Other records of a person",
    "cases:search": "Search",
    "cases:signpost_add": "Noting signposting",
    "cases:status_change": "Changing the status",
    "cases:task_add": "Adding a task",
    "cases:today": "Today",
    "cases:waiting_list": "Waiting list",
    "outbox:delivery": "Sending a message",
    "outbox:letter_pdf": "Printing a letter",
}
"""Where someone looked, by the name of the page's address."""

PARTS = {
    "demonstration": "The service, loading made-up families",
    "drafts": "The service, clearing away drafts",
    "import": "The service, bringing in cases",
    "outbox": "The service, sending messages",
    "school register": "The service, refreshing the schools",
    "search": "The service, keeping the search ready",
    "self-referral": "The service, showing somebody what they wrote",
    "set-up": "The service, being set up",
    "sign-in": "The service, helping someone sign in",
    "sweeps": "The service, doing what fell due",
}
"""What a part of the service does when it looks, by its name among the actors."""

SEARCH = "cases:search"


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One look: who, when, why and on which page, in words."""

    who: str
    at: datetime
    purpose: str
    page: str


@page(may=may_see_readings)
def readings_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Every reading that named the case, the people present in it, its enquiry or the request it began with, newest first."""
    case = open_case(by=request.user, reference=reference)
    found = Reading.objects.of(_subjects(case)).newest_first()
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines = _lines(list(shown.object_list))
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="who looked at this family",
        page="cases:readings_page",
    ):
        pages = Pages(shown, "reading" if shown.paginator.count == 1 else "readings", request.GET)
        frame = case_frame(case, people, user=request.user)
        context = {"case": case, "frame": frame, "lines": lines, "pages": pages}
        return render(request, "cases/readings_page.html", context)


def _subjects(case: Case) -> list[UUID]:
    people = CasePerson.objects.present().filter(case=case).values_list("person_id", flat=True)
    enquiries = Enquiry.objects.filter(case=case).values_list("id", flat=True)
    referrals = Referral.objects.filter(case=case).values_list("id", flat=True)
    return [case.id, *people, *enquiries, *referrals]


def _lines(rows: list[Reading]) -> list[ReadingLine]:
    names = _names({row.actor_id for row in rows})
    return [
        ReadingLine(
            who=names.get(row.actor_id, "An account that is no longer known"),
            at=row.at,
            purpose=_why(row),
            page=PAGES.get(row.page, settings.PAGES_READ_ABOVE.get(row.page, "")),
        )
        for row in rows
    ]


def _why(row: Reading) -> str:
    """The purpose in words; of a search, not the keyed digest that stands for what was typed."""
    words = "search that found someone here" if row.page == SEARCH else row.purpose
    return words[:1].upper() + words[1:]


def _names(ids: Iterable[UUID]) -> dict[UUID, str]:
    parts = {ServicePrincipal(name).id: PARTS.get(name, "The service") for name in SERVICES}
    return parts | dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
