"""Reading what people wrote in questionnaires before the team is shown it (L31)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.views.shown import posted
from feedback.access import may_keep_what_was_said, may_read_results, open_results, open_words
from feedback.actions.words_read import read_words
from feedback.choices import WordsVerdict
from feedback.forms.you_said import VerdictForm
from feedback.models import AnonymousAnswer
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Pages

A_PAGE = 25


@page(may=may_read_results)
def words_to_read(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """All that was written in one period, what nobody has read yet first."""
    batch = open_results(by=request.user, batch_id=batch_id)
    found = (
        AnonymousAnswer.objects.filter(batch=batch)
        .in_words()
        .unread_first()
        .select_related("question", "read")
    )
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    noun = "answer in words" if shown.paginator.count == 1 else "answers in words"
    with reading(
        by=request.user,
        subjects=[batch.key_subject],
        purpose="reading anonymous answers first",
        page="feedback:words_to_read",
    ):
        return render(
            request,
            "feedback/words_to_read.html",
            {
                "batch": batch,
                "answers": [_shown(one) for one in shown],
                "pages": Pages(shown, noun, request.GET),
                "may_say": may_keep_what_was_said(request.user),
            },
        )


@page(may=may_read_results)
def words_read(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """Let the words stand, or withhold them with the reason."""
    answer = open_words(by=request.user, answer_id=answer_id)
    form = VerdictForm(posted(request))
    if form.is_valid():
        try:
            read_words(
                by=request.user,
                answer=answer,
                verdict=WordsVerdict(form.cleaned_data["verdict"]),
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is on record.")
            return redirect("feedback:words_to_read", answer.batch_id)
    with reading(
        by=request.user,
        subjects=[answer.key_subject],
        purpose="reading anonymous answers first",
        page="feedback:words_read",
    ):
        shown = {
            "answer": _shown(answer),
            "form": form,
            "back_url": reverse("feedback:words_to_read", args=[answer.batch_id]),
        }
        return render(request, "feedback/words_read.html", shown)


def _shown(answer: AnonymousAnswer) -> dict[str, Any]:
    """One answer with what was decided about it; needs a reading."""
    read = getattr(answer, "read", None)
    return {
        "id": answer.id,
        "question": answer.question.words,
        "words": answer.words,
        "is_read": read is not None,
        "reason": read.reason if read and read.verdict == WordsVerdict.WITHHELD else "",
    }
