"""The public page of a question that an authority asks families, without an account (L29).

It sets no cookie but the one against forged forms, and keeps nothing of who answers.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.actions.referrals import code_as_read, code_as_typed
from cases.views.referring import kept_nowhere
from cases.views.shown import posted
from feedback.access import BEHIND_THE_VIEWS, exercise_asked
from feedback.actions.views_given import Receipted, find_view, give_view, withdraw_view
from feedback.forms.views_given import WITHDRAW, ReceiptForm, ViewForm
from feedback.models import GivenView, ViewsExercise, ViewsRelease
from feedback.releases.building import CHECKER
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit.actors import serving
from sendiass.pages import public_page
from sendiass.profiles import profile
from sendiass.profiles.sections import PerHour
from sendiass.ui.forms import GovukForm
from sendiass.visitors.limits import Limit, is_within

TOO_MANY = "Many people have sent something from where you are in the last hour. Wait an hour, or call us on {phone}."
NO_SUCH_CODE = "There is no view with this code. Check each letter and number"


@kept_nowhere
@public_page
def view_give(request: HttpRequest, slug: str) -> HttpResponse:
    """The question as it is asked, and a box for the answer; or that it is not asked yet, or no more."""
    exercise = exercise_asked(slug)
    if not _is_open(exercise):
        return _give_page(request, exercise, None)
    form, status = ViewForm(posted(request)), HTTPStatus.OK
    if form.is_valid():
        if _is_too_often(request, form, "sent", profile().views.most_sent):
            return _give_page(request, exercise, form, HTTPStatus.TOO_MANY_REQUESTS)
        try:
            given = give_view(
                exercise=exercise,
                answered=form.answered(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            return render(
                request, "feedback/view_given.html", {"exercise": exercise, "code": shown_code(given)}
            )
    return _give_page(request, exercise, form, status)


@kept_nowhere
@public_page
def view_receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """What became of a view, for whoever has its code, and taking it back."""
    exercise = exercise_asked(slug)
    form = ReceiptForm(posted(request))
    shown: dict[str, Any] = {"exercise": exercise, "form": form}
    if not form.is_valid():
        return render(request, "feedback/view_receipt.html", shown)
    if _is_too_often(request, form, "codes", profile().views.most_codes):
        return render(request, "feedback/view_receipt.html", shown, status=HTTPStatus.TOO_MANY_REQUESTS)
    code = code_as_typed(form.cleaned_data["code"])
    if find_view(exercise, code) is None:
        form.add_error("code", NO_SUCH_CODE)
        return render(request, "feedback/view_receipt.html", shown)
    if form.cleaned_data["wanted"] == WITHDRAW:
        withdraw_view(exercise=exercise, code=code)
    found = find_view(exercise, code)
    return render(request, "feedback/view_found.html", {"exercise": exercise, **_became(found)})


@public_page
def views_checker(_request: HttpRequest) -> HttpResponse:
    """The script by which anybody can check a release, as it lies in each."""
    response = HttpResponse(CHECKER.read_bytes(), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{CHECKER.name}"'
    return response


def shown_code(given: Receipted) -> str:
    """The receipt code, in groups as one writes it down."""
    return code_as_read(given.code)


def _became(view: GivenView | None) -> dict[str, Any]:
    numbered = getattr(view, "numbered", None)
    return {
        "is_withdrawn": hasattr(view, "withdrawn"),
        "number": numbered.number if numbered else None,
        "release": numbered.release.number if numbered else None,
    }


def _is_open(exercise: ViewsExercise) -> bool:
    return ViewsExercise.objects.open_on(clock.today()).filter(pk=exercise.pk).exists()


def _give_page(
    request: HttpRequest, exercise: ViewsExercise, form: ViewForm | None, status: int = HTTPStatus.OK
) -> HttpResponse:
    with serving(BEHIND_THE_VIEWS):
        releases = list(ViewsRelease.objects.of(exercise))
    shown = {
        "exercise": exercise,
        "form": form,
        "is_to_come": exercise.closed_at is None and clock.today() < exercise.opens_on,
        "releases": releases,
    }
    return render(request, "feedback/view_give.html", shown, status=status)


def _is_too_often(request: HttpRequest, form: GovukForm, what: str, most: PerHour) -> bool:
    """Whether too much came from there or from all together; the form then says so, and keeps what was typed."""
    if is_within(Limit(f"views-{what}", most.one_address, most.everyone), request):
        return False
    form.add_error(None, TOO_MANY.format(phone=profile().identity.phone))
    return True
