"""Who looked at this family: the record of readings in words. It opens nothing that is sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from cases.access import TheirCases, cases_of, may_see_readings, open_case
from cases.choices import CaseRole
from cases.forms.readings import PEOPLE, SERVICE, LooksFilterForm
from cases.models import Case, CasePerson, Enquiry, Referral
from cases.unusual import CONFLICT
from cases.views.case_frame import Member, case_frame, people_of, subjects_on
from cases.watching import WATCHER
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal, reading
from sendiass.audit.actors import SERVICES, ActorKind, serving
from sendiass.audit.models import Reading, ReadingQuerySet
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.parts import Addresses, ChosenFilter, Link, chosen_filters

PER_PAGE = 50
PAGES = {
    "cases:agency_list": "Schools and agencies",
    "cases:aim_record": "What the family wants",
    "cases:allocation_end": "Ending an allocation",
    "cases:allocation_make": "Allocating the case",
    "cases:case_hand_over": "Handing the case to another service",
    "cases:case_list": "List of cases",
    "cases:case_open": "Opening a case",
    "cases:case_page": "The case record",
    "cases:conflict_judge": "Putting a conflict of interest on record",
    "cases:conflict_page": "A conflict of interest",
    "cases:contact_add": "Adding a way to reach someone",
    "cases:contact_change": "Changing a way to reach someone",
    "cases:contact_remove": "Removing a way to reach someone",
    "cases:document_download": "Downloading a document",
    "cases:document_page": "A document",
    "cases:document_preview": "A picture of a document",
    "cases:document_remove": "Taking a document off",
    "cases:documents_page": "The documents of the case",
    "cases:duty": "Finding who works with a family that rang",
    "cases:emergency_end": "Being done with an emergency",
    "cases:emergency_page": "Reviewing an emergency",
    "cases:enquiry_page": "The enquiry",
    "cases:enquiry_take": "Taking an enquiry",
    "cases:first_contact_record": "First contact",
    "cases:intake": "Intake",
    "cases:interest_add": "Declaring an interest",
    "cases:interest_end": "Taking an interest off the list",
    "cases:interest_list": "Own interests",
    "cases:intervention_correct": "Correcting an entry",
    "cases:intervention_page": "An entry and its versions",
    "cases:kept_page": "A request kept from a colleague",
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
    "cases:person_readings": "Who looked at one person",
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
    "cases:case_close": "Closing the case",
    "cases:task_add": "Adding a task",
    "cases:today": "Today",
    "cases:unusual_page": "Looking into unusual reading",
    "cases:waiting_list": "Waiting list",
    "cases:worker_readings": "What a worker read",
    "outbox:delivery": "Sending a message",
    "outbox:letter_pdf": "Printing a letter",
    "outbox:returns": "Taking up mail that came back",
}
"""Where someone looked, by the name of the page's address."""

PARTS = {
    "breaches": "The service, linking a data breach to cases",
    "comments": "The service, keeping what somebody said of it",
    "conflicts": "The service, looking for conflicts of interest",
    "demonstration": "The service, loading made-up families",
    "drafts": "The service, clearing away drafts",
    "figures": "The service, counting what families say",
    "import": "The service, bringing in cases",
    "outbox": "The service, sending messages",
    "readings": "The service, looking for unusual reading",
    "record": "The service, sealing the record",
    "school register": "The service, refreshing the schools",
    "invitations": "The service, asking families what they thought",
    "questionnaires": "The service, letting anonymous answers out",
    "search": "The service, keeping the search ready",
    "self-referral": "The service, showing somebody what they wrote",
    "set-up": "The service, being set up",
    "sign-in": "The service, helping someone sign in",
    "sweeps": "The service, doing what fell due",
    "views": "The service, keeping what families answer",
}
"""What a part of the service does when it looks, by its name among the actors."""

SEARCH, DUTY = "cases:search", "cases:duty"


EARLIEST = datetime(2000, 1, 1, tzinfo=clock.LONDON)
"""Before anything was read here."""


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One look: who, when, why, on which page and at which cases, in words."""

    who: str
    at: datetime
    purpose: str
    page: str
    cases: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Looks:
    """One page of looks, the newest first, and how to go on. It tells no total: that would cost every one of them."""

    lines: tuple[ReadingLine, ...]
    filter: LooksFilterForm
    chosen: tuple[ChosenFilter, ...]
    clear_url: str
    older_url: str
    newest_url: str


@dataclass(frozen=True, slots=True)
class PersonLink:
    """Someone of the case, and where it says who looked at them."""

    name: str
    part: str
    url: str


@page(may=may_see_readings)
def readings_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Every reading that named the case, the people present in it, its enquiry or the request it began with, newest first."""
    case = open_case(by=request.user, reference=reference)
    people = people_of(case)
    ended = list(
        CasePerson.objects.filter(case=case, removed_at__isnull=False)
        .exclude(person__in=[one.person.id for one in people])
        .select_related("person")
        .order_by("person", "-removed_at", "id")
        .distinct("person")
    )
    theirs = cases_of([one.person.id for one in people], by=request.user)
    looks = looks_at(found_of(case, people, theirs), request.GET, who_found="search that found someone here")
    subjects = [*subjects_on(case, people), *(part.person.key_subject for part in ended)]
    with reading(
        by=request.user, subjects=subjects, purpose="who looked at this family", page="cases:readings_page"
    ):
        frame = case_frame(case, people, user=request.user)
        links = _people(people, ended)
        context = {"case": case, "frame": frame, "looks": looks, "people": links}
        return render(request, "cases/readings_page.html", context)


