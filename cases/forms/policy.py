"""Cleans what is put in about the impartiality policy. It never saves."""

from __future__ import annotations

from cases.actions.policy import NewVersion
from cases.forms.interests import WaiverForm
from cases.models.policy import LONGEST_POLICY
from sendiass.profiles import profile
from sendiass.ui.fields import FriendlyDateField, NoteField
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


class PolicyWaiverForm(WaiverForm):
    """Until when somebody may take cases who has not read the policy, and why."""

    before = "they have read it"

    @property
    def most_days(self) -> int:
        """For how many days at most."""
        return profile().policy_reading.longest_waiver_days
