"""The time of day as people write it."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_TIME = re.compile(r"(\d{1,2})(?:[:. ]?(\d{2}))?\s*(am|pm|noon)?", re.IGNORECASE)


class ClockTimeField(forms.Field):
    """A time of day in one box: 14:30, 2.30pm, 9am, 1430. A bare hour needs am or pm, or it could be either."""

    widget = forms.TextInput
    default_error_messages = {"invalid": "{label} must be a time, like 14:30 or 2:30pm"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("class", "govuk-input--width-5")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        text = unicodedata.normalize("NFKC", str(value)).strip()
        if not text:
            return None
        found = read_time(text)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


def read_time(text: str) -> time | None:
    """The time somebody wrote; None for what is none, or for an hour that may be morning or afternoon."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12 or (half == "noon" and (hour, minute) != (12, 0)):
            return None
        hour = hour % 12 + (0 if half == "am" else 12)
    elif found[2] is None:
        return None
    return time(hour, minute) if hour < 24 and minute < 60 else None
