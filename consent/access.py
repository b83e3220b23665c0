"""Who may do what with permissions, safeguarding and breaches, and the one door to each. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.access import CONFLICTS, may_see_all_cases, may_work_cases
from cases.models import Agency, Case, Person
from consent import deadlines, rules
from consent.choices import BreachRisk, BreachStep, Content, Notifying, Standing, Told, Way
from consent.models import (
    Approach,
    Breach,
    CapacityDecision,
    Disclosure,
    Heard,
    InterpreterBooking,
    Letter,
    LiaisonEntry,
    SafeguardingDisclosure,
    SharingPermission,
)
from consent.querysets import BreachQuerySet
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.audit import ServicePrincipal
from sendiass.audit.actors import serving
from sendiass.database.questions import question
from sendiass.profiles import profile

BREACHES = ServicePrincipal("breaches")
may_report_breaches = role_gives(Permission.REPORT_BREACHES)
may_keep_breaches = role_gives(Permission.KEEP_BREACHES)

may_keep_liaison = role_gives(Permission.KEEP_LIAISON)


def open_permission(*, by: User, case: Case, permission_id: UUID) -> SharingPermission:
    """A permission of a case already opened. Raises NotThere otherwise."""
    found: SharingPermission | None = (
        SharingPermission.objects.of(case)
        .filter(pk=permission_id)
        .select_related("agency", "about", "given_by")
        .first()
    )
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def open_heard(*, by: User, case: Case, task_id: UUID) -> Heard:
    """What an agency said on a case already opened, by its task. Raises NotThere otherwise."""
    found: Heard | None = (
        Heard.objects.of(case).filter(task=task_id).select_related("disclosure", "approach", "agency").first()
    )
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def open_booking(*, by: User, case: Case, booking_id: UUID) -> InterpreterBooking:
    """An interpreter booked on a case already opened, cancelled or not. Raises NotThere otherwise."""
    found: InterpreterBooking | None = (
        InterpreterBooking.objects.of(case)
        .filter(pk=booking_id)
        .select_related("provider", "about", "meeting")
        .first()
    )
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def open_letter(*, by: User, case: Case, letter_id: UUID) -> Letter:
    """A letter of a case already opened, whatever became of it. Raises NotThere otherwise."""
    found: Letter | None = (
        Letter.objects.of(case)
        .filter(pk=letter_id)
        .select_related(
            "message", "task", "disclosure__agency", "disclosure__about", "disclosure__permission"
        )
        .first()
    )
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def open_letter_to_post(*, by: User, case: Case, task_id: UUID) -> Letter:
    """A letter of a case already opened, by the task to post it. Raises NotThere otherwise."""
    found: Letter | None = Letter.objects.of(case).filter(task=task_id).first()
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def was_told_last(case: Case, agency: Agency) -> bool:
    """Whether an agency was told, the last time we had to do with it, that the family hears what it says (L25, Y02).

    True where we had nothing to do with it yet: then nothing is owed from before.
    """
    contacts = [
        found.newest_with(agency).values_list("happened_at", "told").first()
        for found in (Disclosure.objects.of(case).that_left(), Approach.objects.of(case))
    ]
    last = max(filter(None, contacts), default=None)
    return last is None or last[1] != Told.NOT_POSSIBLE


def may_withhold(user: User) -> Decision:
    """Who may decide that a family is not told what an agency said: the manager alone, who sees every case (L25)."""
    if may_see_all_cases(user):
        return allow("L25")
    return refuse("Only the manager can decide that a family is not told.", "L25")


def may_disclose(
    *, case: Case, agency: Agency, about: Person, way: Way, contents: Iterable[Content], at: datetime
) -> Decision:
    """Whether the family permits this at that moment; the reason names what is missing (L24)."""
    found = SharingPermission.objects.of(case).filter(agency=agency).select_related("about")
    covers, of_others = (
        [cover_of(one) for one in found if (one.about_id == about.id) is is_about_them]
        for is_about_them in (True, False)
    )
    return rules.may_disclose(covers, way=way, contents=frozenset(contents), at=at, of_others=of_others)


def newest_capacity(case: Case, *, person_id: UUID, agency_id: UUID) -> CapacityDecision | None:
    """What was found last on whether a young person can decide if we may speak with this agency."""
    found: CapacityDecision | None = (
        CapacityDecision.objects.of(case).filter(person=person_id, agency=agency_id).newest_first().first()
    )
    return found


def stops_at(permission: SharingPermission) -> datetime:
    """When a permission stops unless it is ended before; a parent's soon after the child decides for themselves."""
    if permission.standing != Standing.PARENT_OF_CHILD:
        return permission.until_at
    return deadlines.stops_at(
        permission.until_at,
        school_age_ends_on=permission.about.compulsory_school_age_ends_on,
        days_of_grace=permission.days_of_grace,
    )


