"""Where interests meet cases: what is to be decided, which cases need somebody else, how long each took (Y12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import (
    CONFLICTS,
    Declared,
    declared_by,
    kept_to_decide,
    legal_level_asked,
    may_allocate,
    may_decide_conflicts,
    may_decide_managers_conflicts,
    may_see_conflicts,
    may_work_cases,
    open_case,
    open_conflict,
    open_kept,
    open_worker,
    who_is_available,
    who_may_have_interests,
)
from cases.actions.casework import allocate_past_a_manager, hand_over_case, hand_over_past_a_manager
from cases.actions.conflicts import (
    alike,
    decide_alike,
    decide_conflict,
    judge_conflict,
    needs_nobody_else,
)
from cases.actions.interests import waive_declaration
from cases.actions.request_conflicts import let_see
from cases.actions.workers import say_languages
from cases.choices import CaseStatus, ConflictGround, ConflictState, FoundThrough, InterestKind, Language
from cases.forms.interests import (
    DecideForm,
    GiveForm,
    HandOverForm,
    JudgeForm,
    LanguagesForm,
    LetSeeForm,
    WaiverForm,
)
from cases.models import Case, Conflict, ConflictDecision, Speaks
from cases.views.case_frame import case_frame, people_of, subjects_on
from cases.views.interests import in_what
from cases.views.shown import counted, posted, status_tag
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.audit import reading
from sendiass.audit.actors import serving
from sendiass.crypto.subjects import KeySubject
from sendiass.pages import StaffRequest, page
from sendiass.profiles.lists import label
from sendiass.ui.fields.once import once_key
from sendiass.ui.parts import Colour, Pages, Row, Tag
from sendiass.ui.words import long_date, short_date

PER_PAGE = 25
HAND_OVER_ONLY = (
    "Only where nobody here is free of a conflict of interest. It tells that service nothing: "
    "what they are told needs the family's yes, like anything else."
)
MOST_TO_DECIDE = 100
STATE_COLOURS: dict[ConflictState, Colour] = {
    ConflictState.QUESTION: "yellow",
    ConflictState.STANDING: "red",
    ConflictState.DISMISSED: "grey",
    ConflictState.LIFTED: "grey",
}


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One conflict in words; it names no family."""

    url: str
    who: str
    reference: str
    status: Tag
    ground: str
    state: Tag
    found_at: datetime
    steps: tuple[str, ...]
    allocate_url: str
    hand_over_url: str
    enough_url: str


@dataclass(frozen=True, slots=True)
class DeclaredLine:
    """Whether somebody's declaration counts still."""

    name: str
    role: str
    state: Tag
    until: date | None
    waive_url: str


@page(may=may_see_conflicts)
def conflict_list(request: StaffRequest) -> HttpResponse:
    """What is to be decided first, then cases that need somebody else, then all that is on record."""
    mine = Conflict.objects.visible_to(request.user).select_related("case", "worker")
    with serving(CONFLICTS):
        to_decide = list(mine.in_question()[:MOST_TO_DECIDE])
        to_give = list(mine.to_reallocate()[:MOST_TO_DECIDE])
        others = mine.exclude(pk__in=mine.to_see_to().order_by().values("pk")).order_by("-found_at", "id")
        shown = Paginator(others, PER_PAGE).get_page(request.GET.get("page"))
        rest = list(shown.object_list)
    return render(
        request,
        "cases/conflict_list.html",
        {
            "to_decide": [_line(one, request.user) for one in to_decide],
            "to_give": [_line(one, request.user) for one in to_give],
            "lines": [_line(one, request.user) for one in rest],
            "pages": Pages(shown, "conflict" if shown.paginator.count == 1 else "conflicts", request.GET),
            "kept": kept_to_decide(request.user),
            "sees_declarations": bool(may_decide_conflicts(request.user)),
        },
    )


