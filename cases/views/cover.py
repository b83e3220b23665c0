"""Who is away and who looks after their cases: for the manager who arranges it, and for those it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from cases.access import (
    may_allocate,
    may_be_given,
    not_lent_by,
    open_case,
    open_cover,
    who_may_be_away,
    who_may_cover,
)
from cases.actions.cover import Away, arrange_cover, end_cover
from cases.forms.cover import CoverCaseForm, CoverForm
from cases.models import Allocation, Case, Cover
from cases.views.conflicts import not_available_words
from cases.views.shown import counted, posted
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Link, Pages, Row, Tag
from sendiass.ui.words import long_date, short_date

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One cover in words; `not_covered` are the cases that somebody else has to look after."""

    away: str
    worker: str
    which: str
    first: date
    last: date
    state: Tag
    not_covered: tuple[Link, ...]
    end_url: str


@page(may=may_allocate)
def cover_list(request: StaffRequest) -> HttpResponse:
    """Who covers for whom now and soon, and which cases that leaves; then what is over."""
    at = clock.now()
    mine = Cover.objects.visible_to(request.user)
    known = mine.select_related("worker", "away", "case").order_by("from_at", "id")
    coming = list(known.not_over(at))
    over = known.exclude(pk__in=[one.pk for one in coming]).order_by("-until_at", "id")
    shown = Paginator(over, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "cases/cover_list.html",
        {
            "lines": [_line(one, request.user, covers=True) for one in coming],
            "over": [_line(one, request.user, covers=False) for one in shown],
            "pages": Pages(shown, "cover that is over" if shown.paginator.count == 1 else "covers that are over",
                           request.GET),
        },
    )  # fmt: skip


