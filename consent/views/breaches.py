"""Reporting a data breach, the register, and the page of one breach with the steps taken about it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.models import Case
from cases.views.shown import posted
from consent.access import breaches_seen, may_keep_breaches, may_report_breaches, open_breach, state_of
from consent.actions.breaches import report_breach, take_step
from consent.choices import BreachStep
from consent.forms.breaches import STEP_FORMS, BreachForm, agency_called
from consent.models import Breach
from consent.rules import may_take
from consent.views.breaches_shown import clock_words, entries_of, line_of, rows_of, steps_of
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Pages

A_PAGE = 25
DRAFT = "breach:report"


@page(may=may_report_breaches)
def breach_report(request: StaffRequest) -> HttpResponse:
    """Anyone of staff says what went wrong. `agency` and `case` in the address are filled in beforehand."""
    with reading(
        by=request.user,
        subjects=[keeping.subject_of(owner=request.user, form_key=DRAFT)],
        purpose="reporting a breach",
        page="consent:breach_report",
    ):
        begun = Begun(request, DRAFT)
        form = BreachForm(posted(request), initial=_beforehand(request), typed=begun.typed)
        if form.is_valid():
            with begun.sending(form):
                breach = report_breach(
                    by=request.user,
                    happened=form.happened(),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                messages.success(
                    request, "It is in the breach register. Those who decide about it have been told."
                )
                if may_keep_breaches(request.user):
                    return redirect("consent:breach_page", breach.id)
                return redirect(_after(request))
        return render(
            request,
            "consent/breach_report.html",
            {"form": form, "back_url": reverse(_after(request)), **begun.shown()},
        )


@page(may=may_keep_breaches)
def breach_register(request: StaffRequest) -> HttpResponse:
    """Every breach this person may see, the one whose hours end first at the head."""
    found = breaches_seen(request.user).with_state().open_first()
    shown, at = Paginator(found, A_PAGE).get_page(request.GET.get("page")), clock.now()
    return render(
        request,
        "consent/breach_register.html",
        {
            "lines": [line_of(one, at=at) for one in shown],
            "pages": Pages(shown, "breach" if shown.paginator.count == 1 else "breaches", request.GET),
        },
    )


@page(may=may_keep_breaches)
def breach_page(request: StaffRequest, breach_id: UUID) -> HttpResponse:
    """One breach: its clock, what was reported, what comes next, and every step that was taken."""
    breach = open_breach(by=request.user, breach_id=breach_id)
    cases = list(Case.objects.filter(pk__in=breach.cases.values("case")).order_by("reference"))
    with reading(
        by=request.user,
        subjects=[breach.key_subject, *(case.key_subject for case in cases)],
        purpose="a data breach",
        page="consent:breach_page",
    ):
        left, is_late = clock_words(breach, at=clock.now())
        shown = {
            "breach": breach,
            "left": left,
            "is_late": is_late,
            "rows": list(rows_of(breach)),
            "cases": cases,
            "entries": entries_of(breach),
            "steps": steps_of(breach, state_of(breach)),
            "back_url": reverse("consent:breach_register"),
        }
        return render(request, "consent/breach_page.html", shown)


@page(may=may_keep_breaches)
def breach_step(request: StaffRequest, breach_id: UUID, step: str) -> HttpResponse:
    """Take one step about a breach. What may not be done yet says what comes first."""
    breach = open_breach(by=request.user, breach_id=breach_id)
    if step not in BreachStep.values:
        raise NotThere
    taken = BreachStep(step)
    if request.method != "POST":
        may_take(taken, state_of(breach)).require()
    number = breach.entries.count()
    form = STEP_FORMS[taken](
        posted(request), initial={"once": once_key(request.user.id, step, breach.id, number)}
    )
    if form.is_valid():
        try:
            take_step(
                by=request.user,
                breach=breach,
                step=form.step(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is on record.")
            return redirect("consent:breach_page", breach.id)
    return render(
        request,
        "consent/breach_step.html",
        {
            "form": form,
            "heading": taken.label,
            "lead": f"The 72 hours: {clock_words(breach, at=clock.now())[0]}.",
            "button": "Save",
            "back_url": reverse("consent:breach_page", args=[breach.id]),
            "back_text": "Back to the breach",
        },
    )


def _after(request: StaffRequest) -> str:
    """Where someone goes who reported a breach and does not keep the register: where their day begins."""
    return settings.LANDING_PAGES.get(request.user.role, "accounts:start")


def _beforehand(request: StaffRequest) -> dict[str, object]:
    agency = agency_called(request.GET.get("agency", ""))
    state = Breach.objects.filter(recorded_by=request.user).count()
    return {
        "once": once_key(request.user.id, "breach", state),
        "agency": str(agency.id) if agency else "",
        "reached": agency.name if agency else "",
        "whose": request.GET.get("case", ""),
    }
