"""Cases opened because they could not wait: what is to be looked at, and what each was. It grants nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from cases.access import (
    CONFLICTS,
    NOBODY,
    emergencies_for,
    may_open,
    may_see_emergencies,
    may_work_cases,
    open_case,
    open_emergency,
)
from cases.actions.emergencies import end_emergency, review_emergency
from cases.choices import ReviewedAs
from cases.forms.emergencies import ReviewForm
from cases.models import BreakGlass, Case, CasePerson
from cases.views.readings_page import PAGES
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.actors import serving
from sendiass.audit.models import Reading
from sendiass.calendar import working_days_after
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.parts import Colour, Link, Pages, Row, Tag
from sendiass.ui.words import clock_time, long_date

PER_PAGE = 25
MOST_READ = 100
FOUND_COLOURS: dict[ReviewedAs, Colour] = {
    ReviewedAs.RIGHT: "green",
    ReviewedAs.TALKED_ABOUT: "yellow",
    ReviewedAs.NOT_RIGHT: "red",
}


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """One emergency in a list; it names no family. `state` is what was found, once somebody looked."""

    url: str
    who: str
    reference: str
    opened_at: datetime
    due_on: date
    state: Tag | None


@page(may=may_see_emergencies)
def emergency_list(request: StaffRequest) -> HttpResponse:
    """What is to be looked at, the longest waiting first; how many each had this year; then what was looked at."""
    since = year_began(clock.today())
    with serving(CONFLICTS):
        mine = emergencies_for(request.user).select_related("worker", "case")
        to_review = list(mine.to_review().order_by("from_at", "id"))
        reviewed = mine.exclude(reviewed_at__isnull=True).order_by("-from_at", "id")
        shown = Paginator(reviewed, PER_PAGE).get_page(request.GET.get("page"))
        rest = list(shown.object_list)
        counts = list(_by_worker(mine.since(datetime.combine(since, time.min, clock.LONDON))))
    return render(
        request,
        "cases/emergency_list.html",
        {
            "to_review": [_line(one) for one in to_review],
            "lines": [_line(one) for one in rest],
            "counts": counts,
            "since": since,
            "pages": Pages(shown, "emergency" if shown.paginator.count == 1 else "emergencies", request.GET),
        },
    )


@page(may=may_see_emergencies)
def emergency_page(request: StaffRequest, emergency_id: UUID) -> HttpResponse:
    """One emergency: why, what they read meanwhile, and what the reviewer says to it."""
    emergency = open_emergency(by=request.user, emergency_id=emergency_id)
    form = ReviewForm(posted(request)) if emergency.reviewed_at is None else None
    if form and form.is_valid():
        try:
            review_emergency(
                by=request.user,
                emergency=emergency,
                found=form.what,
                words=form.cleaned_data["words"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Your review is on record.")
            return redirect("cases:emergency_list")
    looks = _looks(emergency)
    with reading(
        by=request.user,
        subjects=[emergency.key_subject],
        purpose="review of an emergency",
        page="cases:emergency_page",
    ):
        return render(
            request,
            "cases/emergency_page.html",
            {
                "line": _line(emergency),
                "rows": list(_rows(emergency, request.user)),
                "looks": looks[:MOST_READ],
                "more": max(len(looks) - MOST_READ, 0),
                "form": form,
            },
        )


@page(may=may_work_cases)
def emergency_end(request: StaffRequest, reference: str) -> HttpResponse:
    """They are done with a case that they opened in an emergency."""
    case = open_case(by=request.user, reference=reference)
    if request.method != "POST":
        return redirect("cases:case_page", case.reference)
    end_emergency(by=request.user, case=case, at=clock.now())
    messages.success(request, f"{case.reference} is closed to you again.")
    if Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect("cases:case_page", case.reference)
    return redirect("cases:today")


def emergencies_to_look_at(_: HttpRequest, user: User) -> str:
    """On the manager's day: how many emergencies wait for their review, and since when."""
    if not may_see_emergencies(user):
        return ""
    waiting = list(
        emergencies_for(user).to_review().order_by("from_at", "id").values_list("from_at", flat=True)
    )
    if not waiting:
        return ""
    return render_to_string(
        "cases/parts/emergencies_to_look_at.html", {"count": len(waiting), "due_on": due_on(waiting[0])}
    )