@page(may=may_allocate)
def cover_add(request: StaffRequest) -> HttpResponse:
    """Arrange it."""
    user, on = request.user, clock.today()
    form = CoverForm(
        posted(request),
        those_away=list(who_may_be_away()),
        those_covering=who_may_cover(on=on),
        initial={"once": once_key(user.id, "cover", Cover.objects.count())},
    )
    if form.is_valid():
        one = form.one_case
        case = _the_case(form, user) if one else None
        if case or not one:
            try:
                made = arrange_cover(
                    by=user,
                    away=form.away_from(case),
                    worker=form.who_covers,
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
            except Refused as refused:
                form.refused(refused.decision)
            else:
                return _arranged(request, made)
    return _form_page(
        request, form, "Arrange cover", "They can open the cases for those days, and no longer."
    )


@page(may=may_allocate)
def cover_case(request: StaffRequest, cover_id: UUID, reference: str) -> HttpResponse:
    """Choose somebody else for one case that a cover leaves out, for the same days."""
    cover = open_cover(by=request.user, cover_id=cover_id)
    case = open_case(by=request.user, reference=reference)
    on = clock.today()
    others = [one for one in who_may_cover(on=on) if one.id != cover.away_id]
    free = [one for one in others if may_be_given(case, one, on=on)]
    form = CoverCaseForm(
        posted(request),
        those_covering=free,
        initial={"once": once_key(request.user.id, "cover", case.id, Cover.objects.count())},
    )
    if form.is_valid():
        away = Away(cover.away, max(cover.first_day, on), cover.last_day, case)
        try:
            made = arrange_cover(
                by=request.user,
                away=away,
                worker=form.who_covers,
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            return _arranged(request, made)
    lead = f"{cover.away.name} is away until {long_date(cover.last_day)}. " + not_available_words(
        [one for one in others if one not in free]
    )
    return _form_page(request, form, f"Who covers {case.reference}?", lead)


@page(may=may_allocate)
def cover_end(request: StaffRequest, cover_id: UUID) -> HttpResponse:
    """End it before its time, after asking."""
    cover = open_cover(by=request.user, cover_id=cover_id)
    if request.method == "POST":
        end_cover(by=request.user, cover=cover, at=clock.now())
        messages.success(request, f"{cover.worker.name} no longer covers for {cover.away.name}.")
        return redirect("cases:cover_list")
    return render(
        request,
        "ui/confirm_page.html",
        {
            "heading": "End this cover now?",
            "rows": [
                Row("Away", cover.away.name),
                Row("Covers", cover.worker.name),
                Row("Which cases", _which(cover)),
                Row("Until", long_date(cover.last_day)),
            ],
            "warning": f"{cover.worker.name} can no longer open these cases, from this moment.",
            "button": "End the cover",
            "danger": True,
            "cancel_url": reverse("cases:cover_list"),
        },
    )


def covering(_: HttpRequest, user: User) -> str:
    """On the day's page: for whom they look after cases and until when, and who looks after theirs."""
    mine = Cover.objects.visible_to(user).not_over(clock.now()).filter(Q(worker=user) | Q(away=user))
    covers = list(mine.select_related("worker", "away").order_by("from_at", "id"))
    if not covers:
        return ""
    on = clock.today()
    return render_to_string(
        "cases/parts/covering.html", {"lines": [in_words(one, user, on=on) for one in covers]}
    )


def in_words(cover: Cover, user: User, *, on: date) -> str:
    """A cover as one tells it to somebody it concerns."""
    when = f"until {long_date(cover.last_day)}"
    if cover.first_day > on:
        when = f"from {long_date(cover.first_day)} {when}"
    what = " in one case" if cover.case_id else ""
    if cover.worker_id == user.id:
        return f"You cover for {cover.away.name}{what} {when}."
    return f"{cover.worker.name} covers for you{what} {when}."


def covers_of(user: User, cases: Iterable[UUID]) -> Mapping[UUID, Cover]:
    """By which cover each of these cases is theirs to open now; those that are theirs by themselves are left out."""
    covers = list(
        Cover.objects.visible_to(user)
        .in_force()
        .filter(worker=user)
        .select_related("away")
        .order_by("-until_at", "id")
    )
    if not covers:
        return {}
    found: dict[UUID, Cover] = {}
    own: set[UUID] = set()
    held = (
        Allocation.objects.current()
        .of_cases(list(cases))
        .filter(worker__in=[user.id, *(one.away_id for one in covers)])
    )
    for case, worker in held.order_by().values_list("case_id", "worker_id"):
        if worker == user.id:
            own.add(case)
        for one in covers:
            if one.away_id == worker and one.case_id in (None, case):
                found.setdefault(case, one)
    return {case: one for case, one in found.items() if case not in own}


def _the_case(form: CoverForm, user: User) -> Case | None:
    try:
        return open_case(by=user, reference=form.one_case)
    except NotThere:
        form.add_error("reference", "There is no case of this reference")
        return None


def _arranged(request: StaffRequest, cover: Cover) -> HttpResponse:
    left = len(not_lent_by(cover, by=request.user))
    what = f"{cover.case.reference} for" if cover.case else "for"
    words = f"{cover.worker.name} covers {what} {cover.away.name}."
    if left:
        words += f" {counted(left, 'case is', 'cases are')} not covered by this: choose somebody else below."
    messages.success(request, words)
    return redirect("cases:cover_list")


def _form_page(
    request: StaffRequest, form: CoverForm | CoverCaseForm, heading: str, lead: str
) -> HttpResponse:
    back = reverse("cases:cover_list")
    context = {
        "form": form,
        "heading": heading,
        "lead": lead,
        "button": "Arrange the cover",
        "back_url": back,
        "back_text": "Back to cover",
        "cancel_url": back,
    }
    return render(request, "ui/form_page.html", context)


def _line(cover: Cover, user: User, *, covers: bool) -> CoverLine:
    now = clock.now()
    if cover.ended_at:
        state = Tag(f"Ended {short_date(cover.ended_at)}", "grey")
    elif cover.until_at <= now:
        state = Tag("Over", "grey")
    else:
        state = Tag("Now", "green") if cover.from_at <= now else Tag("To come", "blue")
    return CoverLine(
        away=cover.away.name,
        worker=cover.worker.name,
        which=_which(cover),
        first=cover.first_day,
        last=cover.last_day,
        state=state,
        not_covered=tuple(
            Link(case.reference, reverse("cases:cover_case", args=[cover.id, case.reference]))
            for case in (not_lent_by(cover, by=user) if covers else ())
        ),
        end_url=reverse("cases:cover_end", args=[cover.id]) if covers else "",
    )


def _which(cover: Cover) -> str:
    return cover.case.reference if cover.case else "All of their cases"
