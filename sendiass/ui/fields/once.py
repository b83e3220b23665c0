"""The key that makes a form count once, however often it is sent."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms

ONCE_NAMESPACE = UUID("6b0f7a52-54b6-4b0e-9d3e-5f1f0f6f6a11")


class OnceField(forms.Field):
    """A hidden UUID. Missing or mangled, a fresh one is made: a form is never refused for it."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "initial": uuid4, **kwargs})

    def clean(self, value: Any) -> UUID:
        try:
            return UUID(str(value))
        except ValueError:
            return uuid4()


def once_key(*parts: object) -> UUID:
    """The same key for the same parts: two tabs opened on the same state of things send one record.

    Pass who, which form, about what, and the state it was opened on, such as the id of the newest entry.
    """
    return uuid5(ONCE_NAMESPACE, "\n".join(str(part) for part in parts))
