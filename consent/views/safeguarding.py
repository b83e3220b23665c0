"""Sharing without permission to keep someone safe: writing it down, adding to it, reviewing it, and the register."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_work_cases, open_case
from cases.choices import CaseRole
from cases.forms.agencies import agencies_for
from cases.models import Case
from cases.views.case_frame import Member, case_frame, people_of, subjects_on
from cases.views.shown import posted
from consent.access import may_keep_breaches, may_review_safeguarding, may_review_this, open_safeguarding
from consent.actions.breaches import enter_reviewed
from consent.actions.safeguarding import add_to_safeguarding, record_safeguarding, review_safeguarding
from consent.choices import ReviewOutcome
from consent.forms.safeguarding import AdditionForm, ReviewForm, SafeguardingForm
from consent.models import SafeguardingAddition, SafeguardingDisclosure
from consent.views.safeguarding_shown import line_of, safeguarding_of
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.forms import GovukForm
from sendiass.ui.parts import Pages

A_PAGE = 25


@page(may=may_work_cases)
def safeguarding_page(request: StaffRequest, reference: str) -> HttpResponse:
    """What was shared on this case without permission to keep someone safe, and its reviews."""
    case = open_case(by=request.user, reference=reference)
    people, found = people_of(case), safeguarding_of(case)
    with reading(
        by=request.user,
        subjects=[*subjects_on(case, people), *found.subjects()],
        purpose="what was shared to keep someone safe",
        page="consent:safeguarding_page",
    ):
        shown = {
            "case": case,
            "frame": case_frame(case, people, user=request.user, current="consent:safeguarding_page"),
            "records": found.shown(request.user),
            "may_enter": may_review_safeguarding(request.user),
        }
        return render(request, "consent/safeguarding_page.html", shown)


@page(may=may_work_cases)
def safeguarding_add(request: StaffRequest, reference: str) -> HttpResponse:
    """Write down what was told to keep someone safe; nothing stands before it, and little has to be known."""
    case = open_case(by=request.user, reference=reference)
    people = people_of(case)
    key = f"case:{case.reference}:safeguarding"
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="writing down what was shared to keep someone safe",
        page="consent:safeguarding_add",
    ):
        begun = Begun(request, key)
        form = SafeguardingForm(posted(request), typed=begun.typed, **_asking(request, case, people))
        if form.is_valid():
            with begun.sending(form):
                record_safeguarding(
                    by=request.user,
                    case=case,
                    shared=form.shared(),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                messages.success(request, "It is on record. A second person will review it.")
                return redirect("consent:safeguarding_page", case.reference)
        return _form_page(
            request,
            case,
            people,
            form,
            heading="Share without permission to keep someone safe",
            lead="If someone is in danger now, ring first and write it down after. "
            "You need nobody’s leave. What you do not know yet can be added later.",
            button="Save",
            begun=begun,
        )


@page(may=may_work_cases)
def safeguarding_complete(request: StaffRequest, reference: str, safeguarding_id: UUID) -> HttpResponse:
    """Add what became known since; what was written before stays as it is."""
    case = open_case(by=request.user, reference=reference)
    disclosure = open_safeguarding(by=request.user, case=case, safeguarding_id=safeguarding_id)
    people = people_of(case)
    key = f"case:{case.reference}:safeguarding-{disclosure.id}"
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="adding to what was shared to keep someone safe",
        page="consent:safeguarding_complete",
    ):
        added = SafeguardingAddition.objects.filter(disclosure=disclosure).count()
        once = once_key(request.user.id, "added to safeguarding", disclosure.id, added)
        begun = Begun(request, key)
        form = AdditionForm(posted(request), initial={"once": once}, typed=begun.typed)
        if form.is_valid():
            with begun.sending(form):
                add_to_safeguarding(
                    by=request.user,
                    disclosure=disclosure,
                    known=form.known(),
                    words=form.cleaned_data["words"],
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
                messages.success(request, "It is added.")
                return redirect("consent:safeguarding_page", case.reference)
        return _form_page(
            request,
            case,
            people,
            form,
            heading="Add what is known now",
            lead="What was written before stays as it is. Fill in only what is new.",
            button="Add it",
            begun=begun,
        )


@page(may=may_review_safeguarding)
def safeguarding_review(request: StaffRequest, reference: str, safeguarding_id: UUID) -> HttpResponse:
    """A second person says whether it was right to share it."""
    case = open_case(by=request.user, reference=reference)
    disclosure = open_safeguarding(by=request.user, case=case, safeguarding_id=safeguarding_id)
    may_review_this(request.user, disclosure).require()
    people, found = people_of(case), safeguarding_of(case)
    key = f"case:{case.reference}:safeguarding-review-{disclosure.id}"
    with reading(
        by=request.user,
        subjects=[*subjects_on(case, people), *found.subjects()],
        purpose="reviewing what was shared to keep someone safe",
        page="consent:safeguarding_review",
    ):
        begun = Begun(request, key)
        form = ReviewForm(posted(request), typed=begun.typed)
        if form.is_valid():
            with begun.sending(form):
                _review(request, disclosure, form)
                messages.success(request, "Your review is on record.")
                return redirect("consent:safeguarding_page", case.reference)
        one = next(one for one in found.shown(request.user) if one.key == str(disclosure.id))
        shown = {
            "frame": case_frame(case, people, user=request.user),
            "one": one,
            "form": form,
            "back_url": reverse("consent:safeguarding_page", args=[case.reference]),
            "back_text": "Back to safeguarding",
            **begun.shown(),
        }
        return render(request, "consent/safeguarding_review.html", shown)


@page(may=may_review_safeguarding)
def breach_enter(request: StaffRequest, reference: str, safeguarding_id: UUID) -> HttpResponse:
    """Enter in the breach register what a review did not agree with; it is asked by a button."""
    case = open_case(by=request.user, reference=reference)
    disclosure = open_safeguarding(by=request.user, case=case, safeguarding_id=safeguarding_id)
    if request.method == "POST":
        try:
            breach = enter_reviewed(by=request.user, disclosure=disclosure, at=clock.now())
        except Refused as refused:
            messages.error(request, refused.decision.reason)
        else:
            messages.success(request, "It is in the breach register, and the clock runs.")
            if may_keep_breaches(request.user):
                return redirect("consent:breach_page", breach.id)
    return redirect("consent:safeguarding_page", case.reference)


@page(may=may_review_safeguarding)
def safeguarding_register(request: StaffRequest) -> HttpResponse:
    """Everything shared to keep someone safe in the cases this person may see, what is owed a review first."""
    found = (
        SafeguardingDisclosure.objects.visible_to(request.user)
        .select_related("case", "recorded_by", "review")
        .owed_first()
    )
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "consent/safeguarding_register.html",
        {
            "lines": [line_of(one, request.user) for one in shown],
            "pages": Pages(shown, "record" if shown.paginator.count == 1 else "records", request.GET),
        },
    )


def _review(request: StaffRequest, disclosure: SafeguardingDisclosure, form: ReviewForm) -> None:
    review_safeguarding(
        by=request.user,
        disclosure=disclosure,
        outcome=ReviewOutcome(form.cleaned_data["outcome"]),
        reasons=form.cleaned_data["reasons"],
        follows=form.cleaned_data["follows"],
        at=clock.now(),
    )


def _asking(request: StaffRequest, case: Case, people: tuple[Member, ...]) -> dict[str, Any]:
    schools = [one.person.school_id for one in people if one.person.school_id]
    child = next((one.person for one in people if one.role is CaseRole.CHILD_OR_YOUNG_PERSON), None)
    state = SafeguardingDisclosure.objects.of(case).count()
    return {
        "agencies": agencies_for(schools, []),
        "people": [
            (one.person, f"{one.person.full_name or one.person.called} ({str(label(one.role)).lower()})")
            for one in people
            if not one.is_erased
        ],
        "initial": {
            "once": once_key(request.user.id, "safeguarding", case.id, state),
            "about": str(child.id) if child else "",
        },
    }


def _form_page(
    request: StaffRequest,
    case: Case,
    people: tuple[Member, ...],
    form: GovukForm,
    *,
    heading: str,
    lead: str,
    button: str,
    begun: Begun,
) -> HttpResponse:
    shown = {
        "frame": case_frame(case, people, user=request.user),
        "heading": heading,
        "lead": lead,
        "form": form,
        "button": button,
        "may_name": True,
        "back_url": reverse("consent:safeguarding_page", args=[case.reference]),
        "back_text": "Back to safeguarding",
        **begun.shown(),
    }
    return render(request, "cases/case_form.html", shown)
