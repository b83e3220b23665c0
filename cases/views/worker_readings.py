"""What a worker read, by day and case. It names the cases by reference, opens nothing and totals nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case as Choice
from django.db.models import F, UUIDField, Value, When
from django.http import HttpResponse
from django.shortcuts import render

from cases.access import CONFLICTS, NOBODY, may_see_readings
from cases.forms.readings import WorkerDaysForm
from cases.models import Case, CasePerson, Enquiry, Referral
from cases.unusual import CONFLICT, LISTS, SEARCH
from cases.views.readings_page import page_words, workers
from cases.views.shown import counted
from cases.views.unusual_shown import tabs
from cases.watching import WATCHER
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.actors import serving
from sendiass.audit.models import Reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Addresses

DAYS = 7
MOST = 3000


@dataclass(frozen=True, slots=True)
class Row:
    """One reading. Of a page that lists many cases it names none."""

    at: datetime
    page: str
    purpose: str
    named: tuple[UUID, ...]


@dataclass(slots=True)
class CaseRead:
    """One case in one day: its pages with how often each, and between when."""

    reference: str
    url: str
    first: datetime
    last: datetime
    pages: Counter[str] = field(default_factory=Counter)

    @property
    def pages_read(self) -> str:
        """The case record (3 times), Documents."""
        return ", ".join(_times(self.pages))


@dataclass(frozen=True, slots=True)
class DayRead:
    """One day: the cases that were opened, the last first, and everything that is of no one case."""

    day: date
    cases: tuple[CaseRead, ...]
    besides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theirs:
    """What is named in some readings: the cases one may see, and everything that belongs to another."""

    seen: dict[UUID, str]
    became: dict[UUID, UUID | None]
    unseen: frozenset[UUID]


@page(may=may_see_readings)
def worker_readings(request: StaffRequest) -> HttpResponse:
    """A week of somebody's reading, the newest day first."""
    form = WorkerDaysForm(request.GET, workers=workers())
    worker = User.objects.filter(pk=form.asked("worker")).first() if form.asked("worker") else None
    last: date = form.asked("until") or clock.today()
    shown = {"filter": form, "worker": worker, "tabs": tabs(request.user, "worker_readings")}
    if worker is None:
        return render(request, "cases/worker_readings.html", {**shown, "days": [], "is_cut": False})
    first = last - timedelta(days=DAYS - 1)
    rows = _rows(worker, first, last)
    with reading(
        by=request.user,
        subjects=[worker.key_subject],
        purpose="what a worker read",
        page="cases:worker_readings",
    ):
        shown |= {
            "days": list(_days(rows[:MOST], request.user)),
            "is_cut": len(rows) > MOST,
            "first": first,
            "last": last,
            "older_url": _url(worker, first - timedelta(days=1)),
            "newer_url": _url(worker, min(last + timedelta(days=DAYS), clock.today()))
            if last < clock.today()
            else "",
        }
        return render(request, "cases/worker_readings.html", shown)


def _url(worker: User, until: date) -> str:
    query = {"worker": str(worker.id), "until": f"{until.day}/{until.month}/{until.year}"}
    return f"?{urlencode(query)}"


def _rows(worker: User, first: date, last: date) -> list[Row]:
    begins, ends = (
        datetime.combine(day, time.min, clock.LONDON) for day in (first, last + timedelta(days=1))
    )
    ids = ArrayField(UUIDField())
    named = Choice(When(page__in=LISTS, then=Value([], output_field=ids)), default=F("subjects"))
    found = Reading.objects.by(worker.id).between(begins, ends).newest_first().annotate(named=named)
    with serving(WATCHER):
        rows = list(found.values_list("at", "page", "purpose", "named")[: MOST + 1])
    return [Row(at, name, purpose, tuple(ids_)) for at, name, purpose, ids_ in rows]


def _days(rows: list[Row], user: User) -> Iterator[DayRead]:
    # Who decided about an interest of one's own is left out, whatever became of it (Y12).
    rows = [row for row in rows if row.page != CONFLICT or user.id not in row.named]
    theirs = _theirs(rows, user)
    url = Addresses("cases:readings_page")
    for day, some in groupby(rows, key=lambda row: clock.day_of(row.at)):
        cases: dict[UUID, CaseRead] = {}
        besides: list[Row] = []
        for row in some:
            opened = _cases_in(row, theirs)
            for case in opened:
                reference = theirs.seen[case]
                one = cases.setdefault(case, CaseRead(reference, url(reference), row.at, row.at))
                one.first = row.at
                one.pages[page_words(row.page) or row.purpose] += 1
            if not opened and not theirs.unseen.intersection(row.named):
                besides.append(row)
        if cases or besides:
            yield DayRead(day, tuple(cases.values()), tuple(_besides(besides)))


def _theirs(rows: Iterable[Row], user: User) -> Theirs:
    """Eight queries, whatever there is to see and whatever not: without anything named, nothing there is is asked for."""
    named = {subject for row in rows for subject in row.named} or {NOBODY}
    with serving(CONFLICTS):  # what they may not see decides what is left out, and so has to be known
        enquiries = dict(Enquiry.objects.filter(pk__any_of=named).order_by().values_list("id", "case_id"))
        requests = Referral.objects.filter(pk__any_of=named).order_by()
        asked = dict(requests.values_list("id", "case_id"))
        unseen = set(asked) - set(requests.visible_to(user).values_list("id", flat=True))
        parts = list(CasePerson.objects.of_people(named).order_by().values_list("person_id", "case_id"))
        became = enquiries | asked
        wanted = named | {case for case in became.values() if case} | {case for _, case in parts}
        seen = dict(Case.objects.visible_to(user).of(wanted).values_list("id", "reference"))
        hidden = set(Case.objects.of(wanted).values_list("id", flat=True)) - set(seen)
        calls = Enquiry.objects.visible_to(user).filter(pk__any_of=named).order_by()
        unseen |= set(enquiries) - set(calls.values_list("id", flat=True))
    unseen |= hidden | {one for one, case in (*became.items(), *parts) if case in hidden}
    return Theirs(seen, became, frozenset(unseen))


def _cases_in(row: Row, theirs: Theirs) -> set[UUID]:
    """The cases a reading opened that one may see; an enquiry or a request that became a case is that case."""
    ids = {theirs.became.get(subject) or subject for subject in row.named}
    return {case for case in ids if case in theirs.seen}


def _besides(rows: list[Row]) -> Iterator[str]:
    """What is of no one case: lists by how often, and searches by how many were different."""
    searches = Counter(row.purpose for row in rows if row.page == SEARCH)
    pages: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.page != SEARCH:
            pages[page_words(row.page) or row.purpose] += 1
    if searches:
        yield f"{counted(len(searches), 'search', 'different searches')} ({counted(searches.total(), 'time', 'times')})"
    yield from _times(pages)


def _times(pages: dict[str, int]) -> Iterator[str]:
    for words, number in sorted(pages.items(), key=lambda pair: (-pair[1], pair[0])):
        yield words if number == 1 else f"{words} ({number} times)"
