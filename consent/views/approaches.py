"""What an agency told us unasked, where no yes lets us speak with it: one page, one call."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_hold_people, may_work_cases, open_case
from cases.choices import CaseStatus
from cases.rules import may_work_on
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.shown import posted
from consent.actions.approaches import record_approach
from consent.forms.approaches import ApproachForm
from consent.models import Approach
from consent.views.asking import agencies_of
from sendiass import clock
from sendiass.audit import reading
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key


@page(may=may_work_cases)
def approach_add(request: StaffRequest, reference: str) -> HttpResponse:
    """Write down what an agency told us though we said nothing of the family."""
    case = open_case(by=request.user, reference=reference)
    (may_work_on(CaseStatus(case.status)) and may_hold_people(case)).require()
    people, key = people_of(case), f"case:{case.reference}:approach"
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="writing down what an agency told us unasked",
        page="consent:approach_add",
    ):
        begun = Begun(request, key)
        before = Approach.objects.of(case).count()
        form = ApproachForm(
            posted(request),
            agencies=agencies_of(case, people),
            initial={"once": once_key(request.user.id, "approach", case.id, before)},
            typed=begun.typed,
        )
        if form.is_valid():
            with begun.sending(form):
                record_approach(
                    by=request.user,
                    case=case,
                    approached=form.approached(),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                messages.success(
                    request, "It is on record. Telling the family is on the list of what is to do."
                )
                return redirect("consent:sharing_page", case.reference)
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "form": form,
            "breach_url": f"{reverse('consent:breach_report')}?{urlencode({'case': case.reference})}",
            "back_url": reverse("consent:sharing_page", args=[case.reference]),
            "back_text": "Back to sharing",
            **begun.shown(),
        }
        return render(request, "consent/approach_add.html", shown)
