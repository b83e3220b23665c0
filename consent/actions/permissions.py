"""Writing down a family's yes, what it rests on, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from cases import access as casework
from cases.actions.conflicts import see_to_conflicts
from cases.actions.idempotency import one_at_a_time
from cases.choices import CaseRole, CaseStatus, ParentalResponsibility, TaskRule
from cases.choices import Relationship as RelationshipKind
from cases.models import Agency, Case, CasePerson, Person, Relationship
from cases.rules import may_work_on
from consent import deadlines, rules
from consent.access import newest_capacity
from consent.actions.reminders import ask, settle
from consent.choices import CapacityOutcome, Content, HowGiven, Standing, Way, WhyEnded
from consent.models import CapacityDecision, PermittedContent, SharingPermission
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.outbox.actions import stop_what_waits
from sendiass.outbox.choices import CancelReason
from sendiass.outbox.models import Message
from sendiass.profiles import profile

CARERS = frozenset({"mother", "father", "parent", "adoptive_parent", "foster_carer", "special_guardian"})
"""Who is a parent by care even where parental responsibility is not recorded (Education Act 1996 s.576)."""


@dataclass(frozen=True, slots=True)
class Yes:
    """What a family permits, as they said it. `contents` carries their words on each; `last_day` is included."""

    agency: Agency
    about: Person
    given_by: Person
    standing: Standing
    ways: frozenset[Way]
    contents: Mapping[Content, str]
    how: HowGiven
    given_at: datetime
    last_day: date
    words: str = ""
    from_at: datetime | None = None
    capacity: CapacityDecision | None = field(default=None)


@transaction.atomic
def record_permission(*, by: User, case: Case, yes: Yes, once: UUID, at: datetime) -> SharingPermission:
    """Write down what a family permits. The same `once` twice is one permission.

    Raises Refused for someone who may not permit it, without any content or way, or for a span that is not theirs
    to give.
    """
    casework.may_work_cases(by).require()
    one_at_a_time(once)
    earlier: SharingPermission | None = SharingPermission.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    case = _held(case)
    casework.may_hold_people(case).require()
    if not yes.ways or not yes.contents:
        refuse("Choose what the family permits: which content, and which ways.", "L24").require()
    giver, born = _giver(yes, case=case, by=by)
    if yes.standing is Standing.PARENT_OF_CHILD:
        casework.may_involve(case, CaseRole.PARENT_CARER).require()
    rules.may_give(giver, on=clock.day_of(yes.given_at)).require()
    span = rules.Span(yes.given_at, yes.from_at or yes.given_at, deadlines.end_of(yes.last_day))
    rules.may_hold_from_to(
        span,
        recorded_at=at,
        written_down_within=timedelta(days=profile().sharing.written_down_within_days),
        ends_by=deadlines.end_of(_latest(yes, born)),
    ).require()
    permission: SharingPermission = SharingPermission.objects.create(
        case=case,
        agency=yes.agency,
        about=yes.about,
        given_by=yes.given_by,
        standing=yes.standing,
        capacity=yes.capacity,
        capacity_outcome=yes.capacity.outcome if yes.capacity else None,
        ways=[way for way in Way if way in yes.ways],
        contents=[content for content in Content if content in yes.contents],
        words=yes.words,
        how=yes.how,
        given_at=span.given_at,
        from_at=span.from_at,
        until_at=span.until_at,
        days_of_grace=profile().sharing.after_coming_of_age_days,
        recorded_at=at,
        recorded_by=by,
        once=once,
    )
    for content in permission.contents:
        PermittedContent.objects.create(
            permission=permission, case=case, content=content, words=yes.contents[Content(content)]
        )
    settle(by=by, case=case, at=at)
    if yes.how in rules.ON_PAPER:
        within = timedelta(days=profile().sharing.signed_form_within_days)
        ask(permission, rule=TaskRule.SIGNED_FORM, due_on=clock.day_of(at) + within, at=at)
    see_to_conflicts(by=by, at=at)
    return permission


@transaction.atomic
def end_permission(
    *,
    by: User,
    permission: SharingPermission,
    because: WhyEnded,
    at: datetime,
    how: HowGiven | None = None,
    words: str = "",
) -> SharingPermission:
    """End a permission at once; what was shared before stays on record. Ended again, it changes nothing.

    Taking back needs no reason and is possible on a closed case, too.
    """
    casework.may_work_cases(by).require()
    permission = SharingPermission.objects.select_for_update().get(pk=permission.pk)
    if permission.ended_at is not None:
        return permission
    permission.ended_at, permission.ended_by = at, by
    permission.ended_because, permission.ended_how = because, how or ""
    permission.ended_words = words
    permission.save(update_fields=["ended_at", "ended_by", "ended_because", "ended_how", "ended_words"])
    permission.refresh_from_db(fields=["ended_at"])
    stop_what_waits(
        Message.objects.filter(disclosure_id__in=permission.disclosures.values("id")),
        because=CancelReason.PERMISSION_ENDED,
    )
    settle(by=by, case=permission.case, at=at)
    return permission


def _giver(yes: Yes, *, case: Case, by: User) -> tuple[rules.Giver, date | None]:
    roles = dict(
        CasePerson.objects.present()
        .filter(case=case, person__in=[yes.about, yes.given_by])
        .values_list("person_id", "role")
    )
    if yes.about.id not in roles or yes.given_by.id not in roles:
        refuse("Add them to the case first.", "L24").require()
    kin: Relationship | None = Relationship.objects.filter(child=yes.about, adult=yes.given_by).first()
    with reading(by=by, subjects=[yes.about.key_subject], purpose="who may give permission"):
        born = yes.about.date_of_birth
    representatives = set(
        Relationship.objects.filter(
            child=yes.about,
            kind=RelationshipKind.REPRESENTATIVE,
            adult__parts__case=case,
            adult__parts__removed_at__isnull=True,
        ).values_list("adult_id", flat=True)
    )
    giver = rules.Giver(
        standing=yes.standing,
        is_the_one_it_is_about=yes.about.id == yes.given_by.id,
        has_care=kin is not None
        and (kin.has_parental_responsibility == ParentalResponsibility.YES or kin.kind in CARERS),
        about_born=born,
        about_is_child_of_case=roles[yes.about.id] == CaseRole.CHILD_OR_YOUNG_PERSON,
        capacity=_relied_on(yes, case=case),
        represents=yes.given_by.id in representatives,
        another_represents=bool(representatives - {yes.given_by.id}),
    )
    return giver, born


def _relied_on(yes: Yes, *, case: Case) -> rules.Found | None:
    """What the decision they rely on found; it must be about this person and agency, and the newest of them."""
    capacity = yes.capacity
    if capacity is None:
        return None
    if (capacity.case_id, capacity.person_id) != (case.id, yes.about.id):
        refuse("That decision was about somebody else.", "L24").require()
    if capacity.agency_id != yes.agency.id:
        refuse("That decision was about speaking with another agency.", "L24").require()
    if capacity != newest_capacity(case, person_id=yes.about.id, agency_id=yes.agency.id):
        refuse("There is a newer decision on whether the young person can decide this.", "L24").require()
    return rules.Found(CapacityOutcome(capacity.outcome), capacity.decided_on, capacity.review_on)


def _latest(yes: Yes, born: date | None) -> date:
    sharing = profile().sharing
    latest = deadlines.last_day(clock.day_of(yes.given_at), months=sharing.longest_months)
    if yes.capacity and yes.capacity.review_on:
        return min(latest, yes.capacity.review_on)
    if yes.standing is not Standing.PARENT_OF_CHILD or born is None:
        return latest
    return min(latest, deadlines.last_day_for_a_child(born, days_of_grace=sharing.after_coming_of_age_days))


def _held(case: Case) -> Case:
    locked: Case = Case.objects.select_for_update().get(pk=case.pk)
    may_work_on(CaseStatus(locked.status)).require()
    return locked
