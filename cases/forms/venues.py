"""Cleans what is typed about places where families can be met. It never saves."""

from __future__ import annotations

from typing import Any

from cases.actions.venues import VenueDetails
from cases.choices import Has, WhoseBuilding
from cases.forms.lists import listed
from cases.models import Venue
from sendiass import clock
from sendiass.ui.fields import FriendlyDateField, LineField, NoteField, PostcodeField, RadiosField
from sendiass.ui.forms import GovukForm


def _asked(label: str) -> RadiosField:
    return RadiosField(
        label=label,
        choices=listed(Has),
        inline=True,
        error_messages={"required": f"Select an answer to “{label}”"},
    )


class VenueForm(GovukForm):
    """A place, as somebody found it."""

    name = LineField(label="Name", max_length=200)
    address = NoteField(label="Address", required=False, rows=3, max_length=1000)
    postcode = PostcodeField(label="Postcode", required=False)
    whose = RadiosField(
        label="Whose building is it?",
        choices=listed(WhoseBuilding),
        error_messages={"required": "Select whose building it is"},
    )
    has_private_room = _asked("Is there a room where nobody else hears?")
    has_step_free_access = _asked("Is it free of steps, from the street to the room?")
    has_accessible_toilet = _asked("Is there an accessible toilet?")
    has_hearing_loop = _asked("Is there a hearing loop?")
    getting_there = NoteField(
        label="Getting there",
        help_text="Where to park, with a blue badge too, and which buses stop.",
        required=False,
        rows=3,
        max_length=1000,
    )
    notes = NoteField(
        label="Anything else",
        help_text="Such as how to book a room. Do not name a family here.",
        required=False,
        rows=3,
        max_length=1000,
    )
    reviewed_on = FriendlyDateField(
        label="Last looked at on",
        help_text="The day somebody last made sure that this is so. Such as today or 27/3.",
        initial="today",
        latest=clock.today,
        error_messages={"required": "Enter the day somebody last made sure of it"},
    )

    def __init__(self, *args: Any, venue: Venue | None = None, **kwargs: Any) -> None:
        if venue is not None:
            kwargs["initial"] = {name: getattr(venue, name) for name in VenueDetails.__dataclass_fields__}
        super().__init__(*args, **kwargs)

    @property
    def details(self) -> VenueDetails:
        """What was typed, for the action."""
        typed = {**self.cleaned_data, "whose": WhoseBuilding(self.cleaned_data["whose"])}
        typed |= {name: Has(value) for name, value in typed.items() if name.startswith("has_")}
        return VenueDetails(**typed)


class VenueChangeForm(VenueForm):
    """One that is in the register already; it may be used no more."""

    retired_on = FriendlyDateField(
        label="Used no more since",
        required=False,
        latest=clock.today,
        help_text="Only if families are met there no more. It stays on the records of meetings held there.",
    )
