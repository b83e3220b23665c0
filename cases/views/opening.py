"""Opening a case with its first contact, from a call or without one. It names nobody; people are added after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_hold_people, may_open_cases, open_enquiry
from cases.actions.casework import open_new_case
from cases.choices import CaseRole, ItemState
from cases.forms.opening import CaseOpenForm
from cases.models import Case, Enquiry
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page


@page(may=may_open_cases)
def case_open(request: StaffRequest) -> HttpResponse:
    """What the case is about and what first contact settled, on one page."""
    enquiry = _enquiry(request)
    if enquiry and enquiry.case:
        return redirect("cases:case_page", reference=enquiry.case.reference)
    key = f"enquiry:case-{enquiry.reference}" if enquiry else "enquiry:case"
    if request.method != "POST":
        with reading(
            by=request.user,
            subjects=[keeping.subject_of(owner=request.user, form_key=key)],
            purpose="half-written case",
            page="cases:case_open",
        ):
            begun = Begun(request, key)
        form = CaseOpenForm(
            worker=request.user,
            initial=_carried(enquiry) if enquiry else {},
            typed=begun.typed,
        )
        return _page(request, form, enquiry, begun)
    form = CaseOpenForm(request.POST, worker=request.user)
    if form.is_valid():
        try:
            case = open_new_case(
                by=request.user,
                new=form.new_case(enquiry),
                answers=form.answers(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=key)
            return _opened(request, case)
    return _page(request, form, enquiry, Begun(request, key))


def _enquiry(request: StaffRequest) -> Enquiry | None:
    reference = request.GET.get("enquiry", "")
    return open_enquiry(by=request.user, reference=reference) if reference.strip("\x00 ") else None


def _carried(enquiry: Enquiry) -> dict[str, Any]:
    """What the call already said."""
    carried: dict[str, Any] = {"issue": enquiry.issue, "stage": enquiry.stage}
    carried["referral_source"] = enquiry.referral_source
    if enquiry.statement_shared:
        taken_on: date = clock.day_of(enquiry.taken_at)
        carried |= {
            "statement": ItemState.DONE.value,
            "statement_how": enquiry.statement_shared,
            "statement_on": taken_on,
            "statement_by": str(enquiry.taken_by_id),
        }
    if enquiry.who:
        carried |= {"aim_who": enquiry.who, "agreed_who": enquiry.who, "records_told_who": enquiry.who}
    return carried


def _opened(request: StaffRequest, case: Case) -> HttpResponse:
    messages.success(request, f"Case {case.reference} opened.")
    if not may_hold_people(case):
        return redirect("cases:case_page", reference=case.reference)
    address = reverse("cases:person_add", args=[case.reference])
    return redirect(f"{address}?role={CaseRole.CHILD_OR_YOUNG_PERSON}&opening=yes")


def _page(request: StaffRequest, form: CaseOpenForm, enquiry: Enquiry | None, begun: Begun) -> HttpResponse:
    back = reverse("cases:enquiry_page", args=[enquiry.reference]) if enquiry else reverse("cases:case_list")
    return render(
        request,
        "cases/case_open.html",
        {
            "form": form,
            "sections": list(form.sections()),
            "enquiry": enquiry,
            **begun.shown(),
            "back_url": back,
            "back_text": f"Enquiry {enquiry.reference}" if enquiry else "Cases",
        },
    )
