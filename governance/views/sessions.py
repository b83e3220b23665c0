"""Booking a session, its page for the two who meet and the line manager, and each step about it. Each makes one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.choices import RECORD_ERASED
from cases.models import Case, Intervention
from cases.views.shown import posted
from governance.access import (
    above,
    may_have_supervision,
    may_read,
    may_take_step,
    newest_record,
    open_session,
    open_worker,
    state_of,
)
from governance.actions.records import (
    Written,
    add_note,
    agree_action,
    discuss_case,
    finish_action,
    sign_record,
    write_record,
)
from governance.actions.sessions import book_session, may_book, move_session, say_outcome
from governance.choices import NoteKind, Outcome
from governance.documents import invitation
from governance.forms import (
    QUESTIONS,
    ActionForm,
    BookForm,
    CaseForm,
    HeldForm,
    MissedForm,
    MoveForm,
    RecordForm,
    SignForm,
    WordsForm,
)
from governance.models import (
    AgreedAction,
    CaseDiscussed,
    FileCheck,
    SupervisionNote,
    SupervisionRecord,
    SupervisionSession,
)
from governance.reports import LATELY, workload
from governance.rules import STEPS, SessionState, Step, may_take
from governance.views.begun import begun_in
from governance.views.shown import outcome_tag
from sendiass import clock
from sendiass.access import NotThere
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.crypto.errors import Erased
from sendiass.crypto.subjects import KeySubject
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key
from sendiass.ui.forms import OnceForm
from sendiass.ui.parts import Link, Row
from sendiass.ui.words import short_date

MOST_LATELY = 30
HEADINGS = {
    Step.AGENDA: "Put something on the agenda",
    Step.HELD: "It was held",
    Step.MISSED: "It was not held",
    Step.MOVE: "Move it to another time",
    Step.RECORD: "Write the record",
    Step.CASE: "Add a case you discussed",
    Step.ACTION: "Agree on something to do",
    Step.SIGN: "Sign the record",
    Step.REMARK: "Add a remark",
}
FORWARD = (Step.HELD, Step.RECORD, Step.SIGN, Step.AGENDA)
"""Of what can be done, what comes next is the first of these."""
DONE = {
    Step.AGENDA: "It is on the agenda.",
    Step.HELD: "It is on record that you met.",
    Step.MOVE: "It is moved. Both get a new invitation by email.",
    Step.SIGN: "You have signed the record.",
}
WORKLOAD = {
    "cases": "Cases in hand",
    "overdue": "Tasks overdue",
    "interventions": "Interventions in four weeks",
    "hours": "Hours in four weeks",
}
REFLECTION = {
    "whose_side": "Whose side it might look as if we took",
    "left_out": "Information or choices left out",
    "inadvisable": "Outcomes found inadvisable and supported all the same",
    "pressure": "Pressure from anyone",
}


@page(may=may_have_supervision)
def session_book(request: StaffRequest, worker_id: UUID) -> HttpResponse:
    """Book a session of somebody with whoever supervises them."""
    worker = open_worker(by=request.user, worker_id=worker_id)
    if request.method != "POST":
        may_book(request.user, worker, at=clock.now()).require()
    seen = Case.objects.visible_to(request.user).values("pk")
    lately = (
        Intervention.objects.filter(by=worker, case__in=seen, happened_on__gt=clock.today() - LATELY)
        .select_related("case")
        .order_by("-happened_on", "id")[:MOST_LATELY]
    )
    count = SupervisionSession.objects.of_workers([worker.pk]).count()
    begun = begun_in(request, f"supervision_of:{worker.pk}:book", page="governance:session_book")
    form = BookForm(
        posted(request),
        lately=lately,
        initial={"once": once_key(request.user.id, "book", worker.pk, count)},
        typed=begun.typed,
    )
    if form.is_valid():
        with begun.sending(form):
            session = book_session(
                by=request.user,
                worker=worker,
                meeting=form.meeting(),
                asked_by=form.asked_by(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
            messages.success(request, "It is booked. Both get an invitation by email.")
            if may_read(request.user, session):
                return redirect("governance:session_page", session.pk)
            return redirect("governance:worker_page", worker.pk)
    now = above(worker, on=clock.today())
    shown = {
        "form": form,
        "heading": f"Book supervision of {worker.name}",
        "lead": f"With {now.supervisor.name}." if now and now.supervisor else "",
        "button": "Book it",
        "back_url": reverse("governance:worker_page", args=[worker.pk]),
        "back_text": "Back",
        **begun.shown(),
    }
    return render(request, "ui/form_page.html", shown)


@page(may=may_have_supervision)
def session_invitation(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """The invitation for a calendar."""
    session = open_session(by=request.user, session_id=session_id)
    response = HttpResponse(invitation(session), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="supervision.ics"'
    return response


@page(may=may_have_supervision)
def session_page(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """A session: what they want to talk about, what was agreed before, the record, and what can be done now."""
    session = open_session(by=request.user, session_id=session_id)
    state, carried = state_of(session), _carried(session)
    discussed = list(
        CaseDiscussed.objects.filter(session__in=session.as_moved)
        .select_related("case", "intervention")
        .in_order()
    )
    with reading(
        by=request.user,
        subjects=[*_subjects(session, carried), *(one.key_subject for one in discussed)],
        purpose="supervision",
        page="governance:session_page",
    ):
        record = newest_record(session)
        notes = list(session.notes.select_related("by").in_order())
        following, steps = _steps(request.user.pk, session, state)
        is_off = state.outcome is not None and not state.is_held
        shown = {
            "session": session,
            "tag": outcome_tag(session),
            "is_final": state.is_final,
            "next": following,
            "steps": steps,
            "agenda": _agenda(session),
            "reasons": [one for one in notes if one.kind == NoteKind.REASON],
            "remarks": [one for one in notes if one.kind == NoteKind.REMARK],
            "moved_to": getattr(session, "replaced_by", None),
            "is_to_come": state.outcome is None and session.starts_at > clock.now(),
            "checked": _checked(request.user, session),
            "carried": [_action(one) for one in carried],
            "agreed": [_action(one) for one in session.agreed.with_people().due_first()],
            "may_finish": request.user.pk in state.two,
            "cases": [_discussed(one) for one in discussed],
            "record": record,
            "rows": _rows(record) if record else [],
            "reflection": _reflection(record) if record else [],
            "workload": [] if is_off else _workload(record.workload if record else _today(session)),
            "signatures": list(record.signatures.select_related("by").in_order()) if record else [],
        }
        return render(request, "governance/session_page.html", shown)


def _checked(user: User, session: SupervisionSession) -> list[Link]:
    """The checks of their files that were put off to this session, for whoever may read them: since the one before it."""
    before = (
        SupervisionSession.objects.filter(
            worker=session.worker, outcome__outcome=Outcome.HELD, starts_at__lt=session.starts_at
        )
        .order_by("-starts_at")
        .values_list("outcome__at", flat=True)
        .first()
    )
    found = FileCheck.objects.visible_to(user).for_supervision_of(session.worker, since=before)
    outcome = getattr(session, "outcome", None)
    if outcome is not None:
        found = found.filter(outcome__at__lte=outcome.at)
    return [
        Link(
            f"{one.case.reference}, checked {short_date(one.outcome.at)}",
            reverse("governance:check_page", args=[one.pk]),
        )
        for one in found.select_related("case", "outcome").order_by("outcome__at", "pk")
    ]


@page(may=may_have_supervision)
def action_done(request: StaffRequest, session_id: UUID, action_id: UUID) -> HttpResponse:
    """Something that was agreed is done; asked once more before."""
    session = open_session(by=request.user, session_id=session_id)
    action = AgreedAction.objects.filter(pk=action_id, session__worker=session.worker).with_people().first()
    if action is None:
        raise NotThere
    if request.method == "POST":
        finish_action(by=request.user, session=session, action_id=action_id, at=clock.now())
        messages.success(request, "Done.")
        return redirect("governance:session_page", session.pk)
    with reading(
        by=request.user,
        subjects=[action.key_subject],
        purpose="supervision",
        page="governance:session_page",
    ):
        return render(request, "governance/action_done.html", {"session": session, "action": action})


@page(may=may_have_supervision)
def session_step(request: StaffRequest, session_id: UUID, step: str) -> HttpResponse:
    """Take one step about a session. What may not be done says why."""
    session = open_session(by=request.user, session_id=session_id)
    if step not in STEPS:
        raise NotThere
    taken = Step(step)
    if request.method != "POST":
        may_take_step(request.user, session, taken, at=clock.now()).require()
    with reading(
        by=request.user,
        subjects=[one.key_subject for one in session.as_moved],
        purpose="writing down a supervision",
        page="governance:session_step",
    ):
        record = newest_record(session)
        begun = Begun(request, f"supervision:{session.pk}:{step}")
        form = _form_of(request, session, taken, record, begun)
        if form.is_valid():
            with begun.sending(form):
                after = DOING[taken](_Doing(request, session, form, record))
                return _done(request, after or session, taken)
        shown = {
            "form": form,
            "session": session,
            "heading": _heading(taken, session, has_record=record is not None),
            "button": "Sign it" if taken is Step.SIGN else "Save",
            "is_record": taken is Step.RECORD,
            "agenda": _agenda(session) if taken is Step.RECORD else [],
            "rows": [*_rows(record), *_reflection(record)] if taken is Step.SIGN and record else [],
            **(begun.shown() if taken is not Step.SIGN else {"draft": None, "draft_key": ""}),
        }
        return render(request, "governance/session_step.html", shown)


@dataclass(frozen=True, slots=True)
class _Doing:
    request: StaffRequest
    session: SupervisionSession
    form: Any
    record: SupervisionRecord | None

    @property
    def common(self) -> dict[str, Any]:
        return {"by": self.request.user, "session": self.session, "at": clock.now()}

    @property
    def once(self) -> UUID:
        once: UUID = self.form.cleaned_data["once"]
        return once


def _note(doing: _Doing, kind: NoteKind) -> None:
    add_note(kind=kind, words=doing.form.cleaned_data["words"], once=doing.once, **doing.common)


def _write(doing: _Doing) -> None:
    load = workload(doing.session.worker, on=clock.today())
    number = doing.form.cleaned_data["number"]
    write_record(written=Written(doing.form.words(), load), number=number, once=doing.once, **doing.common)


def _discuss(doing: _Doing) -> None:
    said = doing.form.cleaned_data
    discuss_case(reference=said["reference"], words=said["words"], once=doing.once, **doing.common)


def _sign(doing: _Doing) -> None:
    sign_record(record_id=doing.form.cleaned_data["record"], **doing.common)


def _move(doing: _Doing) -> SupervisionSession:
    return move_session(
        meeting=doing.form.meeting(),
        reason=doing.form.cleaned_data["reason"],
        once=doing.once,
        **doing.common,
    )


def _outcome(doing: _Doing) -> None:
    say_outcome(became=doing.form.became(), once=doing.once, **doing.common)


def _agree(doing: _Doing) -> None:
    agree_action(to_do=doing.form.to_do(), once=doing.once, **doing.common)


DOING: Mapping[Step, Callable[[_Doing], SupervisionSession | None]] = {
    Step.AGENDA: lambda doing: _note(doing, NoteKind.AGENDA),
    Step.REMARK: lambda doing: _note(doing, NoteKind.REMARK),
    Step.HELD: _outcome,
    Step.MISSED: _outcome,
    Step.MOVE: _move,
    Step.RECORD: _write,
    Step.CASE: _discuss,
    Step.ACTION: _agree,
    Step.SIGN: _sign,
}


def _form_of(
    request: StaffRequest,
    session: SupervisionSession,
    step: Step,
    record: SupervisionRecord | None,
    begun: Begun,
) -> OnceForm:
    sent, typed = posted(request), begun.typed
    initial: dict[str, Any] = {"once": uuid4()}
    if step is Step.RECORD:
        initial |= {"number": record.number if record else 0, **_as_written(record)}
        return RecordForm(sent, typed=typed, initial=initial)
    if step is Step.SIGN:
        return SignForm(sent, initial={"record": record.pk if record else None, **initial})
    if step is Step.ACTION:
        return ActionForm(sent, two=(session.worker, session.supervisor), typed=typed, initial=initial)
    if step is Step.HELD:
        held_on = clock.day_of(session.starts_at)
        return HeldForm(sent, typed=typed, initial={"held_on": held_on, **initial})
    if step in QUESTIONS:
        return WordsForm(sent, asks=QUESTIONS[step], typed=typed, initial=initial)
    if step is Step.MOVE:
        initial |= {"minutes": session.minutes, "where": session.where}
    form = {Step.MOVE: MoveForm, Step.MISSED: MissedForm, Step.CASE: CaseForm}[step]
    return form(sent, typed=typed, initial=initial)


def _agenda(session: SupervisionSession) -> list[SupervisionNote]:
    """What they want to talk about, also what they said of it before it was moved."""
    notes = SupervisionNote.objects.filter(session__in=session.as_moved, kind=NoteKind.AGENDA)
    return list(notes.select_related("by").in_order())


def _as_written(record: SupervisionRecord | None) -> dict[str, str]:
    if record is None:
        return {}
    names = ("wellbeing", "workload_words", *REFLECTION, "partiality", "learning")
    return {name: getattr(record, name) for name in names}


def _done(request: StaffRequest, session: SupervisionSession, step: Step) -> HttpResponse:
    messages.success(request, DONE.get(step, "It is on record."))
    return redirect("governance:session_page", session.pk)


def _carried(session: SupervisionSession) -> list[AgreedAction]:
    return list(AgreedAction.objects.carried_to(session).with_people().due_first())


def _subjects(session: SupervisionSession, carried: list[AgreedAction]) -> set[KeySubject]:
    return {*(one.key_subject for one in session.as_moved), *(one.key_subject for one in carried)}


def _steps(who: UUID, session: SupervisionSession, state: SessionState) -> tuple[Link | None, list[Link]]:
    """What comes next, and what else can be done; after one that is over, the next is booked."""
    at: datetime = clock.now()
    links = {
        step: Link(
            _heading(step, session, has_record=state.has_record),
            reverse("governance:session_step", args=[session.pk, step.value]),
        )
        for step in HEADINGS
        if may_take(who, step, state, at=at)
    }
    following = next(
        (links.pop(step) for step in FORWARD if step in links and not _is_over(step, state)), None
    )
    is_over = state.is_final or state.outcome in (Outcome.WORKER_ILL, Outcome.SUPERVISOR_ILL, Outcome.MISSED)
    if following is None and is_over and who in state.two:
        following = Link(
            "Book the next session", reverse("governance:session_book", args=[session.worker_id])
        )
    return following, list(links.values())


def _heading(step: Step, session: SupervisionSession, *, has_record: bool) -> str:
    if step is Step.MISSED and session.starts_at > clock.now():
        return "It will not be held"
    if step is Step.RECORD and has_record:
        return "Change the record"
    return HEADINGS[step]


def _is_over(step: Step, state: SessionState) -> bool:
    """Whether a step may be taken again, and is not what comes next."""
    return step is Step.RECORD and state.has_record


def _today(session: SupervisionSession) -> Mapping[str, int]:
    return workload(session.worker, on=clock.today())


def _rows(record: SupervisionRecord) -> list[Row]:
    """What the record says besides the reflection."""
    said = (
        ("How they are", record.wellbeing),
        ("About the workload", record.workload_words),
        ("Concerns about partiality in others", record.partiality),
        ("What was learned", record.learning),
    )
    return [Row(key, words) for key, words in said if words]


def _reflection(record: SupervisionRecord) -> list[Row]:
    return [Row(words, getattr(record, name)) for name, words in REFLECTION.items()]


def _workload(figures: Mapping[str, int]) -> list[Row]:
    return [Row(words, str(figures[name])) for name, words in WORKLOAD.items() if name in figures]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that was agreed, and when it was done if it is."""

    id: UUID
    words: str
    owner: str
    due_on: date
    done_at: datetime | None


def _action(one: AgreedAction) -> Action:
    done = getattr(one, "done", None)
    return Action(one.pk, one.words, one.owner.name, one.due_on, done.at if done else None)


@dataclass(frozen=True, slots=True)
class Discussed:
    """A case they talked about, for whoever may open it."""

    link: Link
    words: str
    asked_for_it: bool


def _discussed(one: CaseDiscussed) -> Discussed:
    try:
        words = one.words
    except Erased:
        words = RECORD_ERASED
    url = reverse("cases:case_page", args=[one.case.reference])
    return Discussed(Link(one.case.reference, url), words, one.intervention_id is not None)
