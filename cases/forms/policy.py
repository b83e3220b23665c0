"""Cleans what is said about the impartiality policy. It never saves."""

from __future__ import annotations

from cases.forms.interests import WaiverForm
from sendiass.profiles import profile
from sendiass.ui.forms import GovukForm


class PolicyReadForm(GovukForm):
    """That one has read it; there is nothing to type."""


class PolicyWaiverForm(WaiverForm):
    """Until when somebody may take cases who has not read the policy, and why."""

    before = "they have read it"

    @property
    def most_days(self) -> int:
        """For how many days at most."""
        return profile().policy_reading.longest_waiver_days
