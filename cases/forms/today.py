"""Cleans a task someone sets themselves. It never saves."""

from __future__ import annotations

from sendiass import clock
from sendiass.ui.fields import FriendlyDateField, LineField
from sendiass.ui.forms import OnceForm


class OwnTaskForm(OnceForm):
    """Something to do that is of no case."""

    words = LineField(
        label="What is to be done",
        help_text="Do not name a family here. A task about a case belongs on the case.",
        error_messages={"required": "Enter what is to be done"},
    )
    due_on = FriendlyDateField(
        label="Due date",
        help_text="For example, tomorrow, +7 or 27/3/2027.",
        lean="future",
        earliest=clock.today,
        error_messages={"required": "Enter the day it is due"},
    )