@page(may=may_see_conflicts)
def conflict_page(request: StaffRequest, conflict_id: UUID) -> HttpResponse:
    """One conflict: whose interest, which case, what was decided; and to decide it."""
    conflict = open_conflict(by=request.user, conflict_id=conflict_id)
    with serving(CONFLICTS):
        others = alike(conflict, by=request.user).count()
    form = DecideForm(posted(request), state=ConflictState(conflict.state), others=others)
    if form.is_valid():
        decide = decide_alike if form.cleaned_data.get("all_alike") else decide_conflict
        try:
            decide(
                by=request.user,
                conflict=conflict,
                to=form.chosen,
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "Your decision is on record.")
            return redirect("cases:conflict_list")
    with serving(CONFLICTS):
        decisions = list(ConflictDecision.objects.filter(conflict=conflict).select_related("by"))
    with reading(
        by=request.user,
        subjects=[KeySubject("worker", conflict.worker_id), conflict.case.key_subject],
        purpose="conflict of interest",
        page="cases:conflict_page",
    ):
        shown = {
            "form": form if form.fields["to"].choices else None,  # type: ignore[attr-defined]
            "line": _line(conflict, request.user),
            "rows": list(_rows(conflict)),
            "decisions": [
                (ConflictState(one.to).label, one.reason, one.by.name, one.at) for one in decisions
            ],
        }
        return render(request, "cases/conflict_page.html", shown)


@page(may=may_see_conflicts)
def kept_page(request: StaffRequest, kept_id: UUID) -> HttpResponse:
    """A request or a call that is kept from a colleague: what they declared; and to let them see it after all."""
    kept = open_kept(by=request.user, kept_id=kept_id)
    form = LetSeeForm(posted(request))
    if form.is_valid():
        let_see(by=request.user, kept=kept, reason=form.cleaned_data["reason"], at=clock.now())
        messages.success(request, f"{kept.worker.name} can see {kept.asked.reference} from now on.")
        return redirect("cases:conflict_list")
    back = reverse("cases:conflict_list")
    with reading(
        by=request.user,
        subjects=[KeySubject("worker", kept.worker_id)],
        purpose="conflict of interest",
        page="cases:kept_page",
    ):
        return render(
            request,
            "ui/confirm_page.html",
            {
                "heading": f"Let {kept.worker.name} see {kept.asked.reference}?",
                "rows": [
                    Row(
                        "What they declared",
                        f"{label(InterestKind(kept.interest.kind))}: {in_what(kept.interest)}",
                    ),
                    Row("Kept from them since", long_date(clock.day_of(kept.found_at))),
                ],
                "warning": "It names what they declared, or somebody or something like it. Only let them see it where "
                "you know that it is somebody or something else.",
                "form": form,
                "button": "Let them see it",
                "back_url": back,
                "back_text": "Back to conflicts",
                "cancel_url": back,
            },
        )


@page(may=may_allocate)
def conflict_judge(request: StaffRequest, reference: str) -> HttpResponse:
    """Put on record that somebody has an interest in this case that no list shows."""
    case = open_case(by=request.user, reference=reference)
    workers = [one for one in who_may_have_interests() if one.id != request.user.id]
    form = JudgeForm(posted(request), workers=workers)
    if form.is_valid():
        try:
            judge_conflict(
                by=request.user,
                case=case,
                worker=form.chosen,
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, f"{form.chosen.name} can no longer open this case.")
            return redirect("cases:conflict_list")
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="conflict of interest",
        page="cases:conflict_judge",
    ):
        return render(
            request,
            "cases/case_form.html",
            {
                "frame": case_frame(case, people, user=request.user),
                "form": form,
                "heading": "Somebody has an interest in this case",
                "lead": "From this moment they can no longer open it, whatever else lets them.",
                "button": "Keep them from it",
                "back_url": reverse("cases:case_page", args=[case.reference]),
                "back_text": "Back to the case",
            },
        )