def young_person_decides_after(permission: SharingPermission) -> date | None:
    """When compulsory school age ends of whom a parent's yes is about, if the yes stops because of it."""
    leaves_on: date | None = permission.about.compulsory_school_age_ends_on
    if permission.standing != Standing.PARENT_OF_CHILD or leaves_on is None:
        return None
    return leaves_on if leaves_on <= deadlines.last_day_before(stops_at(permission)) else None


def may_review_safeguarding(user: User) -> Decision:
    """The manager, and whoever the profile names beside them (SECURITY 5)."""
    leads = may_work_cases(user) and user.email.lower() in _leads()
    if leads or user.holds(Permission.REVIEW_SAFEGUARDING):
        return allow("L24")
    return refuse("Only the manager and whoever leads on safeguarding review what was shared.", "L24")


def may_review_this(user: User, disclosure: SafeguardingDisclosure) -> Decision:
    """Whether this person may review this: one of those who review, not who wrote it down, and once."""
    may = may_review_safeguarding(user)
    return may and rules.may_review(
        is_recorder=disclosure.recorded_by_id == user.id, is_reviewed=hasattr(disclosure, "review")
    )


def may_close_case(case: Case) -> Decision:
    """Not while something shared on it to keep someone safe waits for its review by a second person (SECURITY 5)."""
    owed = SafeguardingDisclosure.objects.of(case).owing_a_review().count()
    return rules.may_close_reviewed(owed)


def was_shared_to_keep_safe(case: Case) -> bool:
    """Whether something was ever shared on it to keep someone safe: a letter home may then put somebody at risk."""
    return bool(SafeguardingDisclosure.objects.of(case).exists())


def open_safeguarding(*, by: User, case: Case, safeguarding_id: UUID) -> SafeguardingDisclosure:
    """What was shared to keep someone safe on a case already opened. Raises NotThere otherwise."""
    found: SafeguardingDisclosure | None = (
        SafeguardingDisclosure.objects.of(case)
        .select_related("review", "recorded_by", "agency", "about")
        .filter(pk=safeguarding_id)
        .first()
    )
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def who_reviews(case: Case, *, besides: User) -> list[User]:
    """Everyone who may review what is shared on this case and can open it, but one."""
    holding = Q(pk__in=User.objects.holding(Permission.REVIEW_SAFEGUARDING))
    asked = User.objects.active().filter(holding | Q(email__in=_leads())).exclude(pk=besides.pk).by_name()
    with serving(CONFLICTS):
        return [
            one
            for one in asked
            if may_review_safeguarding(one) and Case.objects.visible_to(one).filter(pk=case.pk).exists()
        ]


def who_keeps(breach: Breach) -> list[User]:
    """Everyone who keeps the register of breaches and may see this one."""
    keeping = User.objects.holding(Permission.KEEP_BREACHES).by_name()
    with serving(BREACHES):
        return [one for one in keeping if Breach.objects.visible_to(one).filter(pk=breach.pk).exists()]


