"""Opening, allocating, resting and reopening a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction

from cases import rules
from cases.access import (
    CONFLICTS,
    is_trained_for,
    kept_off,
    may_allocate,
    may_be_allocated,
    may_be_given,
    may_decide_conflict,
    may_open_cases,
    may_take_cases,
    shut_out,
    who_may_be_allocated,
)
from cases.actions.asking_at_once import while_nobody_declares
from cases.actions.conflicts import find_by_case, settle_reallocation
from cases.actions.first_contact import Answer, owe_again, record_first_contact
from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.actions.steps import end_holding, hand_on_meetings, log_status, move, wait_again_if_nobodys
from cases.choices import (
    CaseStatus,
    EnquiryStatus,
    FoundThrough,
    Issue,
    ReferralSource,
    Stage,
)
from cases.models import (
    Allocation,
    Case,
    Conflict,
    Enquiry,
    HandedOver,
    StatusChange,
)
from sendiass import clock
from sendiass.access import NotThere, refuse
from sendiass.accounts.models import User
from sendiass.accounts.rules import CLEARANCE, NOT_CLEARED
from sendiass.audit.actors import serving
from sendiass.profiles import profile

BACK_BY_THE_MANAGER = (
    "Somebody who has this case could not be given it now. Ask the manager to reopen it and to allocate it."
)


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case is about, in codes; it names nobody. `take_it`: the worker keeps it; else it waits."""

    issue: Issue
    stage: Stage
    referral_source: ReferralSource
    take_it: bool
    enquiry: Enquiry | None = None


@transaction.atomic
def open_new_case(*, by: User, new: NewCase, answers: Sequence[Answer], once: UUID, at: datetime) -> Case:
    """Open a case with its first contact. The same `once` twice gives the same case.

    Raises Refused when the role does not open cases or an answer is incomplete, and for whoever would keep a case that
    began with work for which they have not the legal training (L21).
    """
    may_open_cases(by).require()
    if new.take_it:
        may_take_cases(by, on=clock.day_of(at)).require()
    one_at_a_time(once)
    earlier: Case | None = Case.objects.filter(once=once, created_by=by).first()
    if earlier:
        return earlier
    enquiry = _not_yet_a_case(new.enquiry)
    case = Case.objects.create(
        reference=next_reference("cases_case_reference"),
        status=CaseStatus.WAITING,
        issue=new.issue,
        stage=new.stage,
        referral_source=new.referral_source,
        opened_at=at,
        waiting_since=at,
        created_by=by,
        once=once,
    )
    log_status(case, was="", reason="", by=by, at=at)
    if enquiry:
        _carry_over(enquiry, case=case, by=by, at=at)
    if new.take_it:
        _hold(by)
        is_trained_for(case, by, on=clock.day_of(at)).require()
        _give(case=case, worker=by, reason="Opened the case and keeps it.", by=by, at=at)
    record_first_contact(by=by, case=case, answers=answers, once=once, at=at)
    return case


@transaction.atomic
def allocate(
    *,
    by: User,
    case: Case,
    worker: User,
    reason: str,
    at: datetime,
    instead_of_others: bool = False,
    handover: str = "",
    once: UUID | None = None,
) -> Allocation:
    """Give the case to a worker, beside those who have it or instead of them, with a note of where it stands.

    The same under the same `once` counts once, even where it has been taken back since.
    Raises Refused when the role does not allocate or the worker cannot take it: one with an interest in it is not
    available, whoever asks (Y12).
    """
    may_allocate(by).require()
    return _allocate(
        by=by,
        case=case,
        worker=worker,
        why=(reason, handover, instead_of_others),
        once=once,
        at=at,
    )


@transaction.atomic
def allocate_past_a_manager(
    *, by: User, conflict: Conflict, worker: User, reason: str, once: UUID, at: datetime
) -> Allocation:
    """Give a case to a worker which a manager may not give, being in conflict with it. The one above the manager does.

    Raises Refused for anybody else, and as `allocate`.
    """
    may_decide_conflict(by, conflict).require()
    with serving(CONFLICTS):
        return _allocate(by=by, case=conflict.case, worker=worker, why=(reason, "", False), once=once, at=at)


