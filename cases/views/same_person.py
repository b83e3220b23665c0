"""Records that are, or may be, one human being's: shown, linked, told apart, undone. Nobody is merged.

Only records that the worker may see are shown, looked through or counted; anyone else's is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import (
    may_see_all_cases,
    may_work_cases,
    open_case,
    open_link,
    open_person,
    open_seen_person,
)
from cases.actions.same_person import link_as_same_person, tell_apart, unlink
from cases.forms.same_person import LinkForm, OtherCaseForm
from cases.models import Case, CasePerson, NotTheSame, Person, Relationship, SamePerson
from cases.search import NotReady
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.people_known import MOST_ALIKE, whys_alike
from cases.views.records_shown import Record, RecordShown, links_from, others_of, records
from cases.views.shown import name_of, posted
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Link, Row
from sendiass.ui.words import short_date

STILL_OPENING = "We cannot look for other records yet. Open this page again in a minute."
NO_SUCH_CASE = "We found no case with this reference that you may see. Check the reference"


@dataclass(frozen=True, slots=True)
class Pair:
    """A record of the case in hand, and another that this worker may see."""

    case: Case
    person: Person
    other: Person


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks about two records."""

    heading: str
    button: str
    warning: str
    danger: bool = False


@page(may=may_work_cases)
def same_person(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """The other records of someone: those linked, those that may be theirs and why, and those of a case named here."""
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    form = OtherCaseForm(posted(request))
    looked_in = _case_named(request, form)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="other records of a person",
        page="cases:same_person",
    ):
        links = links_from([person.id], by=request.user)
        linked = others_of(person.id, links)
        try:
            whys, is_ready = whys_alike(person, by=request.user), True
        except NotReady:
            whys, is_ready = {}, False
        settled = {person.id, *linked, *_relatives(person)}
        told_from = NotTheSame.objects.told_from(person.id)
        alike = [one for one in whys if one not in settled | told_from][:MOST_ALIKE]
        named = [one for one in _people_in(looked_in) if one not in settled]
        others = records([*linked, *alike, *named], by=request.user)
        with reading(
            by=request.user,
            subjects=[one.subject for one in others.values()],
            purpose="other records of a person",
            page="cases:same_person",
        ):
            return render(
                request,
                "cases/same_person.html",
                {
                    "case": case,
                    "frame": case_frame(case, people, user=request.user),
                    "name": name_of(person),
                    "is_erased": person.is_erased,
                    "linked": [_linked(case, person, others[one], linked[one]) for one in linked],
                    "alike": [_unlinked(case, person, others[one], why=whys[one]) for one in alike],
                    "named": [_unlinked(case, person, others[one]) for one in named],
                    "looked_in": looked_in.reference if looked_in else "",
                    "still_opening": "" if is_ready else STILL_OPENING,
                    "sees_all": bool(may_see_all_cases(request.user)),
                    "form": form,
                },
            )


