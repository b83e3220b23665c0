"""Planning a meeting about a case, changing the plan, and what became of it (Y02, Y07, Y11, Y14, L18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases import rules
from cases.access import may_be_allocated, may_work_cases
from cases.actions.idempotency import one_at_a_time
from cases.choices import (
    CaseStatus,
    Has,
    MeetingKind,
    MeetingPlace,
    MeetingRole,
    MeetingState,
    WhoAsked,
    WhoseBuilding,
    WhyElsewhere,
)
from cases.models import Case, Meeting, Venue
from sendiass.access import refuse
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a meeting beforehand. `where` is the place in words where it is none of the register."""

    kind: MeetingKind
    purpose: str
    starts_at: datetime
    place: MeetingPlace
    worker: User
    role: MeetingRole
    observes_because: str = ""
    venue: Venue | None = None
    where: str = ""
    why_elsewhere: WhyElsewhere | None = None
    why_elsewhere_words: str = ""
    who_asked: WhoAsked | None = None
    expected: str = ""


@transaction.atomic
def plan_meeting(*, by: User, case: Case, plan: Plan, once: UUID, at: datetime) -> Meeting:
    """Put a meeting on the case; one that has been, too, to be written up. The same `once` twice is one meeting.

    Raises Refused for a role that is not ours, a place without its reason, or a closed case.
    """
    may_work_cases(by).require()
    one_at_a_time(once)
    earlier: Meeting | None = Meeting.objects.filter(once=once, planned_by=by).first()
    if earlier:
        return earlier
    _worked_on(case)
    _may_be_so(plan)
    meeting: Meeting = Meeting.objects.create(
        case=case, state=MeetingState.PLANNED, planned_at=at, planned_by=by, once=once, **_columns(plan)
    )
    return meeting


@transaction.atomic
def change_meeting(*, by: User, meeting: Meeting, plan: Plan) -> Meeting:
    """Change the plan. Raises Refused as planning does, and for a meeting written up or cancelled."""
    may_work_cases(by).require()
    _worked_on(meeting.case)
    held = _held(meeting)
    rules.may_change_meeting(MeetingState(held.state)).require()
    _may_be_so(plan, before=held.venue)
    for name, value in _columns(plan).items():
        setattr(held, name, value)
    held.save()
    return held


@transaction.atomic
def write_up(
    *,
    by: User,
    meeting: Meeting,
    told: rules.WrittenUp,
    role: MeetingRole,
    observes_because: str = "",
    agreed: str = "",
    at: datetime,
) -> Meeting:
    """Write down what happened, and in what role the worker was there after all. It is final.

    Raises Refused for a meeting that was written up or cancelled or has not begun, and for what is missing.
    """
    may_work_cases(by).require()
    _worked_on(meeting.case)
    held = _held(meeting)
    rules.may_write_up(MeetingState(held.state), told, starts_at=held.starts_at, at=at).require()
    rules.may_attend_as(role, because=observes_because).require()
    held.state, held.ended_at, held.ended_by = MeetingState.HELD, at, by
    held.role, held.observes_because = role, _if_observing(role, observes_because)
    held.attended, held.agreed = told.attended, agreed or None
    held.role_stated = told.role_stated
    held.not_stated_because = None if told.role_stated else told.not_stated_because
    held.family_views, held.family_words = told.family_views, told.family_words
    held.professionals_views = told.professionals_views
    held.professionals_words = told.professionals_words or None
    held.save()
    return held


@transaction.atomic
def cancel_meeting(*, by: User, meeting: Meeting, because: str, at: datetime) -> Meeting:
    """Say that the meeting does not take place, and why. Cancelled again, it changes nothing."""
    may_work_cases(by).require()
    held = _held(meeting)
    if held.state == MeetingState.CANCELLED:
        return held
    rules.may_change_meeting(MeetingState(held.state)).require()
    if not because.strip():
        refuse("Enter why it is cancelled.", "meetings").require()
    held.state, held.ended_at, held.ended_by = MeetingState.CANCELLED, at, by
    held.cancelled_because = because
    held.save(update_fields=["state", "ended_at", "ended_by", "cancelled_because"])
    return held


def premises_of(venue: Venue) -> rules.Premises:
    """A place of the register, as the rules ask about it."""
    return rules.Premises(
        WhoseBuilding(venue.whose), Has(venue.has_private_room), Has(venue.has_step_free_access)
    )


def _may_be_so(plan: Plan, *, before: Venue | None = None) -> None:
    rules.may_attend_as(plan.role, because=plan.observes_because).require()
    may_be_allocated(plan.worker).require()
    venue = _newest(plan.venue)
    if venue and venue.retired_on and venue != before:
        refuse("This place is used no more. Select another.", "L18").require()
    rules.may_meet_at(
        rules.Held(
            kind=plan.kind,
            place=plan.place,
            premises=premises_of(venue) if venue else None,
            where=plan.where,
            why=plan.why_elsewhere,
            why_words=plan.why_elsewhere_words,
            who_asked=plan.who_asked,
        )
    ).require()


def _newest(venue: Venue | None) -> Venue | None:
    """The place as the register has it now, held so that nobody changes it meanwhile."""
    if venue is None:
        return None
    held: Venue = Venue.objects.select_for_update().get(pk=venue.pk)
    return held


def _columns(plan: Plan) -> dict[str, object]:
    at_register = plan.place is MeetingPlace.REGISTER
    return {
        "kind": plan.kind,
        "purpose": plan.purpose,
        "starts_at": plan.starts_at,
        "place": plan.place,
        "venue": plan.venue if at_register else None,
        "where": None if at_register else plan.where or None,
        "why_elsewhere": plan.why_elsewhere or "",
        "why_elsewhere_words": plan.why_elsewhere_words or None,
        "who_asked": plan.who_asked or "",
        "expected": plan.expected or None,
        "worker": plan.worker,
        "role": plan.role,
        "observes_because": _if_observing(plan.role, plan.observes_because),
    }


def _if_observing(role: MeetingRole, because: str) -> str | None:
    return because if role is MeetingRole.OBSERVE else None


def _worked_on(case: Case) -> None:
    held: Case = Case.objects.select_for_update().get(pk=case.pk)
    rules.may_work_on(CaseStatus(held.status)).require()


def _held(meeting: Meeting) -> Meeting:
    held: Meeting = Meeting.objects.select_for_update(of=["self"]).select_related("venue").get(pk=meeting.pk)
    return held