@page(may=may_allocate)
def case_hand_over(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that a case goes to another service, because nobody here is free of a conflict with it."""
    case = open_case(by=request.user, reference=reference)
    form = HandOverForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            hand_over_case(
                by=request.user,
                case=case,
                to_service=said["to_service"],
                reason=said["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is on record. Now close the case.")
            return redirect("cases:case_close", case.reference)
    people = people_of(case)
    with reading(
        by=request.user,
        subjects=subjects_on(case, people),
        purpose="handing a case over",
        page="cases:case_hand_over",
    ):
        return render(
            request,
            "cases/case_form.html",
            {
                "frame": case_frame(case, people, user=request.user),
                "form": form,
                "heading": "Hand the case to another service",
                "lead": HAND_OVER_ONLY,
                "button": "Record it",
                "back_url": reverse("cases:case_page", args=[case.reference]),
                "back_text": "Back to the case",
            },
        )


@page(may=may_work_cases)
def languages_say(request: StaffRequest) -> HttpResponse:
    """Which languages I speak or sign well enough to work in."""
    said = Speaks.objects.filter(worker=request.user).first()
    form = LanguagesForm(posted(request), initial={"languages": said.languages if said else []})
    if form.is_valid():
        say_languages(
            by=request.user, languages=list(map(Language, form.cleaned_data["languages"])), at=clock.now()
        )
        messages.success(request, "Saved.")
        return redirect("accounts:settings")
    back = reverse("accounts:settings")
    return render(
        request,
        "ui/form_page.html",
        {
            "form": form,
            "heading": "Languages you work in",
            "button": "Save",
            "back_url": back,
            "back_text": "Back to settings",
            "cancel_url": back,
        },
    )


@page(may=may_see_conflicts)
def conflict_enough(request: StaffRequest, conflict_id: UUID) -> HttpResponse:
    """The case needs nobody else: somebody has it still, or it is closed."""
    conflict = open_conflict(by=request.user, conflict_id=conflict_id)
    if request.method == "POST":
        try:
            needs_nobody_else(by=request.user, conflict=conflict, at=clock.now())
        except Refused as refused:
            messages.error(request, refused.decision.reason)
        else:
            messages.success(request, "It is off the list of cases that need somebody else.")
    return redirect("cases:conflict_list")


@page(may=may_decide_managers_conflicts)
def conflict_allocate(request: StaffRequest, conflict_id: UUID) -> HttpResponse:
    """Give a case to somebody that a manager is kept from; whoever does sees no more of it than its reference."""
    conflict = open_conflict(by=request.user, conflict_id=conflict_id)
    free, others = who_is_available(conflict.case, by=request.user, on=clock.today())
    form = GiveForm(
        posted(request),
        available=[one.worker for one in free],
        initial={"once": once_key(request.user.id, "past a manager", conflict.id)},
    )
    if form.is_valid():
        try:
            allocate_past_a_manager(
                by=request.user,
                conflict=conflict,
                worker=form.chosen,
                reason=form.cleaned_data["reason"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, f"{conflict.case.reference} is allocated to {form.chosen.name}.")
            return redirect("cases:conflict_list")
    back = reverse("cases:conflict_list")
    return render(
        request,
        "ui/form_page.html",
        {
            "form": form,
            "heading": f"Give case {conflict.case.reference} to somebody",
            "lead": f"{training_asked_words(conflict.case)} {not_available_words(others)}".strip(),
            "button": "Allocate",
            "back_url": back,
            "back_text": "Back to conflicts",
            "cancel_url": back,
        },
    )


@page(may=may_decide_managers_conflicts)
def conflict_hand_over(request: StaffRequest, conflict_id: UUID) -> HttpResponse:
    """Record that a case no manager may see goes to another service; whoever does sees no more of it than its reference."""
    conflict = open_conflict(by=request.user, conflict_id=conflict_id)
    form = HandOverForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            hand_over_past_a_manager(
                by=request.user,
                conflict=conflict,
                to_service=said["to_service"],
                reason=said["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is on record.")
            return redirect("cases:conflict_list")
    back = reverse("cases:conflict_list")
    return render(
        request,
        "ui/form_page.html",
        {
            "form": form,
            "heading": f"Hand case {conflict.case.reference} to another service",
            "lead": HAND_OVER_ONLY,
            "button": "Record it",
            "back_url": back,
            "back_text": "Back to conflicts",
            "cancel_url": back,
        },
    )


@page(may=may_decide_conflicts)
def declaration_list(request: StaffRequest) -> HttpResponse:
    """Who has declared their interests, until when it counts, and who may take cases without."""
    on = clock.today()
    workers = list(who_may_have_interests())
    declared = declared_by(one.id for one in workers)
    lines = [_declared(one, declared[one.id], on) for one in workers]
    return render(request, "cases/declaration_list.html", {"lines": lines})


@page(may=may_decide_conflicts)
def declaration_waive(request: StaffRequest, account: UUID) -> HttpResponse:
    """Let somebody take cases for some days though they have not declared."""
    worker = open_worker(by=request.user, account=account)
    form = WaiverForm(posted(request))
    if form.is_valid():
        try:
            waive_declaration(
                by=request.user,
                worker=worker,
                until_on=form.cleaned_data["until_on"],
                reason=form.cleaned_data["reason"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, f"{worker.name} may take cases until then.")
            return redirect("cases:declaration_list")
    back = reverse("cases:declaration_list")
    return render(
        request,
        "ui/form_page.html",
        {
            "form": form,
            "heading": "Let them take cases before they have declared?",
            "lead": f"{worker.name} has not confirmed what connects them with schools, agencies and families.",
            "button": "Let them take cases",
            "back_url": back,
            "back_text": "Back to who has declared",
            "cancel_url": back,
        },
    )


def training_asked_words(case: Case) -> str:
    """Which legal training the case asks for: no secret, unlike an interest (L21)."""
    asks = legal_level_asked(case)
    return f"At its level it asks for legal training at level {asks}." if asks else ""


def not_available_words(others: Sequence[User]) -> str:
    """Who cannot be given a case, and nothing of why."""
    return f"Not available: {', '.join(one.name for one in others)}." if others else ""


def _line(conflict: Conflict, user: User) -> ConflictLine:
    state = ConflictState(conflict.state)
    reference = conflict.case.reference
    gives = conflict.state == ConflictState.STANDING and conflict.case.status != CaseStatus.CLOSED
    allocate = (
        reverse("cases:allocation_make", args=[reference])
        if may_allocate(user)
        else reverse("cases:conflict_allocate", args=[conflict.id])
    )
    hand_over = (
        reverse("cases:case_hand_over", args=[reference])
        if may_allocate(user)
        else reverse("cases:conflict_hand_over", args=[conflict.id])
    )
    return ConflictLine(
        url=reverse("cases:conflict_page", args=[conflict.id]),
        who=conflict.worker.name,
        reference=reference,
        status=status_tag(conflict.case),
        ground=str(label(ConflictGround(conflict.ground))),
        state=Tag(str(label(state)), STATE_COLOURS[state]),
        found_at=conflict.found_at,
        steps=tuple(_steps(conflict)),
        allocate_url=allocate if gives else "",
        hand_over_url=hand_over if gives else "",
        enough_url=""
        if conflict.case.status == CaseStatus.WAITING
        else reverse("cases:conflict_enough", args=[conflict.id]),
    )


def _steps(conflict: Conflict) -> Iterator[str]:
    """How long each took, from the moment it was found."""
    for what, when in (
        ("Door shut", conflict.shut_at),
        ("Told", conflict.told_at),
        ("In other hands", conflict.reallocated_at),
    ):
        if when:
            yield f"{what} {took(when - conflict.found_at)}"
    if conflict.held and conflict.state == ConflictState.STANDING and not conflict.reallocated_at:
        yield f"Has waited for somebody else for {lasting(clock.now() - conflict.found_at)}"


def took(time: timedelta) -> str:
    """How long something took, as one says it."""
    return f"after {lasting(time)}" if time >= timedelta(minutes=1) else "at once"


def lasting(time: timedelta) -> str:
    """How long, in the largest whole unit."""
    for size, word in (
        (timedelta(days=1), "day"),
        (timedelta(hours=1), "hour"),
        (timedelta(minutes=1), "minute"),
    ):
        if time >= size:
            return counted(time // size, word, f"{word}s")
    return "less than a minute"


def _rows(conflict: Conflict) -> Iterator[Row]:
    yield Row("Who", conflict.worker.name)
    if conflict.interest:
        interest = conflict.interest
        yield Row("What they declared", f"{label(InterestKind(interest.kind))}: {in_what(interest)}")
        yield Row("Declared on", long_date(clock.day_of(interest.declared_at)))
        if interest.until_on:
            yield Row("Until", short_date(interest.until_on))
        if interest.ended_at:
            yield Row("Taken off their list", f"{short_date(interest.ended_at)}: {interest.ended_because}")
    yield Row("What it has in common with the case", str(label(ConflictGround(conflict.ground))))
    yield Row("Found", str(label(FoundThrough(conflict.found_through))))
    yield Row("They worked the case", "Yes" if conflict.held else "No")


def _declared(worker: User, declared: Declared, on: date) -> DeclaredLine:
    counts = declared.until is not None and on <= declared.until
    if counts:
        state = Tag("Declared", "green")
    elif declared.waived_until and on <= declared.waived_until:
        state = Tag(f"Let through until {short_date(declared.waived_until)}", "yellow")
    else:
        state = Tag("Never declared" if declared.until is None else "To be confirmed", "red")
    return DeclaredLine(
        name=worker.name,
        role=worker.role_words,
        state=state,
        until=declared.until,
        waive_url=""
        if counts or not worker.holds(Permission.WORK_CASES)
        else reverse("cases:declaration_waive", args=[worker.id]),
    )