@transaction.atomic
def hand_over_case(*, by: User, case: Case, to_service: str, reason: str, at: datetime) -> HandedOver:
    """Record that a case goes to another service, because nobody here is free of a conflict with it (Y12).

    It is closed like any other case, and what the other service is told goes through the family's permission (L24).
    Raises Refused while somebody here could take it, and for a closed case.
    """
    may_allocate(by).require()
    return _hand_over(by=by, case=case, to_service=to_service, reason=reason, at=at)


@transaction.atomic
def hand_over_past_a_manager(
    *, by: User, conflict: Conflict, to_service: str, reason: str, at: datetime
) -> HandedOver:
    """The same of a case that no manager may see: the one above them who decides about it records it.

    Raises Refused for anybody else, and as `hand_over_case`.
    """
    may_decide_conflict(by, conflict).require()
    with serving(CONFLICTS):
        return _hand_over(by=by, case=conflict.case, to_service=to_service, reason=reason, at=at)


@transaction.atomic
def end_allocation(*, by: User, allocation: Allocation, at: datetime) -> None:
    """The worker no longer has the case; with nobody left it waits again. Done again, it changes nothing."""
    may_allocate(by).require()
    case = _held(allocation.case)
    allocation.refresh_from_db()
    if allocation.until_at is not None:
        return
    end_holding(allocation, by=by, at=at)
    wait_again_if_nobodys(case, by=by, at=at)


@transaction.atomic
def change_status(
    *,
    by: User,
    case: Case,
    to: CaseStatus,
    reason: str,
    at: datetime,
    once: UUID | None = None,
) -> Case:
    """Rest, resume or reopen a case. Closing asks for more: see `closing`. Nothing is deleted.

    Reopening sets those tasks again that first contact still owes, and leaves the case to those who may be given it now.
    The same step under the same `once` is taken once. Raises Refused for a step the life of a case does not have, for one
    without its reason, and where whoever reopens it cannot give it to somebody else instead (L17, L21).
    """
    case = _held(case)
    change_id = same_each_time(once or uuid4(), by.id, case.id, "status", to, reason)
    if StatusChange.objects.filter(pk=change_id).exists():
        return case
    rules.may_step(CaseStatus(case.status), to, reason=reason).require()
    if case.status == CaseStatus.CLOSED:
        _leave_to_those_who_may_have_it(case, by=by, at=at)
        if not Allocation.objects.current().filter(case=case).exists():
            to = CaseStatus.WAITING
        owe_again(by=by, case=case, at=at)
    move(case, to=to, reason=reason, by=by, at=at, id=change_id)
    return case


@transaction.atomic
def change_matter(*, by: User, case: Case, issue: Issue, stage: Stage) -> Case:
    """What the case is about now; the audit keeps what it was. Raises Refused for a closed case."""
    case = _held(case)
    rules.may_work_on(CaseStatus(case.status)).require()
    case.issue, case.stage = issue, stage
    case.save(update_fields=["issue", "stage"])
    return case


