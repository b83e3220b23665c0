"""A case that somebody may not see, because an interest of theirs meets it."""

from __future__ import annotations

from cases.choices import ConflictGround, ConflictState, FoundThrough
from cases.models import Case, Conflict
from sendiass import clock
from sendiass.accounts.models import User


def hide(case: Case, user: User) -> None:
    """Put it on record that this person has an interest in the case."""
    at = clock.now()
    Conflict.objects.create(
        case=case,
        worker=user,
        ground=ConflictGround.JUDGED,
        state=ConflictState.STANDING,
        found_at=at,
        found_through=FoundThrough.JUDGED,
        shut_at=at,
        told_at=at,
    )
