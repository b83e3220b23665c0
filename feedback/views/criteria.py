"""The board's evaluation criteria: what measures each, and their record as the board agreed them (L11)."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.views.shown import posted
from feedback.access import may_keep_questionnaires, may_see_figures
from feedback.actions.wording import agree_criteria
from feedback.forms.wording import CriteriaForm
from feedback.models import Criterion
from feedback.reports import criteria_shown
from sendiass import clock
from sendiass.access import Refused
from sendiass.pages import StaffRequest, page


@page(may=may_see_figures)
def criteria_page(request: StaffRequest) -> HttpResponse:
    """What the board evaluates the service by, what measures it, and what nothing measures."""
    earlier = Criterion.objects.filter(retired_at__isnull=False).order_by("-version", "number")
    shown = {
        "shown": criteria_shown(),
        "earlier": earlier.select_related("recorded_by"),
        "may_keep": may_keep_questionnaires(request.user),
    }
    return render(request, "feedback/criteria_page.html", shown)


@page(may=may_keep_questionnaires)
def criteria_agree(request: StaffRequest) -> HttpResponse:
    """Record what the board agreed, all of it at once, with the minutes that say so."""
    form = CriteriaForm(
        posted(request),
        criteria=list(Criterion.objects.in_use()),
        seen=Criterion.objects.aggregate(most=Max("version"))["most"] or 0,
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            agree_criteria(
                by=request.user,
                criteria=form.criteria(),
                agreed_on=said["agreed_on"],
                minute=said["minute"],
                seen=said["seen"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "The board’s criteria are on record.")
            return redirect("feedback:criteria_page")
    rows = [(row, form[f"order_{row}"], form[f"name_{row}"], form[f"words_{row}"]) for row in form.rows]
    shown = {"form": form, "rows": rows, "back_url": reverse("feedback:criteria_page")}
    return render(request, "feedback/criteria_agree.html", shown)
