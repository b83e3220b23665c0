"""Cleans what is worded of the policy. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from governance.access.policy import promises_to_make
from governance.actions.policy import Worded
from governance.models.policy import LONGEST_CLAUSE, LONGEST_HEADING
from governance.rules.policy import ClauseWords
from sendiass import clock
from sendiass.clauses import clauses
from sendiass.ui.fields import (
    CheckboxesField,
    FriendlyDateField,
    LineField,
    NoteField,
    SelectField,
)
from sendiass.ui.forms import GovukForm, OnceForm

AT_THE_HEAD = "first"


class ClauseForm(GovukForm):
    """The heading and the words of a clause, and the promises that it makes."""

    refused_at = MappingProxyType({"as-it-was-seen": ("words",)})
    heading = LineField(
        label="Heading", max_length=LONGEST_HEADING, error_messages={"required": "Enter a heading"}
    )
    words = NoteField(
        label="The words of the clause",
        help_text="Everybody may read them. Leave an empty line between paragraphs.",
        rows=10,
        max_length=LONGEST_CLAUSE,
        error_messages={"required": "Enter the words of the clause"},
    )
    promises = CheckboxesField(
        label="Which promises does it make?",
        help_text="What keeps each promise is shown beside the clause.",
        required=False,
        small=True,
    )

    def __init__(self, *args: Any, besides: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = clauses()
        ids = [*promises_to_make(), *(one for one in besides if one not in promises_to_make())]
        self.fields["promises"].choices = [  # type: ignore[attr-defined]
            (one, f"{one}: {known[one].promise}") for one in ids if one in known
        ]

    @property
    def worded(self) -> Worded:
        """The clause as it was worded, for the action."""
        said = self.cleaned_data
        return Worded(said["heading"], said["words"], tuple(said["promises"]))


class WordForm(ClauseForm):
    """A clause worded anew; `seen` says what was changed, so that nobody's change is lost unseen."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def show_as_it_stands(self, digest: str) -> None:
        """What was typed stays; saved again, it takes the place of what stands now."""
        if isinstance(self.data, QueryDict):
            data = self.data.copy()
            data[self.add_prefix("seen")] = digest
            self.data = data


class AddClauseForm(ClauseForm, OnceForm):
    """A new clause, and where it stands."""

    after = SelectField(label="Where does it stand?")
    field_order = ("after", "heading", "words", "promises")

    def __init__(self, *args: Any, standing: Sequence[ClauseWords], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = [(str(one.key), f"After {number}. {one.heading}") for number, one in enumerate(standing, 1)]
        self.fields["after"].choices = [(AT_THE_HEAD, "At the head"), *pairs]  # type: ignore[attr-defined]
        if pairs:
            self.fields["after"].initial = pairs[-1][0]

    @property
    def stands_after(self) -> UUID | None:
        """The key of the clause it stands after; None at the head."""
        after = self.cleaned_data["after"]
        return None if after == AT_THE_HEAD else UUID(after)


class AdoptForm(OnceForm):
    """From which day an edition is in force."""

    refused_at = MappingProxyType({"dates-make-sense": ("in_force_on",)})
    in_force_on = FriendlyDateField(
        label="In force from",
        help_text="Such as today, +14 or 1/9.",
        earliest=clock.today,
        lean="future",
        initial="today",
        error_messages={"required": "Enter the day from which it is in force"},
    )
