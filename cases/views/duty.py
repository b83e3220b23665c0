"""Somebody else's family on the phone: who works with them, a message for them, and what cannot wait.

A worker who is kept from a case by an interest gets here what they get for a family nobody knows (Y12).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import CONFLICTS, card_of, may_break_glass, may_do_duty, may_open, open_by_card
from cases.actions.duty import due_on, take_message
from cases.actions.emergencies import break_glass
from cases.choices import CaseStatus
from cases.forms.duty import CallerForm, EmergencyForm, MessageForm
from cases.models import Allocation, Case, Conflict, Cover
from cases.rules import CAME_THEMSELVES
from cases.search import NotReady, digest
from cases.search.duty import Met, families_of
from cases.views.searching import STILL_OPENING
from cases.views.shown import posted
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.actors import serving
from sendiass.crypto.subjects import KeySubject
from sendiass.database.questions import question
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.forms import GovukForm
from sendiass.ui.parts import Row
from sendiass.ui.words import long_date, short_date


@dataclass(frozen=True, slots=True)
class Card:
    """What whoever takes a call is told of a case: whose it is, and how to reach them. Nothing of what it is about."""

    reference: str
    rows: tuple[Row, ...]
    caution: str
    card: str
    url: str
    may_break_glass: bool


@page(may=may_do_duty)
def duty(request: StaffRequest) -> HttpResponse:
    """Ask who rings; and once told, the card of each case in hand they are in."""
    form = CallerForm(posted(request))
    if not form.is_valid():
        return _page(request, form, None)
    try:
        found = families_of(form.caller, by=request.user)
    except NotReady:
        form.add_error(None, STILL_OPENING)
        return _page(request, form, None)
    with reading(
        by=request.user,
        subjects=_subjects(found),
        purpose=f"duty {digest(form.words)}",
        page="cases:duty",
    ):
        return _page(request, form, _cards([one.case for one in found], request.user))


@page(may=may_do_duty)
def duty_message(request: StaffRequest) -> HttpResponse:
    """Write down what they want passed on to whoever works with them."""
    card, form = request.POST.get("card", ""), MessageForm(_sent(request, "words"), initial=_initial(request))
    try:
        case = open_by_card(by=request.user, card=card)
        if form.is_valid():
            task = take_message(
                by=request.user,
                card=card,
                words=form.cleaned_data["words"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
            messages.success(request, f"The message is left, and is due {long_date(task.due_on)}.")
            return redirect("cases:duty")
    except NotThere:
        return _nobody(request)
    return _form_page(
        request,
        case,
        form,
        heading="Leave a message",
        lead=f"It becomes a task for whoever works the case, due {long_date(due_on(clock.today()))}.",
        button="Leave the message",
    )


@page(may=may_do_duty)
def duty_emergency(request: StaffRequest) -> HttpResponse:
    """Open the case because it cannot wait. The manager is told at once."""
    may_break_glass(request.user).require()
    card = request.POST.get("card", "")
    form = EmergencyForm(_sent(request, "reason"), initial=_initial(request))
    try:
        case = open_by_card(by=request.user, card=card)
        if form.is_valid():
            try:
                opened = break_glass(
                    by=request.user,
                    card=card,
                    reason=form.cleaned_data["reason"],
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
            except Refused as refused:
                form.refused(refused.decision)
            else:
                messages.success(request, "The case is open to you. The manager has been told.")
                return redirect("cases:case_page", opened.case.reference)
    except NotThere:
        return _nobody(request)
    hours = profile().break_glass.hours
    return _form_page(
        request,
        case,
        form,
        heading="Open this case in an emergency",
        lead=f"Only if it cannot wait for the worker or the manager. It is open to you for {hours} hours. "
        "The manager is told at once, and looks at why and at what you read.",
        button="Open the case",
    )


def _page(request: StaffRequest, form: CallerForm, cards: Sequence[Card] | None) -> HttpResponse:
    return render(request, "cases/duty.html", {"form": form, "cards": cards, "asked": cards is not None})


def _nobody(request: StaffRequest) -> HttpResponse:
    """What there is for a card that is not theirs, or no longer good: as for somebody nobody knows."""
    if request.method != "POST":
        return redirect("cases:duty")
    return _page(request, CallerForm(), [])


def _sent(request: StaffRequest, name: str) -> object:
    """What a form is bound to; the button on a card sends the card alone."""
    return posted(request) if name in request.POST else None


def _initial(request: StaffRequest) -> dict[str, str]:
    return {"card": request.POST.get("card", "")}


def _form_page(
    request: StaffRequest, case: Case, form: GovukForm, *, heading: str, lead: str, button: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "caption": case.reference,
        "lead": lead,
        "button": button,
        "back_url": reverse("cases:duty"),
        "back_text": "Back to who rings",
        "cancel_url": reverse("cases:duty"),
    }
    return render(request, "cases/duty_form.html", context)


def _subjects(found: Iterable[Met]) -> set[KeySubject]:
    return {
        subject
        for one in found
        for subject in (one.case.key_subject, *(person.key_subject for person in one.people))
    }


def _cards(cases: Sequence[Case], user: User) -> list[Card]:
    """The data base is asked for workers and cover only where there is a case to tell of."""
    if not cases:
        return []
    ids = [case.id for case in cases]
    with serving(CONFLICTS):
        held: dict[UUID, list[Allocation]] = {}
        for one in _held(cases=ids):
            held.setdefault(one.case_id, []).append(one)
        workers = {one.worker_id for ones in held.values() for one in ones}
        covers = _covering(away=list(workers))
        coverers = {one.worker_id for one in covers}
        kept = set(_kept(cases=ids, workers=list(coverers)))
    lent = {
        case.id: [
            one for one in covers if one.case_id in (None, case.id) and (case.id, one.worker_id) not in kept
        ]
        for case in cases
    }
    return [_card(case, held.get(case.id, []), covers, lent[case.id], user) for case in cases]


@question
def _held(*, cases: list[UUID]) -> QuerySet[Allocation]:
    return Allocation.objects.current().of_cases(cases).select_related("worker").order_by("from_at", "id")


@question
def _covering(*, away: list[UUID]) -> QuerySet[Cover]:
    found = Cover.objects.in_force().filter(away__id__any_of=away)
    return found.select_related("worker").order_by("until_at", "id")


@question
def _kept(*, cases: list[UUID], workers: list[UUID]) -> QuerySet[Conflict, Any]:
    kept: QuerySet[Conflict, Any] = (
        Conflict.objects.in_the_way()
        .filter(case__id__any_of=cases, worker__id__any_of=workers)
        .order_by("id")
        .values_list("case_id", "worker_id")
    )
    return kept


def _card(
    case: Case, held: Sequence[Allocation], covers: Sequence[Cover], lent: Sequence[Cover], user: User
) -> Card:
    opens = bool(may_open(case, user))
    return Card(
        reference=case.reference,
        rows=tuple(_rows(case, held, covers, lent)),
        caution=THEIR_OWN if case.referral_source in CAME_THEMSELVES else "",
        card=card_of(case, by=user),
        url=reverse("cases:case_page", args=[case.reference]) if opens else "",
        may_break_glass=bool(may_break_glass(user)) and not opens,
    )


THEIR_OWN = "This is the child’s or young person’s own case. Tell nobody else who rings that we know of it, parents included."


def _rows(
    case: Case, held: Sequence[Allocation], covers: Sequence[Cover], lent: Sequence[Cover]
) -> Iterable[Row]:
    for one in held:
        yield Row("Worker", f"{one.worker.name}, since {short_date(one.from_at)}")
    if not held:
        since = f", since {short_date(case.waiting_since)}" if case.waiting_since else ""
        is_waiting = case.status == CaseStatus.WAITING
        yield Row("Worker", f"Nobody yet: on the waiting list{since}" if is_waiting else "Nobody now")
    away = {one.away_id: one for one in covers}
    for one in held:
        if one.worker_id not in away:
            continue
        names = dict.fromkeys(cover.worker.name for cover in lent if cover.away_id == one.worker_id)
        covered = f"; {' and '.join(names)} covers" if names else ""
        last = long_date(away[one.worker_id].last_day)
        yield Row("Away", f"{one.worker.name} is away until {last}{covered}")
