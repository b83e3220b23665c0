"""Cleans what is said when a case is opened, which names nobody. It never saves."""

from __future__ import annotations

from cases.actions.casework import NewCase
from cases.choices import Issue, ReferralSource, Stage
from cases.forms.first_contact import FirstContactForm
from cases.forms.lists import listed
from cases.models import Enquiry
from sendiass.ui.fields import RadiosField, SelectField

KEEP, WAIT = "keep", "wait"


class CaseOpenForm(FirstContactForm):
    """A new case and its first contact, on one page."""

    issue = SelectField(
        label="What is it about?",
        choices=listed(Issue, nothing="Select what it is about"),
        error_messages={"required": "Select what it is about"},
    )
    stage = SelectField(
        label="How far have the child’s needs been recognised?",
        choices=listed(Stage, nothing="Select a stage"),
        error_messages={"required": "Select how far the child’s needs have been recognised"},
    )
    referral_source = SelectField(
        label="Who brought them to us?",
        choices=listed(ReferralSource, nothing="Select who brought them"),
        error_messages={"required": "Select who brought them to us"},
    )
    take_it = RadiosField(
        label="Who will work on it?",
        choices=[(KEEP, "I will"), (WAIT, "Put it on the waiting list")],
        error_messages={"required": "Select whether you will work on it or it waits"},
    )

    def new_case(self, enquiry: Enquiry | None) -> NewCase:
        """The case as the action takes it."""
        said = self.cleaned_data
        return NewCase(
            issue=Issue(said["issue"]),
            stage=Stage(said["stage"]),
            referral_source=ReferralSource(said["referral_source"]),
            take_it=said["take_it"] == KEEP,
            enquiry=enquiry,
        )
