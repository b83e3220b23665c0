"""Reporting a data breach, and each step taken about it. Nothing is taken back: the newest word counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.models import Agency, Case
from consent import deadlines, emails, rules
from consent.access import (
    BREACHES,
    may_keep_breaches,
    may_report_breaches,
    may_review_safeguarding,
    open_breach,
    state_of,
    who_keeps,
)
from consent.choices import (
    BreachKind,
    BreachRisk,
    BreachStep,
    Notifying,
    PeopleTold,
    ReviewOutcome,
    ToldWhom,
)
from consent.models import Breach, BreachCase, BreachEntry, SafeguardingDisclosure, SafeguardingReview
from sendiass import clock
from sendiass.access import Decision, Refused, allow, refuse
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.actors import serving
from sendiass.profiles import profile
from sendiass.profiles.lists import label

NO_SUCH_CASE = "Y12"


@dataclass(frozen=True, slots=True)
class Happened:
    """What someone of the service reports: what, since when we know, whose data, whom it reached, what was done."""

    kind: BreachKind
    what: str
    aware_at: datetime
    happened_on: date | None = None
    whose: str = ""
    reached: str = ""
    done: str = ""
    agency: Agency | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step about a breach: its outcome, if it has one, and the words for it; `number` is a reference."""

    kind: BreachStep
    words: str = ""
    outcome: BreachRisk | Notifying | PeopleTold | None = None
    happened_at: datetime | None = None
    number: str = ""
    delay: str = ""


@transaction.atomic
def report_breach(*, by: User, happened: Happened, once: UUID, at: datetime) -> Breach:
    """Put a breach on the register; 72 hours run from when we became aware, and those who keep it are told.

    Cases named in `whose` by their references are taken to be touched by it, whether or not whoever reports may see
    them; nothing tells them which are known. Whoever keeps the register would see it by what became of the report, and
    so names only cases they may see: no other reference, known or not (Y12). The same `once` twice is one breach.
    Raises Refused for such a reference, and for becoming aware in the future, or before it happened.
    """
    may_report_breaches(by).require()
    one_at_a_time(once)
    earlier: Breach | None = Breach.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    named = _references(happened.whose)
    if may_keep_breaches(by):
        _may_name(named, by=by).require()
    with serving(BREACHES):  # whoever reports it may not see them, and learns of none
        cases = list(Case.objects.filter(reference__in=named))
    return _enter(happened, cases, by=by, once=once, at=at)


@transaction.atomic
def enter_reviewed(*, by: User, disclosure: SafeguardingDisclosure, at: datetime) -> Breach:
    """Put on the register what a review did not agree with; we are aware of it since that review. Once.

    Raises Refused where no review said so.
    """
    may_review_safeguarding(by).require()
    once = same_each_time(disclosure.id, "breach")
    one_at_a_time(once)
    earlier: Breach | None = Breach.objects.filter(safeguarding=disclosure).first()
    if earlier:
        return earlier
    review = SafeguardingReview.objects.filter(
        disclosure=disclosure, outcome=ReviewOutcome.NOT_AGREED
    ).first()
    if review is None:
        raise Refused(refuse("Only what a review did not agree with is entered as a breach.", "L24"))
    with reading(by=by, subjects=[disclosure.key_subject], purpose="entering a breach after a review"):
        happened = Happened(
            kind=BreachKind.NO_PERMISSION,
            what=f"Shared without permission to keep someone safe. The review did not agree: {review.reasons}",
            aware_at=review.recorded_at,
            happened_on=clock.day_of(disclosure.happened_at),
            whose=disclosure.case.reference,
            reached=_whom(disclosure),
            agency=disclosure.agency,
        )
    return _enter(happened, [disclosure.case], by=by, once=once, at=at, safeguarding=disclosure)


