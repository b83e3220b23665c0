"""What came of it when somebody wanted to be known or called back. It never saves."""

from __future__ import annotations

from sendiass.ui.fields import NoteField
from sendiass.ui.forms import GovukForm


class OutcomeForm(GovukForm):
    """A few words."""

    words = NoteField(
        label="What came of it",
        help_text="For example: called, and told them how to appeal. Or why nobody could be reached.",
        max_length=1_000,
    )
