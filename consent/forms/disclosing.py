"""Cleans one contact with an agency under one permission. What it does not cover is shown, and can't be chosen."""

from __future__ import annotations

from typing import Any

from cases.forms.lists import listed
from consent.choices import Channel, Told, Way
from consent.disclosures import Said, words_to_carry
from consent.forms.covered import SAID_ON, CoveredForm
from consent.forms.moments import moment_of
from consent.models import SharingPermission
from sendiass import clock
from sendiass.profiles import profile
from sendiass.ui.fields import (
    ClockTimeField,
    FriendlyDateField,
    LineField,
    NoteField,
    RadiosField,
)
from sendiass.ui.fields.dates import Bounds


class DisclosureForm(CoveredForm):
    """A contact with the permission's agency: with whom, what they were told, what was said, and what they said.

    Every kind of content is listed, and those not covered are closed.
    """

    says = "What was said"
    asks = "what was said"
    field_order = ("channel", "spoke_to", "told", "because", "way", "contents")

    channel = RadiosField(
        label="How?", choices=listed(Channel), error_messages={"required": "Select how you spoke with them"}
    )
    spoke_to = LineField(
        label="Who you spoke with there",
        help_text="Their name and post.",
        max_length=500,
        error_messages={"required": "Enter who you spoke with"},
    )
    told = RadiosField(
        label="Did you tell them this?",
        choices=listed(Told),
        reveals={Told.NOT_POSSIBLE: ["because"]},
        error_messages={"required": "Select whether you told them that the family will hear what they say"},
    )
    because = LineField(
        label="Why not?",
        help_text="Such as: they rang us, or we left a message.",
        max_length=2_000,
        error_messages={"required": "Enter why it was not possible to tell them"},
    )
    heard = NoteField(label="What they said", rows=4, max_length=20_000, required=False)
    happened_on = FriendlyDateField(
        label="When",
        help_text="Such as today, yesterday, -3 or 27/3.",
        error_messages={"required": "Enter the day it was"},
    )
    happened_time = ClockTimeField(
        label="At what time", help_text="Leave it empty if it was just now.", required=False
    )

    def __init__(self, *args: Any, permission: SharingPermission, **kwargs: Any) -> None:
        super().__init__(*args, permission=permission, **kwargs)
        sharing = profile().sharing
        self.fields["told"].help_text = f"“{sharing.told_to_agencies}”"
        self.fields["heard"].help_text = (
            "Leave it empty if they said nothing. It becomes a task to tell the family within "
            f"{sharing.pass_on_working_days} working day{'' if sharing.pass_on_working_days == 1 else 's'}."
        )
        self.fields["way"].widget.hints = {
            way.value: f"Say first: “{words_to_carry(way)}”" for way in Way if words_to_carry(way)
        }
        self.fields["happened_on"].initial = "today"
        self.fields["happened_on"].bounds = Bounds(  # type: ignore[attr-defined]
            clock.day_of(permission.from_at), clock.today()
        )

    def clean(self) -> dict[str, Any]:
        """When it was is one moment; what was said is typed for each content, but where one only listened."""
        self.happened_at = moment_of(self, "happened_on", "happened_time", now=clock.now())
        if self.cleaned_data.get("way") == Way.HEAR:
            self._only_listened()
        return self.cleaned_data

    def _only_listened(self) -> None:
        if not self.cleaned_data.get("heard") and "heard" not in self.errors:
            self.add_error("heard", "Enter what they said")
        for content in self.cleaned_data.get("contents", ()):
            box = f"{SAID_ON}{content}"
            if self.has_error(box, "required"):
                del self.errors[box]
                self.cleaned_data[box] = ""

    def said(self) -> Said:
        """What was said, as the one way out takes it."""
        typed = self.cleaned_data
        if self.happened_at is None:
            raise ValueError("asked of a form that is not valid")
        return Said(
            agency=self.permission.agency,
            about=self.permission.about,
            way=Way(typed["way"]),
            channel=Channel(typed["channel"]),
            contents=self.words_on(),
            happened_at=self.happened_at,
            told=Told(typed["told"]),
            because=typed["because"],
            spoke_to=typed["spoke_to"],
            heard=typed["heard"],
        )
