"""The intake desk: calls to take, people to ring back. It turns requests into one call and a page each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases import choices
from cases.access import may_do_duty, may_open_cases, may_take_enquiries, open_enquiry
from cases.actions.answered import was_told
from cases.actions.enquiries import note_no_answer, settle_callback, take_enquiry, withdraw_callback
from cases.forms.intake import CallBackDoneForm, EnquiryFilterForm, EnquiryForm
from cases.models import CallBack, CallOutcome, Enquiry, Intervention, Referral, Signposting
from cases.querysets import EnquiryQuerySet
from cases.views.enquiries_shown import (
    Forgotten,
    callback_shown,
    came_rows,
    intervention_shown,
    rows_of,
    status_tag,
    still_kept,
)
from cases.views.referrals_shown import listed as referral_listed
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Pages, Tag, chosen_filters

PER_PAGE = 25
MOST_CALLS = MOST_REFERRALS = 25
DRAFT = "enquiry:new"
BECAME = ("no_answer", "not_wanted")


@dataclass(frozen=True, slots=True)
class Listed:
    """One enquiry in the list; it names nobody."""

    reference: str
    url: str
    issue: str
    channel: str
    taken_on: date
    status: Tag


@page(may=may_take_enquiries)
def intake(request: StaffRequest) -> HttpResponse:
    """Whom to ring first, then what was asked lately."""
    form = EnquiryFilterForm(request.GET)
    wanted = form.cleaned_data["status"] if form.is_valid() else []
    enquiries: EnquiryQuerySet = Enquiry.objects.visible_to(request.user)
    owed = enquiries.awaiting_callback().filter(callback__forgotten_at__isnull=True)
    owed = owed.filter(callback__kept_until__gte=clock.today())
    listed = enquiries.filter(status__in=wanted) if wanted else enquiries
    shown = Paginator(listed.order_by("-taken_at", "id"), PER_PAGE).get_page(request.GET.get("page"))
    calls: list[CallBack] = []
    if not wanted and shown.number == 1:
        soonest = owed.select_related("callback").order_by("callback__kept_until", "taken_at", "id")
        calls = [enquiry.callback for enquiry in soonest[:MOST_CALLS]]
    waiting = Referral.objects.visible_to(request.user).waiting()
    referrals = list(waiting[: MOST_REFERRALS + 1]) if not wanted and shown.number == 1 else []
    subjects = [callback.key_subject for callback in calls]
    with reading(by=request.user, subjects=subjects, purpose="call-backs owed", page="cases:intake"):
        return render(
            request,
            "cases/intake.html",
            {
                "filter": form,
                "chosen": chosen_filters(request.GET, {"status": dict(choices.EnquiryStatus.choices)}),
                "calls": [callback_shown(callback, today=clock.today()) for callback in calls],
                "referrals": [referral_listed(one) for one in referrals[:MOST_REFERRALS]],
                "more_referrals": waiting.count() - MOST_REFERRALS if len(referrals) > MOST_REFERRALS else 0,
                "may_open": bool(may_open_cases(request.user)),
                "shows_calls": not wanted and shown.number == 1,
                "more_calls": max(owed.count() - MOST_CALLS, 0),
                "enquiries": [_listed(enquiry) for enquiry in shown],
                "pages": Pages(shown, "enquiry" if shown.paginator.count == 1 else "enquiries", request.GET),
                "is_filtered": bool(wanted),
                "does_duty": bool(may_do_duty(request.user)),
            },
        )


@page(may=may_take_enquiries)
def enquiry_take(request: StaffRequest) -> HttpResponse:
    """A call taken in a minute."""
    if request.method == "POST":
        leads_to_case = request.POST.get("then") == "case" and bool(may_open_cases(request.user))
        form = EnquiryForm(request.POST, leads_to_case=leads_to_case)
        if form.is_valid():
            try:
                enquiry = take_enquiry(
                    by=request.user, asked=form.asked(), once=form.cleaned_data["once"], at=clock.now()
                )
            except Refused as refused:
                form.refused(refused.decision)
            else:
                return _taken(request, enquiry)
        return _take_page(request, form, Begun(request, DRAFT))
    with reading(
        by=request.user,
        subjects=[keeping.subject_of(owner=request.user, form_key=DRAFT)],
        purpose="half-written call",
        page="cases:enquiry_take",
    ):
        begun = Begun(request, DRAFT)
    return _take_page(request, EnquiryForm(typed=begun.typed), begun)


@page(may=may_take_enquiries)
def enquiry_page(request: StaffRequest, reference: str) -> HttpResponse:
    """One enquiry: what was asked, what was given, whom to ring, and what became of it."""
    enquiry = open_enquiry(by=request.user, reference=reference)
    once = once_key(request.user.id, "call-back", enquiry.id)
    told: dict[str, Any] = {"is_told_already": was_told(enquiry), "initial": {"once": once}}
    form = CallBackDoneForm(request.POST if request.method == "POST" else None, **told)
    if request.method == "POST" and request.POST.get("became") in BECAME:
        return _not_reached(request, enquiry)
    if request.method == "POST" and form.is_valid():
        try:
            settle_callback(
                by=request.user,
                enquiry=enquiry,
                given=form.given_then(),
                came=form.came(),
                ask_at=form.cleaned_data["ask_at"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            keeping.discard(owner=request.user, form_key=_draft_key(enquiry))
            messages.success(
                request, f"Call-back {enquiry.reference} logged. The name and number are forgotten."
            )
            return redirect("cases:enquiry_page", reference=enquiry.reference)
    return _enquiry_page(request, enquiry, form)


def _not_reached(request: StaffRequest, enquiry: Enquiry) -> HttpResponse:
    """Nobody answered, or nobody is to be rung any more. A count that is none is one that nobody saw."""
    seen = request.POST.get("tried_before", "")
    before = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 5 else -1
    try:
        if request.POST["became"] == "no_answer":
            note_no_answer(by=request.user, enquiry=enquiry, tried_before=before, at=clock.now())
            said = "Noted: no answer. The call back is still owed."
        else:
            withdraw_callback(by=request.user, enquiry=enquiry, at=clock.now())
            keeping.discard(owner=request.user, form_key=_draft_key(enquiry))
            said = f"Call-back {enquiry.reference} is settled. The name and number are forgotten."
    except Refused as refused:
        messages.error(request, refused.decision.reason)
    else:
        messages.success(request, said)
    return redirect("cases:enquiry_page", reference=enquiry.reference)


def _taken(request: StaffRequest, enquiry: Enquiry) -> HttpResponse:
    keeping.discard(owner=request.user, form_key=DRAFT)
    messages.success(request, f"Call {enquiry.reference} saved.")
    is_theirs = Enquiry.objects.visible_to(request.user).filter(pk=enquiry.pk).exists()
    if request.POST.get("then") == "case" and is_theirs and may_open_cases(request.user):
        return redirect(f"{reverse('cases:case_open')}?enquiry={enquiry.reference}")
    return redirect("cases:intake")


def _take_page(request: StaffRequest, form: EnquiryForm, begun: Begun) -> HttpResponse:
    return render(
        request,
        "cases/enquiry_take.html",
        {
            "form": form,
            **begun.shown(),
            "statement": profile().impartiality.statement,
            "kept_days": profile().periods.callback_kept_days,
            "may_open_cases": bool(may_open_cases(request.user)),
        },
    )


def _draft_key(enquiry: Enquiry) -> str:
    return f"enquiry:call-back-{enquiry.reference}"


def _enquiry_page(request: StaffRequest, enquiry: Enquiry, form: CallBackDoneForm) -> HttpResponse:
    callback: CallBack | None = CallBack.objects.filter(enquiry=enquiry).first()
    kept = callback if callback and still_kept(callback, today=clock.today()) else None
    given = list(Intervention.objects.filter(enquiry=enquiry).select_related("by").newest_first())
    outcome = CallOutcome.objects.filter(enquiry=enquiry).first()
    told_of = list(Signposting.objects.filter(enquiry=enquiry).select_related("source"))
    is_owed, key = enquiry.status == choices.EnquiryStatus.CALLBACK, _draft_key(enquiry)
    subjects = [enquiry.key_subject, *([kept.key_subject] if kept else [])]
    subjects.append(keeping.subject_of(owner=request.user, form_key=key))
    with reading(by=request.user, subjects=subjects, purpose="enquiry", page="cases:enquiry_page"):
        draft = keeping.take(owner=request.user, form_key=key) if is_owed and not form.is_bound else None
        if draft:
            form = CallBackDoneForm(
                initial=form.initial, typed=draft.fields, is_told_already=form.is_told_already
            )
        return render(
            request,
            "cases/enquiry_page.html",
            {
                "enquiry": enquiry,
                "status": status_tag(enquiry),
                "rows": [*rows_of(enquiry), *came_rows(outcome, told_of)],
                "given": [intervention_shown(one) for one in given],
                "callback": callback_shown(kept, today=clock.today()) if kept else None,
                "forgotten": Forgotten.of(callback) if callback and not kept else None,
                "form": form,
                "draft": draft,
                "draft_key": key,
                "is_owed": is_owed,
                "may_open": bool(may_open_cases(request.user)) and not enquiry.case_id,
            },
        )


def _listed(enquiry: Enquiry) -> Listed:
    return Listed(
        reference=enquiry.reference,
        url=reverse("cases:enquiry_page", args=[enquiry.reference]),
        issue=str(enquiry.get_issue_display()),
        channel=str(enquiry.get_channel_display()),
        taken_on=clock.day_of(enquiry.taken_at),
        status=status_tag(enquiry),
    )
