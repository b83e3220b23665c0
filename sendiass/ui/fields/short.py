"""Short answers with a fixed shape: minutes, telephone, postcode, e-mail."""

import re
import unicodedata
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError

from sendiass.ui.fields.texts import PlainField

POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?|GIR)([0-9][ABD-HJLNP-UW-Z]{2})")
LONGEST_DAY = 24 * 60


class WholeNumberField(forms.IntegerField):
    """A whole number typed into a text box, between two bounds."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "{label} must be a whole number, like %(example)s",
        "min_value": "{label} must be %(limit_value)s or more",
        "max_value": "{label} must be %(limit_value)s or fewer",
    }

    def __init__(
        self, *, min_value: int = 0, max_value: int = 1_000_000, example: str = "15", **kwargs: Any
    ) -> None:
        self.example = example
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric")
        self.widget.attrs.setdefault("class", "govuk-input--width-4")

    def to_python(self, value: Any) -> int | None:
        text = unicodedata.normalize("NFKC", str(value)).strip() if value not in self.empty_values else ""
        if not text:
            return None
        if not re.fullmatch(r"[+-]?\d{1,9}", text):
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"example": self.example}
            )
        return int(text)


class MinutesField(WholeNumberField):
    """How long something took, in minutes: 1 to 1,440 (a day)."""

    default_error_messages = {
        "min_value": "{label} must be 1 or more",
        "max_value": "{label} must be 1,440 (24 hours) or fewer",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": LONGEST_DAY, **kwargs})


class PhoneField(PlainField):
    """A telephone number, read as a UK one unless it starts with + or 00.

    Cleans to E.164 (`+441632960001`), followed by ` ext 12` where there is an extension; `phone_as_read`
    writes it for people. What can't be a number is refused and stays in the box.
    """

    default_error_messages = {
        "invalid": "Enter a telephone number, like 01632 960 001 or +44 808 157 0192",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 60, **kwargs})
        self.widget = _telephone(self.widget)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        return self._read(text) if text else ""

    def prepare_value(self, value: Any) -> Any:
        return phone_as_read(value) if isinstance(value, str) and value.startswith("+") else value

    def _read(self, text: str) -> str:
        try:
            number = phonenumbers.parse(re.sub(r"^\s*00", "+", text), "GB")
        except phonenumbers.NumberParseException:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return f"{plain} ext {number.extension}" if number.extension else str(plain)


def phone_as_read(value: str) -> str:
    """A cleaned number as people write it, national for the UK; anything else as it is."""
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        return value
    style = phonenumbers.PhoneNumberFormat
    return str(
        phonenumbers.format_number(
            number, style.NATIONAL if number.country_code == 44 else style.INTERNATIONAL
        )
    )


def _telephone(widget: forms.Widget) -> forms.Widget:
    if isinstance(widget, forms.TextInput):
        widget.input_type = "tel"
        widget.attrs.setdefault("class", "govuk-input--width-20")
        widget.attrs.setdefault("autocomplete", "off")
    return widget


class PostcodeField(PlainField):
    """A full UK postcode, cleaned to capitals with one space."""

    default_error_messages = {"invalid": "Enter a full UK postcode, like LE1 6ZG"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, **kwargs})
        self.widget.attrs.setdefault("class", "govuk-input--width-10")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        packed = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
        if not (match := POSTCODE.fullmatch(packed)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return f"{match[1]} {match[2]}"


class EmailField(PlainField, forms.EmailField):
    """An e-mail address, at most 254 characters, in a text box without the browser's own check."""

    default_error_messages = {"invalid": "Enter an email address, like name@example.com"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 254, **kwargs})
        self.widget.attrs.setdefault("autocomplete", "off")
        self.widget.attrs.setdefault("spellcheck", "false")