def breaches_seen(by: User) -> BreachQuerySet:
    """The register's breaches that touch no case hidden from this worker, their own reports no less (Y12)."""
    found: BreachQuerySet = Breach.objects.filter(pk__any_of=ids_of_breaches_seen(by))
    return found


def ids_of_breaches_seen(by: User) -> list[UUID]:
    """Which those are."""
    with serving(BREACHES):  # asked as themselves, a breach of a hidden case would seem to touch none
        seen: list[UUID] = _seen(by=by)
    return seen


@question
def _seen(*, by: User) -> QuerySet[Breach, UUID]:
    found: QuerySet[Breach, UUID] = Breach.objects.visible_to(by).values_list("pk", flat=True)
    return found


def open_breach(*, by: User, breach_id: UUID) -> Breach:
    """A breach with its state, for those who keep the register. Raises NotThere otherwise."""
    found: Breach | None = (
        breaches_seen(by)
        .with_state()
        .select_related("recorded_by", "agency", "safeguarding__case")
        .filter(pk=breach_id)
        .first()
    )
    if found is None or not may_keep_breaches(by):
        raise NotThere
    return found


def state_of(breach: Breach) -> rules.BreachState:
    """How far a breach is, as the rules ask."""
    newest: dict[str, str] = {}
    ended = ""
    for step, outcome in breach.entries.order_by("recorded_at", "id").values_list("step", "outcome"):
        newest[step] = outcome
        if step in (BreachStep.CLOSED, BreachStep.REOPENED):
            ended = step
    risk, notifying = newest.get(BreachStep.ASSESSED), newest.get(BreachStep.DECIDED)
    return rules.BreachState(
        risk=BreachRisk(risk) if risk else None,
        notifying=Notifying(notifying) if notifying else None,
        taken=frozenset(map(BreachStep, newest)),
        is_closed=ended == BreachStep.CLOSED,
        notify_by=breach.notify_by,
    )


def breach_draft_subject(user: User, rest: str) -> None:
    """A half-written report of a breach is sealed under the key of whoever writes it, until it is saved."""
    if rest != "report" or not may_report_breaches(user):
        raise NotThere


def _leads() -> list[str]:
    return [address.lower() for address in profile().safeguarding.leads]


def cover_of(permission: SharingPermission) -> rules.Cover:
    """What a permission covers, as the rules ask."""
    return rules.Cover(
        span=rules.Span(permission.given_at, permission.from_at, stops_at(permission)),
        ended_at=permission.ended_at,
        ways=frozenset(map(Way, permission.ways)),
        contents=frozenset(map(Content, permission.contents)),
    )


def open_liaison(*, by: User, entry_id: UUID) -> LiaisonEntry:
    """A talk with the authority that stands in the log, or one's own, or any for the manager. Raises NotThere."""
    found: LiaisonEntry | None = (
        LiaisonEntry.objects.visible_to(by)
        .select_related("recorded_by", "review__by")
        .filter(pk=entry_id)
        .first()
    )
    if found is None:
        raise NotThere
    return found


def may_review_liaison(user: User, entry: LiaisonEntry) -> Decision:
    """The manager decides about what waits, and never about what they wrote themselves."""
    if not (decision := may_see_all_cases(user)):
        return decision
    if not entry.is_waiting:
        return refuse("This does not wait for anyone.", "L05")
    if entry.recorded_by_id == user.id:
        return refuse("You wrote this yourself. Somebody else has to look at it.", "L05")
    return allow("L05")


def may_correct_liaison(user: User, entry: LiaisonEntry) -> Decision:
    """Whoever wrote it, or the manager, sets a correction beside it; what waits is decided first."""
    if entry.is_waiting:
        return refuse("This still waits for the manager.", "L05")
    if entry.recorded_by_id == user.id or may_see_all_cases(user):
        return allow("L05")
    return refuse("Only whoever wrote this, or the manager, can correct it.", "L05")


def liaison_draft_subject(user: User, rest: str) -> None:
    """A half-written talk is sealed under the key of whoever writes it, until it is saved."""
    if not may_keep_liaison(user):
        raise NotThere
