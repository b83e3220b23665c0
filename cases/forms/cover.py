"""Cleans who is away and who covers. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cases.actions.cover import Away
from cases.models import Case
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.ui.fields import FriendlyDateField, LineField, RadiosField, SelectField
from sendiass.ui.fields.dates import two_years_ahead
from sendiass.ui.forms import OnceForm

ALL, ONE = "all", "one"


class CoverForm(OnceForm):
    """Who is away for which days, and who looks after their cases."""

    refused_at = {"cover": ("worker",), "Y12": ("worker",), "dates-make-sense": ("last",)}

    away = SelectField(label="Who is away", error_messages={"required": "Select who is away"})
    first = FriendlyDateField(
        label="First day away",
        help_text="For example, today, +7 or 27/3/2027.",
        lean="future",
        earliest=clock.today,
        latest=two_years_ahead,
        error_messages={"required": "Enter the first day away"},
    )
    last = FriendlyDateField(
        label="Last day away",
        lean="future",
        earliest=clock.today,
        latest=two_years_ahead,
        error_messages={"required": "Enter the last day away"},
    )
    worker = SelectField(label="Who covers", error_messages={"required": "Select who covers"})
    which = RadiosField(
        label="Which cases?",
        choices=[(ALL, "All of their cases"), (ONE, "One of them")],
        reveals={ONE: ["reference"]},
        hints={ALL: "Those they get meanwhile, too."},
        initial=ALL,
        error_messages={"required": "Select which cases"},
    )
    reference = LineField(
        label="Case reference", error_messages={"required": "Enter the reference of the case"}
    )

    def __init__(
        self, *args: Any, those_away: Sequence[User], those_covering: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.id): one for one in (*those_away, *those_covering)}
        for name, words, people in (
            ("away", "Select who is away", those_away),
            ("worker", "Select who covers", those_covering),
        ):
            self.fields[name].choices = [("", words), *((str(one.id), _named(one)) for one in people)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, and nobody covers themselves."""
        said = self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day must be on or after the first")
        if said.get("away") and said.get("away") == said.get("worker"):
            self.add_error("worker", "Select somebody else than who is away")
        return said

    @property
    def who_is_away(self) -> User:
        """Whose cases are covered."""
        return self.people[self.cleaned_data["away"]]

    @property
    def who_covers(self) -> User:
        """Who covers."""
        return self.people[self.cleaned_data["worker"]]

    @property
    def one_case(self) -> str:
        """The reference of the one case that is meant; empty for all."""
        return (
            str(self.cleaned_data["reference"]).strip().upper() if self.cleaned_data["which"] == ONE else ""
        )

    def away_from(self, case: Case | None) -> Away:
        """What was typed, for the action."""
        first: date = self.cleaned_data["first"]
        return Away(who=self.who_is_away, first=first, last=self.cleaned_data["last"], case=case)


class CoverCaseForm(OnceForm):
    """Who else looks after one case for the same days."""

    worker = SelectField(label="Who covers this case", error_messages={"required": "Select who covers it"})

    def __init__(self, *args: Any, those_covering: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.id): one for one in those_covering}
        self.fields["worker"].choices = [  # type: ignore[attr-defined]
            ("", "Select who covers it"),
            *((key, _named(one)) for key, one in self.people.items()),
        ]

    @property
    def who_covers(self) -> User:
        """Who covers."""
        return self.people[self.cleaned_data["worker"]]


def _named(one: User) -> str:
    return f"{one.name} ({one.role_words.lower()})"
