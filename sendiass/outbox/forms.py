"""Takes the reason for stopping a message; it saves nothing."""

from __future__ import annotations

from sendiass.outbox.choices import NOT_BY_HAND, CancelReason
from sendiass.ui.fields import RadiosField
from sendiass.ui.forms import GovukForm


class CancelForm(GovukForm):
    """Why a message is stopped."""

    because = RadiosField(
        label="Why should it not go?",
        choices=[each for each in CancelReason.choices if each[0] not in NOT_BY_HAND],
        error_messages={"required": "Select why it should not go"},
    )

    def reason(self) -> CancelReason:
        """The reason chosen; only for a valid form."""
        return CancelReason(self.cleaned_data["because"])
