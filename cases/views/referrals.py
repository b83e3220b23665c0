"""Requests from the public form at the intake desk: opened, made a case, answered without one, or set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases import search
from cases.access import may_open_cases, may_work_cases, open_referral
from cases.actions.taking_up import (
    answer_referral,
    is_their_own,
    people_told_of,
    reaches_of,
    set_aside,
    source_is_theirs,
    take_up,
    who_asks,
)
from cases.actions.told import Told, told_by
from cases.choices import CaseRole, Channel, ReferralSource, ReferralState, WhySetAside
from cases.forms.referrals import AnswerForm, SetAsideForm, TakeUpForm
from cases.forms.schools import school_line, schools_meant
from cases.models import Case, Person, Referral
from cases.rules import may_settle_referral
from cases.search import may_be_same
from cases.views.people_known import MOST_ALIKE, described
from cases.views.referrals_shown import rows_of, settled_rows, state_tag
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.crypto.erasure import is_erased
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.fields.once import once_key

Alike = Mapping[CaseRole, list[tuple[Person, str]]]


@page(may=may_work_cases)
def referral_page(request: StaffRequest, reference: str) -> HttpResponse:
    """All that was sent, and what became of it."""
    referral = open_referral(by=request.user, reference=reference)
    subjects = [referral.key_subject]
    with reading(
        by=request.user, subjects=subjects, purpose="request from the website", page="cases:referral_page"
    ):
        is_forgotten = referral.forgotten_at is not None or is_erased(referral.key_subject)
        told = None if is_forgotten else told_by(referral)
        return render(
            request,
            "cases/referral_page.html",
            {
                "referral": referral,
                "state": state_tag(referral),
                "rows": rows_of(referral, told) if told else [],
                "settled": settled_rows(referral, "" if is_forgotten else referral.settled_words),
                "is_forgotten": is_forgotten,
                "is_waiting": referral.state == ReferralState.WAITING,
                "kept_days": profile().referral.settled_kept_days,
                "may_open": bool(may_open_cases(request.user)),
            },
        )


@page(may=may_open_cases)
def referral_take_up(request: StaffRequest, reference: str) -> HttpResponse:
    """A case with all that the form said, on one page to confirm."""
    referral = open_referral(by=request.user, reference=reference)
    if referral.case:
        return redirect("cases:case_page", reference=referral.case.reference)
    may_settle_referral(ReferralState(referral.state), ReferralState.TAKEN_UP).require()
    with reading(
        by=request.user,
        subjects=[referral.key_subject],
        purpose="opening a case from the website's form",
        page="cases:referral_take_up",
    ):
        told = told_by(referral)
        found = _people_alike(referral, told, by=request.user)
        people = [person for known in (found or {}).values() for person, _ in known]
        with reading(
            by=request.user,
            subjects=[one.key_subject for one in people],
            purpose="who may be known already",
            page="cases:referral_take_up",
        ):
            alike = {
                role: [(one, _called(one, why, by=request.user)) for one, why in known]
                for role, known in (found or {}).items()
            }
        once = once_key(request.user.id, "referral", referral.id)
        initial = _carried(referral, told) | {"once": once}
        source = ReferralSource(referral.referral_source) if source_is_theirs(referral) else None
        form = TakeUpForm(posted(request), alike=alike, source=source, initial=initial)
        if form.is_valid():
            try:
                case = take_up(
                    by=request.user,
                    referral=referral,
                    told=told,
                    chosen=form.chosen(),
                    once=once,
                    at=clock.now(),
                )
            except Refused as refused:
                form.refused(refused.decision)
            else:
                messages.success(request, f"Case {case.reference} opened with what the form said.")
                return redirect("cases:case_page", reference=case.reference)
        return render(
            request,
            "cases/referral_take_up.html",
            {
                "referral": referral,
                "form": form,
                "rows": rows_of(referral, told),
                "is_searched": found is not None,
            },
        )


@page(may=may_open_cases)
def referral_answer(request: StaffRequest, reference: str) -> HttpResponse:
    """Help given without a case: an enquiry that names nobody."""
    referral = _waiting(request, reference, ReferralState.ANSWERED)
    once = once_key(request.user.id, "referral answered", referral.id)
    form = AnswerForm(posted(request), initial={"once": once})
    if form.is_valid():
        try:
            enquiry = answer_referral(
                by=request.user,
                referral=referral,
                given=form.given(Channel.WEB_FORM),
                came=form.came(),
                ask_at=form.cleaned_data["ask_at"],
                why_no_case=form.cleaned_data["why_no_case"],
                once=once,
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, f"Request {referral.reference} answered: enquiry {enquiry.reference}.")
            return redirect("cases:intake")
    return _form_page(
        request,
        form,
        referral,
        heading="Answer without a case",
        button="Save the answer",
        lead=f"What they sent is forgotten {profile().referral.settled_kept_days} days after you save this.",
    )


@page(may=may_open_cases)
def referral_set_aside(request: StaffRequest, reference: str) -> HttpResponse:
    """Nothing follows from it, and why."""
    referral = _waiting(request, reference, ReferralState.SET_ASIDE, why=WhySetAside.NOT_REAL)
    form = SetAsideForm(posted(request))
    if form.is_valid():
        try:
            set_aside(
                by=request.user,
                referral=referral,
                why=WhySetAside(form.cleaned_data["why"]),
                words=form.cleaned_data["words"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, f"Request {referral.reference} set aside.")
            return redirect("cases:intake")
    return _form_page(
        request,
        form,
        referral,
        heading="Set this request aside",
        button="Set aside",
        lead=f"What they sent is forgotten {profile().referral.settled_kept_days} days after.",
    )


def _waiting(
    request: StaffRequest, reference: str, to: ReferralState, why: WhySetAside | None = None
) -> Referral:
    referral = open_referral(by=request.user, reference=reference)
    if referral.forgotten_at is not None:
        raise NotThere
    may_settle_referral(ReferralState(referral.state), to, why=why, words="?").require()
    return referral


def _form_page(
    request: StaffRequest, form: AnswerForm | SetAsideForm, referral: Referral, **words: str
) -> HttpResponse:
    back = reverse("cases:referral_page", args=[referral.reference])
    return render(
        request,
        "cases/referral_settle.html",
        {
            "form": form,
            "back_url": back,
            "back_text": f"Request {referral.reference}",
            "cancel_url": back,
            **words,
        },
    )


def _carried(referral: Referral, told: Told) -> dict[str, Any]:
    """What the form said already."""
    meant = schools_meant(told.school) if told.school else []
    return {
        "issue": referral.issue,
        "stage": referral.stage,
        "referral_source": referral.referral_source,
        # Words that find no school would only be refused: they stand below, as they were typed.
        "school_named": school_line(meant[0]) if len(meant) == 1 else told.school if meant else "",
    }


def _people_alike(
    referral: Referral, told: Told, *, by: User
) -> dict[CaseRole, list[tuple[Person, str]]] | None:
    """Who on record may be meant by each part of it, and why; None while the search is still being opened.

    Nobody for a child's or young person's own: how to reach them is not put on a record that others open.
    """
    if is_their_own(referral):
        return {}
    asks = who_asks(referral)
    found: dict[CaseRole, list[tuple[Person, str]]] = {}
    try:
        for role, details in people_told_of(referral, told).items():
            reaches = reaches_of(referral, told) if role is asks else []
            likely = may_be_same(by=by, described=described(details, reaches))[:MOST_ALIKE]
            found[role] = [(one.person, " and ".join(one.whys)) for one in likely]
    except search.NotReady:
        return None
    return found


def _called(person: Person, why: str, *, by: User) -> str:
    """Someone on record in one line: name, cases, and why they may be meant. Needs a reading of them."""
    cases = Case.objects.visible_to(by).filter(parts__person=person, parts__removed_at__isnull=True)
    references = ", ".join(cases.order_by("reference").values_list("reference", flat=True).distinct())
    return f"Yes: {person.full_name or person.called} ({references}), {why}"