def held_open(case: Case, user: User) -> BreakGlass | None:
    """By which emergency this case is open to this worker now."""
    found: BreakGlass | None = (
        BreakGlass.objects.in_force().filter(case=case, worker=user).order_by("-until_at", "id").first()
    )
    return found


def due_on(opened_at: datetime) -> date:
    """By when an emergency is to be looked at."""
    return working_days_after(clock.day_of(opened_at), profile().break_glass.reviewed_within_working_days)


def year_began(on: date) -> date:
    """The first day of the reporting year that day is in."""
    starts = profile().periods.reporting_year_starts
    this = date(on.year, starts.month, starts.day)
    return this if this <= on else this.replace(year=on.year - 1)


def until_words(moment: datetime) -> str:
    """Until when, as one says it: 3:10pm on Friday 4 December 2026."""
    return f"{clock_time(moment)} on {long_date(moment)}"


def _by_worker(found: QuerySet[BreakGlass]) -> Iterator[tuple[str, int]]:
    counted = (
        found.order_by()
        .values("worker__name")
        .annotate(number=Count("pk"))
        .order_by("-number", "worker__name")
    )
    for one in counted:
        yield one["worker__name"], one["number"]


def _line(one: BreakGlass) -> EmergencyLine:
    found = ReviewedAs(one.reviewed_as) if one.reviewed_as else None
    return EmergencyLine(
        url=reverse("cases:emergency_page", args=[one.id]),
        who=one.worker.name,
        reference=one.case.reference,
        opened_at=one.from_at,
        due_on=due_on(one.from_at),
        state=Tag(str(label(found)), FOUND_COLOURS[found]) if found else None,
    )


def _rows(one: BreakGlass, user: User) -> Iterator[Row]:
    reference = one.case.reference
    case = Link("Open", reverse("cases:case_page", args=[reference]), f"case {reference}")
    yield Row("Who", one.worker.name)
    yield Row("Case", reference, actions=(case,) if may_open(one.case, user) else ())
    yield Row("Why it could not wait", one.reason)
    yield Row("Opened", until_words(one.from_at))
    yield Row(
        "Closed to them" if one.closed_at <= clock.now() else "Closes to them", until_words(one.closed_at)
    )
    if one.reviewed_at and one.reviewed_by:
        yield Row(
            "Reviewed",
            f"{label(ReviewedAs(one.reviewed_as))}: {one.reviewed_by.name}, {long_date(one.reviewed_at)}",
        )
        if one.review_words:
            yield Row("In their words", one.review_words)


def _looks(one: BreakGlass) -> list[tuple[datetime, str]]:
    """When and on which page its worker opened something of the case while it was open to them.

    Not what they opened of another case that somebody of this family is in.
    """
    with serving(CONFLICTS):
        people = CasePerson.objects.filter(case=one.case_id).values_list("person_id", flat=True)
        found = Reading.objects.of([one.case_id, *people]).filter(
            actor_id=one.worker_id, at__gte=one.from_at, at__lte=min(one.closed_at, clock.now())
        )
        rows = list(found.order_by("at", "id"))
        named = {subject for row in rows for subject in row.subjects} - {one.case_id}
        others = set(Case.objects.of(named or {NOBODY}).values_list("id", flat=True))
    return [
        (row.at, PAGES.get(row.page, settings.PAGES_READ_ABOVE.get(row.page, row.purpose.capitalize())))
        for row in rows
        if one.case_id in row.subjects or others.isdisjoint(row.subjects)
    ]
