"""Who may do what with a family's permissions, and the one door to each. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cases.access import may_see_all_cases, may_work_cases
from cases.models import Agency, Case, Person
from consent import rules
from consent.choices import Content, Way
from consent.models import Heard, SharingPermission
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.models import User


def open_permission(*, by: User, case: Case, permission_id: UUID) -> SharingPermission:
    """A permission of a case already opened. Raises NotThere otherwise."""
    found: SharingPermission | None = SharingPermission.objects.of(case).filter(pk=permission_id).first()
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
    found = SharingPermission.objects.of(case).filter(agency=agency, about=about)
    return rules.may_disclose([cover_of(one) for one in found], way=way, contents=frozenset(contents), at=at)


def cover_of(permission: SharingPermission) -> rules.Cover:
    """What a permission covers, as the rules ask."""
    return rules.Cover(
        span=rules.Span(permission.given_at, permission.from_at, permission.until_at),
        ended_at=permission.ended_at,
        ways=frozenset(map(Way, permission.ways)),
        contents=frozenset(map(Content, permission.contents)),
    )
