"""Cleans how the family was told what an agency said, or why it is not. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cases.forms.lists import listed
from cases.models import Person
from consent.actions.passing_on import Telling
from consent.choices import HowPassedOn, WhyWithheld
from sendiass import clock
from sendiass.ui.fields import FriendlyDateField, NoteField, RadiosField
from sendiass.ui.fields.dates import Bounds
from sendiass.ui.forms import OnceForm


class PassOnForm(OnceForm):
    """Who in the family was told, how and when. `people` are those of the case, each with what to call them."""

    told = RadiosField(label="Who did you tell?", error_messages={"required": "Select who you told"})
    how = RadiosField(
        label="How?", choices=listed(HowPassedOn), error_messages={"required": "Select how you told them"}
    )
    happened_on = FriendlyDateField(
        label="When",
        help_text="Such as today, yesterday, -3 or 27/3.",
        initial="today",
        error_messages={"required": "Enter the day you told them"},
    )
    answer = NoteField(label="What they said to it", rows=3, max_length=5_000, required=False)

    def __init__(
        self, *args: Any, people: Sequence[tuple[Person, str]], heard_on: date, **kwargs: Any
    ) -> None:
        """`heard_on` is the day the agency said it; made within a reading of the people."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.id): person for person, _ in people}
        self.fields["told"].choices = [(str(person.id), words) for person, words in people]  # type: ignore[attr-defined]
        if len(self.people) == 1:
            self.fields["told"].initial = next(iter(self.people))
        self.fields["happened_on"].bounds = Bounds(heard_on, clock.today())  # type: ignore[attr-defined]

    def telling(self) -> Telling:
        """How they were told, as the action takes it."""
        typed = self.cleaned_data
        return Telling(
            told=self.people[typed["told"]],
            how=HowPassedOn(typed["how"]),
            happened_on=typed["happened_on"],
            answer=typed["answer"],
        )


class WithholdForm(OnceForm):
    """Why the family is not told. There are two reasons, and each needs its words."""

    why = RadiosField(
        label="Why is the family not told?",
        choices=listed(WhyWithheld),
        error_messages={"required": "Select why the family is not told"},
    )
    because = NoteField(
        label="What makes it so",
        help_text="The family may ask to see this.",
        rows=4,
        max_length=2_000,
        error_messages={"required": "Enter what makes it so"},
    )
