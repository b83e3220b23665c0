"""Writing down whether a young person could make one decision, and stopping what leaned on an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases import access as casework
from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.actions.people import child_of
from cases.choices import CaseStatus, TaskRule
from cases.models import Agency, Case, Person
from cases.rules import may_work_on
from consent import deadlines, rules
from consent.access import newest_capacity
from consent.actions.permissions import end_permission
from consent.actions.reminders import ask
from consent.choices import CapacityOutcome, PartOfDeciding, Standing, WhyEnded
from consent.models import CapacityDecision, SharingPermission
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.profiles import profile


@dataclass(frozen=True, slots=True)
class Assessed:
    """Whether to let us speak with one agency: the decision it is about, in words, and how it was judged."""

    agency: Agency
    decision: str
    judged: rules.Judged


@transaction.atomic
def record_capacity(
    *, by: User, case: Case, person: Person, assessed: Assessed, once: UUID, at: datetime
) -> CapacityDecision:
    """Write down whether a young person could make one decision. The same under the same `once` counts once.

    Found able, they decide: what others permitted for them with this agency ends at once, and they are asked.
    Raises Refused for anyone but the case's young person, and for a decision that is not whole.
    """
    casework.may_work_cases(by).require()
    one_at_a_time(once)
    key = same_each_time(once, by.id, case.id, "capacity")
    earlier: CapacityDecision | None = CapacityDecision.objects.filter(pk=key).first()
    if earlier:
        return earlier
    held: Case = Case.objects.select_for_update().get(pk=case.pk)
    may_work_on(CaseStatus(held.status)).require()
    casework.may_hold_people(held).require()
    judged, child = assessed.judged, child_of(held)
    with reading(by=by, subjects=[person.key_subject], purpose="whether someone is of age"):
        born = None if person.is_erased else person.date_of_birth
    rules.may_be_judged(born, is_child_of_case=person == child, on=judged.decided_on).require()
    if not assessed.decision.strip():
        refuse("Say which decision it is about.", "L24").require()
    review_by = deadlines.last_day(judged.decided_on, months=profile().sharing.longest_months)
    rules.may_find(judged, on=clock.day_of(at), review_by=review_by).require()
    decision: CapacityDecision = CapacityDecision.objects.create(
        id=key,
        case=held,
        person=person,
        agency=assessed.agency,
        decision=assessed.decision,
        unable=[part.value for part in PartOfDeciding if part in judged.unable],
        because_of=judged.because_of,
        evidence=judged.evidence,
        assessed_by=judged.assessed_by,
        outcome=rules.found_by(judged),
        decided_on=judged.decided_on,
        review_on=judged.review_on if judged.unable else None,
        recorded_at=at,
        recorded_by=by,
        **{part.value: judged.seen[part] for part in PartOfDeciding},
    )
    if decision == newest_capacity(held, person_id=person.id, agency_id=assessed.agency.id):
        _stop_what_leaned_on_earlier(by=by, decision=decision, at=at)
    return decision


def _stop_what_leaned_on_earlier(*, by: User, decision: CapacityDecision, at: datetime) -> None:
    if decision.outcome != CapacityOutcome.CAN_DECIDE:
        return
    leaning = SharingPermission.objects.not_ended().filter(
        case=decision.case_id,
        about=decision.person_id,
        agency=decision.agency_id,
        standing=Standing.ALTERNATIVE_PERSON,
        until_at__gt=at,
    )
    for permission in leaning:
        ended = end_permission(by=by, permission=permission, because=WhyEnded.OF_AGE, at=at)
        today = clock.day_of(at)
        ask(ended, rule=TaskRule.ASK_YOUNG_PERSON, due_on=today, at=at, stops_on=today)
