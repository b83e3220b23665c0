"""A questionnaire, one question a page: what was answered so far travels in the page, since no session may know it.

It never saves. Nothing is asked for: whoever leaves a question open goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from feedback.actions.batches import MOST_WORDS, Answered, Sheet, fits
from feedback.choices import AnswerGiven
from feedback.languages import Wording
from feedback.models import Question
from sendiass.profiles import profile
from sendiass.ui.fields import NoteField, OnceField, RadiosField
from sendiass.ui.forms import GovukForm
from sendiass.visitors.forms import VisitorForm

SO_FAR = "so_far"


def sheet_as_typed(typed: str, questions: Iterable[Question]) -> Sheet:
    """The answers so far; whatever is not one of this questionnaire's answers is left out."""
    asked = {one.number: one for one in questions}
    try:
        told = json.loads(typed or "{}")
        said = {int(number): Answered(given, words) for number, (given, words) in told.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
    return {number: one for number, one in said.items() if fits(one, asked.get(number))}


def sheet_as_carried(sheet: Sheet) -> str:
    """The answers so far as the next page carries them."""
    return json.dumps({str(number): [one.given, one.words] for number, one in sorted(sheet.items())})


class QuestionForm(GovukForm):
    """One question: five words to choose from and "I don't know", a box for words, or both."""

    marks_optional = False

    def __init__(
        self,
        data: Any = None,
        *,
        question: Question,
        wording: Wording,
        answered: Answered | None = None,
    ) -> None:
        own: dict[str, Any] = {"given": answered.given, "words": answered.words} if answered else {}
        super().__init__(data, initial=own)
        if question.scale:
            self.fields["given"] = RadiosField(
                label=wording.ask(question.words),
                choices=choices_of(question, wording),
                required=False,
                error_messages={"invalid_choice": wording.plain("not_a_choice")},
            )
        if question.asks_for_words:
            self.fields["words"] = _box_for_words(question, wording)

    @property
    def heading_field(self) -> str:
        """The field whose label is the page's heading."""
        return next(iter(self.fields))

    def answered(self) -> Answered:
        """What was answered; needs a form that is valid."""
        said: Mapping[str, str] = self.cleaned_data
        return Answered(said.get("given", ""), said.get("words", ""))


def _box_for_words(question: Question, wording: Wording) -> NoteField:
    most = f"{MOST_WORDS:,}"
    return NoteField(
        label=wording.ask(question.asks_for_words if question.scale else question.words),
        help_text=wording.say("most_words", most=most),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": "4", "dir": "auto"}),
        error_messages={
            "max_length": wording.plain("too_long", most=most),
            "hidden": wording.plain("hidden"),
        },
    )


class SendForm(VisitorForm):
    """Nothing is asked any more: the answers are put into the mailbox as they were checked."""

    once = OnceField()

    def __init__(self, *args: Any, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least_seconds = profile().referral.patience_seconds
        self.too_soon, self.trapped = wording.plain("too_soon"), wording.plain("trapped")
        self.fields["more_about_you"].label = wording.say("leave_empty")


def choices_of(question: Question, wording: Wording) -> list[tuple[str, str]]:
    """The words of its scale from most to least, and "I don't know"."""
    scale: list[tuple[str, str]] = [
        (str(value), wording.ask(words)) for value, words in enumerate(question.scale)
    ]
    return [*reversed(scale), (str(AnswerGiven.DONT_KNOW), wording.say("dont_know"))]
