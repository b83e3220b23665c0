"""Who may do what with what families say, and the one door to each. It changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from cases.access import CONFLICTS
from cases.models import Allocation, Conflict
from feedback.choices import ComplaintStage, ComplaintStep
from feedback.models import Comment, Complaint, ComplaintEntry
from feedback.rules import RULE, ComplaintState
from sendiass.access import Decision, NotThere, allow, refuse
from sendiass.accounts.access import role_gives
from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission, Role
from sendiass.audit import ServicePrincipal
from sendiass.audit.actors import serving
from sendiass.database.questions import question

COMMENTS = ServicePrincipal("comments")
"""Who writes down what somebody without an account says, and what a worker hears that is not theirs to read later."""

TO_HANDLER = (ComplaintStep.HANDED, ComplaintStep.FURTHER)

may_take_comments = role_gives(Permission.TAKE_COMMENTS)
may_triage_comments = role_gives(Permission.TRIAGE_COMMENTS)
may_keep_complaints = role_gives(Permission.KEEP_COMPLAINTS)


def who_hears_of_managers() -> list[User]:
    """Everyone above the managers, to whom a complaint about one goes."""
    return list(User.objects.holding(Permission.KEEP_MANAGERS_COMPLAINTS).by_name())


def who_hears_of(comment: Comment) -> list[User]:
    """Everyone who is told that a complaint came in."""
    if comment.about_manager:
        return who_hears_of_managers()
    above = [one.id for one in who_hears_of_managers()]
    return list(User.objects.holding(Permission.KEEP_COMPLAINTS).exclude(pk__in=above).by_name())


def who_can_handle(comment: Comment, *, besides: Collection[UUID] = ()) -> list[User]:
    """Everyone to whom this complaint may be given, as far as is known before it is said whom it is about."""
    keeping = Permission.KEEP_MANAGERS_COMPLAINTS if comment.about_manager else Permission.KEEP_COMPLAINTS
    return list(User.objects.holding(keeping).exclude(pk__in=besides).by_name())


def who_can_be_named() -> list[User]:
    """Everyone who works here, or did: whom a complaint may be about."""
    return list(User.objects.exclude(role=Role.BOARD_MEMBER).by_name())


def is_kept_from(worker: User, case_id: UUID | None) -> bool:
    """Whether an interest of this worker stands between them and the case, or may (Y12)."""
    if case_id is None:
        return False
    with serving(CONFLICTS):
        return bool(Conflict.objects.in_the_way().filter(case=case_id, worker=worker).exists())


def worked_on(worker: User, case_id: UUID | None) -> bool:
    """Whether this case is or was given to this worker: a complaint about it is about their work, whoever it names."""
    if case_id is None:
        return False
    with serving(CONFLICTS):
        return bool(Allocation.objects.filter(case=case_id, worker=worker).exists())


def may_be_a_handler(worker: User, comment: Comment) -> Decision:
    """Whether their role lets them handle this complaint: one about a manager is for whoever is above."""
    if worker in who_can_handle(comment):
        return allow(RULE)
    return refuse("Their role does not let them handle this complaint. Give it to somebody else.", RULE)


def open_comment(*, by: User, comment_id: UUID) -> Comment:
    """The one door to a comment, with its answer, its complaint and its state. Raises NotThere otherwise."""
    found: Comment | None = (
        Comment.objects.visible_to(by)
        .with_state()
        .select_related("taken_by", "answer__recorded_by", "complaint__taken_on_by")
        .filter(pk=comment_id)
        .first()
    )
    if found is None or not may_triage_comments(by):
        raise NotThere
    return found


def complaint_of(comment: Comment) -> Complaint | None:
    """The complaint that a comment was taken on as, if it was."""
    return getattr(comment, "complaint", None)


def open_complaint(*, by: User, comment_id: UUID) -> Complaint:
    """A complaint that was taken on, for those who keep them. Raises NotThere otherwise."""
    complaint = complaint_of(open_comment(by=by, comment_id=comment_id))
    if complaint is None or not may_keep_complaints(by):
        raise NotThere
    return complaint


def state_of(complaint: Complaint) -> ComplaintState:
    """How far a complaint is, as the rules ask. One query."""
    stage, handler, decided_by, about, entries = ComplaintStage.RECEIVED, None, None, set(), 0
    taken = ComplaintEntry.objects.filter(complaint=complaint).order_by("number")
    for step, after, worker, by in taken.values_list("step", "stage", "worker", "recorded_by"):
        stage, entries = ComplaintStage(after), entries + 1
        if step in TO_HANDLER:
            handler = worker
        if step == ComplaintStep.NAMED:
            about.add(worker)
        if step == ComplaintStep.DECIDED:
            decided_by = decided_by or by
    return ComplaintState(stage, handler, frozenset(about), decided_by, entries)


@question
def open_ones(*, by: User) -> QuerySet[Comment]:
    """What this person has to see to, the first due first; at most eleven."""
    found: QuerySet[Comment] = Comment.objects.visible_to(by).with_state().still_open()
    return found.select_related("complaint", "answer")[:11]
