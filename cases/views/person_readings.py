"""Who looked at one person: at their own record in any place, and, apart from that, at the cases they are in."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.access import TheirCases, may_see_readings, open_person_looked_at
from cases.forms.readings import ABOUT, CASES
from cases.models import Person
from cases.views.readings_page import looks_at, without_the_unseen
from cases.views.shown import name_of
from sendiass.audit import reading
from sendiass.audit.models import Reading, ReadingQuerySet
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Link, SubPage


@page(may=may_see_readings)
def person_readings(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Every reading that named the person or a record linked as theirs; by a tab, every other one of their cases."""
    person, theirs = open_person_looked_at(by=request.user, person_id=person_id)
    about_cases = request.GET.get("about") == CASES
    records = {part.person_id for part in theirs.parts}
    found = _of_their_cases(theirs, records) if about_cases else _of_themselves(theirs, records)
    looks = looks_at(found, request.GET, who_found="search that found them", cases=dict(theirs.seen))
    with reading(
        by=request.user,
        subjects=[person.key_subject],
        purpose="who looked at this person",
        page="cases:person_readings",
    ):
        context = {
            "name": name_of(person),
            "looks": looks,
            "tabs": _tabs(about_cases=about_cases),
            "about_cases": about_cases,
            "cases": _cases(person, theirs),
            "back_url": reverse("cases:readings_page", args=[next(iter(theirs.seen.values()))]),
            "linked": len(records) - 1,
        }
        return render(request, "cases/person_readings.html", context)


def _of_themselves(theirs: TheirCases, records: set[UUID]) -> ReadingQuerySet:
    return without_the_unseen(Reading.objects.of(records), theirs)


def _of_their_cases(theirs: TheirCases, records: set[UUID]) -> ReadingQuerySet:
    """Readings of their cases while they were a part of them, that did not name them themselves."""
    whiles = reduce(or_, (_while(part.case_id, part.added_at, part.removed_at) for part in theirs.parts))
    return Reading.objects.of(theirs.seen).filter(whiles).exclude(subjects__overlap=list(records))


def _while(case: UUID, begun: datetime, ended: datetime | None) -> Q:
    lasting = Q(subjects__contains=[case], at__gte=begun)
    return lasting & Q(at__lte=ended) if ended else lasting


def _tabs(*, about_cases: bool) -> list[SubPage]:
    return [
        SubPage(words, f"?about={about}" if about else "?", current=about_cases == (about == CASES))
        for about, words in ABOUT
    ]


def _cases(person: Person, theirs: TheirCases) -> list[tuple[Link, str]]:
    """Each case with what is to be said of it: that they are no longer in it, or are by another record."""
    said: dict[UUID, str] = {}
    for part in theirs.parts:
        if part.removed_at is None:
            said[part.case_id] = "" if part.person_id == person.id else "by another record of theirs"
        else:
            said.setdefault(part.case_id, "no longer in it")
    return [
        (Link(reference, reverse("cases:people_page", args=[reference])), said[case])
        for case, reference in theirs.seen.items()
        if case in said
    ]
