"""Writing down what an agency told us unasked, where we said nothing of the family. What it said is owed to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.access import may_hold_people, may_work_cases
from cases.actions.conflicts import see_to_conflicts
from cases.actions.idempotency import one_at_a_time
from cases.models import Agency, Case
from consent.actions.passing_on import hear_unasked
from consent.choices import Channel, Told, Way
from consent.models import Approach
from consent.rules import may_have_spoken
from sendiass.access import refuse
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class Approached:
    """Who approached us how and when, what they said, and whether they were told what L25 and Y02 ask, or why not."""

    agency: Agency
    channel: Channel
    spoke_to: str
    heard: str
    happened_at: datetime
    told: Told
    because: str = ""


@transaction.atomic
def record_approach(*, by: User, case: Case, approached: Approached, once: UUID, at: datetime) -> Approach:
    """Write down an approach, and owe the family what was said in it. The same `once` twice is one.

    It takes no permission, as nothing of the family leaves. Raises Refused for one in which nothing was heard, in
    the future, on a closed case, or on one that may not say who its family is.
    """
    may_work_cases(by).require()
    one_at_a_time(once)
    earlier: Approach | None = Approach.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    may_hold_people(case).require()
    if approached.happened_at > at:
        refuse("This is in the future. Enter when it happened.", "dates-make-sense").require()
    may_have_spoken(
        way=Way.HEAR, told=approached.told, because=approached.because, heard=approached.heard
    ).require()
    approach: Approach = Approach.objects.create(
        case=case,
        agency=approached.agency,
        channel=approached.channel,
        spoke_to=approached.spoke_to,
        told=approached.told,
        not_told_because=approached.because if approached.told is Told.NOT_POSSIBLE else None,
        happened_at=approached.happened_at,
        recorded_at=at,
        recorded_by=by,
        once=once,
    )
    hear_unasked(by=by, approach=approach, words=approached.heard, at=at)
    see_to_conflicts(by=by, at=at)
    return approach
