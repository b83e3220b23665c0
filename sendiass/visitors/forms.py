"""A form that robots stumble over and people do not: a box nobody sees, and a moment of patience. It never saves.

Whoever is caught by mistake loses nothing: the form comes back with what they typed, and asks to press again.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict

from sendiass import clock
from sendiass.ui.fields import LineField
from sendiass.ui.forms import GovukForm

SALT = "sendiass.visitors.moment"
LONGEST_OPEN = 24 * 60 * 60
"""Seconds for which the mark of a form holds: one that was seen once does not open the door for ever."""

TOO_SOON = "Wait a moment, then press the button again. Nothing you typed is lost."
TRAPPED = "Take out what is in this box, or leave it empty. Then press the button again"


def mark_of_now() -> str:
    """A mark of this moment that nobody else can make; it says nothing else."""
    return signing.Signer(salt=SALT).sign(f"{clock.now().timestamp():.1f}")


def seconds_since(mark: str) -> float | None:
    """How long ago a form with this mark was drawn; None for a mark that is not ours or too old."""
    try:
        drawn_at = float(signing.Signer(salt=SALT).unsign(mark))
    except (signing.BadSignature, ValueError):
        return None
    seconds = clock.now().timestamp() - drawn_at
    return seconds if 0 <= seconds <= LONGEST_OPEN else None


class VisitorForm(GovukForm):
    """A form for people without an account. `least_seconds` is how long a person needs before they can send it."""

    least_seconds = 0
    too_soon, trapped = TOO_SOON, TRAPPED
    moment = forms.CharField(required=False, widget=forms.HiddenInput, initial=mark_of_now, max_length=200)
    more_about_you = LineField(
        label="Leave this box empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean(self) -> dict[str, Any]:
        """Neither a robot's answers nor a robot's haste; what is wrong with the rest is said first."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self._look_for_robots(said)
        return said

    def _look_for_robots(self, said: dict[str, Any]) -> None:
        if said.get("more_about_you"):
            self._put("more_about_you", "")
            self.fields["more_about_you"].widget.attrs.pop("tabindex", None)
            self.add_error("more_about_you", self.trapped)
            return
        waited = seconds_since(said.get("moment", ""))
        if waited is None:
            self._put("moment", mark_of_now())
        if waited is None or waited < self.least_seconds:
            self.add_error(None, self.too_soon)

    def _put(self, name: str, value: str) -> None:
        data = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        data[self.add_prefix(name)] = value
        self.data = data
