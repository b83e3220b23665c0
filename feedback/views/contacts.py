"""Those who answered a questionnaire and want to be known or called back: who they are, and what came of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.views.shown import posted
from feedback.access import may_read_results, open_contact
from feedback.actions.contacts import see_to_contact
from feedback.forms.contacts import OutcomeForm
from feedback.models import ContactRequest
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Pages

A_PAGE = 25


@page(may=may_read_results)
def contact_list(request: StaffRequest) -> HttpResponse:
    """All of them, those nobody has seen to at the head."""
    shown = Paginator(ContactRequest.objects.waiting_first(), A_PAGE).get_page(request.GET.get("page"))
    people = list(shown)
    noun = "person" if shown.paginator.count == 1 else "people"
    with reading(
        by=request.user,
        subjects=list(dict.fromkeys(one.key_subject for one in people)),
        purpose="people who want to be known",
        page="feedback:contact_list",
    ):
        told = [(one, getattr(one, "outcome", None)) for one in people]
        lists = {
            "people": told,
            "pages": Pages(shown, noun, request.GET),
            "back_url": reverse("feedback:result_list"),
        }
        return render(request, "feedback/contact_list.html", lists)


@page(may=may_read_results)
def contact_see_to(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """What came of it: that they were called, or why not."""
    found = open_contact(by=request.user, request_id=request_id)
    form = OutcomeForm(posted(request))
    if form.is_valid():
        try:
            see_to_contact(by=request.user, request=found, words=form.cleaned_data["words"], at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is written down.")
            return redirect("feedback:contact_list")
    shown = {
        "form": form,
        "heading": "What came of it",
        "button": "Save",
        "back_url": reverse("feedback:contact_list"),
        "back_text": "Back to those who want to be known",
    }
    return render(request, "ui/form_page.html", shown)
