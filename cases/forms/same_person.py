"""Cleans why two records are one person's, and the reference of a case to look in. It never saves."""

from __future__ import annotations

from sendiass.ui.fields import LineField, NoteField
from sendiass.ui.forms import GovukForm


class LinkForm(GovukForm):
    """Why two records are one person's."""

    reason = NoteField(
        label="How you know that it is the same person",
        help_text="Whoever sees both records can read this.",
        rows=3,
        max_length=500,
        error_messages={"required": "Enter how you know that it is the same person"},
    )


class OtherCaseForm(GovukForm):
    """The case in which somebody else may be this person."""

    reference = LineField(
        label="Reference of the other case",
        max_length=20,
        error_messages={"required": "Enter the reference of the other case"},
    )