@page(may=may_work_cases)
def records_link(request: StaffRequest, reference: str, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Say that two records are the same person's, and how one knows."""
    pair = _pair(request, reference, person_id, other_id)
    form = LinkForm(posted(request))
    if form.is_valid():
        try:
            link_as_same_person(
                by=request.user,
                one=pair.person,
                other=pair.other,
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            return _done(request, pair, "The two records are linked as the same person.")
    warning = "Both records stay as they are, and so does who may see them. You can undo the link."
    asked = Asked("Are these two records the same person?", "Link as the same person", warning)
    return _pair_page(request, pair, asked, form=form)


@page(may=may_work_cases)
def records_tell_apart(
    request: StaffRequest, reference: str, person_id: UUID, other_id: UUID
) -> HttpResponse:
    """Say that two records are two people's, once confirmed."""
    pair = _pair(request, reference, person_id, other_id)
    if request.method == "POST":
        tell_apart(by=request.user, one=pair.person, other=pair.other, at=clock.now())
        return _done(request, pair, "Noted that they are two people.")
    warning = "We will not suggest again that they may be the same person."
    asked = Asked("Are these two different people?", "They are two people", warning)
    return _pair_page(request, pair, asked)


@page(may=may_work_cases)
def link_undo(request: StaffRequest, reference: str, person_id: UUID, link_id: UUID) -> HttpResponse:
    """Undo a link of two records, once confirmed."""
    link = open_link(by=request.user, link_id=link_id)
    if person_id not in (link.one_id, link.other_id):
        raise NotThere
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    pair = Pair(case, person, link.other if link.one == person else link.one)
    if request.method == "POST":
        unlink(by=request.user, link=link, at=clock.now())
    if request.method == "POST" or link.undone_at is not None:
        return _done(request, pair, "The link is undone. They are two records again.")
    warning = "Both records stay as they are. That they were linked, and by whom, stays on record."
    asked = Asked("Undo the link of these two records?", "Undo the link", warning, danger=True)
    return _pair_page(request, pair, asked, link=link)


def _pair(request: StaffRequest, reference: str, person_id: UUID, other_id: UUID) -> Pair:
    """Raises NotThere unless the first is on this case, and the second somewhere that this worker may see."""
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    other = open_seen_person(by=request.user, person_id=other_id)
    if person == other:
        raise NotThere
    return Pair(case, person, other)


def _pair_page(
    request: StaffRequest,
    pair: Pair,
    asked: Asked,
    *,
    form: LinkForm | None = None,
    link: SamePerson | None = None,
) -> HttpResponse:
    case, people = pair.case, people_of(pair.case)
    both = records([pair.person.id, pair.other.id], by=request.user)
    subjects = [*subjects_on(case, people), *(one.subject for one in both.values())]
    subjects += [link.key_subject] if link else []
    match = request.resolver_match
    with reading(
        by=request.user,
        subjects=subjects,
        purpose="two records of people",
        page=match.view_name if match else "",
    ):
        return render(
            request,
            "cases/records_pair.html",
            {
                "frame": case_frame(case, people, user=request.user),
                "heading": asked.heading,
                "records": [both[one.id].shown() for one in (pair.person, pair.other)],
                "rows": _linked_rows(link) if link else (),
                "told_apart": _told_apart(pair) if form else "",
                "form": form,
                "warning": asked.warning,
                "button": asked.button,
                "danger": asked.danger,
                "cancel_url": _page_of(case, pair.person),
            },
        )


def _case_named(request: StaffRequest, form: OtherCaseForm) -> Case | None:
    """The case whose reference was typed, if this worker may open it; else the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return open_case(by=request.user, reference=form.cleaned_data["reference"].upper())
    except NotThere:
        form.add_error("reference", NO_SUCH_CASE)
        return None


def _people_in(case: Case | None) -> list[UUID]:
    if case is None:
        return []
    parts = CasePerson.objects.present().filter(case=case).order_by("added_at", "id")
    return list(parts.values_list("person_id", flat=True))


def _relatives(person: Person) -> set[UUID]:
    """Whose parent or child they are: nobody is that to themselves."""
    adults = Relationship.objects.filter(child=person).values_list("adult_id", flat=True)
    children = Relationship.objects.filter(adult=person).values_list("child_id", flat=True)
    return {*adults, *children}


def _linked(case: Case, person: Person, record: Record, link: SamePerson | None) -> RecordShown:
    if link is None:
        return record.shown(more=[Row("Linked", "Through another record of theirs")])
    name = name_of(record.person)
    undo = Link(
        "Undo the link", reverse("cases:link_undo", args=[case.reference, person.id, link.id]), f"with {name}"
    )
    return record.shown(more=_linked_rows(link), links=[undo])


def _linked_rows(link: SamePerson) -> Iterable[Row]:
    """Who linked them, when and why; needs a reading of the first of the two."""
    reason = "" if link.one.is_erased else link.reason
    return [
        Row("Linked", f"by {link.by.name} on {short_date(link.at)}"),
        *([Row("How they knew", reason)] if reason else []),
    ]


def _unlinked(case: Case, person: Person, record: Record, *, why: str = "") -> RecordShown:
    if record.person.is_erased:
        return record.shown()
    address, name = [case.reference, person.id, record.person.id], name_of(record.person)
    links = [Link("Link as the same person", reverse("cases:records_link", args=address), f"({name})")]
    if why:
        apart = reverse("cases:records_tell_apart", args=address)
        links.append(Link("Not the same person", apart, f"({name})"))
    more = [Row("Why we ask", f"{why[:1].upper()}{why[1:]}")] if why else []
    return record.shown(more=more, links=links)


def _told_apart(pair: Pair) -> str:
    """Who has said that these are two people, so that nobody overrules them unawares."""
    word = NotTheSame.objects.between(pair.person.id, pair.other.id).select_related("by").first()
    return f"{word.by.name} said on {short_date(word.at)} that these are two people." if word else ""


def _done(request: StaffRequest, pair: Pair, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(_page_of(pair.case, pair.person))


def _page_of(case: Case, person: Person) -> str:
    return reverse("cases:same_person", args=[case.reference, person.id])
