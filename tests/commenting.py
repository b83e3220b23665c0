"""What people say of the service, and complaints that were taken on, for tests that need one."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from cases.models import Case
from feedback.actions.comments import Said, send_comment, write_down_comment
from feedback.actions.complaints import Step, TakenOn, take_on_complaint, take_step
from feedback.choices import (
    CameBy,
    CommentKind,
    ComplaintStep,
    HowAnswered,
    Learning,
    Outcome,
)
from feedback.models import Comment, Complaint, ComplaintEntry
from sendiass import clock
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from tests.cast import Cast, joined

WORDS = "Nobody rang me back for three weeks."
STEPS = {
    ComplaintStep.ACKNOWLEDGED: Step(
        ComplaintStep.ACKNOWLEDGED, "We have it, and Moira looks into it.", how=HowAnswered.PHONE
    ),
    ComplaintStep.LOOKED_INTO: Step(ComplaintStep.LOOKED_INTO, "The diary, and hearing both."),
    ComplaintStep.DECIDED: Step(
        ComplaintStep.DECIDED, "The message was lost. We said sorry.", Outcome.UPHELD, HowAnswered.PHONE
    ),
    ComplaintStep.FURTHER: Step(ComplaintStep.FURTHER, "Sorry is not enough; the trustees look at it."),
    ComplaintStep.CLOSED: Step(ComplaintStep.CLOSED, "Messages go into one book.", Learning.CHANGES),
    ComplaintStep.WITHDRAWN: Step(ComplaintStep.WITHDRAWN, "It was a misunderstanding."),
    ComplaintStep.NOTE: Step(ComplaintStep.NOTE, "She rang again."),
}
"""One of each step that names nobody here, as its day is filled in by `stepped`."""


def commented(kind: CommentKind = CommentKind.COMMENT, words: str = WORDS, **different: Any) -> Comment:
    """Somebody wrote this through the website now."""
    return send_comment(said=Said(kind, words, **different), once=uuid4(), at=clock.now())


def complained(by: User, *, days_ago: int = 0, **different: Any) -> Comment:
    """Somebody complained by phone so many days ago, and this worker wrote it down now."""
    said = Said(**{"kind": CommentKind.COMPLAINT, "words": WORDS, **different})
    return write_down_comment(
        by=by,
        said=said,
        came_by=CameBy.PHONE,
        received_on=clock.today() - timedelta(days=days_ago),
        once=uuid4(),
        at=clock.now(),
    )


def taken_on(
    cast: Cast,
    *,
    comment: Comment | None = None,
    by: User | None = None,
    handler: User | None = None,
    about: Collection[User] = (),
    case: Case | None = None,
    about_data: bool = False,
) -> Complaint:
    """A complaint that the manager took on and handles, unless told otherwise."""
    by = by or cast.team.manager
    taken = TakenOn(handler or by, tuple(about), about_data, case.reference if case else "")
    comment = comment or commented(CommentKind.COMPLAINT)
    return take_on_complaint(by=by, comment=comment, taken=taken, at=clock.now())


def stepped(by: User, complaint: Complaint, *steps: ComplaintStep | Step) -> list[ComplaintEntry]:
    """Each of these steps, taken now."""
    found = []
    for one in steps:
        step = one if isinstance(one, Step) else STEPS[one]
        if step.how and step.happened_on is None:
            step = Step(step.kind, step.words, step.outcome, step.how, clock.today(), step.worker)
        found.append(take_step(by=by, comment=complaint.comment, step=step, once=uuid4(), at=clock.now()))
    return found


def lead_of(cast: Cast) -> User:
    """Whoever is above the manager."""
    return joined(
        by=cast.team.manager,
        confirmed_by=cast.team.administrator,
        newcomer=Newcomer("lena@service.example", "Lena Voss", Role.STRATEGIC_LEAD),
        at=clock.now(),
    )


def second_manager(cast: Cast) -> User:
    """Another manager."""
    return joined(
        by=cast.team.manager,
        confirmed_by=cast.team.administrator,
        newcomer=Newcomer("mona@service.example", "Mona Grant", Role.MANAGER),
        at=clock.now(),
    )


def signed_in(user: User) -> Client:
    """Their browser."""
    client = Client()
    client.force_login(user)
    return client


def words_at(user: User, address: str) -> str:
    """What they read on that page."""
    response = signed_in(user).get(address)
    assert response.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
