"""Cleans what is worded of the policy. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from governance.access.policy import promises_to_make
from governance.actions.policy import Worded
from governance.choices.policy import Reviewed
from governance.models.policy import LONGEST_CLAUSE, LONGEST_HEADING
from governance.rules.policy import ClauseWords
from sendiass import clock
from sendiass.clauses import clauses
from sendiass.ui.fields import (
    CheckboxesField,
    FriendlyDateField,
    LineField,
    NoteField,
    RadiosField,
    SelectField,
)
from sendiass.ui.forms import GovukForm, OnceForm


@dataclass(frozen=True, slots=True)
class MinuteChoice:
    """A minute to choose: of which meeting and item, and what was decided."""

    key: str
    words: str
    decision: str


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


class AgreeForm(GovukForm):
    """Which minute agreed an amendment. Its choices say what was decided: draw it inside a reading."""

    minute = RadiosField(
        label="Which minute agreed it?", error_messages={"required": "Select the minute that agreed it"}
    )

    def __init__(self, *args: Any, minutes: Sequence[MinuteChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["minute"], minutes)


class ReviewForm(OnceForm):
    """When the policy was reviewed, what it came to and in which minute. `seen` counts the views that were shown."""

    refused_at = MappingProxyType({"dates-make-sense": ("reviewed_on",), "Y27": ("minute",)})
    reviewed_on = FriendlyDateField(
        label="When was it reviewed?",
        help_text="Such as today, yesterday or 27/3.",
        latest=clock.today,
        error_messages={"required": "Enter the day of the review"},
    )
    outcome = RadiosField(
        label="What did it come to?",
        choices=Reviewed.choices,
        error_messages={"required": "Select what it came to"},
    )
    minute = RadiosField(label="Which minute says so?", required=False)
    seen = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    field_order = ("reviewed_on", "outcome", "minute", "seen")

    def __init__(
        self, *args: Any, minutes: Sequence[MinuteChoice], needs_minute: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        nothing = [] if needs_minute else [MinuteChoice("", "It stands in no minute", "")]
        _offer(self.fields["minute"], [*minutes, *nothing])


def _offer(field: forms.Field, minutes: Sequence[MinuteChoice]) -> None:
    assert isinstance(field, RadiosField)  # noqa: S101 - tells the type
    field.choices = [(one.key, one.words) for one in minutes]
    field.widget.hints = {one.key: one.decision for one in minutes if one.decision}


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
