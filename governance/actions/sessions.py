"""Booking a session, moving it, and saying what became of it. What is written of it is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from cases.access import open_case
from cases.actions.idempotency import one_at_a_time
from cases.models import Intervention
from governance import emails, rules
from governance.access import (
    above,
    may_take_step,
    open_case_for_both,
    open_session,
    open_worker,
)
from governance.choices import NoteKind, Outcome, SessionKind, Where
from governance.models import CaseDiscussed, SessionOutcome, SupervisionNote, SupervisionSession
from governance.rules import OFFICERS, Step
from sendiass import clock
from sendiass.access import Decision, NotThere, Refused, allow, refuse
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class Meeting:
    """When the two meet, for how long, and how."""

    starts_at: datetime
    minutes: int
    where: Where


@dataclass(frozen=True, slots=True)
class AskedBy:
    """The case whose intervention asked for a session of its own, and that intervention."""

    case_reference: str
    intervention_id: UUID


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a session: the day it was held, or the words for why it was not."""

    outcome: Outcome
    held_on: date | None = None
    reason: str = ""


@transaction.atomic
def book_session(
    *, by: User, worker: User, meeting: Meeting, asked_by: AskedBy | None = None, once: UUID, at: datetime
) -> SupervisionSession:
    """Book a session with whoever supervises this worker, and invite both. The same `once` twice is one.

    Raises Refused where nobody supervises them, and for an intervention of a case that the two may not both open (Y12).
    """
    open_worker(by=by, worker_id=worker.pk)
    one_at_a_time(once)
    earlier: SupervisionSession | None = SupervisionSession.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    may_book(by, worker, at=at).require()
    rules.may_begin_at(meeting.starts_at, at=at).require()
    session: SupervisionSession = SupervisionSession.objects.create(
        worker=worker,
        supervisor=supervisor_of(worker, at=at),
        kind=SessionKind.AD_HOC if asked_by else SessionKind.REGULAR,
        where=meeting.where,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        at=at,
        by=by,
        once=once,
    )
    if asked_by:
        _link(session, asked_by, by=by, at=at)
    emails.invite(session, by=by, at=at)
    return session


def may_book(by: User, worker: User, *, at: datetime) -> Decision:
    """Whether a session can be booked for somebody: somebody who works here must supervise them."""
    now = above(worker, on=clock.day_of(at))
    if now is None or now.supervisor is None or not now.supervisor.is_active:
        return refuse("First say who supervises them.", OFFICERS)
    return allow(OFFICERS)


def supervisor_of(worker: User, *, at: datetime) -> User:
    """Whoever supervises this worker at a moment. Raises Refused where nobody does."""
    now = above(worker, on=clock.day_of(at))
    if now is None or now.supervisor is None:
        raise Refused(refuse("First say who supervises them.", OFFICERS))
    return now.supervisor


@transaction.atomic
def move_session(
    *, by: User, session: SupervisionSession, meeting: Meeting, reason: str, once: UUID, at: datetime
) -> SupervisionSession:
    """Move a session to another time, with the reason; both are invited anew. The same `once` twice is one."""
    one_at_a_time(session.id)
    session = open_session(by=by, session_id=session.id)
    earlier: SupervisionSession | None = SupervisionSession.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    may_take_step(by, session, Step.MOVE, at=at).require()
    rules.may_begin_at(meeting.starts_at, at=at).require()
    _becomes(session, Became(Outcome.MOVED, reason=reason), once=once, by=by, at=at)
    moved: SupervisionSession = SupervisionSession.objects.create(
        worker=session.worker,
        supervisor=session.supervisor,
        kind=session.kind,
        where=meeting.where,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        replaces=session,
        at=at,
        by=by,
        once=once,
    )
    emails.invite(moved, by=by, at=at)
    return moved


@transaction.atomic
def say_outcome(
    *, by: User, session: SupervisionSession, became: Became, once: UUID, at: datetime
) -> SessionOutcome:
    """Say that a session was held, or why not. Only one that was held counts: any other leaves the next due as it was."""
    one_at_a_time(session.id)
    session = open_session(by=by, session_id=session.id)
    earlier: SessionOutcome | None = SessionOutcome.objects.filter(once=once, by=by).first()
    if earlier:
        return earlier
    step = Step.HELD if became.outcome is Outcome.HELD else Step.MISSED
    may_take_step(by, session, step, at=at).require()
    if became.held_on:
        booked_for = clock.day_of(session.starts_at)
        rules.may_be_held_on(became.held_on, booked_on=booked_for, on=clock.day_of(at)).require()
    return _becomes(session, became, once=once, by=by, at=at)


def _becomes(
    session: SupervisionSession, became: Became, *, once: UUID, by: User, at: datetime
) -> SessionOutcome:
    if became.reason:
        SupervisionNote.objects.create(
            session=session,
            kind=NoteKind.REASON,
            words=became.reason,
            at=at,
            by=by,
            once=uuid5(once, "reason"),
        )
    outcome: SessionOutcome = SessionOutcome.objects.create(
        session=session, outcome=became.outcome, held_on=became.held_on, at=at, by=by, once=once
    )
    return outcome


def _link(session: SupervisionSession, asked_by: AskedBy, *, by: User, at: datetime) -> None:
    if by.pk in (session.worker_id, session.supervisor_id):
        case = open_case_for_both(by=by, session=session, reference=asked_by.case_reference)
    else:
        case = open_case(by=by, reference=asked_by.case_reference)
    asked = Intervention.objects.filter(pk=asked_by.intervention_id, case=case).first()
    if asked is None:
        raise NotThere
    CaseDiscussed.objects.create(
        session=session, case=case, intervention=asked, at=at, by=by, once=uuid5(session.once, "asked")
    )
