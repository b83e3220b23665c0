"""Cleans what is typed about drives, applicants, what comes before a first case, and leaving. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.forms.lists import listed
from governance.actions.joining import Applied, Going
from governance.choices.joining import ApplicantStage, CheckKind
from governance.forms.days import years_ago
from governance.rules.joining import MOVES
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.ui.fields import (
    ConfirmField,
    FriendlyDateField,
    LineField,
    NameField,
    NoteField,
    RadiosField,
    SelectField,
    WholeNumberField,
)
from sendiass.ui.forms import GovukForm, OnceForm

WHEN = "Such as today, yesterday, -3 or 27/3/2026."


class DriveForm(OnceForm):
    """A recruitment drive."""

    title = LineField(
        label="What you look for", help_text="Such as: volunteers, autumn 2027.", max_length=200
    )
    where = LineField(label="Where it is made known", max_length=500)
    places = WholeNumberField(label="Places", min_value=1, max_value=500, example="4")
    opened_on = FriendlyDateField(
        label="The day it began", help_text=WHEN, earliest=years_ago(2), latest=clock.today
    )


class ApplicantForm(OnceForm):
    """Somebody who applied."""

    refused_at = {"dates-make-sense": ("applied_on",)}
    name = NameField(label="Name")
    contact = LineField(label="How to reach them")
    note = NoteField(label="What they say of themselves", rows=4, max_length=5_000, required=False)
    applied_on = FriendlyDateField(
        label="The day they applied", help_text=WHEN, earliest=years_ago(2), latest=clock.today
    )

    def applied(self) -> Applied:
        """What they said, as the action takes it."""
        said = self.cleaned_data
        return Applied(said["name"], said["contact"], said["note"], said["applied_on"])


class StepForm(GovukForm):
    """Where an applicant goes from where they are."""

    refused_at = {"L17": ("to",)}
    to = RadiosField(label="What has happened", error_messages={"required": "Select what has happened"})
    note = NoteField(label="Note", rows=3, max_length=2_000, required=False)

    def __init__(self, *args: Any, stage: ApplicantStage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.value, one.label) for one in ApplicantStage if one in MOVES[stage]]
        _offer(self, "to", offered)


class CheckForm(OnceForm):
    """The date and the number of a reference or a DBS certificate."""

    refused_at = {"dates-make-sense": ("dated_on",), "check-number": ("number",)}
    kind = RadiosField(label="What you have seen", choices=listed(CheckKind))
    number = LineField(
        label="Its number",
        help_text="12 digits for a DBS certificate. For a reference, the number you file it under.",
        max_length=20,
    )
    dated_on = FriendlyDateField(
        label="The date on it", help_text=WHEN, earliest=years_ago(20), latest=clock.today
    )


class AccountForm(GovukForm):
    """Which account somebody has who was taken on."""

    refused_at = {"L17": ("account",)}
    account = SelectField(label="Their account", error_messages={"required": "Select their account"})

    def __init__(self, *args: Any, accounts: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = {str(one.id): one for one in accounts}
        _offer(self, "account", [("", "Select one"), *((key, one.name) for key, one in self.named.items())])

    def chosen(self) -> User:
        """The account that was chosen."""
        return self.named[self.cleaned_data["account"]]


class DoneForm(GovukForm):
    """On which day something was done."""

    refused_at = {"dates-make-sense": ("done_on",)}
    done_on = FriendlyDateField(
        label="The day it was done", help_text=WHEN, earliest=years_ago(5), latest=clock.today
    )


class AgainForm(GovukForm):
    """Why something is to be done again."""

    reason = NoteField(
        label="Why it is to be done again",
        rows=2,
        max_length=500,
        error_messages={"required": "Enter why it is to be done again"},
    )


class LeavingForm(GovukForm):
    """How somebody leaves."""

    refused_at = {"dates-make-sense": ("last_day",)}
    last_day = FriendlyDateField(label="The last day", help_text=WHEN, earliest=years_ago(1))
    things_back = ConfirmField(label="What is the service’s has come back", required=False)
    talked = ConfirmField(label="You have talked about how it was", required=False)
    reason = NoteField(label="Why they leave", rows=2, max_length=1_000, required=False)

    def going(self) -> Going:
        """How they leave, as the action takes it."""
        said = self.cleaned_data
        return Going(said["last_day"], said["reason"], bool(said["things_back"]), bool(said["talked"]))


def _offer(form: forms.Form, name: str, pairs: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(pairs)
