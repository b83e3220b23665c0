"""Checks of case files: samples, findings, the worker's reply, and themes over time (L16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import open_case
from cases.views.shown import posted
from governance.access.file_checks import (
    is_checked,
    may_check_files,
    may_have_files_checked,
    open_check,
    open_sample,
    whose_files,
)
from governance.actions.file_checks import draw_sample, record_check, reply_to_check
from governance.choices import Promise, Verdict
from governance.forms.file_checks import QUARTER, DrawForm, FindingsForm, ReplyForm
from governance.models import FileCheck, FileCheckReply, FileFinding, FileSample
from governance.rules.file_checks import CLAUSES, Theme, may_record_check, themes
from governance.views.begun import begun_in
from governance.views.file_checks_shown import EMPTY, SEEN, on_record, written
from sendiass import clock
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Colour, Tag

COLOURS: dict[Verdict, Colour] = {
    Verdict.KEPT: "green",
    Verdict.PARTLY: "yellow",
    Verdict.NOT_KEPT: "red",
    Verdict.DOES_NOT_ARISE: "grey",
}


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A sample and how far it is."""

    sample: FileSample
    files: int
    checked: int

    @property
    def state(self) -> Tag:
        left = self.files - self.checked
        return Tag("Checked", "green") if not left else Tag(f"{left} to check", "blue")


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A file of a sample."""

    check: FileCheck
    state: Tag
    replied: bool


@dataclass(frozen=True, slots=True)
class FindingShown:
    """What was found of one promise."""

    promise: str
    clause: str
    verdict: Tag
    words: str


@dataclass(frozen=True, slots=True)
class Quarter:
    """What was found in one quarter of a year."""

    name: str
    themes: list[Theme]
    files: int


@page(may=may_check_files)
def sample_list(request: StaffRequest) -> HttpResponse:
    """Every sample of others' work, the newest first."""
    found = (
        FileSample.objects.exclude(worker=request.user).newest_first().select_related("worker", "by")
    ).annotate(files=Count("checks"), checked=Count("checks", filter=Q(checks__outcome__isnull=False)))
    lines = [SampleLine(one, one.files, one.checked) for one in found[:100]]
    return render(request, "governance/sample_list.html", {"lines": lines})


