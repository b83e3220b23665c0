"""The cases one may see, narrowed and sorted by what stands in the address, and the waiting list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.access import (
    may_allocate,
    may_break_glass,
    may_open_cases,
    may_see_all_cases,
    may_work_cases,
    who_has_cases,
)
from cases.choices import CaseStatus, Issue, Stage
from cases.deadlines import quiet_since
from cases.forms.case_lists import (
    ANY_STATUS,
    LAST_CONTACT,
    MINE,
    NEXT_DATE,
    REFERENCE,
    TO_CLOSE,
    CaseFilterForm,
)
from cases.models import Allocation, BreakGlass, Case, KeyDate, Person
from cases.querysets import CaseQuerySet
from cases.views.cover import covers_of, in_words
from cases.views.shown import children_of, how_long, name_of, status_tag, subjects_of, workers_of
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.parts import Addresses, Pages, SubPage, Tag, chosen_filters

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list. `waiting` is how long it has waited, where it waits; `lent` why it is theirs for a while."""

    reference: str
    url: str
    name: str
    issue: str
    stage: str
    status: Tag
    workers: tuple[str, ...]
    next_date: date | None
    last_contact: date | None
    waiting: str
    lent: str = ""


@page(may=may_work_cases)
def case_list(request: StaffRequest) -> HttpResponse:
    """The cases this worker may see; the manager's are all, or their own by a switch."""
    user, on = request.user, clock.today()
    sees_all = bool(may_see_all_cases(user))
    form = CaseFilterForm(request.GET, workers=_workers() if sees_all else None)
    mine = sees_all and form.asked("whose") == MINE
    found = _narrowed(Case.objects.allocated_to(user) if mine else Case.objects.visible_to(user), form)
    shown = Paginator(_sorted(found, form.asked("sort"), on), PER_PAGE).get_page(request.GET.get("page"))
    chosen = chosen_filters(request.GET, form.labels())
    cases = list(shown.object_list)
    ids = [case.id for case in cases]
    children = children_of(ids)
    covers = {} if sees_all else covers_of(user, ids)
    lent = dict.fromkeys(covers, "You cover") | dict.fromkeys(_in_an_emergency(user), "Emergency")
    with reading(
        by=user,
        subjects=subjects_of(ids, children.values()),
        purpose="list of cases",
        page="cases:case_list",
    ):
        return render(
            request,
            "cases/case_list.html",
            {
                "heading": "All cases" if sees_all and not mine else "My cases",
                "tabs": _tabs(user, mine=mine),
                "filter": form,
                "chosen": chosen,
                "clear_url": f"?whose={MINE}" if mine else "?",
                "lent": [in_words(one, user, on=on) for one in dict.fromkeys(covers.values())],
                "lines": _lines(cases, children, on, lent=lent),
                "pages": Pages(shown, "case" if shown.paginator.count == 1 else "cases", request.GET),
                "may_open": bool(may_open_cases(user)),
                "sees_all": sees_all,
            },
        )


@page(may=may_allocate)
def waiting_list(request: StaffRequest) -> HttpResponse:
    """Who waits for a worker: the nearest date first, then the longest wait."""
    user, on = request.user, clock.today()
    found = Case.objects.waiting().visible_to(user).by_urgency(on)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    cases = list(shown.object_list)
    children = children_of(case.id for case in cases)
    with reading(
        by=user,
        subjects=subjects_of((case.id for case in cases), children.values()),
        purpose="waiting list",
        page="cases:waiting_list",
    ):
        return render(
            request,
            "cases/waiting_list.html",
            {
                "tabs": _tabs(user, waiting=True),
                "lines": _lines(cases, children, on),
                "pages": Pages(shown, "case" if shown.paginator.count == 1 else "cases", request.GET),
            },
        )


def _workers() -> list[tuple[str, str]]:
    return [
        (str(one.id), one.name if one.is_active else f"{one.name} (account ended)") for one in who_has_cases()
    ]


def _narrowed(cases: CaseQuerySet, form: CaseFilterForm) -> CaseQuerySet:
    status = form.asked("status")
    if not status:
        cases = cases.in_hand()
    elif status == TO_CLOSE:
        on, days = clock.today(), profile().periods.inactive_after_days
        cases = cases.proposed_for_closing(on, quiet_since=quiet_since(on, days))
    elif status != ANY_STATUS:
        cases = cases.filter(status=status)
    for name in ("issue", "stage"):
        if form.asked(name):
            cases = cases.filter(**{name: form.asked(name)})
    if form.asked("worker"):
        held = Allocation.objects.current().filter(worker=form.asked("worker"))
        cases = cases.filter(id__in=held.values("case"))
    return cases


def _sorted(cases: CaseQuerySet, sort: str, on: date) -> CaseQuerySet:
    if sort == NEXT_DATE:
        return cases.with_next_date(on).order_by(F("next_date").asc(nulls_last=True), "reference")
    if sort == LAST_CONTACT:
        return cases.order_by(F("last_worked_on").asc(nulls_first=True), "opened_at", "id")
    if sort == REFERENCE:
        return cases.order_by("reference")
    return cases.order_by("-opened_at", "-reference")


def _tabs(user: User, *, mine: bool = False, waiting: bool = False) -> list[SubPage]:
    """The lists a manager goes between; someone who has but one list needs no tabs."""
    if not may_see_all_cases(user):
        return []
    cases = reverse("cases:case_list")
    number = Case.objects.waiting().visible_to(user).count()
    return [
        SubPage("All cases", cases, current=not mine and not waiting),
        SubPage("My cases", f"{cases}?whose={MINE}", current=mine),
        SubPage("Waiting", reverse("cases:waiting_list"), current=waiting, count=number),
    ]


def _lines(
    cases: Sequence[Case], children: dict[UUID, Person], on: date, *, lent: Mapping[UUID, str] | None = None
) -> list[CaseLine]:
    """Needs a reading that names the children."""
    ids = [case.id for case in cases]
    workers, dates = workers_of(ids), _next_dates_of(ids, on)
    url = Addresses("cases:case_page")
    return [
        CaseLine(
            reference=case.reference,
            url=url(case.reference),
            name=name_of(children.get(case.id)),
            issue=str(label(Issue(case.issue))),
            stage=str(label(Stage(case.stage))),
            status=status_tag(case),
            workers=tuple(workers.get(case.id, ())),
            next_date=dates.get(case.id),
            last_contact=case.last_worked_on,
            waiting=_waiting(case, on),
            lent=(lent or {}).get(case.id, ""),
        )
        for case in cases
    ]


def _in_an_emergency(user: User) -> list[UUID]:
    """The cases of colleagues that are open to this worker because they could not wait."""
    if not may_break_glass(user):
        return []
    opened = BreakGlass.objects.in_force().filter(worker=user).order_by()
    return list(opened.values_list("case", flat=True))


def _waiting(case: Case, on: date) -> str:
    since = case.waiting_since if case.status == CaseStatus.WAITING else None
    return how_long(since, on=on) if since else ""


def _next_dates_of(cases: Iterable[UUID], on: date) -> dict[UUID, date]:
    nearest = KeyDate.objects.live().from_day(on).filter(case__in=list(cases))
    rows = nearest.order_by("case", "on").distinct("case").values_list("case", "on")
    return dict(rows)
