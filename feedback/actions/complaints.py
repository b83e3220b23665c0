"""Taking on a complaint, and each step about it, by somebody it is not about. Nothing is taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.actions.idempotency import one_at_a_time
from cases.models import Case
from feedback import deadlines, emails, rules
from feedback.access import (
    complaint_of,
    is_kept_from,
    may_be_a_handler,
    may_keep_complaints,
    open_comment,
    open_complaint,
    state_of,
    worked_on,
)
from feedback.actions.comments import due_on
from feedback.choices import CommentKind, ComplaintStage, ComplaintStep, HowAnswered, Learning, Outcome
from feedback.models import Comment, Complaint, ComplaintEntry
from feedback.rules import ComplaintState
from sendiass import clock
from sendiass.access import Decision, Refused, refuse
from sendiass.accounts.models import User
from sendiass.profiles import profile

NO_SUCH_CASE = "Y12"


@dataclass(frozen=True, slots=True)
class TakenOn:
    """How a comment is taken on: who handles it, whom it is about if anybody, and which case by its reference, if one."""

    handler: User
    about: Collection[User] = ()
    about_data: bool = False
    case_reference: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step about a complaint: the words for it, and what else it has."""

    kind: ComplaintStep
    words: str = ""
    outcome: Outcome | Learning | None = None
    how: HowAnswered | None = None
    happened_on: date | None = None
    worker: User | None = None


@transaction.atomic
def take_on_complaint(*, by: User, comment: Comment, taken: TakenOn, at: datetime) -> Complaint:
    """Deal with a comment as a complaint from here on; its dates run from the day it came in. Sent twice it is one.

    Whoever takes it on may say that it is about themselves: then somebody else handles it, and they see it no more.
    Raises Refused for a handler it is about, or whom an interest keeps from the case, and for a case that is not theirs.
    """
    may_keep_complaints(by).require()
    one_at_a_time(comment.id)
    comment = open_comment(by=by, comment_id=comment.id)
    if earlier := complaint_of(comment):
        return earlier
    case = _case_called(taken.case_reference, by=by)
    _may_be_given(comment, case, taken).require()
    complaint = _taken_on(comment, case, about_data=taken.about_data, by=by, at=at)
    state = state_of(complaint)
    steps = [Step(ComplaintStep.HANDED, worker=taken.handler)]
    # Oneself last: from then on it is not theirs.
    steps += [
        Step(ComplaintStep.NAMED, worker=one) for one in sorted(taken.about, key=lambda one: one.pk == by.pk)
    ]
    for number, step in enumerate(steps, start=1):
        _add(complaint, step, state, number=number, once=uuid4(), by=by, at=at)
    if taken.handler.pk != by.pk:
        _tell(taken.handler, complaint.acknowledge_by, about=complaint.id, by=by, at=at)
    return complaint


@transaction.atomic
def take_step(*, by: User, comment: Comment, step: Step, once: UUID, at: datetime) -> ComplaintEntry:
    """Add one step. The same `once` twice is one entry.

    Raises Refused where another step comes first or somebody else takes it; NotThere for whoever may not see it.
    """
    one_at_a_time(comment.id)
    complaint = open_complaint(by=by, comment_id=comment.id)
    earlier: ComplaintEntry | None = ComplaintEntry.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    state = state_of(complaint)
    rules.may_take_as(by.id, step.kind, state).require()
    _fits(step, complaint, state, at=at)
    entry = _add(complaint, step, state, number=state.entries + 1, once=once, by=by, at=at)
    if step.worker and step.kind is not ComplaintStep.NAMED and step.worker.pk != by.pk:
        due = entry.due_on or complaint.decide_by
        _tell(step.worker, due, about=entry.id, by=by, at=at)
    return entry


def _fits(step: Step, complaint: Complaint, state: ComplaintState, *, at: datetime) -> None:
    if step.happened_on and not complaint.received_on <= step.happened_on <= clock.day_of(at):
        refuse("Enter a day from when it came in until today.", "dates-make-sense").require()
    if step.worker is None:
        return
    if step.kind is ComplaintStep.NAMED:
        rules.may_be_named(step.worker.id, state).require()
        return
    may_be_a_handler(step.worker, complaint.comment).require()
    again = step.kind is ComplaintStep.FURTHER or state.stage is ComplaintStage.FURTHER
    rules.may_handle(
        step.worker.id,
        state,
        kept_from_its_case=is_kept_from(step.worker, complaint.case_id),
        worked_on_it=worked_on(step.worker, complaint.case_id),
        again=again,
    ).require()


def _may_be_given(comment: Comment, case: Case | None, taken: TakenOn) -> Decision:
    about = frozenset(one.id for one in taken.about)
    state = ComplaintState(ComplaintStage.RECEIVED, None, about)
    of_case = case.id if case else None
    return may_be_a_handler(taken.handler, comment) and rules.may_handle(
        taken.handler.id,
        state,
        kept_from_its_case=is_kept_from(taken.handler, of_case),
        worked_on_it=worked_on(taken.handler, of_case),
        again=False,
    )


def _taken_on(comment: Comment, case: Case | None, *, about_data: bool, by: User, at: datetime) -> Complaint:
    kind = CommentKind.DATA_COMPLAINT if about_data else CommentKind.COMPLAINT
    working_days = profile().complaints.decide_working_days
    return Complaint.objects.create(
        comment=comment,
        about_data=about_data,
        case=case,
        received_on=comment.received_on,
        acknowledge_by=due_on(kind, comment.received_on),
        decide_by=_within(comment.received_on, working_days),
        due_rule=deadlines.DUE_BY_RULE,
        taken_on_at=at,
        taken_on_by=by,
    )


def _add(
    complaint: Complaint,
    step: Step,
    state: ComplaintState,
    *,
    number: int,
    once: UUID,
    by: User,
    at: datetime,
) -> ComplaintEntry:
    further = step.kind is ComplaintStep.FURTHER
    return ComplaintEntry.objects.create(
        complaint=complaint,
        number=number,
        step=step.kind,
        stage=rules.stage_after(step.kind, state),
        outcome=step.outcome or "",
        how=step.how or "",
        words=step.words,
        worker=step.worker,
        happened_on=step.happened_on,
        due_on=_within(clock.day_of(at), profile().complaints.further_working_days) if further else None,
        due_rule=deadlines.DUE_BY_RULE if further else "",
        recorded_at=at,
        recorded_by=by,
        once=once,
    )


def _case_called(reference: str, *, by: User) -> Case | None:
    """A case that whoever links it may see; any other reference, known or not, is answered alike (Y12)."""
    wanted = reference.strip().upper()
    if not wanted:
        return None
    case: Case | None = Case.objects.visible_to(by).filter(reference=wanted).first()
    if case is None:
        raise Refused(
            refuse("You have no case of that reference. Check it, or leave it empty.", NO_SUCH_CASE)
        )
    return case


def _within(day: date, working_days: int) -> date:
    holidays = profile().working_days.bank_holidays
    return deadlines.within(day, working_days=working_days, bank_holidays=holidays)


def _tell(worker: User, due: date, *, about: UUID, by: User, at: datetime) -> None:
    emails.tell_of_complaint([worker], due_on=due, about=about, by=by, at=at)
