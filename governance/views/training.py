"""Training: where everyone stands, one person’s, recording it, taking it back, the year’s mix, and work beyond it (L20, L21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header

from cases.views.shown import counted, posted
from governance.access.training import (
    Needed,
    may_have_training,
    may_keep_training,
    needs_of,
    open_above_training,
    open_certificate,
    open_trained,
    open_training,
    who_is_trained,
)
from governance.actions.training import (
    content_of,
    need_met,
    record_all,
    record_training,
    see_above_training,
    take_back_training,
)
from governance.choices.training import NeedState, ProviderKind
from governance.forms.training import TakeBackForm, TrainingForm, WhatFollowsForm
from governance.forms.uploading import (
    COLUMNS,
    LookedOver,
    Unreadable,
    UploadForm,
    look_over,
    signed,
    unsigned,
)
from governance.models import TrainingRecord, WorkAboveTraining
from governance.reports.training import years_mix
from governance.rules.training import Share
from governance.views.begun import begun_in
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.files import inspecting
from sendiass.files.choices import FileKind
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Colour, Row, Tag
from sendiass.ui.words import short_date

COLOURS: dict[NeedState, Colour] = {
    NeedState.HAD: "green",
    NeedState.DUE_SOON: "yellow",
    NeedState.TO_COME: "blue",
    NeedState.LATE: "red",
}


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One training that somebody's role needs, and where they stand with it."""

    name: str
    label: str
    state: Tag
    due: date | None
    url: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One training that somebody had."""

    record: TrainingRecord
    kind: str
    legal: str
    expires: date | None
    has_certificate: bool


@page(may=may_keep_training)
def training_list(request: StaffRequest) -> HttpResponse:
    """Where everyone stands with what their role needs; what is overdue first."""
    needs = needs_of(who_is_trained(), on=clock.today())
    pressing = [one for one in needs if one.state in (NeedState.LATE, NeedState.DUE_SOON)]
    people = [
        (one, sum(need.worker == one and need.state is NeedState.LATE for need in needs))
        for one in who_is_trained()
    ]
    return render(
        request,
        "governance/training_list.html",
        {
            "lines": [_need_line(one) for one in pressing],
            "people": people,
            "above": WorkAboveTraining.objects.not_by(request.user).to_be_seen().count(),
            "flagged": _flagged(clock.today()),
            "words": profile().training.words,
        },
    )


@page(may=may_have_training)
def training_own(request: StaffRequest) -> HttpResponse:
    """One's own training."""
    return _show_training(request, request.user)


@page(may=may_keep_training)
def training_of(request: StaffRequest, account: UUID) -> HttpResponse:
    """One person's training, for whoever keeps the register."""
    return _show_training(request, open_trained(by=request.user, account=account))


