"""What anonymous questionnaires brought: for the team, once somebody has read what people wrote (L31, Y25)."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from feedback.access import may_keep_questionnaires, may_read_results, may_see_results, open_results
from feedback.choices import Audience, BatchState
from feedback.forms.results import OverTimeForm
from feedback.models import AnonymousAnswer, Batch, Criterion
from feedback.querysets import asked_in
from feedback.reports import over_time, results_of
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Colour, Pages, Tag

A_PAGE = 50
COLOURS: dict[str, Colour] = {
    BatchState.OPEN: "blue",
    BatchState.RELEASED: "green",
    BatchState.GIVEN_UP: "grey",
}


@page(may=may_see_results)
def result_list(request: StaffRequest) -> HttpResponse:
    """Every period of every questionnaire: what comes in, what is out, and what nobody read because it was too little."""
    found = Batch.objects.select_related("questionnaire").order_by("-until_on", "questionnaire")
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    asked = asked_in(shown)
    may_ask = bool(may_keep_questionnaires(request.user))
    lines = [
        (
            one,
            asked.get(one.id),
            Tag(_state_of(one), COLOURS[one.state]),
            _where_to_ask(one) if may_ask else "",
        )
        for one in shown
    ]
    noun = "period" if shown.paginator.count == 1 else "periods"
    return render(
        request, "feedback/result_list.html", {"lines": lines, "pages": Pages(shown, noun, request.GET)}
    )


def _state_of(batch: Batch) -> str:
    is_lost = batch.state == BatchState.GIVEN_UP and batch.unreadable
    return "Their key was lost: nobody can read them" if is_lost else str(batch.get_state_display())


def _where_to_ask(batch: Batch) -> str:
    """Where it is sent to everyone it asks; nowhere for whom casework asks one by one, or once it takes no more."""
    asks_all = batch.questionnaire.audience in (Audience.TEAM, Audience.SCHOOL)
    return (
        reverse("feedback:round_ask", args=[batch.pk]) if asks_all and batch.state == BatchState.OPEN else ""
    )


@page(may=may_see_results)
def result_page(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """One period: each question with its numbers, and every word as it was written."""
    batch = open_results(by=request.user, batch_id=batch_id)
    asked = asked_in([batch])[batch.id]
    unread = AnonymousAnswer.objects.filter(batch=batch).in_words().unread().count()
    with reading(
        by=request.user,
        subjects=[batch.key_subject],
        purpose="anonymous answers",
        page="feedback:result_page",
    ):
        shown = {
            "batch": batch,
            "results": results_of(batch),
            "asked": asked,
            "is_over": asked is not None and (batch.received or 0) > asked,
            "unread": unread,
            "may_read": may_read_results(request.user),
            "back_url": reverse("feedback:result_list"),
        }
        return render(request, "feedback/result_page.html", shown)


@page(may=may_see_results)
def results_over_time(request: StaffRequest) -> HttpResponse:
    """Each question that is chosen from, period beside period, by what it measures. It opens no words."""
    form = OverTimeForm(request.GET or None, criteria=list(Criterion.objects.as_last_agreed()))
    chosen = form.cleaned_data if form.is_valid() else {}
    audience = chosen.get("audience")
    shown = {
        "form": form,
        "questions": over_time(
            audience=Audience(audience) if audience else None,
            criterion=UUID(chosen["criterion"]) if chosen.get("criterion") else None,
        ),
        "back_url": reverse("feedback:result_list"),
    }
    return render(request, "feedback/results_over_time.html", shown)
