"""A questionnaire, one question a page: what was answered so far travels in the page, since no session may know it.

It never saves. Nothing is asked for: whoever leaves a question open goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from feedback.actions.batches import (
    MOST_ABOUT,
    MOST_NAMED,
    MOST_WORDS,
    NOBODY,
    WHO,
    Answered,
    Sheet,
    Who,
    fits,
    is_who,
)
from feedback.choices import AnswerGiven
from feedback.languages import Wording
from feedback.models import Question
from sendiass.profiles import profile
from sendiass.ui.fields import NameField, NoteField, OnceField, RadiosField
from sendiass.ui.forms import GovukForm
from sendiass.visitors.forms import VisitorForm


def sheet_as_typed(typed: str, questions: Iterable[Question]) -> Sheet:
    """The answers so far; whatever is not one of this questionnaire's answers is left out."""
    asked = {one.number: one for one in questions}
    try:
        told = json.loads(typed or "{}")
        told.pop(WHO, None)
        said = {int(number): Answered(given, words) for number, (given, words) in told.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
    return {number: one for number, one in said.items() if fits(one, asked.get(number))}


def who_as_typed(typed: str, data: Mapping[str, str]) -> Who:
    """Who wants to be known, as the last page or those after it carried it."""
    if "contact" in data:
        told: Any = [data.get(name, "") for name in ("name", "contact", "about")]
    else:
        try:
            told = json.loads(typed or "{}").get(WHO, ())
        except (ValueError, AttributeError):
            return NOBODY
    try:
        said = Who(*told)
    except TypeError:
        return NOBODY
    return said if is_who(said) else NOBODY


def sheet_as_carried(sheet: Sheet, who: Who = NOBODY) -> str:
    """The answers so far as the next page carries them, and who wants to be known."""
    told = {str(number): [one.given, one.words] for number, one in sorted(sheet.items())}
    said = (who.name, who.contact, who.about)
    return json.dumps({**told, WHO: said} if any(said) else told)


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
        prefix: str | None = None,
    ) -> None:
        own: dict[str, Any] = {"given": answered.given, "words": answered.words} if answered else {}
        super().__init__(data, initial=own, prefix=prefix)
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
        """The field whose label is the page's heading; none where it stands on one page with others, by its prefix."""
        return "" if self.prefix else next(iter(self.fields))

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
    marks_optional = False

    def __init__(self, *args: Any, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least_seconds = profile().referral.patience_seconds
        self.too_soon, self.trapped = wording.plain("too_soon"), wording.plain("trapped")
        self.incomplete = wording.plain("who_incomplete")
        self.fields["more_about_you"].label = wording.say("leave_empty")
        for name, most in (("name", MOST_NAMED), ("contact", MOST_NAMED), ("about", MOST_ABOUT)):
            self.fields[name] = NameField(
                label=wording.say(f"who_{name}"),
                max_length=most,
                required=False,
                widget=forms.TextInput(attrs={"dir": "auto"}),
                error_messages={
                    "max_length": wording.plain("too_long", most=most),
                    "hidden": wording.plain("hidden"),
                },
            )

    def clean(self) -> dict[str, Any]:
        """Whoever says what it is about also says who they are, or it could be answered to nobody."""
        said = super().clean()
        if said.get("about") and not self.who().is_said:
            self.add_error("name", self.incomplete)
        return said

    def who(self) -> Who:
        """Who wants to be known, if anybody does."""
        said = self.cleaned_data
        return Who(said.get("name", ""), said.get("contact", ""), said.get("about", ""))


class SheetForm(SendForm):
    """The same for whoever types in sheet after sheet: there is no robot to wait for."""

    def _look_for_robots(self, said: dict[str, Any]) -> None:
        """Whoever types in what came on paper needs no moment for it."""


def choices_of(question: Question, wording: Wording) -> list[tuple[str, str]]:
    """The words of its scale from most to least, and "I don't know"."""
    scale: list[tuple[str, str]] = [
        (str(value), wording.ask(words)) for value, words in enumerate(question.scale)
    ]
    return [*reversed(scale), (str(AnswerGiven.DONT_KNOW), wording.say("dont_know"))]
