"""Cleans the addresses of schools that are sent a questionnaire, one to a line. It never saves."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError

from sendiass.ui.fields import EmailField, NoteField
from sendiass.ui.forms import GovukForm

MOST_SCHOOLS = 500


class AskTeamForm(GovukForm):
    """Nothing but the button."""


class AskSchoolsForm(GovukForm):
    """Addresses of schools, as they are typed or come from the directory."""

    addresses = NoteField(
        label="Email addresses of schools",
        help_text="One to a line. Use the office's address where there is one.",
        rows=10,
        max_length=60_000,
        widget=forms.Textarea(attrs={"spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "Enter at least one email address"},
    )

    def clean_addresses(self) -> list[str]:
        """Each of them once; all of them right, or none is sent anything."""
        typed = [one for one in re.split(r"[\s,;]+", self.cleaned_data["addresses"]) if one]
        found: dict[str, str] = {}
        wrong = []
        for one in typed:
            try:
                found.setdefault(one.casefold(), str(EmailField().clean(one)))
            except ValidationError:
                wrong.append(one)
        if wrong:
            first = ", ".join(f"“{one}”" for one in wrong[:3])
            raise ValidationError(
                f"Change or take out what is not an email address: {first}"
                + (f" and {len(wrong) - 3} more" if len(wrong) > 3 else "")
            )
        if len(found) > MOST_SCHOOLS:
            raise ValidationError(f"Enter {MOST_SCHOOLS} addresses or fewer. You entered {len(found)}")
        return list(found.values())
