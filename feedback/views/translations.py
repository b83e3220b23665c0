"""Where the service corrects and reviews the translations of its public pages (L30)."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from cases.views.shown import posted
from feedback.access import may_keep_questionnaires
from feedback.actions.wording import correct_phrase, correct_phrases
from feedback.choices import Language, PhraseState
from feedback.forms.wording import COLUMNS, PhraseForm, TakeInForm, safe_cell
from feedback.languages import direction_of
from feedback.reports import PhraseShown, phrases_of
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Colour, Tag

COLOURS: dict[PhraseState, Colour] = {
    PhraseState.REVIEWED: "green",
    PhraseState.UNREVIEWED: "yellow",
    PhraseState.STALE: "orange",
    PhraseState.MISSING: "red",
}
OTHERS = [one for one in Language if one != Language.ENGLISH]


@page(may=may_keep_questionnaires)
def translation_list(request: StaffRequest) -> HttpResponse:
    """Every language, and how much of it somebody has reviewed."""
    lines = []
    for language in OTHERS:
        counted = Counter(one.state for one in phrases_of(language))
        lines.append((language, [counted[state] for state in PhraseState]))
    return render(request, "feedback/translation_list.html", {"lines": lines, "states": list(PhraseState)})


@page(may=may_keep_questionnaires)
def translation_page(request: StaffRequest, paper_in: str) -> HttpResponse:
    """One language, each text beside its English; what needs somebody first."""
    language = _language(paper_in)
    order = (PhraseState.STALE, PhraseState.MISSING, PhraseState.UNREVIEWED, PhraseState.REVIEWED)
    phrases = phrases_of(language)
    wanted = request.GET.get("state", "")
    sections = [
        (Tag(str(state.label), COLOURS[state]), [one for one in phrases if one.state == state])
        for state in order
        if not wanted or wanted == state
    ]
    shown = {
        "spoken": language,
        "direction": direction_of(language),
        "sections": [(tag, found) for tag, found in sections if found],
        "back_url": reverse("feedback:translation_list"),
    }
    return render(request, "feedback/translation_page.html", shown)


@page(may=may_keep_questionnaires)
def phrase_edit(request: StaffRequest, paper_in: str, phrase: str) -> HttpResponse:
    """Correct one text, or say that it was reviewed. Families read it so from their next page on."""
    language = _language(paper_in)
    found = _phrase(language, phrase)
    form = PhraseForm(posted(request), phrase=found, language=language)
    if form.is_valid():
        try:
            correct_phrase(by=request.user, language=language, said=form.translated(found), at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Families read it so from now on.")
            return redirect("feedback:translation_page", language)
    shown = {
        "form": form,
        "phrase": found,
        "spoken": language,
        "direction": direction_of(language),
        "tag": Tag(str(found.state.label), COLOURS[found.state]),
        "back_url": reverse("feedback:translation_page", args=[language]),
    }
    return render(request, "feedback/phrase_edit.html", shown)


@page(may=may_keep_questionnaires)
def translation_download(_request: StaffRequest, paper_in: str) -> HttpResponse:
    """A language as a table for a translator."""
    language = _language(paper_in)
    written = StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for one in phrases_of(language):
        says = "" if one.state == PhraseState.STALE else one.says
        cells = (one.name, one.english, says, str(one.state.label), str(one.seen))
        table.writerow([safe_cell(cell) for cell in cells])
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"translation-{language}-{clock.today().isoformat()}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@page(may=may_keep_questionnaires)
def translation_take_in(request: StaffRequest, paper_in: str) -> HttpResponse:
    """Take a translator's table back: all of it, or nothing and what is wrong in which row."""
    language = _language(paper_in)
    form = TakeInForm(posted(request), request.FILES or None, phrases=phrases_of(language))
    if form.is_valid():
        try:
            number = correct_phrases(by=request.user, language=language, said=form.taken, at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            texts = "text is" if number == 1 else "texts are"
            messages.success(request, f"{number} {texts} changed or reviewed.")
            return redirect("feedback:translation_page", language)
    shown = {
        "form": form,
        "spoken": language,
        "back_url": reverse("feedback:translation_page", args=[language]),
    }
    return render(request, "feedback/translation_take_in.html", shown)


def _language(paper_in: str) -> Language:
    if paper_in not in Language.values or paper_in == Language.ENGLISH:
        raise NotThere
    return Language(paper_in)


def _phrase(language: Language, key: str) -> PhraseShown:
    found = next((one for one in phrases_of(language) if one.key == key), None)
    if found is None:
        raise NotThere
    return found
