"""What feedback writes: to families, what they thought of our help; to our own people, that something waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from cases.emails import TO_A_COLLEAGUE, tell_colleagues
from feedback.choices import Language
from feedback.languages import RIGHT_TO_LEFT, address_path, invitation_words
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
    can_be_hidden=True,
    text_template="feedback/messages/questionnaire.txt",
)
ASKED_AGAIN = MessageKind(
    code="feedback.asked_again",
    label="Questionnaire: asked once more",
    subject="What did you think?",
    template="feedback/emails/asked_again",
    can_be_hidden=True,
    text_template="feedback/messages/questionnaire.txt",
)


TEAM_ASKED = MessageKind(
    code="feedback.team_asked",
    label="Questionnaire: what the team thinks",
    subject="What do you think?",
    template="feedback/emails/team_asked",
)
SCHOOL_ASKED = MessageKind(
    code="feedback.school_asked",
    label="Questionnaire: what a school thinks",
    subject="What do you think?",
    template="feedback/emails/school_asked",
)


@dataclass(frozen=True, slots=True)
class SaidIn:
    """What an invitation says in one language."""

    language: Language
    words: Mapping[str, str]
    link: str

    @property
    def is_from_right(self) -> bool:
        """Whether it is written from right to left."""
        return self.language in RIGHT_TO_LEFT


def words_of_invitation(*, code: str, closes: date, written_language: str) -> Mapping[str, object]:
    """What an invitation and its repetition say besides their frame, in the person's language first and in English.

    `written_language` is what they read, as casework keeps it; in one of ours they are asked in it.
    """
    languages = dict.fromkeys((_ours(written_language), Language.ENGLISH))
    said = [
        SaidIn(one, invitation_words(one, closes_on=closes), settings.SITE_URL + address_path(code, one))
        for one in languages
    ]
    return {"said": said}


def words_of_round(*, code: str, closes: date) -> Mapping[str, object]:
    """What everyone who is asked alike reads: the same address and the same day for all."""
    return {"link": settings.SITE_URL + address_path(code), "closes": long_date(closes)}


def _ours(written_language: str) -> Language:
    return Language(written_language) if written_language in Language.values else Language.ENGLISH


def tell_of_complaint(to: Iterable[User], *, due_on: date, about: object, by: Actor, at: datetime) -> None:
    """Tell them that a complaint waits for them, and until when. `about` is the fact: one message each, however often."""
    said = {"link": settings.SITE_URL + reverse("feedback:comment_list"), "due": long_date(due_on)}
    tell_colleagues(COMPLAINT_WAITS, to, said, about=about, by=by, at=at)
