"""The log of talks with the local authority, and the manager's review. It turns requests into one call and a page each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_see_all_cases, may_work_cases
from cases.models import Case, CasePerson
from cases.views.shown import posted
from consent.access import may_correct_liaison, may_keep_liaison, may_review_liaison, open_liaison
from consent.actions.liaison import (
    AGREED,
    NOT_STATED_BECAUSE,
    OBSERVES_BECAUSE,
    PURPOSE,
    REASON,
    NamesSomeone,
    record_liaison,
    review_liaison,
    texts_of,
    words_of,
)
from consent.choices import Attended, LiaisonKind, LiaisonTopic
from consent.forms.liaison import SAID_ON, LiaisonForm, ReviewForm
from consent.models import LiaisonEntry, SharingPermission
from consent.rules import LIAISON_TOPICS
from consent.screening import Kind, Screened, Stretches, screen
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Link, Pages, Tag

PER_PAGE = 25
MOST_CASES = 3
IN_THE_LOG = "It is in the log."
WAITS = "It is saved. It comes into the log when the manager has looked at it."


@page(may=may_keep_liaison)
def liaison_list(request: StaffRequest) -> HttpResponse:
    """What was talked about with the authority, the latest first, and what waits for whom."""
    found = LiaisonEntry.objects.latest().select_related("recorded_by")
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    all_of_it = bool(may_see_all_cases(request.user))
    waiting = LiaisonEntry.objects.waiting().select_related("recorded_by").order_by("recorded_at", "id")
    sent_back = LiaisonEntry.objects.filter(recorded_by=request.user, review__accepted=False)
    answered = LiaisonEntry.objects.filter(recorded_by=request.user, version__gt=1)
    return render(
        request,
        "consent/liaison_list.html",
        {
            "words": profile().liaison.words,
            "kinds": [(kind.value, kind.label) for kind in LiaisonKind],
            "entries": [_line(entry) for entry in shown],
            "pages": Pages(shown, "talk" if shown.paginator.count == 1 else "talks", request.GET),
            "reviews": all_of_it,
            "waiting": [
                _line(one)
                for one in (waiting if all_of_it else waiting.filter(recorded_by=request.user))[:PER_PAGE]
            ],
            "sent_back": [
                _line(one)
                for one in sent_back.exclude(pk__in=answered.values("original")).exclude(version__gt=1)[
                    :PER_PAGE
                ]
            ],
        },
    )


@page(may=may_keep_liaison)
def liaison_add(request: StaffRequest, kind: str) -> HttpResponse:
    """Write down a talk, or a trend."""
    if kind not in LiaisonKind.values:
        raise NotThere
    return _write(request, LiaisonKind(kind))


@page(may=may_keep_liaison)
def liaison_correct(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """Set a correction beside an entry; one that was sent back is written again the same way."""
    entry = open_liaison(by=request.user, entry_id=entry_id)
    may_correct_liaison(request.user, entry).require()
    return _write(request, LiaisonKind(entry.kind), corrects=entry)


@page(may=may_keep_liaison)
def liaison_page(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """One talk, with what corrects it."""
    entry = open_liaison(by=request.user, entry_id=entry_id)
    first = entry.original_id or entry.id
    of_the_same = LiaisonEntry.objects.visible_to(request.user).filter(Q(pk=first) | Q(original=first))
    others = list(of_the_same.exclude(pk=entry.pk).select_related("recorded_by").order_by("version"))
    with _reading_of(request, entry, "consent:liaison_page"):
        shown = {
            **_shown(entry),
            "others": [_line(one) for one in others],
            "may_correct": may_correct_liaison(request.user, entry),
            "may_review": may_review_liaison(request.user, entry),
        }
        return render(request, "consent/liaison_page.html", shown)


@page(may=may_see_all_cases)
def liaison_review(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """The manager looks at a text that waits, with what the screen says of it, and decides."""
    entry = open_liaison(by=request.user, entry_id=entry_id)
    may_review_liaison(request.user, entry).require()
    form = ReviewForm(posted(request))
    if form.is_valid():
        accepted = form.cleaned_data["decision"] == "accept"
        try:
            review_liaison(
                by=request.user,
                entry=entry,
                accepted=accepted,
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, IN_THE_LOG if accepted else "It went back to whoever wrote it.")
            return redirect("consent:liaison_list")
    with _reading_of(request, entry, "consent:liaison_review"):
        screened = screen(by=request.user, texts=texts_of(entry), on=clock.today())
        shown = {
            **_shown(entry, screened),
            "form": form,
            "is_ready": not screened.held,
            "found": [(screened.words(one), one.kind.value) for one in screened.marked],
        }
        return render(request, "consent/liaison_review.html", shown)


def _write(request: StaffRequest, kind: LiaisonKind, corrects: LiaisonEntry | None = None) -> HttpResponse:
    key = f"liaison:{corrects.id if corrects else kind.value}"
    subjects = [
        keeping.subject_of(owner=request.user, form_key=key),
        *([corrects.key_subject] if corrects else ()),
    ]
    count = LiaisonEntry.objects.filter(recorded_by=request.user).count()
    with reading(
        by=request.user,
        subjects=subjects,
        purpose="writing down a talk with the authority",
        page="consent:liaison_correct" if corrects else "consent:liaison_add",
    ):
        begun = Begun(request, key)
        form = LiaisonForm(
            posted(request),
            kind=kind,
            corrects=corrects is not None,
            initial={"once": once_key(request.user.id, "liaison", key, count), **_as_written(kind, corrects)},
            typed=begun.typed,
        )
        gates: list[Link] = []
        if form.is_valid():
            try:
                entry = record_liaison(
                    by=request.user,
                    talk=form.talk(),
                    corrects=corrects,
                    reason=form.cleaned_data.get("reason", ""),
                    once=form.cleaned_data["once"],
                    at=clock.now(),
                )
            except NamesSomeone as named:
                form.mark(named.screened)
                gates = _gates(named.screened, request.user)
            except Refused as refused:
                form.refused(refused.decision)
            else:
                begun.done()
                messages.success(request, WAITS if entry.held else IN_THE_LOG)
                return redirect("consent:liaison_list")
        shown = {
            "heading": f"Correct: {kind.label.lower()}" if corrects else kind.label,
            "waits": not may_work_cases(request.user),
            "form": form,
            "gates": gates,
            **begun.shown(),
        }
        return render(request, "consent/liaison_add.html", shown)


def _as_written(kind: LiaisonKind, entry: LiaisonEntry | None) -> dict[str, Any]:
    if entry is None:
        return {
            "happened_on": "today",
            **({"topics": [topics[0].value]} if len(topics := LIAISON_TOPICS[kind]) == 1 else {}),
        }
    day = entry.happened_on
    return {
        "happened_on": f"{day.day}/{day.month}/{day.year}",
        "attended": entry.attended,
        "topics": entry.topics,
        "agreed": entry.agreed,
        "role": entry.role,
        "role_stated": entry.role_stated,
        **words_of(entry.part),
        **{f"{SAID_ON}{topic}": words for topic, words in entry.said.items()},
    }


def _gates(screened: Screened, user: User) -> list[Link]:
    """Where a family's case is talked about instead: under each yes for the authority, or where the yes is asked for.

    Where no case that the worker may open is meant, the list of cases.
    """
    cases = _cases_of(screened, user)
    live = SharingPermission.objects.live(clock.now()).filter(case__in=cases, agency__is_local_authority=True)
    permissions = list(
        live.select_related("agency", "case").order_by("case__reference", "agency__name", "id")
    )
    asked = {one.case_id for one in permissions}
    links = [
        Link(
            f"Speak with {one.agency.name}, case {one.case.reference}",
            reverse("consent:disclosure_add", args=[one.case.reference, one.id]),
        )
        for one in permissions
    ]
    links += [
        Link(f"Sharing, case {one.reference}", reverse("consent:sharing_page", args=[one.reference]))
        for one in cases
        if one.id not in asked
    ]
    return links or [Link("Cases", reverse("cases:case_list"))]


def _cases_of(screened: Screened, user: User) -> list[Case]:
    """The few cases of this worker that its words point at, by reference or through their people."""
    prefix = profile().identity.reference_prefix
    referred = [screened.words(one) for one in screened.marked if one.kind is Kind.REFERENCE]
    references = [f"{prefix}-{''.join(filter(str.isdecimal, words)).zfill(5)}" for words in referred]
    theirs = CasePerson.objects.present().of_people(screened.people).values("case")
    meant = Case.objects.visible_to(user).filter(Q(reference__in=references) | Q(pk__in=theirs))
    return list(meant.order_by("reference")[:MOST_CASES])


def _reading_of(request: StaffRequest, entry: LiaisonEntry, name: str) -> Any:
    return reading(
        by=request.user, subjects=[entry.key_subject], purpose="a talk with the authority", page=name
    )


def _line(entry: LiaisonEntry) -> dict[str, Any]:
    """One entry in a list; nothing sealed."""
    return {
        "url": reverse("consent:liaison_page", args=[entry.id]),
        "review_url": reverse("consent:liaison_review", args=[entry.id]),
        "on": entry.happened_on,
        "kind": LiaisonKind(entry.kind).label,
        "topics": "; ".join(LiaisonTopic(one).label for one in entry.topics),
        "by": entry.recorded_by.name,
        "version": entry.version,
        "recorded_at": entry.recorded_at,
    }


def _shown(entry: LiaisonEntry, screened: Screened | None = None) -> dict[str, Any]:
    """One entry in full, with what was found in it marked if it was screened; needs a reading of it."""

    def words(part: str, text: str) -> Stretches:
        if screened:
            return screened.stretches(part)
        return ((text, False),) if text else ()

    decision = entry.decision
    state = Tag("Waits for the manager", "yellow") if entry.is_waiting else None
    if decision and not decision.accepted:
        state = Tag("Sent back", "red")
    return {
        "entry": _line(entry),
        "entry_id": entry.id,
        "state": state,
        "attended": [Attended(one).label for one in entry.attended],
        "part": _part(entry, words),
        "said": [(LiaisonTopic(one).label, words(one, entry.said[one])) for one in entry.topics],
        "agreed": words(AGREED, entry.agreed),
        "correction_reason": words(REASON, entry.correction_reason),
        "sent_back_because": decision.reason if decision and not decision.accepted else "",
    }


def _part(entry: LiaisonEntry, words: Callable[[str, str], Stretches]) -> list[tuple[str, Stretches]]:
    """One's part in a meeting, each answer under its question."""
    part = entry.part
    if part is None:
        return []
    role = str(label(part.role))
    stated = "Yes" if part.role_stated else "No: "
    return [
        ("What it was for", words(PURPOSE, part.purpose)),
        (
            "Role",
            (
                (f"{role}: " if part.observes_because else role, False),
                *words(OBSERVES_BECAUSE, part.observes_because),
            ),
        ),
        (
            "Role said at the start",
            ((stated, False), *words(NOT_STATED_BECAUSE, part.not_stated_because)),
        ),
    ]
