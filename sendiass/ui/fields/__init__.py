"""Form fields that refuse in plain words and keep what was typed. They clean; they never save."""

from sendiass.ui.fields.choices import (
    CheckboxesField,
    ConfirmField,
    RadiosField,
    SelectField,
    YesNoField,
)
from sendiass.ui.fields.dates import FriendlyDateField, KnownDateField
from sendiass.ui.fields.files import FilesField
from sendiass.ui.fields.once import OnceField
from sendiass.ui.fields.short import EmailField, MinutesField, PhoneField, PostcodeField, WholeNumberField
from sendiass.ui.fields.texts import LineField, NameField, NoteField
from sendiass.ui.fields.times import ClockTimeField

__all__ = [
    "CheckboxesField",
    "ClockTimeField",
    "ConfirmField",
    "EmailField",
    "FilesField",
    "FriendlyDateField",
    "KnownDateField",
    "LineField",
    "MinutesField",
    "NameField",
    "NoteField",
    "OnceField",
    "PhoneField",
    "PostcodeField",
    "RadiosField",
    "SelectField",
    "WholeNumberField",
    "YesNoField",
]
