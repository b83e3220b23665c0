"""What anonymous questionnaires brought: for the manager, who reads first what families wrote (L31, Y25)."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from feedback.access import may_read_results, open_results
from feedback.choices import BatchState
from feedback.models import Batch
from feedback.reports import results_of
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Colour, Pages, Tag

A_PAGE = 50
COLOURS: dict[str, Colour] = {
    BatchState.OPEN: "blue",
    BatchState.RELEASED: "green",
    BatchState.GIVEN_UP: "grey",
}


@page(may=may_read_results)
def result_list(request: StaffRequest) -> HttpResponse:
    """Every period of every questionnaire: what comes in, what is out, and what nobody read because it was too little."""
    found = Batch.objects.select_related("questionnaire").order_by("-until_on", "questionnaire")
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    lines = [(one, Tag(one.get_state_display(), COLOURS[one.state])) for one in shown]
    noun = "period" if shown.paginator.count == 1 else "periods"
    return render(
        request, "feedback/result_list.html", {"lines": lines, "pages": Pages(shown, noun, request.GET)}
    )


@page(may=may_read_results)
def result_page(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """One period: each question with its numbers, and every word as it was written."""
    batch = open_results(by=request.user, batch_id=batch_id)
    with reading(
        by=request.user,
        subjects=[batch.key_subject],
        purpose="anonymous answers",
        page="feedback:result_page",
    ):
        shown = {
            "batch": batch,
            "results": results_of(batch),
            "back_url": reverse("feedback:result_list"),
        }
        return render(request, "feedback/result_page.html", shown)
