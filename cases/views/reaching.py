"""The ways to reach someone on a case: added, put right, removed. It turns requests into one call and a page each."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_hold_people, may_work_cases, open_case, open_person
from cases.actions.acknowledgement import send_acknowledgement
from cases.actions.people import add_contact, change_contact, remove_contact
from cases.forms.reaching import ContactForm, initial_of
from cases.models import Case, ContactPoint, Person
from cases.rules import may_work_on
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.first_contact_shown import state_of
from cases.views.people_shown import bdi, contact_shown
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Row


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of one way to reach someone says, and the key of its draft."""

    heading: str
    button: str
    draft_key: str


@page(may=may_work_cases)
def contact_add(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """A new way to reach someone."""
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    key = f"case:{case.reference}:contact-{person.id}"
    form = ContactForm(posted(request))
    if form.is_valid():
        try:
            add_contact(
                by=request.user,
                case=case,
                person=person,
                reach=form.reach(),
                at=clock.now(),
                once=form.cleaned_data["once"],
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=key)
            return _saved(request, case, "Way to reach them added.")
    return _page(request, case, person, form, Asked("Add a way to reach them", "Add", key))


@page(may=may_work_cases)
def contact_change(request: StaffRequest, reference: str, person_id: UUID, contact_id: UUID) -> HttpResponse:
    """Correct a way to reach someone, or say that it is not safe any more."""
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    point = _point(person, contact_id)
    key = f"case:{case.reference}:contact-{point.id}"
    with reading(
        by=request.user,
        subjects=[person.key_subject],
        purpose="way to reach a person",
        page="cases:contact_change",
    ):
        form = ContactForm(posted(request), initial=initial_of(point))
        if form.is_valid():
            try:
                change_contact(by=request.user, case=case, point=point, reach=form.reach(), at=clock.now())
            except Refused as refused:
                form.refused(refused.decision)
            else:
                keeping.discard(owner=request.user, form_key=key)
                return _saved(request, case, "Way to reach them saved.")
    return _page(request, case, person, form, Asked("Change a way to reach them", "Save", key))


@page(may=may_work_cases)
def contact_remove(request: StaffRequest, reference: str, person_id: UUID, contact_id: UUID) -> HttpResponse:
    """Take a way to reach someone off the record, once confirmed."""
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    point = _point(person, contact_id)
    if request.method == "POST":
        remove_contact(by=request.user, point=point, at=clock.now())
        return _saved(request, case, "Way to reach them removed.")
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="removing a way to reach a person",
        page="cases:contact_remove",
    ):
        shown = contact_shown(case, point)
        return render(
            request,
            "cases/case_confirm.html",
            {
                "frame": case_frame(case, people, user=request.user),
                "heading": "Remove this way to reach them?",
                "rows": [
                    Row("Person", bdi(person.full_name or person.called)),
                    Row(shown.kind, bdi(shown.value)),
                ],
                "button": "Remove",
                "danger": True,
                "cancel_url": reverse("cases:people_page", args=[case.reference]),
            },
        )


@page(may=may_work_cases)
def person_acknowledge(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Write to someone on the case how to see their records, because the worker says so."""
    case = open_case(by=request.user, reference=reference)
    (may_work_on(state_of(case)) and may_hold_people(case)).require()
    person = open_person(by=request.user, case=case, person_id=person_id)
    if request.method == "POST":
        send_acknowledgement(by=request.user, case=case, person=person, at=clock.now())
        return _saved(request, case, "It is on its way.")
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="writing to a person",
        page="cases:person_acknowledge",
    ):
        return render(
            request,
            "cases/case_confirm.html",
            {
                "frame": case_frame(case, people, user=request.user),
                "heading": "Write to them how to see their records?",
                "rows": [Row("Person", bdi(person.full_name or person.called))],
                "warning": "They will learn from it that there is a case with us.",
                "button": "Write to them",
                "cancel_url": reverse("cases:people_page", args=[case.reference]),
            },
        )


def _point(person: Person, contact_id: UUID) -> ContactPoint:
    point: ContactPoint | None = (
        ContactPoint.objects.filter(person=person, pk=contact_id).select_related("person").first()
    )
    if point is None:
        raise NotThere
    return point


def _saved(request: StaffRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("cases:people_page", reference=case.reference)


def _page(request: StaffRequest, case: Case, person: Person, form: ContactForm, asked: Asked) -> HttpResponse:
    people = people_of(case)
    subjects = subjects_on(case, people)
    match = request.resolver_match
    with reading(
        by=request.user,
        subjects=subjects,
        purpose="way to reach a person",
        page=match.view_name if match else "",
    ):
        draft = keeping.take(owner=request.user, form_key=asked.draft_key) if not form.is_bound else None
        if draft:
            form = ContactForm(initial=form.initial, typed=draft.fields)
        return render(
            request,
            "cases/contact.html",
            {
                "frame": case_frame(case, people, user=request.user),
                "form": form,
                "heading": asked.heading,
                "button": asked.button,
                "name": person.full_name or person.called,
                "back_url": reverse("cases:people_page", args=[case.reference]),
                "back_text": "Back to people",
                "draft": draft,
                "draft_key": asked.draft_key,
            },
        )
