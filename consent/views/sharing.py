"""Whom we may talk to about what, and what was said: the page of sharing within a case."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from cases.access import may_hold_people, may_work_cases, open_case
from cases.choices import CaseStatus
from cases.rules import may_work_on
from cases.views.case_frame import case_frame, people_of, subjects_on
from consent.views.safeguarding_shown import lines_on
from consent.views.sharing_shown import sharing_of
from sendiass import clock
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page


@page(may=may_work_cases)
def sharing_page(request: StaffRequest, reference: str) -> HttpResponse:
    """Each yes that holds, what was said under it, and what no longer holds."""
    case = open_case(by=request.user, reference=reference)
    people, sharing, at = people_of(case), sharing_of(case), clock.now()
    may_hold, may_work = may_hold_people(case), may_work_on(CaseStatus(case.status))
    with reading(
        by=request.user,
        subjects=[*subjects_on(case, people), *sharing.subjects()],
        purpose="what a family permits to share",
        page="consent:sharing_page",
    ):
        shown = {
            "case": case,
            "frame": case_frame(case, people, user=request.user, current="consent:sharing_page"),
            "live": sharing.live(at),
            "others": sharing.others(at),
            "said": sharing.said(),
            "kept_safe": lines_on(case),
            "capacity": sharing.capacity(),
            "may_record_capacity": bool(sharing.decisions) and bool(may_hold) and bool(may_work),
            "may_hold": may_hold,
            "may_work": may_work,
        }
        return render(request, "consent/sharing_page.html", shown)
