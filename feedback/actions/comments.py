"""Writing down what people say of the service, and settling what is no complaint. Nothing is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from cases.actions.casework import next_reference
from cases.actions.idempotency import one_at_a_time
from feedback import deadlines, emails, rules
from feedback.access import COMMENTS, complaint_of, may_take_comments, open_comment, who_hears_of
from feedback.choices import CameBy, CommentKind, HowAnswered, Settling
from feedback.models import Comment, CommentAnswer, ForgottenComment
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User
from sendiass.audit.actors import serving
from sendiass.crypto.erasure import erase
from sendiass.profiles import profile

LOOKS_BACK = timedelta(days=60)
"""How long a sweep looks for a forgetting that was cut short."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, and how to reach them, if they want to be reached."""

    kind: CommentKind
    words: str
    about_manager: bool = False
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What was answered, how and on which day; or, only noted, why."""

    settling: Settling
    words: str
    how: HowAnswered | None = None
    answered_on: date | None = None


@transaction.atomic
def send_comment(*, said: Said, once: UUID, at: datetime) -> Comment:
    """Keep what somebody wrote on the website, and tell those it is for of a complaint. The same `once` twice is one."""
    one_at_a_time(once)
    with serving(COMMENTS):
        return _keep(said, by=None, came_by=CameBy.WEBSITE, received_on=clock.day_of(at), once=once, at=at)


@transaction.atomic
def write_down_comment(
    *, by: User, said: Said, came_by: CameBy, received_on: date, once: UUID, at: datetime
) -> Comment:
    """Keep what somebody said or wrote to a worker, from the day on which they did. The same `once` twice is one.

    Raises Refused for a day to come.
    """
    may_take_comments(by).require()
    if received_on > clock.day_of(at):
        refuse("This is in the future. Enter the day they said it.", "dates-make-sense").require()
    one_at_a_time(once)
    with serving(COMMENTS):  # whoever hears a complaint may not see it afterwards
        return _keep(said, by=by, came_by=came_by, received_on=received_on, once=once, at=at)


@transaction.atomic
def settle_comment(*, by: User, comment: Comment, settled: Settled, at: datetime) -> CommentAnswer:
    """Write down what was answered, or why it was only noted. Once.

    Raises Refused for a complaint, and for what was seen to already; NotThere for whoever may not see it.
    """
    one_at_a_time(comment.id)
    comment = open_comment(by=by, comment_id=comment.id)
    rules.may_settle(
        CommentKind(comment.kind),
        is_settled=hasattr(comment, "answer"),
        is_taken_on=complaint_of(comment) is not None,
    ).require()
    if settled.answered_on and not comment.received_on <= settled.answered_on <= clock.day_of(at):
        refuse("Enter a day from when it came in until today.", "dates-make-sense").require()
    return CommentAnswer.objects.create(
        comment=comment,
        settling=settled.settling,
        words=settled.words,
        how=settled.how or "",
        answered_on=settled.answered_on,
        recorded_at=at,
        recorded_by=by,
    )


def forget_old_comments(*, at: datetime) -> int:
    """Destroy the words of what was settled or closed long enough ago, with whoever said them; how many. A sweep.

    The figures stay. Finishes any forgetting that was cut short.
    """
    before = at - timedelta(days=profile().complaints.settled_kept_days)
    due = list(Comment.objects.with_state().to_forget(before))
    for comment in due:
        with transaction.atomic():
            ForgottenComment.objects.create(comment=comment, forgotten_at=at)
            transaction.on_commit(partial(erase, comment.key_subject))
    for one in ForgottenComment.objects.filter(forgotten_at__gte=at - LOOKS_BACK).select_related("comment"):
        erase(one.comment.key_subject)
    return len(due)


def due_on(kind: CommentKind, received_on: date) -> date:
    """The day by which it is answered, or a complaint acknowledged, as this service sets it or the law does."""
    days, holidays = profile().complaints, profile().working_days.bank_holidays
    if kind is CommentKind.DATA_COMPLAINT:
        return deadlines.data_complaint_acknowledged_by(received_on)
    working_days = (
        days.acknowledge_working_days if kind is CommentKind.COMPLAINT else days.answer_working_days
    )
    return deadlines.within(received_on, working_days=working_days, bank_holidays=holidays)


def _keep(
    said: Said, *, by: User | None, came_by: CameBy, received_on: date, once: UUID, at: datetime
) -> Comment:
    earlier: Comment | None = Comment.objects.filter(once=once, taken_by=by).first()
    if earlier:
        return earlier
    comment: Comment = Comment.objects.create(
        reference=next_reference("feedback_comment_reference", mark="C"),
        kind=said.kind,
        about_manager=said.about_manager,
        words=said.words,
        name=said.name,
        email=said.email,
        phone=said.phone,
        came_by=came_by,
        received_on=received_on,
        due_on=due_on(said.kind, received_on),
        due_rule=deadlines.DUE_BY_RULE,
        sent_at=at,
        taken_by=by,
        once=once,
    )
    if said.kind in rules.COMPLAINTS:
        to = who_hears_of(comment)
        emails.tell_of_complaint(to, due_on=comment.due_on, about=comment.id, by=by or COMMENTS, at=at)
    return comment
