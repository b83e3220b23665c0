"""Cleans what is put in about the impartiality policy. It never saves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cases.actions.policy import NewVersion
from cases.models.policy import LONGEST_POLICY
from sendiass import clock
from sendiass.profiles import profile
from sendiass.ui.fields import FriendlyDateField, NoteField
from sendiass.ui.fields.dates import Bounds
from sendiass.ui.forms import GovukForm, OnceForm


class PolicyVersionForm(OnceForm):
    """The words of a version, and from when it is in force."""

    in_force_on = FriendlyDateField(
        label="In force from",
        lean="future",
        error_messages={"required": "Enter the day from which it is in force"},
    )
    words = NoteField(
        label="The words of the policy",
        help_text="Everybody here reads it as it stands in this box. Later changes need a new version.",
        rows=20,
        max_length=LONGEST_POLICY,
        error_messages={"required": "Enter the words of the policy"},
    )

    @property
    def version(self) -> NewVersion:
        """What was put in, for the action."""
        return NewVersion(self.cleaned_data["words"], self.cleaned_data["in_force_on"])


class PolicyReadForm(GovukForm):
    """That one has read it; there is nothing to type."""


class PolicyWaiverForm(GovukForm):
    """Until when somebody may take cases who has not read the policy, and why."""

    until_on = FriendlyDateField(
        label="Last day", lean="future", error_messages={"required": "Enter the last day"}
    )
    reason = NoteField(
        label="Why",
        rows=3,
        max_length=2000,
        error_messages={"required": "Enter why they may take cases before they have read it"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = profile().policy_reading.longest_waiver_days
        self.fields["until_on"].help_text = f"At most {days} days from today. Such as +7 or 27/3."
        last = clock.today() + timedelta(days=days)
        self.fields["until_on"].bounds = Bounds(clock.today, last)  # type: ignore[attr-defined]
