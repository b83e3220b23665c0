"""Cleans what a caller says of who they are, a message, and why a case cannot wait. It looks nothing up."""

from __future__ import annotations

from django import forms

from cases.search.duty import Caller
from cases.search.folding import digits, plain_words
from sendiass import clock
from sendiass.ui.fields import KnownDateField, NameField, NoteField, PhoneField, RadiosField
from sendiass.ui.forms import GovukForm, OnceForm

BORN, NUMBER = "born", "number"


class CallerForm(GovukForm):
    """All of the name, and one thing more."""

    given_names = NameField(
        label="First name",
        help_text="Of whoever rings, or of the child.",
        max_length=200,
        error_messages={"required": "Enter the first name"},
    )
    family_name = NameField(
        label="Last name", max_length=200, error_messages={"required": "Enter the last name"}
    )
    also = RadiosField(
        label="What else do they say?",
        choices=[(BORN, "That person’s date of birth"), (NUMBER, "That person’s phone number")],
        reveals={BORN: ["date_of_birth"], NUMBER: ["phone"]},
        error_messages={"required": "Select the date of birth or the phone number"},
    )
    date_of_birth = KnownDateField(
        label="Date of birth",
        birthday=False,
        latest=clock.today,
        error_messages={"required": "Enter the date of birth"},
    )
    phone = PhoneField(label="Phone number", error_messages={"required": "Enter the phone number"})

    def clean_given_names(self) -> str:
        """A name has letters."""
        return self._a_name("given_names", "Enter the first name")

    def clean_family_name(self) -> str:
        """A name has letters."""
        return self._a_name("family_name", "Enter the last name")

    def _a_name(self, field: str, words: str) -> str:
        name = str(self.cleaned_data[field])
        if not plain_words(name):
            raise forms.ValidationError(words)
        return name

    @property
    def caller(self) -> Caller:
        """Who they say they are."""
        said = self.cleaned_data
        is_born = said["also"] == BORN
        return Caller(
            given_names=said["given_names"],
            family_name=said["family_name"],
            born=said["date_of_birth"] if is_born else None,
            number="" if is_born else said["phone"],
        )

    @property
    def words(self) -> str:
        """What was looked for, for its digest alone."""
        caller = self.caller
        return "\n".join(
            (caller.given_names, caller.family_name, str(caller.born or ""), digits(caller.number))
        )


class CardForm(OnceForm):
    """A form that goes with a duty card."""

    card = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)


class MessageForm(CardForm):
    """What the caller wants passed on."""

    words = NoteField(
        label="Message",
        help_text="Who rang, what they want to say, and when and how they can be reached.",
        rows=4,
        max_length=2000,
        error_messages={"required": "Enter the message"},
    )


class EmergencyForm(CardForm):
    """Why a colleague's case cannot wait."""

    reason = NoteField(
        label="Why it cannot wait",
        rows=4,
        max_length=2000,
        error_messages={"required": "Enter why it cannot wait"},
    )
