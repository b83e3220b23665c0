"""Who may do what with what families say, and the one door to each. It changes nothing."""

from __future__ import annotations

from uuid import UUID

from cases.access import may_work_cases
from feedback.models import GivenView, ViewsExercise, ViewsRelease
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.access import RULE, role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.audit import ServicePrincipal

BEHIND_THE_VIEWS = ServicePrincipal("views")
"""Who keeps what somebody without an account answers, and finds it again by its receipt."""

may_prepare_exercises = role_gives(Permission.PREPARE_VIEWS)
may_read_views = role_gives(Permission.READ_VIEWS)
may_hand_over_views = role_gives(Permission.HAND_OVER_VIEWS)
may_take_views = may_work_cases


def may_see_exercises(user: User) -> Decision:
    """Those who prepare what an authority asks, and those who read what families answer."""
    if may_prepare_exercises(user) or may_read_views(user):
        return allow(RULE)
    return refuse("Your role does not let you see what the authority asks families.", RULE)


def open_exercise(*, by: User, slug: str) -> ViewsExercise:
    """A question of an authority, opened or not. Raises NotThere."""
    found: ViewsExercise | None = ViewsExercise.objects.select_related("agency").filter(slug=slug).first()
    if found is None or not may_see_exercises(by):
        raise NotThere
    return found


def exercise_asked(slug: str) -> ViewsExercise:
    """A question that families were asked, for anyone. Raises NotThere for one that was never opened."""
    found: ViewsExercise | None = (
        ViewsExercise.objects.select_related("agency").filter(slug=slug, opened_at__isnull=False).first()
    )
    if found is None:
        raise NotThere
    return found


def open_view(*, by: User, exercise: ViewsExercise, view_id: UUID) -> GivenView:
    """A view that stands, for those who read them. Raises NotThere, too, for one its author withdrew."""
    found: GivenView | None = GivenView.objects.of(exercise).standing().filter(pk=view_id).first()
    if found is None or not may_read_views(by):
        raise NotThere
    return found


def open_release(*, by: User, exercise: ViewsExercise, number: int) -> ViewsRelease:
    """What was handed over under that number, for whoever hands over. Raises NotThere."""
    found: ViewsRelease | None = ViewsRelease.objects.of(exercise).filter(number=number).first()
    if found is None or not may_hand_over_views(by):
        raise NotThere
    return found
