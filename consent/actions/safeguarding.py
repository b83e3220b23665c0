"""Writing down what was told to keep someone safe, what became known later, and a second person's review.

The first asks nobody's leave: no permission, no agreement to records, no open case, no hour of the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.access import may_work_cases, open_case
from cases.actions.conflicts import see_to_conflicts
from cases.actions.idempotency import one_at_a_time
from cases.models import Agency, Case, Person
from consent import deadlines, emails
from consent.access import may_review_this, open_safeguarding, who_reviews
from consent.choices import FamilyTold, LawfulBasis, ReviewOutcome, ToldWhom
from consent.models import SafeguardingAddition, SafeguardingDisclosure, SafeguardingReview
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.profiles import profile


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of it; empty is *not known yet*."""

    risk: str = ""
    said: str = ""
    not_asked: str = ""
    family_told: FamilyTold | None = None
    family_words: str = ""
    basis: LawfulBasis | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """What was told to whom, about whom, when. Only whom and when have to be known."""

    told: ToldWhom
    happened_at: datetime
    known: Known = Known()
    agency: Agency | None = None
    told_words: str = ""
    about: Person | None = None
    at_risk: str = ""


@transaction.atomic
def record_safeguarding(
    *, by: User, case: Case, shared: Shared, once: UUID, at: datetime
) -> SafeguardingDisclosure:
    """Write it down, at once; a review by a second person is owed from here on, and those who review are told.

    The same `once` twice is one record. Raises Refused for a moment in the future.
    """
    may_work_cases(by).require()
    one_at_a_time(once)
    earlier: SafeguardingDisclosure | None = SafeguardingDisclosure.objects.filter(
        once=once, recorded_by=by
    ).first()
    if earlier:
        return earlier
    if shared.happened_at > at:
        refuse("This is in the future. Enter when it happened.", "dates-make-sense").require()
    holidays = profile().working_days.bank_holidays
    disclosure: SafeguardingDisclosure = SafeguardingDisclosure.objects.create(
        case=case,
        about=shared.about,
        at_risk=shared.at_risk,
        told=shared.told,
        agency=shared.agency,
        told_words=shared.told_words,
        happened_at=shared.happened_at,
        recorded_at=at,
        recorded_by=by,
        review_due_on=deadlines.review_due_on(clock.day_of(at), bank_holidays=holidays),
        once=once,
        **_fields(shared.known),
    )
    emails.tell_reviewers(who_reviews(case, besides=by), disclosure, by=by, at=at)
    see_to_conflicts(by=by, at=at)
    return disclosure


@transaction.atomic
def add_to_safeguarding(
    *,
    by: User,
    disclosure: SafeguardingDisclosure,
    known: Known,
    words: str = "",
    once: UUID,
    at: datetime,
) -> SafeguardingAddition:
    """Add what became known later; what was written before stays as it is. The same `once` twice is one addition."""
    may_work_cases(by).require()
    one_at_a_time(once)
    earlier: SafeguardingAddition | None = SafeguardingAddition.objects.filter(
        once=once, recorded_by=by
    ).first()
    if earlier:
        return earlier
    return SafeguardingAddition.objects.create(
        disclosure=disclosure,
        case_id=disclosure.case_id,
        words=words,
        recorded_at=at,
        recorded_by=by,
        once=once,
        **_fields(known),
    )


@transaction.atomic
def review_safeguarding(
    *,
    by: User,
    disclosure: SafeguardingDisclosure,
    outcome: ReviewOutcome,
    reasons: str,
    follows: str = "",
    at: datetime,
) -> SafeguardingReview:
    """Say what a second person found. Two at once: the later one is told that it is done.

    Raises Refused for whoever wrote it down, for someone who does not review, and for a second review;
    NotThere for someone who may not see its case.
    """
    one_at_a_time(disclosure.id)
    case = open_case(by=by, reference=disclosure.case.reference)
    disclosure = open_safeguarding(by=by, case=case, safeguarding_id=disclosure.id)
    may_review_this(by, disclosure).require()
    return SafeguardingReview.objects.create(
        disclosure=disclosure,
        case_id=disclosure.case_id,
        recorder_id=disclosure.recorded_by_id,
        outcome=outcome,
        reasons=reasons,
        follows=follows,
        recorded_at=at,
        recorded_by=by,
    )


def _fields(known: Known) -> dict[str, str]:
    return {
        "risk": known.risk,
        "said": known.said,
        "not_asked": known.not_asked,
        "family_told": known.family_told or "",
        "family_words": known.family_words,
        "basis": known.basis or "",
    }
