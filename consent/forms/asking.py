"""Cleans which permission a family is to be asked for, and by when. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases.forms.lists import listed
from cases.models import Agency
from consent.actions.asking import Wanted
from consent.choices import Content, Way
from sendiass import clock
from sendiass.calendar import working_days_after
from sendiass.profiles import profile
from sendiass.ui.fields import CheckboxesField, FriendlyDateField, SelectField
from sendiass.ui.forms import OnceForm


class AskForm(OnceForm):
    """What to ask the family for. `agencies` are those that may be meant, in order."""

    agency = SelectField(label="Which agency?", error_messages={"required": "Select the agency"})
    ways = CheckboxesField(
        label="What would we like to do?",
        choices=listed(Way),
        error_messages={"required": "Select what we would like to do"},
    )
    contents = CheckboxesField(
        label="About what?",
        choices=listed(Content),
        small=True,
        error_messages={"required": "Select what it would be about"},
    )
    due_on = FriendlyDateField(
        label="Ask them by", lean="future", error_messages={"required": "Enter the day to ask them by"}
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(one.id): one for one in agencies}
        named = [(key, one.name) for key, one in self.agencies.items()]
        self.fields["agency"].choices = [("", "Select an agency"), *named]  # type: ignore[attr-defined]
        holidays = profile().working_days.bank_holidays
        self.fields["due_on"].initial = working_days_after(clock.today(), 1, besides=holidays)

    def wanted(self) -> Wanted:
        """What is to be asked for, as the action takes it."""
        typed = self.cleaned_data
        return Wanted(
            agency=self.agencies[typed["agency"]],
            ways=[Way(one) for one in typed["ways"]],
            contents=[Content(one) for one in typed["contents"]],
        )
