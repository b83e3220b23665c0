"""Writing down what a family on a case answers, in its words. It makes one call."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from cases.access import open_case
from cases.choices import CaseRole, CaseStatus
from cases.rules import may_work_on
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.shown import posted
from feedback.access import may_take_views
from feedback.actions.views_given import Signed, take_view
from feedback.forms.views_given import TakeForm
from feedback.models import ViewsExercise
from feedback.views.giving import shown_code
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page


@page(may=may_take_views)
def view_take(request: StaffRequest, reference: str) -> HttpResponse:
    """A view for a family. Its receipt code is shown once, to be given to them."""
    case = open_case(by=request.user, reference=reference)
    may_work_on(CaseStatus(case.status)).require()
    people = people_of(case)
    exercises = {
        str(one.id): one
        for one in ViewsExercise.objects.open_on(clock.today()).select_related("agency").newest_first()
    }
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="writing down a family's view",
        page="feedback:view_take",
    ):
        children = {
            str(one.person.id): one.person
            for one in people
            if one.role is CaseRole.CHILD_OR_YOUNG_PERSON and not one.is_erased
        }
        form = TakeForm(
            posted(request),
            exercises=[(key, f"{one.agency.name}: {one.question}") for key, one in exercises.items()],
            children=[(key, one.full_name or one.called) for key, one in children.items()],
        )
        shown = {"frame": case_frame(case, people, user=request.user), "form": form, "asked": exercises}
        if form.is_valid():
            said = form.cleaned_data
            signed = Signed(said["signed"], children[said["about"]]) if said["named"] else None
            try:
                given = take_view(
                    by=request.user,
                    case=case,
                    exercise=exercises[said["exercise"]],
                    answered=form.answered(),
                    signed=signed,
                    once=said["once"],
                    at=clock.now(),
                )
            except Refused as refused:
                form.refused(refused.decision)
            else:
                return render(request, "feedback/view_taken.html", {**shown, "code": shown_code(given)})
        return render(request, "feedback/view_take.html", shown)
