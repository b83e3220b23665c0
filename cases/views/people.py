"""The people of a case: shown, added, put right, removed. It turns requests into one call and a page each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import (
    may_hold_people,
    may_keep_directory,
    may_see_readings,
    may_work_cases,
    open_case,
    open_person,
)
from cases.actions.callbacks import asked_by
from cases.actions.people import (
    add_known_person,
    add_person,
    change_person,
    child_of,
    person_id_of,
    relate,
    remove_from_case,
)
from cases.choices import CaseRole
from cases.forms.people import CHILD, KinshipForm, PersonForm, initial_of
from cases.models import CallBack, Case, CasePerson, Person, Relationship
from cases.rules import may_work_on
from cases.search import NotReady
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.enquiries_shown import still_kept
from cases.views.first_contact_shown import state_of
from cases.views.people_known import Alike, people_alike
from cases.views.people_shown import Household, bdi, details_of
from cases.views.records_shown import other_records
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.parts import Row

HEADINGS = {
    CHILD: "Add the child or young person",
    CaseRole.PARENT_CARER: "Add a parent or carer",
    CaseRole.OTHER: "Add someone else",
}
STILL_OPENING = "We cannot check yet whether we know them already. Press Save again in a minute."


@page(may=may_work_cases)
def people_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Everyone on the case, how to reach them, and when it changes who decides."""
    case = open_case(by=request.user, reference=reference)
    people = people_of(case)
    others = other_records([one.person.id for one in people], by=request.user)
    household = Household(case, people, others, sees_readings=bool(may_see_readings(request.user)))
    subjects = [*subjects_on(case, people), *(one.subject for each in others.values() for one in each)]
    with reading(by=request.user, subjects=subjects, purpose="people of a case", page="cases:people_page"):
        return render(
            request,
            "cases/people_page.html",
            {
                "case": case,
                "frame": case_frame(case, people, user=request.user, current="people_page"),
                "people": household.shown(today=clock.today()),
                "may_hold": may_hold_people(case),
                "may_work": may_work_on(state_of(case)),
                "has_child": household.has_child,
                "roles": CaseRole,
            },
        )


