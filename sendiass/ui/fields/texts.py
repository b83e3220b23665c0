"""Names, lines and notes in any script: stored as typed or refused clearly."""

from typing import Any
from unicodedata import category

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

NAME_LENGTH = 1_000
LINE_LENGTH = 500
NOTE_LENGTH = 20_000

# Marks that turn the direction of what follows: shown in a list, one name could rewrite its neighbours.
DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

HIDDEN_CHARACTER = (
    "{label} has a hidden character that cannot be stored. "
    "Delete the text and type it again, or paste it as plain text"
)
HIDDEN_DIRECTION = (
    "{label} has a hidden mark that reverses the order of letters. "
    "Delete the text and type it again, or paste it as plain text"
)


def refuse_unstorable(text: str, *, allowed: str = "") -> None:
    """Raise ValidationError (code `hidden`) for control characters not `allowed`, and for half characters."""
    if any(category(c) in ("Cc", "Cs") and c not in allowed for c in text):
        raise ValidationError(HIDDEN_CHARACTER, code="hidden")


def refuse_overrides(text: str) -> None:
    """Raise ValidationError (code `direction`) for marks that override the direction of text."""
    if DIRECTION_OVERRIDES.intersection(text):
        raise ValidationError(HIDDEN_DIRECTION, code="direction")


def has_something_to_read(text: str) -> bool:
    """Whether any character shows: spaces and formatting marks alone say nothing."""
    return any(category(c) not in ("Zs", "Zl", "Zp", "Cc", "Cf") for c in text)


class PlainField(forms.CharField):
    """Text whose length is told in words, and whose browser never cuts what is pasted."""

    default_error_messages = {
        "max_length": "{label} must be %(limit_value)s characters or fewer. You entered %(show_value)s",
        "min_length": "{label} must be %(limit_value)s characters or more",
        "hidden": HIDDEN_CHARACTER,
        "direction": HIDDEN_DIRECTION,
    }
    controls_kept = ""
    overrides_kept = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Ours says it in plain words.
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        attrs.pop("minlength", None)
        return attrs

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return "" if isinstance(text, str) and text and _is_only_invisible(text) else text

    def run_validators(self, value: Any) -> None:
        try:
            refuse_unstorable(value, allowed=self.controls_kept)
            if not self.overrides_kept:
                refuse_overrides(value)
        except ValidationError as error:
            raise ValidationError(self.error_messages[str(error.code)], code=error.code) from None
        try:
            super().run_validators(value)
        except ValidationError as error:
            for one in error.error_list:
                one.params = {
                    name: f"{given:,}" if isinstance(given, int) else given
                    for name, given in (one.params or {}).items()
                }
            raise


def _is_only_invisible(text: str) -> bool:
    # A NUL or another control must be refused aloud, not taken for an empty answer.
    return not has_something_to_read(text) and not any(category(c) == "Cc" and not c.isspace() for c in text)


class LineField(PlainField):
    """One line of text, 500 characters unless told otherwise."""

    def __init__(self, *, max_length: int = LINE_LENGTH, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class NameField(LineField):
    """A name in any script, emoji and direction marks included, up to 1,000 characters."""

    def __init__(self, *, max_length: int = NAME_LENGTH, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")
        self.widget.attrs.setdefault("spellcheck", "false")


class NoteField(PlainField):
    """Free text with its line breaks, up to 20,000 characters; only the browser's CR LF becomes LF."""

    widget = forms.Textarea
    controls_kept = "\n\t"
    overrides_kept = True

    def __init__(
        self, *, max_length: int = NOTE_LENGTH, rows: int = 5, count: bool = False, **kwargs: Any
    ) -> None:
        self.count = count
        super().__init__(max_length=max_length, strip=False, **kwargs)
        self.widget.attrs["rows"] = rows
        self.widget.attrs.setdefault("dir", "auto")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(value)