@transaction.atomic
def take_step(*, by: User, breach: Breach, step: Step, once: UUID, at: datetime) -> BreachEntry:
    """Add one step. The same `once` twice is one entry.

    Raises Refused where another step comes first, where the law leaves no such decision, where a late notice
    gives no reasons, or where no case that they may open has the reference to be linked. Raises NotThere for
    whoever may not see this breach.
    """
    may_keep_breaches(by).require()
    one_at_a_time(breach.id)
    breach = open_breach(by=by, breach_id=breach.id)
    earlier: BreachEntry | None = BreachEntry.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    _may(step, state_of(breach), at=at).require()
    if step.kind is BreachStep.LINKED:
        _link(breach, step.number, by=by, at=at)
    return BreachEntry.objects.create(
        breach=breach,
        step=step.kind,
        outcome=step.outcome or "",
        words=step.words,
        happened_at=step.happened_at,
        number=step.number,
        delay=step.delay.strip() or None,
        recorded_at=at,
        recorded_by=by,
        once=once,
    )


def _may(step: Step, state: rules.BreachState, *, at: datetime) -> Decision:
    may = rules.may_take(step.kind, state)
    if may and step.happened_at and step.happened_at > at:
        return refuse("This is in the future. Enter when it happened.", "dates-make-sense")
    if may and isinstance(step.outcome, Notifying):
        return rules.may_decide(step.outcome, state)
    if may and step.kind is BreachStep.NOTIFIED and step.happened_at:
        delayed = bool(step.delay.strip())
        return rules.may_notify(told_at=step.happened_at, has_reasons_for_delay=delayed, state=state)
    return may


def _link(breach: Breach, reference: str, *, by: User, at: datetime) -> None:
    """From here on whoever may not see the case does not see the breach; so it is one that whoever links it may see."""
    case = Case.objects.visible_to(by).filter(reference=reference.strip().upper()).first()
    if case is None:
        raise Refused(refuse("You have no case of that reference. Check it.", "L24"))
    if BreachCase.objects.filter(breach=breach, case=case).exists():
        raise Refused(refuse("This case is linked to the breach already.", "L24"))
    BreachCase.objects.create(breach=breach, case=case, added_at=at)


def _enter(
    happened: Happened,
    cases: list[Case],
    *,
    by: User,
    once: UUID,
    at: datetime,
    safeguarding: SafeguardingDisclosure | None = None,
) -> Breach:
    if happened.aware_at > at:
        refuse("This is in the future. Enter when we became aware.", "dates-make-sense").require()
    if happened.happened_on and happened.happened_on > clock.day_of(happened.aware_at):
        refuse("We cannot have become aware of it before it happened.", "dates-make-sense").require()
    breach: Breach = Breach.objects.create(
        kind=happened.kind,
        what=happened.what,
        whose=happened.whose,
        reached=happened.reached,
        done=happened.done,
        agency=happened.agency,
        safeguarding=safeguarding,
        happened_on=happened.happened_on,
        aware_at=happened.aware_at,
        notify_by=deadlines.ico_told_by(happened.aware_at),
        recorded_at=at,
        recorded_by=by,
        once=once,
    )
    with serving(BREACHES):  # whoever reports it may not see the cases they named
        for case in cases:
            BreachCase.objects.create(breach=breach, case=case, added_at=at)
    emails.tell_keepers(who_keeps(breach), breach, by=by, at=at)
    return breach


def _may_name(references: list[str], *, by: User) -> Decision:
    seen = set(
        Case.objects.visible_to(by).filter(reference__in=references).values_list("reference", flat=True)
    )
    for reference in references:
        if reference not in seen:
            return refuse(
                f"You have no case {reference}. Check it, or say in words whose it is.", NO_SUCH_CASE
            )
    return allow(NO_SUCH_CASE)


def _references(text: str) -> list[str]:
    """What in the text looks like a case's reference, as references are written."""
    prefix = profile().identity.reference_prefix
    return [found.upper() for found in re.findall(rf"\b{prefix}-\d+\b", text, re.IGNORECASE)]


def _whom(disclosure: SafeguardingDisclosure) -> str:
    whom = disclosure.agency.name if disclosure.agency else str(label(ToldWhom(disclosure.told)))
    return ", ".join(filter(None, (whom, disclosure.told_words)))