@page(may=may_work_cases)
def person_add(request: StaffRequest, reference: str) -> HttpResponse:
    """Someone new on the case, or someone we know already if the worker says so."""
    case = open_case(by=request.user, reference=reference)
    (may_work_on(state_of(case)) and may_hold_people(case)).require()
    has_child = child_of(case) is not None
    role = _role(request, has_child=has_child)
    asking: dict[str, Any] = {"role": role, "is_new": True, "has_child": has_child}
    alike: list[Alike] = []
    if request.method != "POST":
        return _add_page(request, case, role, None, asking, alike)
    form = PersonForm(request.POST, **asking)
    if form.is_valid():
        new = person_id_of(once=form.cleaned_data["once"], by=request.user, case=case, details=form.details())
        try:
            found = people_alike(form, by=request.user, new=new)
        except NotReady:
            form.add_error(None, STILL_OPENING)
            return _add_page(request, case, role, form, asking, alike)
        said = _told_from(request)
        others = [one.person for one in found if str(one.person.id) in said]
        alike = [one for one in found if str(one.person.id) not in said]
        known = next((one for one in alike if str(one.person.id) == request.POST.get("use")), None)
        try:
            if known:
                add_known_person(by=request.user, case=case, person=known.person, role=role, at=clock.now())
            elif not alike:
                add_person(
                    by=request.user,
                    case=case,
                    role=role,
                    details=form.details(),
                    reaches=form.reaches(),
                    kinship=form.kinship() if form.asks_kinship else None,
                    not_the_same_as=others,
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            if known or not alike:
                keeping.discard(owner=request.user, form_key=_draft_key(case, role))
                messages.success(request, f"{label(role)} added.")
                return _onward(request, case, role, known.person if known else None)
    return _add_page(request, case, role, form, asking, alike)


@page(may=may_work_cases)
def person_change(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Put right what is known of someone."""
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    part = _part(case, person)
    may_work_on(state_of(case)).require()
    key = f"case:{case.reference}:person-{person.id}"
    people = people_of(case)
    subjects = subjects_on(case, people)
    with reading(
        by=request.user, subjects=subjects, purpose="details of a person", page="cases:person_change"
    ):
        kept = details_of(person)
        asking: dict[str, Any] = {"role": CaseRole(part.role), "is_new": False, "kept": kept}
        draft = None
        if request.method == "POST":
            form = PersonForm(request.POST, **asking)
            if form.is_valid():
                try:
                    change_person(by=request.user, person=person, details=form.details(), at=clock.now())
                except Refused as refused:
                    form.refused(refused.decision)
                else:
                    keeping.discard(owner=request.user, form_key=key)
                    messages.success(request, "Details saved.")
                    return redirect("cases:people_page", reference=case.reference)
        else:
            draft = keeping.take(owner=request.user, form_key=key)
            form = PersonForm(initial=initial_of(kept), typed=draft.fields if draft else None, **asking)
        return render(
            request,
            "cases/person_change.html",
            {
                "case": case,
                "frame": case_frame(case, people, user=request.user),
                "form": form,
                "name": person.full_name or person.called,
                "role": label(CaseRole(part.role)),
                "draft": draft,
                "draft_key": key,
            },
        )


@page(may=may_work_cases)
def person_remove(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """End someone's part in the case, once confirmed."""
    case = open_case(by=request.user, reference=reference)
    person = open_person(by=request.user, case=case, person_id=person_id)
    part = _part(case, person)
    may_work_on(state_of(case)).require()
    if request.method == "POST":
        remove_from_case(by=request.user, part=part, at=clock.now())
        messages.success(request, f"{label(CaseRole(part.role))} removed from the case.")
        return redirect("cases:people_page", reference=case.reference)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="removing a person",
        page="cases:person_remove",
    ):
        return render(
            request,
            "cases/case_confirm.html",
            {
                "frame": case_frame(case, people, user=request.user),
                "heading": "Remove this person from the case?",
                "rows": [
                    Row("Name", bdi(person.full_name or person.called)),
                    Row("Part in the case", label(CaseRole(part.role))),
                ],
                "warning": "They leave this case only. That they were part of it stays on record.",
                "button": "Remove from the case",
                "danger": True,
                "cancel_url": reverse("cases:people_page", args=[case.reference]),
            },
        )


@page(may=may_work_cases)
def relationship_set(request: StaffRequest, reference: str, person_id: UUID) -> HttpResponse:
    """What an adult is to the child, and whether they hold parental responsibility."""
    case = open_case(by=request.user, reference=reference)
    adult = open_person(by=request.user, case=case, person_id=person_id)
    child = child_of(case)
    if child is None or child.pk == adult.pk:
        raise NotThere
    link = Relationship.objects.filter(child=child, adult=adult).first()
    key = f"case:{case.reference}:kin-{adult.id}"
    form = KinshipForm(request.POST if request.method == "POST" else None, initial=_initial(link))
    if request.method == "POST" and form.is_valid():
        try:
            relate(by=request.user, child=child, adult=adult, kinship=form.kinship(), at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=key)
            messages.success(request, "What they are to the child is saved.")
            return redirect("cases:people_page", reference=case.reference)
    people = people_of(case)
    subjects = subjects_on(case, people)
    with reading(by=request.user, subjects=subjects, purpose="relationship", page="cases:relationship_set"):
        draft = keeping.take(owner=request.user, form_key=key) if request.method != "POST" else None
        if draft:
            form = KinshipForm(initial=_initial(link), typed=draft.fields)
        return render(
            request,
            "cases/relationship_set.html",
            {
                "case": case,
                "frame": case_frame(case, people, user=request.user),
                "form": form,
                "adult": adult.full_name or adult.called,
                "child": child.called,
                "draft": draft,
                "draft_key": key,
            },
        )


def _role(request: StaffRequest, *, has_child: bool) -> CaseRole:
    """The part asked for in the address; else, or if it is no part, the one that is missing."""
    asked = request.GET.get("role")
    if asked in CaseRole.values:
        return CaseRole(asked)
    return CaseRole.PARENT_CARER if has_child else CHILD


def _told_from(request: StaffRequest) -> set[str]:
    """The ids of those whom the worker has said this person is not, now or before the form was refused."""
    shown = request.POST.getlist("alike") if "different" in request.POST else []
    return {*request.POST.getlist("told_from"), *shown}


def _part(case: Case, person: Person) -> CasePerson:
    part: CasePerson = CasePerson.objects.present().get(case=case, person=person)
    return part


def _draft_key(case: Case, role: CaseRole) -> str:
    return f"case:{case.reference}:person-{role.value}"


def _initial(link: Relationship | None) -> dict[str, Any]:
    names = KinshipForm.base_fields.keys() - {"once"}
    return {name: getattr(link, name) for name in names} if link else {}


def _onward(request: StaffRequest, case: Case, role: CaseRole, known: Person | None) -> HttpResponse:
    """The next step: while a case is being opened, the parent after the child; then the case."""
    if known and role is not CHILD and child_of(case):
        return redirect("cases:relationship_set", reference=case.reference, person_id=known.id)
    return redirect(_next_url(request, case, role))


def _next_url(request: StaffRequest, case: Case, role: CaseRole) -> str:
    if request.GET.get("opening") != "yes":
        return reverse("cases:people_page", args=[case.reference])
    if role is CHILD:
        address = reverse("cases:person_add", args=[case.reference])
        return f"{address}?role={CaseRole.PARENT_CARER}&opening=yes"
    return reverse("cases:case_page", args=[case.reference])


def _call_back(case: Case, role: CaseRole) -> CallBack | None:
    """The call-back of the enquiry this case came from, if it is still kept and of someone in this part."""
    found = (
        CallBack.objects.kept()
        .filter(enquiry__case=case)
        .select_related("enquiry")
        .order_by("added_at", "id")
    )
    return next(
        (one for one in found if still_kept(one, today=clock.today()) and asked_by(one) == role), None
    )


def _add_page(
    request: StaffRequest,
    case: Case,
    role: CaseRole,
    form: PersonForm | None,
    asking: dict[str, Any],
    alike: list[Alike],
) -> HttpResponse:
    key = _draft_key(case, role)
    called = _call_back(case, role)
    people = people_of(case)
    subjects = [*subjects_on(case, people), *(one.person.key_subject for one in alike)]
    subjects += [called.key_subject] if called else []
    with reading(by=request.user, subjects=subjects, purpose="adding a person", page="cases:person_add"):
        draft = None
        if form is None:
            draft = keeping.take(owner=request.user, form_key=key)
            given, _, family = called.name.rpartition(" ") if called else ("", "", "")
            carried = {"given_names": given or family, "family_name": family if given else ""}
            carried["phone"] = called.number if called else ""
            form = PersonForm(initial=carried, typed=draft.fields if draft else None, **asking)
        is_opening = request.GET.get("opening") == "yes"
        return render(
            request,
            "cases/person_add.html",
            {
                "case": case,
                "frame": case_frame(case, people, user=request.user),
                "form": form,
                "heading": HEADINGS[role],
                "alike": [one.shown() for one in alike],
                "told_from": sorted(_told_from(request)),
                "is_carried": called is not None and request.method != "POST",
                "is_opening": is_opening,
                "next_url": _next_url(request, case, role),
                "draft": draft,
                "draft_key": key,
                "may_add_school": role is CHILD and bool(may_keep_directory(request.user)),
            },
        )
