"""Recording whether a young person could make one decision. It turns a request into one call and a page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_hold_people, may_work_cases, open_case
from cases.choices import CaseRole, CaseStatus
from cases.rules import may_work_on
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.shown import posted
from consent.actions.capacity import record_capacity
from consent.choices import CapacityOutcome
from consent.forms.capacity import CapacityForm
from consent.models import CapacityDecision
from consent.rules import may_be_judged
from consent.views.asking import agencies_of
from sendiass import clock
from sendiass.audit import reading
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key

FOUND = {
    CapacityOutcome.CAN_DECIDE.value: "They can decide this. Ask them.",
    CapacityOutcome.CANNOT_DECIDE.value: "They cannot decide this. Someone may now say yes for them.",
}


@page(may=may_work_cases)
def capacity_add(request: StaffRequest, reference: str) -> HttpResponse:
    """Whether the case's young person can decide if we may speak with one agency. `agency` chooses one beforehand."""
    case = open_case(by=request.user, reference=reference)
    (may_work_on(CaseStatus(case.status)) and may_hold_people(case)).require()
    people = people_of(case)
    key = f"case:{case.reference}:capacity"
    person = next((one.person for one in people if one.role is CaseRole.CHILD_OR_YOUNG_PERSON), None)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="whether a young person can decide",
        page="consent:capacity_add",
    ):
        born = person.date_of_birth if person and not person.is_erased else None
        may_be_judged(born, is_child_of_case=person is not None, on=clock.today()).require()
        state = CapacityDecision.objects.of(case).count()
        begun = Begun(request, key)
        form = CapacityForm(
            posted(request),
            agencies=agencies_of(case, people),
            typed=begun.typed,
            initial={
                "once": once_key(request.user.id, "capacity", case.id, state),
                "agency": request.GET.get("agency", ""),
            },
        )
        if form.is_valid() and person:
            with begun.sending(form):
                found = record_capacity(
                    by=request.user,
                    case=case,
                    person=person,
                    assessed=form.assessed(),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                messages.success(request, FOUND[found.outcome])
                ask = reverse("consent:permission_add", args=[case.reference])
                return redirect(f"{ask}?agency={found.agency_id}")
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "person": person.called if person else "",
            "form": form,
            "back_url": reverse("consent:sharing_page", args=[case.reference]),
            "back_text": "Back to sharing",
            **begun.shown(),
        }
        return render(request, "consent/capacity_add.html", shown)
