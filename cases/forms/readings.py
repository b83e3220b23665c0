"""Narrows who looked by what stands in the address, and takes what somebody found about unusual reading."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cases.choices import LookedIntoAs
from cases.forms.lists import listed
from sendiass import clock
from sendiass.ui.fields import FriendlyDateField, NoteField, RadiosField, SelectField
from sendiass.ui.forms import FilterForm, GovukForm
from sendiass.ui.words import short_date

Pairs = list[tuple[str, str]]
ANYONE, PEOPLE, SERVICE = "", "people", "service"
THEMSELVES, CASES = "", "cases"
ABOUT = [(THEMSELVES, "Their own record"), (CASES, "The cases they are in")]
WHO = [(ANYONE, "Anyone"), (PEOPLE, "Anyone who works here"), (SERVICE, "The service itself")]


class LooksFilterForm(FilterForm):
    """Who looked, where and on which days. What is no choice or no day narrows nothing, and is said to be none."""

    who = SelectField(label="Who", required=False)
    what = SelectField(label="Where", required=False)
    since = FriendlyDateField(label="From", required=False, latest=clock.today)
    until = FriendlyDateField(label="To", required=False, latest=clock.today)
    about = forms.ChoiceField(required=False, choices=ABOUT, widget=forms.HiddenInput)

    def __init__(self, *args: Any, workers: Pairs, pages: Pairs, **kwargs: Any) -> None:
        """`workers` are ids and names, `pages` the names of pages with their words."""
        super().__init__(*args, **kwargs)
        who, what = self.fields["who"], self.fields["what"]
        assert isinstance(who, SelectField)  # noqa: S101 - tells the type
        assert isinstance(what, SelectField)  # noqa: S101 - tells the type
        who.choices = [*WHO, *workers]
        what.choices = [("", "Anywhere"), *pages]
        self._words = {"who": [*WHO[1:], *workers], "what": pages}

    def asked(self, name: str) -> str:
        """What is asked for under that name; empty when nothing, or nothing that is a choice."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    def day(self, name: str) -> date | None:
        """The day that is asked for under that name."""
        self.is_valid()
        found: date | None = self.cleaned_data.get(name)
        return found

    def labels(self) -> dict[str, dict[str, str]]:
        """Parameter → value → words, for the filters in force."""
        words = {name: dict(pairs) for name, pairs in self._words.items()}
        for name, before in (("since", "From"), ("until", "To")):
            day = self.day(name)
            words[name] = {str(self.data.get(name)): f"{before} {short_date(day)}"} if day else {}
        return words


class WorkerDaysForm(FilterForm):
    """Whose reading to show, and up to which day."""

    worker = SelectField(label="Worker", required=False)
    until = FriendlyDateField(
        label="Last day", help_text="The week up to this day is shown.", required=False, latest=clock.today
    )

    def __init__(self, *args: Any, workers: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worker = self.fields["worker"]
        assert isinstance(worker, SelectField)  # noqa: S101 - tells the type
        worker.choices = [("", "Choose somebody"), *workers]

    def asked(self, name: str) -> Any:
        """What is asked for under that name; None when nothing, or nothing that is a choice or a day."""
        self.is_valid()
        return self.cleaned_data.get(name) or None


class LookIntoForm(GovukForm):
    """What was found about unusual reading."""

    outcome = RadiosField(
        label="What you found",
        choices=listed(LookedIntoAs),
        hints={
            LookedIntoAs.EXPLAINED.value: "There is a good reason for it, which you write down.",
            LookedIntoAs.TO_TALK_ABOUT.value: "You will talk about it with them, or with whoever is above you.",
        },
        error_messages={"required": "Select what you found"},
    )
    words = NoteField(
        label="In words",
        help_text="Name no family. This cannot be changed afterwards.",
        rows=4,
        max_length=2000,
        error_messages={"required": "Enter in words what you found"},
    )
