"""Cleans one way to reach someone, by its kind, and whether it is safe. It never saves."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError

from cases.actions.people import Reach
from cases.choices import ContactPointKind, ContactSafety
from cases.forms.lists import listed
from cases.models import ContactPoint
from cases.rules import may_reach
from sendiass.ui.fields import (
    ConfirmField,
    EmailField,
    LineField,
    NoteField,
    PhoneField,
    PostcodeField,
    RadiosField,
)
from sendiass.ui.forms import OnceForm

LONGEST_ADDRESS = 900


class ContactForm(OnceForm):
    """One way to reach someone."""

    kind = RadiosField(
        label="What is it?",
        choices=listed(ContactPointKind),
        reveals={
            ContactPointKind.MOBILE.value: ["mobile", "may_leave_message"],
            ContactPointKind.LANDLINE.value: ["landline", "may_leave_words"],
            ContactPointKind.EMAIL.value: ["email"],
            ContactPointKind.POST.value: ["address", "postcode"],
        },
        error_messages={"required": "Select what it is"},
    )
    mobile = PhoneField(label="Mobile number")
    may_leave_message = ConfirmField(label="We may leave a message or send a text", required=False)
    landline = PhoneField(label="Landline number")
    may_leave_words = ConfirmField(label="We may leave a message", required=False)
    email = EmailField(label="Email address")
    address = NoteField(
        label="Address",
        help_text="One line for each part, without the name and the postcode.",
        rows=4,
        max_length=LONGEST_ADDRESS,
        error_messages={"required": "Enter the address"},
    )
    postcode = PostcodeField(label="Postcode", required=False)
    safety = RadiosField(
        label="Is it safe to use?",
        choices=listed(ContactSafety),
        hints={ContactSafety.SAFE.value: "They said so, and nobody else reads or hears it."}
        | {ContactSafety.NOT_WORKING.value: "What we sent came back, or the number is dead."},
        error_messages={"required": "Select whether it is safe to use"},
    )
    is_discreet = ConfirmField(
        label="Others may see what is sent here: say nothing of what it is about",
        help_text="What we send by ourselves then names neither us nor them. What can’t be said so is not sent.",
        required=False,
    )
    note = LineField(label="Note", help_text="What to take care of, such as when to ring.", required=False)
    is_preferred = ConfirmField(label="They like this way best", required=False)

    def clean(self) -> dict[str, Any]:
        """A number is of the kind it was called; what is safe with care says with which care."""
        said = self.cleaned_data
        if is_landline(said.get("mobile", "")):
            self.add_error("mobile", "This looks like a landline number. Choose landline.")
        if is_mobile(said.get("landline", "")):
            self.add_error("landline", "This looks like a mobile number. Choose mobile.")
        if said.get("safety") and "note" in said:
            may = may_reach(ContactSafety(said["safety"]), note=said["note"])
            if not may:
                self.add_error("note", may.reason)
        return said

    def reach(self) -> Reach:
        """The way to reach them, as the action takes it."""
        said = self.cleaned_data
        kind = ContactPointKind(said["kind"])
        return Reach(
            kind=kind,
            value=self._value(kind),
            safety=ContactSafety(said["safety"]),
            note=said["note"],
            may_leave_message=bool(said["may_leave_message"] or said["may_leave_words"]),
            is_discreet=bool(said["is_discreet"]),
            is_preferred=bool(said["is_preferred"]),
        )

    def _value(self, kind: ContactPointKind) -> str:
        said = self.cleaned_data
        if kind is not ContactPointKind.POST:
            return str(said[kind.value])
        lines = [" ".join(line.split()) for line in said["address"].split("\n")]
        return "\n".join(line for line in [*lines, said["postcode"]] if line)


def initial_of(point: ContactPoint) -> dict[str, Any]:
    """What a form about a way on record starts with; needs a reading of the person."""
    words: dict[str, Any] = {point.kind: point.value}
    if point.kind == ContactPointKind.POST:
        *lines, last = point.value.split("\n")
        has_postcode = bool(lines) and _is_postcode(last)
        words = {
            "address": "\n".join(lines) if has_postcode else point.value,
            "postcode": last if has_postcode else "",
        }
    return {
        **words,
        "kind": point.kind,
        "may_leave_message": point.may_leave_message,
        "may_leave_words": point.may_leave_message,
        "safety": point.safety,
        "note": point.note,
        "is_discreet": point.is_discreet,
        "is_preferred": point.is_preferred,
    }


def is_mobile(number: str) -> bool:
    """Whether a cleaned telephone number is a mobile's. In the UK 07 is, but for personal numbers (070)."""
    if number.startswith("+44"):
        return number.startswith("+447") and not number.startswith("+4470")
    try:
        return bool(
            phonenumbers.number_type(phonenumbers.parse(number, "GB")) == phonenumbers.PhoneNumberType.MOBILE
        )
    except phonenumbers.NumberParseException:
        return False


def is_landline(number: str) -> bool:
    """Whether a cleaned telephone number is a fixed line's. In the UK those begin with 01 or 02."""
    if number.startswith("+44"):
        return number.startswith(("+441", "+442"))
    try:
        return bool(
            phonenumbers.number_type(phonenumbers.parse(number, "GB"))
            == phonenumbers.PhoneNumberType.FIXED_LINE
        )
    except phonenumbers.NumberParseException:
        return False


def _is_postcode(text: str) -> bool:
    try:
        return bool(PostcodeField().clean(text))
    except ValidationError:
        return False
