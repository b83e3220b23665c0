"""The ways to reach someone on a case: added, put right, removed. It turns requests into one call and a page each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_work_cases, open_case, open_person
from cases.actions.people import add_contact, change_contact, remove_contact
from cases.forms.reaching import ContactForm, initial_of
from cases.models import Case, ContactPoint, Person
from cases.views.people_shown import bdi, contact_shown
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Row


@page(may=may_work_cases)
def contact_add(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """A new way to reach someone."""
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
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
            form.add_error(None, refused.decision.reason)
        else:
            return _saved(request, case, "Way to reach them added.")
    return _page(request, case, person, form, "Add a way to reach them")


@page(may=may_work_cases)
def contact_change(request: StaffRequest, reference: str, person_id: UUID, contact_id: UUID) -> HttpResponse:
    """Correct a way to reach someone, or say that it is not safe any more."""
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    point = _point(person, contact_id)
    with reading(
        by=request.user,
        subjects=[person.key_subject],
        purpose="way to reach a person",
        page="cases:contact_change",
    ):
        form = ContactForm(request.POST if request.method == "POST" else None, initial=initial_of(point))
        if request.method == "POST" and form.is_valid():
            try:
                change_contact(by=request.user, case=case, point=point, reach=form.reach(), at=clock.now())
            except Refused as refused:
                form.add_error(None, refused.decision.reason)
            else:
                return _saved(request, case, "Way to reach them saved.")
        return _page(request, case, person, form, "Change a way to reach them")


@page(may=may_work_cases)
def contact_remove(request: StaffRequest, reference: str, person_id: UUID, contact_id: UUID) -> HttpResponse:
    """Take a way to reach someone off the record, once confirmed."""
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    point = _point(person, contact_id)
    if request.method == "POST":
        remove_contact(by=request.user, point=point, at=clock.now())
        return _saved(request, case, "Way to reach them removed.")
    with reading(
        by=request.user,
        subjects=[person.key_subject],
        purpose="removing a way to reach a person",
        page="cases:contact_remove",
    ):
        shown = contact_shown(case, point)
        return render(
            request,
            "ui/confirm_page.html",
            {
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


def _page(request: StaffRequest, case: Case, person: Person, form: ContactForm, heading: str) -> HttpResponse:
    with reading(
        by=request.user, subjects=[person.key_subject], purpose="way to reach a person", page="cases:contact"
    ):
        return render(
            request,
            "cases/contact.html",
            {
                "case": case,
                "form": form,
                "heading": heading,
                "name": person.full_name or person.called,
            },
        )