@page(may=may_keep_training)
def training_record(request: StaffRequest, account: UUID) -> HttpResponse:
    """Put a training into the register."""
    worker = open_trained(by=request.user, account=account)
    sent = request.method == "POST"
    begun = begun_in(request, f"training:{worker.id}:record", page="governance:training_record")
    form = TrainingForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial={"once": uuid4(), "need": request.GET.get("need", "")},
        typed=begun.typed,
    )
    if form.is_valid():
        with begun.sending(form):
            record_training(
                by=request.user,
                new=form.new(worker),
                certificate=form.offered(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
            messages.success(request, "It is in the register.")
            return redirect("governance:training_of", worker.id)
    back = reverse("governance:training_of", args=[worker.id])
    shown = {**_form_page(form, f"Record training: {worker.name}", "Save", back), **begun.shown()}
    return render(request, "governance/training_record.html", shown)


@page(may=may_keep_training)
def training_take_back(request: StaffRequest, record_id: UUID) -> HttpResponse:
    """Take back what was recorded wrongly; it stays readable."""
    record = open_training(by=request.user, record_id=record_id)
    back = reverse("governance:training_of", args=[record.worker_id])
    begun = begun_in(request, f"training:{record.pk}:take_back", page="governance:training_take_back")
    form = TakeBackForm(posted(request), typed=begun.typed)
    if form.is_valid():
        with begun.sending(form):
            take_back_training(
                by=request.user, record=record, reason=form.cleaned_data["reason"], at=clock.now()
            )
            messages.success(request, "It is taken back.")
            return redirect(back)
    shown = {
        "heading": "Take this training back?",
        "rows": [
            Row("Name", record.worker.name),
            Row("Course", record.course),
            Row("Had on", short_date(record.held_on)),
        ],
        "warning": "It counts no more from now on. It stays readable, with your reason.",
        "form": form,
        "button": "Take it back",
        "cancel_url": back,
        "danger": True,
        **begun.shown(),
    }
    return render(request, "ui/confirm_page.html", shown)


@page(may=may_have_training)
def certificate_download(request: StaffRequest, record_id: UUID) -> HttpResponse:
    """The certificate of a training: a reading, written before the first byte leaves."""
    certificate = open_certificate(by=request.user, record_id=record_id)
    with reading(
        by=request.user,
        subjects=[certificate.key_subject],
        purpose="download of a certificate",
        page="governance:certificate_download",
    ):
        content, name = content_of(certificate), certificate.name
    response = HttpResponse(content, content_type=inspecting.TYPES[FileKind(certificate.kind)])
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@page(may=may_keep_training)
def training_mix(request: StaffRequest) -> HttpResponse:
    """From whom a year's training came, and what we gave."""
    found = years_mix(on=clock.today())
    shown = {
        "first": found.first_on,
        "last": found.last_on,
        "most": profile().training.most_from_one_kind_percent,
        "parts": [
            ("Training that our people had", [_share(one) for one in found.had], _too_much(found.had)),
            ("Sessions that we gave", [_share(one) for one in found.given], _too_much(found.given)),
        ],
        "head": ["Who gave it", "Hours", "Share"],
    }
    return render(request, "governance/training_mix.html", shown)


@page(may=may_keep_training)
def training_upload(request: StaffRequest) -> HttpResponse:
    """Look over a spreadsheet of trainings, and take it whole or not at all."""
    carried = request.POST.get("carried", "") if request.method == "POST" else ""
    if carried:
        return _take_upload(request, carried)
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None)
    looked: LookedOver | None = None
    to_carry = ""
    if form.is_valid():
        try:
            lines = form.cells()
        except Unreadable as no:
            form.add_error("spreadsheet", str(no))
        else:
            looked = look_over(lines, workers=who_is_trained(), on=clock.today())
            to_carry = signed(lines) if looked.rows else ""
    return _show_upload(request, form, looked, to_carry)


@page(may=may_keep_training)
def above_list(request: StaffRequest) -> HttpResponse:
    """Work that was done at a level which asks for more legal training than its worker had."""
    found = list(
        WorkAboveTraining.objects.not_by(request.user)
        .newest_first()
        .select_related("worker", "seen_by", "intervention__case")[:100]
    )
    with reading(
        by=request.user,
        subjects=[one.key_subject for one in found],
        purpose="work beyond its training",
        page="governance:above_list",
    ):
        return render(request, "governance/above_list.html", {"found": found})


@page(may=may_keep_training)
def above_see(request: StaffRequest, above_id: UUID) -> HttpResponse:
    """Say what follows from work that went beyond its training."""
    found = open_above_training(by=request.user, key=above_id)
    back = reverse("governance:above_list")
    begun = begun_in(request, f"training:{found.pk}:above", page="governance:above_see")
    form = WhatFollowsForm(posted(request), typed=begun.typed)
    if form.is_valid():
        with begun.sending(form):
            see_above_training(
                by=request.user, key=above_id, what_follows=form.cleaned_data["what_follows"], at=clock.now()
            )
            messages.success(request, "It is on record.")
            return redirect(back)
    work = found.intervention
    shown = {
        "heading": "Work beyond its training",
        "rows": [
            Row("Who", found.worker.name),
            Row("When", short_date(work.happened_on)),
            Row("Level of the work", str(work.level)),
            Row("Legal training it asks for", f"Level {found.asked}"),
            Row("On record that day", f"Level {found.had}" if found.had else "No level"),
        ],
        "form": form,
        "button": "Save",
        "cancel_url": back,
        **begun.shown(),
    }
    return render(request, "ui/confirm_page.html", shown)


def above_to_see(_request: HttpRequest, user: User) -> str:
    """On the manager's day: that work went beyond its training, until somebody has looked at it."""
    if not may_keep_training(user):
        return ""
    waiting = WorkAboveTraining.objects.not_by(user).to_be_seen().count()
    return render_to_string("governance/parts/above_to_see.html", {"waiting": waiting}) if waiting else ""


def _show_training(request: StaffRequest, worker: User) -> HttpResponse:
    records = TrainingRecord.objects.visible_to(request.user).of_workers([worker.id])
    keeps = bool(may_keep_training(request.user))
    shown = {
        "worker": worker,
        "is_own": worker.id == request.user.id,
        "keeps": keeps,
        "needs": [_need_line(one) for one in needs_of([worker], on=clock.today())],
        "records": [_record_line(one) for one in records.with_people().newest_first()],
    }
    return render(request, "governance/training_of.html", shown)


def _take_upload(request: StaffRequest, carried: str) -> HttpResponse:
    lines = unsigned(carried)
    if lines is None:
        form = UploadForm()
        messages.warning(request, "It lay too long. Send the spreadsheet again.")
        return _show_upload(request, form, None, "")
    looked = look_over(lines, workers=who_is_trained(), on=clock.today())
    if looked.rows:
        try:
            once = once_key(request.user.id, "training upload", carried)
            taken = record_all(by=request.user, rows=looked.rows, once=once, at=clock.now())
        except Refused as refused:
            form = UploadForm()
            messages.warning(request, refused.decision.reason)
            return _show_upload(request, form, looked, "")
        messages.success(request, f"{counted(taken, 'training is', 'trainings are')} in the register.")
        return redirect("governance:training_list")
    return _show_upload(request, UploadForm(), looked, "")


def _show_upload(
    request: StaffRequest, form: UploadForm, looked: LookedOver | None, carried: str
) -> HttpResponse:
    rows = looked.rows if looked else []
    shown = {
        "form": form,
        "looked": looked,
        "carried": carried,
        "lines": [
            [
                one.worker.name,
                one.course,
                need.label if (need := need_met(one)) else "Another training",
                short_date(one.held_on),
                f"{one.hours.normalize():f}",
                one.provider_kind.label,
            ]
            for one in rows
        ],
        "head": ["Who", "Course", "Training", "Date", "Hours", "Who gave it"],
        "columns": list(COLUMNS.values()),
        "kinds": [str(kind.label) for kind in ProviderKind],
    }
    return render(request, "governance/training_upload.html", shown)


def _need_line(one: Needed) -> NeedLine:
    return NeedLine(
        name=one.worker.name,
        label=one.need.label,
        state=Tag(str(one.state.label), COLOURS[one.state]),
        due=one.due_on,
        url=reverse("governance:training_of", args=[one.worker.id]),
    )


def _record_line(one: TrainingRecord) -> RecordLine:
    return RecordLine(
        record=one,
        kind=str(ProviderKind(one.provider_kind).label),
        legal=f"Legal training, level {one.legal_level}" if one.legal_level else "",
        expires=one.counts_below.until_on if one.counts_below else one.expires_on,
        has_certificate=hasattr(one, "certificate"),
    )


def _share(one: Share) -> list[str]:
    return [str(ProviderKind(one.kind).label), f"{one.hours.normalize():f}", f"{one.percent}%"]


def _too_much(shares: list[Share]) -> str:
    return next((str(ProviderKind(one.kind).label) for one in shares if one.is_too_much), "")


def _flagged(on: date) -> str:
    return _too_much(years_mix(on=on).had)


def _form_page(form: Any, heading: str, button: str, back: str) -> dict[str, Any]:
    return {
        "form": form,
        "heading": heading,
        "button": button,
        "back_url": back,
        "back_text": "Back",
        "cancel_url": back,
    }
