"""Search by what a caller says. It is sent, never in the address; the trail holds a digest of the words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases import deadlines
from cases.access import may_do_duty, may_search, may_see_all_cases
from cases.choices import CaseRole, Issue
from cases.forms.searching import SearchForm
from cases.models import Case, Person
from cases.search import MOST_FOUND, Found, NotReady, digest, find, find_case, find_unnamed
from cases.views.shown import counted, name_of, posted, status_tag, workers_of
from sendiass import clock
from sendiass.audit import reading
from sendiass.crypto.subjects import KeySubject
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.parts import Tag

STILL_OPENING = "The search is still getting ready. Search again in a minute."


@dataclass(frozen=True, slots=True)
class CaseFound:
    """A case the person has a part in."""

    reference: str
    role: str
    status: Tag
    workers: str


@dataclass(frozen=True, slots=True)
class UnnamedFound:
    """A case found by its reference, in which nobody is named."""

    reference: str
    issue: str
    status: Tag
    workers: str


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Someone found, with every case of theirs that was found too; `also` are the names on their other records."""

    name: str
    called: str
    also: tuple[str, ...]
    why: tuple[str, ...]
    born: date | None
    age: int | None
    cases: tuple[CaseFound, ...]


@page(may=may_search)
def search(request: StaffRequest) -> HttpResponse:
    """The box, and once sent what was found; a whole reference leads straight to its case."""
    form = SearchForm(posted(request))
    if not form.is_valid():
        return _shown(request, form, None, [])
    words = form.cleaned_data["words"]
    case = find_case(by=request.user, text=words)
    if case:
        return redirect("cases:case_page", case.reference)
    try:
        found = find(by=request.user, text=words)
    except NotReady:
        form.add_error(None, STILL_OPENING)
        return _shown(request, form, None, [])
    unnamed = find_unnamed(by=request.user, text=words)
    with reading(
        by=request.user,
        subjects=_subjects(found, unnamed),
        purpose=f"search {digest(words)}",
        page="cases:search",
    ):
        most = max(len(found), len(unnamed)) >= MOST_FOUND
        return _shown(request, form, _people(found), _unnamed(unnamed), most=most)


def _shown(
    request: StaffRequest,
    form: SearchForm,
    people: list[PersonFound] | None,
    unnamed: list[UnnamedFound],
    *,
    most: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "words": form.cleaned_data["words"] if people is not None else "",
        "people": people,
        "unnamed": unnamed,
        "counts": _counts(people or [], unnamed),
        "searched": people is not None,
        "most": MOST_FOUND if most else 0,
        "sees_all": bool(may_see_all_cases(request.user)),
        "does_duty": bool(may_do_duty(request.user)),
    }
    return render(request, "cases/search.html", context)


def _counts(people: list[PersonFound], unnamed: list[UnnamedFound]) -> str:
    """ "2 people", "1 person and 1 case without names", "0 results"."""
    counts = [counted(len(people), "person", "people")] if people else []
    if unnamed:
        counts.append(counted(len(unnamed), "case without names", "cases without names"))
    return " and ".join(counts) or "0 results"


def _subjects(found: Iterable[Found], unnamed: Iterable[Case]) -> set[KeySubject]:
    of_people = {subject for one in found for subject in (one.person.key_subject, one.case.key_subject)}
    return of_people | {case.key_subject for case in unnamed}


def _unnamed(cases: list[Case]) -> list[UnnamedFound]:
    workers = workers_of({case.id for case in cases})
    return [
        UnnamedFound(
            case.reference,
            str(label(Issue(case.issue))),
            status_tag(case),
            ", ".join(workers.get(case.id, [])),
        )
        for case in cases
    ]


def _people(found: list[Found]) -> list[PersonFound]:
    workers = workers_of({one.case.id for one in found})
    by_human: dict[UUID, list[Found]] = {}
    for one in found:
        by_human.setdefault(one.human, []).append(one)
    return [_person(parts, workers) for parts in by_human.values()]


def _person(parts: list[Found], workers: dict[UUID, list[str]]) -> PersonFound:
    today = clock.today()
    records = {one.person.id: one.person for one in parts}
    first, *others = [_named(person) for person in records.values()]
    name, born, called = first
    return PersonFound(
        name=name,
        called=called if called and called not in name.split() else "",
        also=tuple(dict.fromkeys(other for other, _, _ in others if other != name)),
        why=tuple(dict.fromkeys(why for one in parts for why in one.why)),
        born=born,
        age=deadlines.age(born, today) if born and born <= today else None,
        cases=tuple(_case(one, workers.get(one.case.id, [])) for one in parts),
    )


def _named(person: Person) -> tuple[str, date | None, str]:
    """Name, date of birth and what they go by; of someone erased, that they are."""
    if person.is_erased:
        return name_of(person), None, ""
    return name_of(person), person.date_of_birth, person.preferred_name


def _case(one: Found, workers: list[str]) -> CaseFound:
    role = str(label(CaseRole(one.part.role)))
    return CaseFound(one.case.reference, role, status_tag(one.case), ", ".join(workers))
