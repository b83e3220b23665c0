"""Who may do what with a family's permissions, and the one door to each. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from cases.access import may_see_all_cases, may_work_cases
from cases.models import Agency, Case, Person
from consent import deadlines, rules
from consent.choices import Content, Standing, Way
from consent.models import CapacityDecision, Heard, SharingPermission
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.models import User


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
        Heard.objects.of(case).filter(task=task_id).select_related("disclosure", "agency").first()
    )
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


def may_withhold(user: User) -> Decision:
    """Who may decide that a family is not told what an agency said: the manager alone, who sees every case (L25)."""
    if may_see_all_cases(user):
        return allow("L25")
    return refuse("Only the manager can decide that a family is not told.", "L25")


def may_disclose(
    *, case: Case, agency: Agency, about: Person, way: Way, contents: Iterable[Content], at: datetime
) -> Decision:
    """Whether the family permits this at that moment; the reason names what is missing (L24)."""
    found = SharingPermission.objects.of(case).filter(agency=agency, about=about).select_related("about")
    return rules.may_disclose([cover_of(one) for one in found], way=way, contents=frozenset(contents), at=at)


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


def cover_of(permission: SharingPermission) -> rules.Cover:
    """What a permission covers, as the rules ask."""
    return rules.Cover(
        span=rules.Span(permission.given_at, permission.from_at, stops_at(permission)),
        ended_at=permission.ended_at,
        ways=frozenset(map(Way, permission.ways)),
        contents=frozenset(map(Content, permission.contents)),
    )
