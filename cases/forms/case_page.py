"""What a worker types when they log work on a case, or put right what was logged."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any
from uuid import uuid4

from cases.actions.interventions import Given, NextTask
from cases.choices import Channel, Direction, HelpKind, Voice
from cases.models import Intervention
from sendiass import clock
from sendiass.access import Decision
from sendiass.profiles import profile
from sendiass.profiles.lists import offered
from sendiass.ui.fields import (
    CheckboxesField,
    FriendlyDateField,
    LineField,
    MinutesField,
    NoteField,
    SelectField,
)
from sendiass.ui.fields.dates import Bounds, two_years_ago
from sendiass.ui.forms import OnceForm

USUAL_MINUTES = 15
NOT_NOTED = ("", "Not noted")


def _channels() -> list[tuple[str, str]]:
    return [("", "Choose how"), *offered(Channel)]


def _levels() -> list[tuple[str, str]]:
    return [(str(level.number), f"{level.number}: {level.label}") for level in profile().levels]


def _directions() -> list[tuple[str, str]]:
    return [NOT_NOTED, *offered(Direction)]


class InterventionForm(OnceForm):
    """One piece of work: what a quick entry needs first, what has a good default after the note."""

    refused_at = MappingProxyType({"intervention-level": ("level",), "dates-make-sense": ("happened_on",)})
    channel = SelectField(
        label="How it took place",
        choices=_channels,
        error_messages={"required": "Select how it took place"},
    )
    minutes = MinutesField(
        label="Minutes",
        initial=USUAL_MINUTES,
        error_messages={"required": "Enter how many minutes it took"},
    )
    note = NoteField(
        label="Note", rows=5, error_messages={"required": "Enter what was said and what was done"}
    )
    happened_on = FriendlyDateField(
        label="Date",
        initial="today",
        earliest=two_years_ago,
        latest=clock.today,
        help_text="Such as today, yesterday, -3 or 27/3",
        error_messages={"required": "Enter the day it happened"},
    )
    kinds = CheckboxesField(
        label="Kind of help",
        choices=lambda: offered(HelpKind),
        inline=True,
        small=True,
        error_messages={"required": "Select at least one kind of help"},
    )
    level = SelectField(label="Level", choices=_levels)
    voice = CheckboxesField(
        label="How the family’s voice was heard",
        choices=lambda: offered(Voice),
        small=True,
        required=False,
    )
    direction = SelectField(label="Who made the contact", choices=_directions, required=False)
    travel_minutes = MinutesField(label="Minutes of travel", min_value=0, required=False)

    @property
    def says_more(self) -> bool:
        """Whether the fields that are folded away say something, or are wrong."""
        folded = (self["direction"], self["travel_minutes"])
        return any(bound.errors or bound.value() for bound in folded)

    def given(self) -> Given:
        """What was typed, as the action takes it; of a valid form."""
        said = self.cleaned_data
        return Given(
            happened_on=said["happened_on"],
            channel=Channel(said["channel"]),
            kinds=tuple(HelpKind(kind) for kind in said["kinds"]),
            level=int(said["level"]),
            minutes=said["minutes"],
            note=said["note"],
            voice=tuple(Voice(way) for way in said["voice"]),
            direction=Direction(said["direction"]) if said["direction"] else None,
            travel_minutes=said["travel_minutes"] or 0,
        )

    def refused(self, decision: Decision) -> None:
        """As of any form; and what was saved before can be saved as another entry."""
        super().refused(decision)
        if decision.rule == "once":
            sent: Any = self.data
            self.data = sent.copy()
            self.data[self.add_prefix("once")] = str(uuid4())  # type: ignore[index]


class QuickLog(InterventionForm):
    """The log beside the record. It may set the next task in the same breath."""

    drawn_alike = (
        "channel",
        "minutes",
        "note",
        "happened_on",
        "kinds",
        "level",
        "voice",
        "direction",
        "travel_minutes",
        "next_task",
        "task_words",
        "task_due_on",
    )

    next_task = CheckboxesField(
        label="What comes next",
        choices=[("add", "Add a task")],
        small=True,
        reveals={"add": ["task_words", "task_due_on"]},
        required=False,
    )
    task_words = LineField(
        label="What is to be done", error_messages={"required": "Enter what is to be done"}
    )
    task_due_on = FriendlyDateField(
        label="Due",
        lean="future",
        earliest=clock.today,
        help_text="For example: tomorrow, 27/3",
        error_messages={"required": "Enter when it is due"},
    )

    def then(self) -> NextTask | None:
        """The next task, if one was asked for; of a valid form."""
        if not self.cleaned_data["next_task"]:
            return None
        return NextTask(words=self.cleaned_data["task_words"], due_on=self.cleaned_data["task_due_on"])


class Correction(InterventionForm):
    """The whole entry again as it should read, and why."""

    reason = LineField(
        label="Why this is corrected", error_messages={"required": "Enter why this is corrected"}
    )

    def __init__(self, *args: Any, corrects: Intervention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the entry says is offered even where the service no longer does.
        self._offer("channel", offered(Channel, keep=corrects.channel))
        self._offer("direction", [NOT_NOTED, *offered(Direction, keep=corrects.direction)])
        earliest = min(corrects.happened_on, two_years_ago())
        self.fields["happened_on"].bounds = Bounds(earliest, clock.today)  # type: ignore[attr-defined]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