def next_reference(sequence: str, mark: str = "") -> str:
    """The service's next reference, which names nobody: LEI-00042."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::text::regclass)", [sequence])
        (number,) = cursor.fetchone()
    return f"{profile().identity.reference_prefix}-{mark}{number:05d}"


def _allocate(
    *, by: User, case: Case, worker: User, why: tuple[str, str, bool], once: UUID | None, at: datetime
) -> Allocation:
    reason, handover, instead_of_others = why
    may_be_allocated(worker).require()
    case = _held(case)
    parts = (by.id, case.id, "allocation", worker.id, reason, instead_of_others)
    allocation_id = same_each_time(once or uuid4(), *parts)
    earlier: Allocation | None = Allocation.objects.filter(pk=allocation_id).first()
    if earlier:
        return earlier
    rules.may_allocate_in(CaseStatus(case.status)).require()
    find_by_case(case, by=by, at=at, through=FoundThrough.ALLOCATING)
    _hold(worker)
    may_be_given(case, worker, on=clock.day_of(at)).require()
    is_trained_for(case, worker, on=clock.day_of(at)).require()
    if instead_of_others:
        for held in Allocation.objects.current().filter(case=case).exclude(worker=worker):
            end_holding(held, by=by, at=at)
    current: Allocation | None = Allocation.objects.current().filter(case=case, worker=worker).first()
    given = current or _give(
        case=case, worker=worker, reason=reason, handover=handover, by=by, at=at, id=allocation_id
    )
    hand_on_meetings(case, kept=shut_out(case), to=worker, at=at)
    settle_reallocation(case, at=at)
    return given


def _leave_to_those_who_may_have_it(case: Case, *, by: User, at: datetime) -> None:
    """A case that comes back is a new one to whoever had it: they may be given it still, or it waits to be allocated.

    Why somebody may not is told to nobody, as in allocating.
    """
    on = clock.day_of(at)
    for held in list(Allocation.objects.current().filter(case=case).select_related("worker")):
        _hold(held.worker)
        with serving(CONFLICTS):
            decision = may_take_cases(held.worker, on=on) and is_trained_for(case, held.worker, on=on)
        if decision:
            continue
        if not may_allocate(by):
            refuse(BACK_BY_THE_MANAGER, decision.rule).require()
        end_holding(held, by=by, at=at)


def _hold(worker: User) -> None:
    """What they are trained in stays as it is until the case is given."""
    User.objects.select_for_update(no_key=True).get(id=worker.id)


def _hand_over(*, by: User, case: Case, to_service: str, reason: str, at: datetime) -> HandedOver:
    case = _held(case)
    rules.may_work_on(CaseStatus(case.status)).require()
    if not to_service.strip():
        refuse("Enter which service takes it.", "Y12").require()
    if not reason.strip():
        refuse("Enter what was agreed with the family.", "Y12").require()
    kept = kept_off(case)
    free = [one for one in who_may_be_allocated() if one.id not in kept]
    if free:
        refuse(
            f"{free[0].name} has no conflict with this case, so it need not go elsewhere.", "Y12"
        ).require()
    handed: HandedOver = HandedOver.objects.create(
        case=case, to_service=to_service, reason=reason, at=at, by=by
    )
    settle_reallocation(case, at=at)
    return handed


def _held(case: Case) -> Case:
    locked: Case = Case.objects.select_for_update().get(pk=case.pk)
    return locked


def _give(
    *, case: Case, worker: User, reason: str, by: User, at: datetime, handover: str = "", **named: UUID
) -> Allocation:
    try:
        with transaction.atomic():
            allocation = Allocation.objects.create(
                case=case, worker=worker, reason=reason, handover=handover or None, from_at=at, by=by, **named
            )
    except IntegrityError as error:
        # A clearance was withdrawn in this moment, or a training among it ended with the day.
        if "cases_cleared_first" in str(error) or "cases_ready_on_the_day" in str(error):
            refuse(NOT_CLEARED, CLEARANCE).require()
        raise
    if case.status == CaseStatus.WAITING:
        move(case, to=CaseStatus.OPEN, reason="", by=by, at=at)
    return allocation


def _not_yet_a_case(enquiry: Enquiry | None) -> Enquiry | None:
    if enquiry is None:
        return None
    while_nobody_declares()
    locked: Enquiry | None = Enquiry.objects.select_for_update().filter(pk=enquiry.pk).first()
    if locked is None:  # kept from them while they looked at it
        raise NotThere
    if locked.case_id:
        refuse("A case has been opened from this enquiry already.", "L23").require()
    return locked


def _carry_over(enquiry: Enquiry, *, case: Case, by: User, at: datetime) -> None:
    enquiry.case, enquiry.status = case, EnquiryStatus.BECAME_CASE
    enquiry.settled_at, enquiry.settled_by = at, by
    enquiry.save(update_fields=["case", "status", "settled_at", "settled_by"])
