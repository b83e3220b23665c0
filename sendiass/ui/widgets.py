"""The boxes and buttons of forms, drawn by templates under ui/forms. They hold no rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.safestring import SafeString

PARTS = ("day", "month", "year")


class _Hinted:
    """Choices that may have a line of hint and revealed questions beneath; the form fills `revealed`.

    Those in `closed` are shown, in grey, and can't be chosen: their hint says why.
    """

    hints: Mapping[str, str]
    revealed: Mapping[str, SafeString]
    closed: Collection[str] = ()

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)  # type: ignore[misc]
        value = str(option["value"])
        option["hint"] = self.hints.get(value, "")
        option["revealed"] = self.revealed.get(value, "")
        if value in self.closed:
            option["attrs"]["disabled"] = True
        return option


class Radios(_Hinted, forms.RadioSelect):
    template_name = "ui/forms/choices.html"
    kind = "radios"

    def __init__(
        self, *, hints: Mapping[str, str] | None = None, inline: bool = False, **kwargs: Any
    ) -> None:
        self.hints, self.revealed, self.inline = hints or {}, {}, inline
        super().__init__(**kwargs)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {
            **super().get_context(name, value, attrs),
            "kind": self.kind,
            "inline": self.inline,
            "small": False,
        }


class Checkboxes(_Hinted, forms.CheckboxSelectMultiple):
    template_name = "ui/forms/choices.html"
    kind = "checkboxes"

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        inline: bool = False,
        small: bool = False,
        **kwargs: Any,
    ) -> None:
        self.hints, self.revealed, self.inline, self.small = hints or {}, {}, inline, small
        super().__init__(**kwargs)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "kind": self.kind, "inline": self.inline, "small": self.small}


class ThreeBoxes(forms.MultiWidget):
    """Day, month and year. Holds what was typed as a list of three, whatever it was."""

    template_name = "ui/forms/date.html"
    use_fieldset = True

    def __init__(self, *, birthday: bool = False, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {}
        for part in PARTS:
            width = 4 if part == "year" else 2
            own = {
                "class": f"govuk-input govuk-date-input__input govuk-input--width-{width}",
                "inputmode": "numeric",
            }
            own["autocomplete"] = f"bday-{part}" if birthday else "off"
            boxes[part] = forms.TextInput(own)
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        given = attrs or {}
        context = super().get_context(name, value, {key: given[key] for key in ("id",) if key in given})
        context["widget"]["wrong"] = "aria-invalid" in given
        for part, box in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            box["part"] = part.capitalize()
        return context
