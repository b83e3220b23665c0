"""Cleans what a reviewer found of an emergency. It never saves."""

from __future__ import annotations

from cases.choices import ReviewedAs
from cases.forms.lists import listed
from sendiass.ui.fields import NoteField, RadiosField
from sendiass.ui.forms import GovukForm


class ReviewForm(GovukForm):
    """What was found; in words, too, unless it was right."""

    refused_at = {"break-glass": ("words",)}

    found = RadiosField(
        label="What did you find?",
        choices=listed(ReviewedAs),
        error_messages={"required": "Select what you found"},
    )
    words = NoteField(
        label="In your words",
        help_text="Leave it empty only if it was right.",
        required=False,
        rows=4,
        max_length=2000,
    )

    @property
    def what(self) -> ReviewedAs:
        """What was found."""
        return ReviewedAs(self.cleaned_data["found"])
