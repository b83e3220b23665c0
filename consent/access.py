"""Who may do what with a family's permissions, and the one door to each. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cases.access import may_see_all_cases, may_work_cases
from cases.models import Agency, Case, Person
from consent import rules
from consent.choices import Content, Way
from consent.models import LiaisonEntry, SharingPermission
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission

may_keep_liaison = role_gives(Permission.KEEP_LIAISON)


def open_permission(*, by: User, case: Case, permission_id: UUID) -> SharingPermission:
    """A permission of a case already opened. Raises NotThere otherwise."""
    found: SharingPermission | None = SharingPermission.objects.of(case).filter(pk=permission_id).first()
    if found is None or not may_work_cases(by):
        raise NotThere
    return found


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
