"""Choosing one or several, with a hint beside each choice and questions beneath it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from sendiass.ui.widgets import Checkboxes, Radios


class SelectField(forms.ChoiceField):
    """One of a list (up to about seven: RadiosField); `typeahead=True` lets people type to find one."""

    def __init__(self, *, typeahead: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if typeahead:
            self.widget.attrs["data-typeahead"] = ""


class RadiosField(forms.ChoiceField):
    """One of a few.

    `hints` puts a line beneath a choice (value → text). `reveals` names the fields shown beneath a choice
    (value → field names); unless it is chosen, those fields are neither asked nor kept.
    """

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        inline: bool = False,
        **kwargs: Any,
    ) -> None:
        self.reveals = dict(reveals or {})
        super().__init__(**{"widget": Radios(hints=dict(hints or {}), inline=inline), **kwargs})


class YesNoField(RadiosField):
    """Yes or no; cleans to True, False, or None when left open and not required."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"choices": [("yes", "Yes"), ("no", "No")], "inline": not kwargs.get("reveals"), **kwargs}
        )

    def clean(self, value: Any) -> Any:
        return {"yes": True, "no": False}.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class CheckboxesField(forms.MultipleChoiceField):
    """Any number of a few; `hints` and `reveals` as with RadiosField. `small` boxes are for dense forms of staff."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        inline: bool = False,
        small: bool = False,
        **kwargs: Any,
    ) -> None:
        self.reveals = dict(reveals or {})
        drawn = Checkboxes(hints=dict(hints or {}), inline=inline, small=small)
        super().__init__(**{"widget": drawn, **kwargs})


class ConfirmField(forms.BooleanField):
    """One box to tick; its label stands beside it."""

    default_error_messages = {"required": "Tick “{label}” to continue"}
