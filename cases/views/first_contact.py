"""First contact after a case is open: what is done, what is owed and why, and the family's newest words."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases.access import may_hold_people, may_work_cases, open_case
from cases.actions.first_contact import change_aim, record_first_contact
from cases.choices import CaseRole, FirstContactItem
from cases.forms.first_contact import ASKED, AimForm, FirstContactForm
from cases.models import Aim, Case, FirstContactEntry, Referral
from cases.rules import may_work_on
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.first_contact_shown import (
    aims_shown,
    entry_shown,
    owed_of,
    standing,
    state_of,
)
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.pages import StaffRequest, page


@page(may=may_work_cases)
def first_contact_record(request: StaffRequest, reference: str) -> HttpResponse:
    """Where each item stands, and a form for those still owed."""
    case = open_case(by=request.user, reference=reference)
    owed = _asked_for(request, case)
    key = f"case:{case.reference}:first-contact"
    form = _form(request, owed, typed=None)
    if request.method == "POST" and form.is_valid():
        try:
            record_first_contact(
                by=request.user,
                case=case,
                answers=form.answers(),
                at=clock.now(),
                once=form.cleaned_data["once"],
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=key)
            messages.success(request, "First contact recorded.")
            return redirect("cases:first_contact_record", reference=case.reference)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="first contact",
        page="cases:first_contact_record",
    ):
        draft = keeping.take(owner=request.user, form_key=key) if request.method != "POST" and owed else None
        if draft:
            form = _form(request, owed, typed=draft.fields)
        entries = list(FirstContactEntry.objects.filter(case=case).select_related("done_by", "recorded_by"))
        return render(
            request,
            "cases/first_contact_record.html",
            {
                "case": case,
                "frame": case_frame(case, people, user=request.user, current="first_contact_record"),
                "form": form,
                "sections": list(form.sections()),
                "items": standing(case, entries),
                "referrals": list(Referral.objects.visible_to(request.user).filter(case=case)),
                "history": [entry_shown(entry) for entry in entries],
                "draft": draft,
                "draft_key": key,
                "can_work": may_work_on(state_of(case)),
            },
        )


@page(may=may_work_cases)
def aim_record(request: StaffRequest, reference: str) -> HttpResponse:
    """What the family wants now, above what they wanted before (L22)."""
    case = open_case(by=request.user, reference=reference)
    may_work_on(state_of(case)).require()
    key = f"case:{case.reference}:aim"
    aims = list(Aim.objects.filter(case=case).select_related("recorded_by"))
    initial = {"whose": aims[0].whose if aims else CaseRole.PARENT_CARER}
    form = AimForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_aim(
                by=request.user,
                case=case,
                words=form.cleaned_data["words"],
                whose=CaseRole(form.cleaned_data["whose"]),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=key)
            messages.success(request, "What they want is recorded.")
            return redirect("cases:case_page", reference=case.reference)
    people = people_of(case)
    subjects = subjects_on(case, people)
    with reading(by=request.user, subjects=subjects, purpose="aim", page="cases:aim_record"):
        draft = keeping.take(owner=request.user, form_key=key) if request.method != "POST" else None
        if draft:
            form = AimForm(initial=initial, typed=draft.fields)
        return render(
            request,
            "cases/aim_record.html",
            {
                "case": case,
                "frame": case_frame(case, people, user=request.user),
                "form": form,
                "may_name": may_hold_people(case),
                "aims": aims_shown(aims),
                "draft": draft,
                "draft_key": key,
            },
        )


def _asked_for(request: StaffRequest, case: Case) -> list[FirstContactItem]:
    """What is owed, and an item the worker asks to answer anew: the family may change their mind on records."""
    owed = owed_of(case)
    if request.GET.get("again") == FirstContactItem.AGREEMENT and FirstContactItem.AGREEMENT not in owed:
        owed.append(FirstContactItem.AGREEMENT)
    return [item for item in ASKED if item in owed]


def _form(
    request: StaffRequest, owed: list[FirstContactItem], *, typed: keeping.Fields | None
) -> FirstContactForm:
    data = request.POST if request.method == "POST" else None
    return FirstContactForm(data, worker=request.user, items=owed, typed=typed)