def found_of(case: Case, people: Collection[Member], theirs: TheirCases) -> ReadingQuerySet:
    """The readings of this case, its enquiries and who is in it, as far as they tell of no other that is not theirs."""
    begun = [
        key
        for asked in (Enquiry, Referral)
        for key in asked.objects.filter(case=case).order_by("id").values_list("id", flat=True)
    ]
    subjects = [case.id, *begun, *(one.person.id for one in people)]
    return without_the_unseen(Reading.objects.of(subjects), theirs, begun)


def without_the_unseen(
    found: ReadingQuerySet, theirs: TheirCases, besides: Collection[UUID] = ()
) -> ReadingQuerySet:
    """Of readings of people who are also in a case one may not see, those alone that a case one may see accounts for.

    The others are left out and not marked: a line without its case would tell that there is one.
    """
    return found if theirs.are_all else found.of([*theirs.seen, *besides])


def looks_at(
    found: ReadingQuerySet, query: QueryDict, *, who_found: str, cases: dict[UUID, str] | None = None
) -> Looks:
    """One page of these readings by what stands in the address; `cases` are those to name, by their references."""
    form = LooksFilterForm(query, workers=workers(), pages=_pages())
    first = _midnight(form, "since")
    until = _midnight(form, "until", days=1) or clock.now() + timedelta(days=1)
    narrowed = _narrowed(found, form)
    if place := _place(query):
        narrowed, until = narrowed.older_than(*place), min(until, place[0] + timedelta(microseconds=1))
    with serving(WATCHER):  # the record answers nobody else; whose readings may be looked at was asked before
        rows = list(narrowed.between(first, until).newest_first()[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    kept = query.copy()
    kept.pop("older", None)
    older = kept.copy()
    if len(rows) > PER_PAGE:
        older["older"] = f"{shown[-1].at.isoformat()}~{shown[-1].id}"
    tabs = {"about": query["about"]} if "about" in query else {}
    return Looks(
        lines=tuple(_lines(shown, who_found, cases or {})),
        filter=form,
        chosen=chosen_filters(kept, form.labels()),
        clear_url=f"?{urlencode(tabs)}",
        older_url=f"?{older.urlencode()}" if "older" in older else "",
        newest_url=f"?{kept.urlencode()}" if "older" in query else "",
    )


def workers() -> list[tuple[str, str]]:
    """Everyone who has or had an account, by name."""
    return [
        (str(one.id), one.name if one.is_active else f"{one.name} (account ended)")
        for one in User.objects.by_name().only("id", "name", "is_active")
    ]


def page_words(name: str) -> str:
    """What a page is called where somebody reads who looked; empty for one without words."""
    return PAGES.get(name) or settings.PAGES_READ_ABOVE.get(name, "")


def _pages() -> list[tuple[str, str]]:
    return sorted({**PAGES, **settings.PAGES_READ_ABOVE}.items(), key=lambda pair: pair[1].casefold())


def _narrowed(found: ReadingQuerySet, form: LooksFilterForm) -> ReadingQuerySet:
    who, what = form.asked("who"), form.asked("what")
    # It opens nothing of a family, and tells of a colleague's interest (Y12).
    found = found.exclude(page=CONFLICT)
    if who == PEOPLE:
        found = found.of_workers()
    elif who == SERVICE:
        found = found.filter(actor_kind=ActorKind.SERVICE)
    elif who:
        found = found.by(UUID(who))
    else:
        # Each night's look at the names of whoever was looked at would stand between the lines one came for.
        found = found.exclude(actor_id=WATCHER.id)
    return found.filter(page=what) if what else found


def _midnight(form: LooksFilterForm, name: str, *, days: int = 0) -> datetime | None:
    day = form.day(name)
    return datetime.combine(day + timedelta(days=days), time.min, clock.LONDON) if day else None


def _place(query: QueryDict) -> tuple[datetime, UUID] | None:
    """The last look of the page before, as the address names it."""
    at, _, last = query.get("older", "").partition("~")
    try:
        place = datetime.fromisoformat(at), UUID(last)
    except ValueError:
        return None
    return place if place[0].tzinfo and place[0].year > EARLIEST.year else None


def _people(people: Iterable[Member], ended: Iterable[CasePerson]) -> list[PersonLink]:
    """Those present, then those who were removed; needs a reading that names them."""
    url = Addresses("cases:person_readings")
    present = [
        PersonLink(one.person.called or "Name not known", str(label(one.role)), url(one.person.id))
        for one in people
    ]
    return present + [
        PersonLink(
            part.person.called or "Name not known",
            f"{label(CaseRole(part.role))}, removed",
            url(part.person.id),
        )
        for part in ended
    ]


def _lines(rows: Collection[Reading], who_found: str, cases: dict[UUID, str]) -> Iterable[ReadingLine]:
    names = _names({row.actor_id for row in rows})
    url = Addresses("cases:readings_page")
    for row in rows:
        named = sorted(cases[subject] for subject in row.subjects if subject in cases)
        words = {SEARCH: who_found, DUTY: "a call from someone here, or about them"}.get(
            row.page, row.purpose
        )
        yield ReadingLine(
            who=names.get(row.actor_id, "An account that is no longer known"),
            at=row.at,
            purpose=words[:1].upper() + words[1:],
            page=page_words(row.page),
            cases=tuple(Link(reference, url(reference)) for reference in named),
        )


def _names(ids: Iterable[UUID]) -> dict[UUID, str]:
    parts = {ServicePrincipal(name).id: PARTS.get(name, "The service") for name in SERVICES}
    return parts | dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
