"""Who may do what with a family's permissions, and the one door to each. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from cases.access import may_work_cases
from cases.models import Agency, Case, Person
from consent import rules
from consent.choices import Content, Way
from consent.models import InterpreterBooking, SharingPermission
from sendiass.access import Decision, NotThere
from sendiass.accounts.models import User


def open_permission(*, by: User, case: Case, permission_id: UUID) -> SharingPermission:
    """A permission of a case already opened. Raises NotThere otherwise."""
    found: SharingPermission | None = SharingPermission.objects.of(case).filter(pk=permission_id).first()
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
