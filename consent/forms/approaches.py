"""Cleans what an agency told us unasked. There is no box for what we said of the family: nothing. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cases.forms.agencies import NamesAnAgency
from cases.forms.lists import listed
from cases.models import Agency
from consent.actions.approaches import Approached
from consent.choices import Channel, Told
from consent.forms.moments import moment_of
from sendiass import clock
from sendiass.profiles import profile
from sendiass.ui.fields import ClockTimeField, FriendlyDateField, LineField, NoteField, RadiosField
from sendiass.ui.fields.dates import Bounds
from sendiass.ui.forms import OnceForm

EARLIEST = date(2000, 1, 1)


class ApproachForm(NamesAnAgency, OnceForm):
    """Who approached us, and what they said. `agencies` are those that may be meant, in order."""

    channel = RadiosField(
        label="How?", choices=listed(Channel), error_messages={"required": "Select how they reached us"}
    )
    spoke_to = LineField(
        label="Who it was",
        help_text="Their name and post.",
        max_length=500,
        error_messages={"required": "Enter who it was"},
    )
    heard = NoteField(
        label="What they said",
        rows=5,
        max_length=20_000,
        error_messages={"required": "Enter what they said"},
    )
    told = RadiosField(
        label="Did you tell them how we work?",
        choices=listed(Told),
        reveals={Told.NOT_POSSIBLE: ["because"]},
        error_messages={
            "required": "Select whether you told them that families hear what is said about them"
        },
    )
    because = LineField(
        label="Why not?",
        help_text="Such as: they left a message.",
        max_length=2_000,
        error_messages={"required": "Enter why it was not possible to tell them"},
    )
    happened_on = FriendlyDateField(
        label="When",
        help_text="Such as today, yesterday, -3 or 27/3.",
        error_messages={"required": "Enter the day it was"},
    )
    happened_time = ClockTimeField(
        label="At what time", help_text="Leave it empty if it was just now.", required=False
    )
    field_order = ("agency", "school_named", "school")

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_agencies(agencies)
        self.fields["agency"].label = "Which agency was it?"
        days = profile().sharing.pass_on_working_days
        self.fields[
            "heard"
        ].help_text = (
            f"It becomes a task to tell the family within {days} working day{'' if days == 1 else 's'}."
        )
        self.fields["told"].help_text = (
            "Say it of every family, so that they do not learn whether we know this one: "
            f"“{profile().sharing.told_unasked}”"
        )
        self.fields["happened_on"].initial = "today"
        self.fields["happened_on"].bounds = Bounds(EARLIEST, clock.today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """When it was is one moment; the agency is one of the two boxes."""
        cleaned = super().clean()
        self.happened_at = moment_of(self, "happened_on", "happened_time", now=clock.now())
        return cleaned

    def approached(self) -> Approached:
        """What came to us, as the action takes it."""
        typed = self.cleaned_data
        if self.happened_at is None or self.the_agency is None:
            raise ValueError("asked of a form that is not valid")
        return Approached(
            agency=self.the_agency,
            channel=Channel(typed["channel"]),
            spoke_to=typed["spoke_to"],
            heard=typed["heard"],
            happened_at=self.happened_at,
            told=Told(typed["told"]),
            because=typed["because"],
        )
