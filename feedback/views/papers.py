"""Questionnaires on paper: what is printed and posted, and where the answers that come back are typed in (L30)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from feedback.access import may_post_questionnaires, open_asked
from feedback.choices import Language
from feedback.documents import paper_of
from feedback.languages import language_of
from feedback.models import Batch
from sendiass.access import NotThere
from sendiass.pages import StaffRequest, page


@page(may=may_post_questionnaires)
def asked_list(request: StaffRequest) -> HttpResponse:
    """Every questionnaire that takes answers now, with its papers and the page to type answers in."""
    found = Batch.objects.open().select_related("questionnaire").order_by("questionnaire__audience", "pk")
    shown = [(one, reverse("feedback:answer_sheet", args=[one.code])) for one in found]
    return render(request, "feedback/asked_list.html", {"asked": shown, "languages": list(Language)})


@page(may=may_post_questionnaires)
def asked_paper(request: StaffRequest, batch_id: UUID, paper_in: str) -> HttpResponse:
    """One of them as PDF, in large print if asked for."""
    batch = open_asked(by=request.user, batch_id=batch_id)
    if paper_in not in Language.values:
        raise NotThere
    drawn = paper_of(batch, language_of(paper_in), large_print="large" in request.GET)
    named = f'inline; filename="questionnaire-{paper_in}.pdf"'
    return HttpResponse(drawn, content_type="application/pdf", headers={"Content-Disposition": named})
