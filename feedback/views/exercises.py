"""Questions of an authority for staff: prepared, opened, read, handed over. It turns requests into one call each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from cases.choices import WRITTEN_RIGHT_TO_LEFT, Language
from cases.models import Agency
from cases.views.shown import posted
from feedback.access import (
    may_hand_over_views,
    may_keep_what_was_said,
    may_prepare_exercises,
    may_read_views,
    may_see_exercises,
    open_exercise,
    open_release,
    open_view,
)
from feedback.actions.views_given import (
    add_translation,
    close_to_families,
    mark_names,
    open_to_families,
    prepare_exercise,
    reword_exercise,
)
from feedback.choices import TranslatedBy
from feedback.forms.views_given import ExerciseForm, HandOverForm, MarkForm, TranslationForm
from feedback.models import GivenView, ViewsExercise, ViewsRelease
from feedback.releases import content_of, hand_over, next_release
from feedback.rules import may_reword_exercise
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.audit import reading
from sendiass.crypto.erasure import is_erased
from sendiass.pages import StaffRequest, page
from sendiass.ui.forms import GovukForm
from sendiass.ui.parts import Pages, Tag

PER_PAGE = 20
STEPS = {"open": open_to_families, "close": close_to_families}


@page(may=may_see_exercises)
def exercise_list(request: StaffRequest) -> HttpResponse:
    """What an authority asks families, and asked them, the latest first."""
    found = ViewsExercise.objects.newest_first().select_related("agency")
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "feedback/exercise_list.html",
        {
            "lines": [(one, state_of(one)) for one in shown],
            "pages": Pages(shown, "question" if shown.paginator.count == 1 else "questions", request.GET),
            "may_prepare": may_prepare_exercises(request.user),
        },
    )


@page(may=may_prepare_exercises)
def exercise_prepare(request: StaffRequest) -> HttpResponse:
    """Write down what an authority asks."""
    form = ExerciseForm(
        posted(request),
        agencies=list(Agency.objects.in_use().filter(is_local_authority=True).order_by("name", "id")),
    )
    if form.is_valid():
        try:
            exercise = prepare_exercise(by=request.user, **form.cleaned_data, at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "The question is prepared. Nobody can answer it yet.")
            return redirect("feedback:exercise_page", exercise.slug)
    return _form_page(
        request, form, "Prepare a question", "Prepare it", back_url=reverse("feedback:exercise_list")
    )


@page(may=may_prepare_exercises)
def exercise_edit(request: StaffRequest, slug: str) -> HttpResponse:
    """Put a question right, until it is opened."""
    exercise = open_exercise(by=request.user, slug=slug)
    if request.method != "POST":
        may_reword_exercise(is_opened=exercise.opened_at is not None).require()
    form = ExerciseForm(
        posted(request),
        agencies=[exercise.agency],
        initial={
            "agency": str(exercise.agency_id),
            "question": exercise.question,
            "opens_on": exercise.opens_on,
            "closes_on": exercise.closes_on,
        },
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            reword_exercise(
                by=request.user,
                exercise=exercise,
                question=typed["question"],
                opens_on=typed["opens_on"],
                closes_on=typed["closes_on"],
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "The question is changed. Nobody can answer it yet.")
            return redirect("feedback:exercise_page", slug)
    return _form_page(
        request,
        form,
        "Change the question",
        "Save",
        back_url=reverse("feedback:exercise_page", args=[slug]),
    )


@page(may=may_see_exercises)
def exercise_page(request: StaffRequest, slug: str) -> HttpResponse:
    """One question, what came, and what was handed over."""
    exercise = open_exercise(by=request.user, slug=slug)
    may_hand_over = may_hand_over_views(request.user)
    return render(
        request,
        "feedback/exercise_page.html",
        {
            "exercise": exercise,
            "state": state_of(exercise),
            "public_url": request.build_absolute_uri(reverse("feedback:view_give", args=[slug])),
            "ahead": next_release(exercise) if may_read_views(request.user) else None,
            "releases": [(one, is_erased(one.key_subject)) for one in ViewsRelease.objects.of(exercise)],
            "may_hand_over": may_hand_over,
            "may_open": may_hand_over and exercise.opened_at is None,
            "may_edit": exercise.opened_at is None and may_prepare_exercises(request.user),
            "may_close": may_hand_over and exercise.opened_at and exercise.closed_at is None,
        },
    )


@page(may=may_hand_over_views)
def exercise_step(request: StaffRequest, slug: str, step: str) -> HttpResponse:
    """Open a question to families, or close it."""
    exercise = open_exercise(by=request.user, slug=slug)
    if step not in STEPS:
        raise NotThere
    if request.method == "POST":
        STEPS[step](by=request.user, exercise=exercise, at=clock.now())
        messages.success(request, f"The question is {'open' if step == 'open' else 'closed'}.")
    return redirect("feedback:exercise_page", slug)


@page(may=may_read_views)
def view_list(request: StaffRequest, slug: str) -> HttpResponse:
    """What families answered, in an order that tells nothing: a reading."""
    exercise = open_exercise(by=request.user, slug=slug)
    found = (
        GivenView.objects.of(exercise)
        .standing()
        .select_related("mark", "numbered")
        .prefetch_related("translations")
        .in_no_telling_order()
    )
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    with reading(
        by=request.user,
        subjects=[one.key_subject for one in shown],
        purpose="reading families' views",
        page="feedback:view_list",
    ):
        return render(
            request,
            "feedback/view_list.html",
            {
                "exercise": exercise,
                "views": [_shown(one) for one in shown],
                "may_say": may_keep_what_was_said(request.user),
                "pages": Pages(shown, "view" if shown.paginator.count == 1 else "views", request.GET),
            },
        )


@page(may=may_read_views)
def view_translate(request: StaffRequest, slug: str, view_id: UUID) -> HttpResponse:
    """Set a translation beside a view."""
    exercise = open_exercise(by=request.user, slug=slug)
    view = open_view(by=request.user, exercise=exercise, view_id=view_id)
    form = TranslationForm(posted(request))
    if form.is_valid():
        try:
            add_translation(
                by=request.user,
                view=view,
                answered=form.answered(),
                made=TranslatedBy(form.cleaned_data["made"]),
                translator=form.cleaned_data["translator"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "The translation stands beside the view.")
            return redirect("feedback:view_list", slug)
    return _view_form(request, exercise, view, form, "Add a translation", "feedback:view_translate")


@page(may=may_read_views)
def view_mark(request: StaffRequest, slug: str, view_id: UUID) -> HttpResponse:
    """Mark a view that names people, for the cover note."""
    exercise = open_exercise(by=request.user, slug=slug)
    view = open_view(by=request.user, exercise=exercise, view_id=view_id)
    form = MarkForm(posted(request))
    if form.is_valid():
        try:
            mark_names(by=request.user, view=view, note=form.cleaned_data["note"], at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "The cover note will say so.")
            return redirect("feedback:view_list", slug)
    return _view_form(request, exercise, view, form, "This view names people", "feedback:view_mark")


@page(may=may_hand_over_views)
def release_make(request: StaffRequest, slug: str) -> HttpResponse:
    """Look at what goes, and hand it over."""
    exercise = open_exercise(by=request.user, slug=slug)
    ahead = next_release(exercise)
    form = HandOverForm(posted(request), initial={"expected": ahead.number})
    if form.is_valid():
        try:
            release = hand_over(
                by=request.user,
                exercise=exercise,
                note=form.cleaned_data["note"],
                expected=form.cleaned_data["expected"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, f"Release {release.number} is ready to download.")
            return redirect("feedback:exercise_page", slug)
    return _form_page(
        request,
        form,
        f"Hand over: release {ahead.number}",
        "Make the release",
        back_url=reverse("feedback:exercise_page", args=[slug]),
        lead=_goes(ahead.count, ahead.new, ahead.gaps),
    )


@page(may=may_hand_over_views)
def release_download(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """A release as it was frozen: a reading, written before the first byte leaves."""
    exercise = open_exercise(by=request.user, slug=slug)
    release = open_release(by=request.user, exercise=exercise, number=number)
    with reading(
        by=request.user,
        subjects=[release.key_subject],
        purpose="download of families' views",
        page="feedback:release_download",
    ):
        content = content_of(release)
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"views-{slug}-release-{number}.zip"
    )
    return response


def state_of(exercise: ViewsExercise) -> Tag:
    """Where a question stands today."""
    on = clock.today()
    if exercise.opened_at is None:
        return Tag("Prepared", "grey")
    if exercise.closed_at is not None or exercise.closes_on < on:
        return Tag("Closed", "grey")
    return Tag("Open", "green") if exercise.opens_on <= on else Tag("To come", "blue")


def _goes(count: int, new: int, gaps: int) -> str:
    said = f"{count} in all, {new} of them for the first time."
    return f"{said} {gaps} withdrawn: only the number is left." if gaps else said


def _shown(view: GivenView) -> dict[str, Any]:
    """One view with what stands beside it; needs a reading of it."""
    numbered, mark = getattr(view, "numbered", None), getattr(view, "mark", None)
    return {
        "id": view.id,
        "number": numbered.number if numbered else None,
        "note": mark.note if mark else "",
        **_worded(view.language, view.words),
        "translations": [
            {
                **_worded(one.language, one.words),
                "is_machine": one.made == TranslatedBy.MACHINE,
                "by": one.translator,
            }
            for one in view.translations.all()
        ],
    }


def _worded(language: str, words: str) -> dict[str, str]:
    return {
        "lang": language,
        "language": str(Language(language).label),
        "direction": "rtl" if language in WRITTEN_RIGHT_TO_LEFT else "auto",
        "words": words,
    }


def _view_form(
    request: StaffRequest,
    exercise: ViewsExercise,
    view: GivenView,
    form: GovukForm,
    heading: str,
    page_name: str,
) -> HttpResponse:
    with reading(
        by=request.user, subjects=[view.key_subject], purpose="reading families' views", page=page_name
    ):
        shown = {
            "exercise": exercise,
            "view": _shown(view),
            "form": form,
            "heading": heading,
            "back_url": reverse("feedback:view_list", args=[exercise.slug]),
        }
        return render(request, "feedback/view_form.html", shown)


def _form_page(
    request: StaffRequest, form: GovukForm, heading: str, button: str, *, back_url: str, lead: str = ""
) -> HttpResponse:
    shown = {
        "form": form,
        "heading": heading,
        "button": button,
        "back_url": back_url,
        "back_text": "Back",
        "cancel_url": back_url,
        "lead": lead,
    }
    return render(request, "ui/form_page.html", shown)
