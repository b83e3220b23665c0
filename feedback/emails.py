"""What feedback writes: to families, what they thought of our help; to our own people, that something waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from cases.emails import TO_A_COLLEAGUE, tell_colleagues
from sendiass.accounts.models import User
from sendiass.audit import Actor
from sendiass.outbox.kinds import MessageKind
from sendiass.ui.words import long_date

COMPLAINT_WAITS = MessageKind(
    code="feedback.complaint_waits",
    label=TO_A_COLLEAGUE,
    subject="Something needs you",
    template="feedback/emails/complaint_waits",
)
QUESTIONNAIRE = MessageKind(
    code="feedback.questionnaire",
    label="Questionnaire: what they thought of our help",
    subject="What did you think?",
    template="feedback/emails/questionnaire",
)
ASKED_AGAIN = MessageKind(
    code="feedback.asked_again",
    label="Questionnaire: asked once more",
    subject="What did you think?",
    template="feedback/emails/asked_again",
)


def words_of_invitation(*, code: str, closes: date) -> Mapping[str, object]:
    """What an invitation and its reminder say besides their frame: the same to everyone who answers into a batch."""
    return {
        "link": settings.SITE_URL + reverse("feedback:answer_start", args=[code]),
        "closes": long_date(closes),
    }


def tell_of_complaint(to: Iterable[User], *, due_on: date, about: object, by: Actor, at: datetime) -> None:
    """Tell them that a complaint waits for them, and until when. `about` is the fact: one message each, however often."""
    said = {"link": settings.SITE_URL + reverse("feedback:comment_list"), "due": long_date(due_on)}
    tell_colleagues(COMPLAINT_WAITS, to, said, about=about, by=by, at=at)