@page(may=may_check_files)
def sample_draw(request: StaffRequest) -> HttpResponse:
    """Draw a worker's files by chance."""
    today = clock.today()
    initial = {
        "once": once_key(request.user.id, "file sample", FileSample.objects.count()),
        "first_on": today - QUARTER,
        "last_on": today,
        "size": 3,
    }
    begun = begun_in(request, "file_check:draw", page="governance:sample_draw")
    form = DrawForm(posted(request), workers=whose_files(request.user), initial=initial, typed=begun.typed)
    if form.is_valid():
        with begun.sending(form):
            sample = draw_sample(
                by=request.user,
                wanted=form.wanted,
                seed=token_hex(8),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
            return redirect("governance:sample_page", sample.id)
    back = reverse("governance:sample_list")
    shown = {
        "form": form,
        "heading": "Draw files to check",
        "lead": "They are drawn by chance, from cases that no interest of yours or of theirs meets, or may, "
        "and from work that was not checked before.",
        "button": "Draw them",
        "back_url": back,
        "back_text": "Back to file checks",
        "cancel_url": back,
        **begun.shown(),
    }
    return render(request, "ui/form_page.html", shown)


@page(may=may_check_files)
def sample_page(request: StaffRequest, sample_id: UUID) -> HttpResponse:
    """The files of one sample, and how it was drawn."""
    sample = open_sample(by=request.user, sample_id=sample_id)
    checks = FileCheck.objects.visible_to(request.user).filter(sample=sample).as_drawn()
    shown = {"sample": sample, "lines": _lines(checks)}
    return render(request, "governance/sample_page.html", shown)


@page(may=may_have_files_checked)
def own_checks(request: StaffRequest) -> HttpResponse:
    """The checks of one's own work, of cases one still has."""
    checks = FileCheck.objects.visible_to(request.user).filter(worker=request.user).done().as_drawn()
    return render(request, "governance/own_checks.html", {"lines": _lines(checks)})


@page(may=may_have_files_checked)
def check_page(request: StaffRequest, check_id: UUID) -> HttpResponse:
    """One file: what was found, and what whose work it is says to it."""
    check = open_check(by=request.user, check_id=check_id)
    if not is_checked(check):
        return redirect("governance:check_record", check.id)
    is_own = check.worker_id == request.user.id
    replies = FileCheckReply.objects.filter(file=check).order_by("at", "id")
    once = once_key(request.user.id, "reply", check.id, replies.count())
    begun = (
        begun_in(request, f"file_check:{check.pk}:reply", page="governance:check_page") if is_own else None
    )
    form = ReplyForm(
        posted(request) if begun else None, initial={"once": once}, typed=begun.typed if begun else None
    )
    if begun and form.is_valid():
        with begun.sending(form):
            reply_to_check(
                by=request.user,
                check=check,
                words=form.cleaned_data["words"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
            messages.success(request, "Your reply is on record.")
            return redirect("governance:check_page", check.id)
    case = open_case(by=request.user, reference=check.case.reference)
    with reading(
        by=request.user,
        subjects=[case.key_subject],
        purpose="check of a case file",
        page="governance:check_page",
    ):
        shown = {
            "check": check,
            "case": case,
            "is_own": is_own,
            "findings": [_shown(one) for one in _found(check)],
            "outcome": check.outcome,
            "replies": replies,
            "form": form if begun else None,
            **(begun.shown() if begun else {}),
            "facts": written(check),
        }
        return render(request, "governance/check_page.html", shown)


@page(may=may_check_files)
def check_record(request: StaffRequest, check_id: UUID) -> HttpResponse:
    """Hold one file against the promises, beside what is on record of each."""
    check = open_check(by=request.user, check_id=check_id)
    if is_checked(check):
        return redirect("governance:check_page", check.id)
    case = open_case(by=request.user, reference=check.case.reference)
    if check.worker_id == request.user.id:
        may_record_check(checker=request.user.id, worker=check.worker_id, is_done=False, found=()).require()
    begun = begun_in(request, f"file_check:{check.pk}:findings", page="governance:check_record")
    form = FindingsForm(posted(request), typed=begun.typed)
    if form.is_valid():
        with begun.sending(form):
            record_check(by=request.user, check=check, findings=form.findings, at=clock.now())
            messages.success(request, "What you found is on record. The worker can read it and reply.")
            return redirect("governance:sample_page", check.sample_id)
    with reading(
        by=request.user,
        subjects=[case.key_subject],
        purpose="checking a case file",
        page="governance:check_record",
    ):
        seen = on_record(check)
        shown = {
            "check": check,
            "case": case,
            "form": form,
            "facts": written(check),
            **begun.shown(),
            "parts": [
                (
                    one,
                    CLAUSES[one],
                    SEEN[one] if seen[one] or one not in EMPTY else EMPTY[one],
                    seen[one],
                    *form.pair(one),
                )
                for one in Promise
            ],
        }
        return render(request, "governance/check_record.html", shown)


@page(may=may_check_files)
def theme_list(request: StaffRequest) -> HttpResponse:
    """What checks found, promise by promise, quarter by quarter."""
    found: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    files: dict[tuple[int, int], set[UUID]] = defaultdict(set)
    pairs = (
        FileFinding.objects.exclude(worker=request.user)
        .order_by("-at")
        .values_list("promise", "verdict", "at", "file")
    )
    for promise, verdict, at, file in pairs:
        quarter = _quarter(clock.day_of(at))
        found[quarter].append((promise, verdict))
        files[quarter].add(file)
    quarters = [
        Quarter(f"{_NAMES[number]} {year}", themes(found[year, number]), len(files[year, number]))
        for year, number in sorted(found, reverse=True)
    ]
    return render(request, "governance/theme_list.html", {"quarters": quarters[:8]})


_NAMES = ("January to March", "April to June", "July to September", "October to December")


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _lines(checks: Iterable[FileCheck]) -> list[CheckLine]:
    found = checks.select_related("case", "intervention", "outcome", "worker").annotate(said=Count("replies"))  # type: ignore[attr-defined]
    return [
        CheckLine(
            one,
            Tag("Checked", "green") if is_checked(one) else Tag("To check", "blue"),
            bool(one.said),
        )
        for one in found
    ]


def _found(check: FileCheck) -> list[FileFinding]:
    order = {promise.value: place for place, promise in enumerate(Promise)}
    return sorted(FileFinding.objects.filter(file=check), key=lambda one: order[one.promise])


def _shown(one: FileFinding) -> FindingShown:
    verdict = Verdict(one.verdict)
    promise = Promise(one.promise)
    return FindingShown(
        str(promise.label), CLAUSES[promise], Tag(str(verdict.label), COLOURS[verdict]), one.words
    )
