"""Who may do what with what families say, and the one door to each. It changes nothing."""

from __future__ import annotations

from uuid import UUID

from feedback.access.comments import open_comment
from feedback.access.views_given import may_read_views
from feedback.choices import SaidIn, SaidStage, SaidStep
from feedback.models import AnonymousAnswer, Comment, GivenView, SaidEntry, SaidItem, SaidSource
from feedback.rules import SAID_RULE, WORDED, SaidState
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission
from sendiass.audit import ServicePrincipal

COUNTS_FIGURES = ServicePrincipal("figures")
"""Who counts for those who see figures alone."""

may_keep_what_was_said = role_gives(Permission.KEEP_WHAT_WAS_SAID)
may_see_figures = role_gives(Permission.SEE_FEEDBACK_FIGURES)
_may_read_results = role_gives(Permission.READ_RESULTS)

Heard = Comment | AnonymousAnswer | GivenView
"""Where an item can come from, so that it is found again."""


def open_item(*, by: User, item_id: UUID) -> SaidItem:
    """Something families told us, with its state. Raises NotThere otherwise."""
    found: SaidItem | None = SaidItem.objects.with_state().filter(pk=item_id).first()
    if found is None or not may_keep_what_was_said(by):
        raise NotThere
    return found


def source_of(item: SaidItem, *, by: User) -> SaidSource | None:
    """From what it came, for whoever may see that; None for anybody else, as where nothing is linked."""
    found: SaidSource | None = (
        SaidSource.objects.select_related("answer", "view__exercise").filter(item=item).first()
    )
    if found is None:
        return None
    if found.comment_id:
        return found if Comment.objects.visible_to(by).filter(pk=found.comment_id).exists() else None
    may = _may_read_results(by) if found.answer_id else may_read_views(by)
    return found if may else None


def heard_in(*, by: User, came_from: SaidIn, key: UUID) -> Heard:
    """The comment, answer or view that somebody starts an item from. Raises NotThere for whoever may not see it."""
    if came_from is SaidIn.COMMENT:
        return open_comment(by=by, comment_id=key)
    found: Heard | None = None
    if came_from is SaidIn.ANSWER and _may_read_results(by):
        found = AnonymousAnswer.objects.select_related("batch__questionnaire").filter(pk=key).first()
    elif came_from is SaidIn.VIEW and may_read_views(by):
        found = GivenView.objects.standing().select_related("exercise").filter(pk=key).first()
    if found is None:
        raise NotThere
    return found


def said_state_of(item: SaidItem) -> SaidState:
    """How far an item is, and who wrote what of it, as the rules ask. One query."""
    stage, writers, entries = SaidStage.NEW, set(), 0
    taken = SaidEntry.objects.filter(item=item).order_by("number")
    for step, after, by in taken.values_list("step", "stage", "recorded_by"):
        stage, entries = SaidStage(after), entries + 1
        if SaidStep(step) in WORDED:
            writers.add(by)
    return SaidState(stage, frozenset(writers), entries)


def may_start_from(came_from: SaidIn, heard: Heard | None) -> Decision:
    """Whether an item says from what it came: what comes from elsewhere is linked to nothing."""
    if (heard is None) is (came_from is SaidIn.ELSEWHERE):
        return allow(SAID_RULE)
    return refuse("Start from the comment, answer or view itself.", SAID_RULE)
