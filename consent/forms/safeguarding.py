"""Cleans what was told to keep someone safe. It asks for whom and when; whatever else is not known may come later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from cases.forms.lists import listed
from cases.models import Agency, Person
from consent.actions.safeguarding import Known, Shared
from consent.choices import FamilyTold, LawfulBasis, ReviewOutcome, ToldWhom
from consent.forms.moments import moment_of
from sendiass import clock
from sendiass.ui.fields import (
    ClockTimeField,
    FriendlyDateField,
    LineField,
    NoteField,
    RadiosField,
    SelectField,
)
from sendiass.ui.forms import OnceForm

OLDEST = timedelta(days=366)
"""A day before that is a slip of the hand."""
ANOTHER = "another"
"""Who is at risk is not on the case."""


class KnownForm(OnceForm):
    """What may be known at once or only later; nothing of it is asked for."""

    risk = NoteField(label="What the risk is", rows=3, max_length=10_000, required=False)
    said = NoteField(label="What was said", rows=3, max_length=10_000, required=False)
    why_not_asked = NoteField(
        label="Why permission was not asked, or a no was gone against",
        rows=2,
        max_length=5_000,
        required=False,
    )
    family_told = RadiosField(
        label="Was the family told that it was shared?",
        choices=listed(FamilyTold),
        reveals={FamilyTold.NO: ["why_not_told"]},
        required=False,
    )
    why_not_told = NoteField(
        label="Why telling them would add to the risk", rows=2, max_length=5_000, required=False
    )
    basis = RadiosField(
        label="What allowed us to share it (lawful basis)", choices=listed(LawfulBasis), required=False
    )

    def known(self) -> Known:
        """What is known of it."""
        typed = self.cleaned_data
        return Known(
            risk=typed["risk"],
            said=typed["said"],
            not_asked=typed["why_not_asked"],
            family_told=FamilyTold(typed["family_told"]) if typed["family_told"] else None,
            family_words=typed["why_not_told"],
            basis=LawfulBasis(typed["basis"]) if typed["basis"] else None,
        )


class SafeguardingForm(KnownForm):
    """What was told, to whom, when. `people` are those on the case, each with what to call them."""

    told = RadiosField(
        label="Whom did you tell?",
        choices=listed(ToldWhom),
        error_messages={"required": "Select whom you told"},
    )
    agency = SelectField(label="Which one, if it is in our directory", required=False)
    told_words = LineField(label="Who there, or who they are", max_length=500, required=False)
    happened_on = FriendlyDateField(
        label="When",
        help_text="Such as today, yesterday, -3 or 27/3.",
        earliest=lambda: clock.today() - OLDEST,
        latest=clock.today,
        initial="today",
        error_messages={"required": "Enter the day you told them"},
    )
    happened_time = ClockTimeField(
        label="At what time",
        help_text="Leave it empty if it was just now. About is near enough.",
        required=False,
    )
    about = RadiosField(label="Who is at risk?", reveals={ANOTHER: ["at_risk"]}, required=False)
    at_risk = LineField(label="Who, as far as you know", max_length=500, required=False)
    field_order = ("told", "agency", "told_words", "happened_on", "happened_time", "about", "at_risk")

    def __init__(
        self, *args: Any, agencies: Sequence[Agency], people: Sequence[tuple[Person, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(one.id): one for one in agencies}
        self.people = {str(person.id): person for person, _ in people}
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            ("", "Not in it, or not known"),
            *((key, one.name) for key, one in self.agencies.items()),
        ]
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            *((str(person.id), called) for person, called in people),
            (ANOTHER, "Someone else"),
        ]

    def clean(self) -> dict[str, Any]:
        """When it was is one moment; someone else is said who."""
        self.happened_at = moment_of(self, "happened_on", "happened_time", now=clock.now())
        typed = self.cleaned_data
        if typed.get("told") == ToldWhom.OTHER and not (typed.get("told_words") or typed.get("agency")):
            self.add_error("told_words", "Enter whom you told")
        return typed

    def shared(self) -> Shared:
        """What was told, as the action takes it."""
        typed = self.cleaned_data
        if self.happened_at is None:
            raise ValueError("asked of a form that is not valid")
        return Shared(
            told=ToldWhom(typed["told"]),
            happened_at=self.happened_at,
            known=self.known(),
            agency=self.agencies.get(typed["agency"]),
            told_words=typed["told_words"],
            about=self.people.get(typed["about"]),
            at_risk=typed["at_risk"],
        )


class AdditionForm(KnownForm):
    """What became known later: any of it, and anything else."""

    words = NoteField(label="Anything else", rows=3, max_length=10_000, required=False)

    def clean(self) -> dict[str, Any]:
        """An addition adds something."""
        typed = self.cleaned_data
        if not self.errors and not any(value for name, value in typed.items() if name != "once"):
            self.add_error("words", "Enter what is known now")
        return typed


class ReviewForm(OnceForm):
    """What a second person found, why, and what follows."""

    outcome = RadiosField(
        label="Was it right to share it?",
        choices=listed(ReviewOutcome),
        hints={ReviewOutcome.NOT_AGREED: "You can then enter it in the breach register."},
        error_messages={"required": "Select whether you agree"},
    )
    reasons = NoteField(
        label="Why", rows=4, max_length=10_000, error_messages={"required": "Enter your reasons"}
    )
    follows = NoteField(label="What follows", rows=3, max_length=10_000, required=False)
