"""Cleans what is written down about a call: asked, given, whom to ring back. It never saves."""

from __future__ import annotations

from typing import Any

from cases.actions.enquiries import Asked, RingBack
from cases.actions.interventions import Given
from cases.choices import CaseRole, Channel, EnquiryStatus, HelpKind, HowShared, Issue
from cases.forms.lists import Pairs, listed
from sendiass import clock
from sendiass.profiles import profile
from sendiass.ui.fields import (
    CheckboxesField,
    EmailField,
    LineField,
    MinutesField,
    NameField,
    NoteField,
    PhoneField,
    RadiosField,
    SelectField,
    YesNoField,
)
from sendiass.ui.forms import FilterForm, OnceForm

NOT_SAID = "not_said"
GIVEN = ("kinds", "note", "minutes", "level")
NAMES_NOBODY = "Write nothing that says who they are."


def levels() -> Pairs:
    """The four levels of intervention, in the profile's words."""
    return [(str(level.number), f"{level.number}: {level.label}") for level in profile().levels]


def ways_it_was_said() -> Pairs:
    """How the impartiality statement can have been said, or that it has not been yet."""
    return [*listed(HowShared)(), (NOT_SAID, "Not said yet")]


class HelpGivenForm(OnceForm):
    """What was given in one call, and how long it took."""

    kinds = CheckboxesField(
        label="What kind of help did you give?",
        choices=listed(HelpKind),
        error_messages={"required": "Select what kind of help you gave"},
    )
    note = NoteField(
        label="What they asked and what you told them",
        help_text=NAMES_NOBODY,
        rows=5,
        count=True,
        error_messages={"required": "Enter what they asked and what you told them"},
    )
    minutes = MinutesField(
        label="Minutes",
        initial=10,
        error_messages={"required": "Enter how many minutes the call took"},
    )
    level = SelectField(label="Level", choices=levels, initial="1")
    ask_at = EmailField(
        label="Email for our questionnaire, if they want it",
        help_text="We write there once and then forget it.",
        required=False,
    )

    def given(self, channel: Channel) -> Given:
        """What was given, today."""
        asked = self.cleaned_data
        return Given(
            happened_on=clock.today(),
            channel=channel,
            kinds=tuple(map(HelpKind, asked["kinds"])),
            level=int(asked["level"]),
            minutes=asked["minutes"],
            note=asked["note"],
        )


class CallBackDoneForm(HelpGivenForm):
    """The call back, once they have been reached."""

    channel = SelectField(label="How you reached them", choices=listed(Channel), initial=Channel.PHONE_CALL)
    field_order = ("channel", "kinds", "note", "minutes", "level", "ask_at")

    def given_then(self) -> Given:
        """What was given when they were reached."""
        return self.given(Channel(self.cleaned_data["channel"]))


class EnquiryForm(HelpGivenForm):
    """A call taken in a minute. Help given, a call-back, or both; it names nobody but whom to ring back."""

    statement_shared = RadiosField(
        label="How was it said?",
        choices=ways_it_was_said,
        error_messages={"required": "Select how the statement was said, or that it has not been yet"},
    )
    channel = SelectField(label="How they reached us", choices=listed(Channel), initial=Channel.HELPLINE_CALL)
    issue = SelectField(
        label="What is it about?",
        choices=listed(Issue, nothing="Select what it is about"),
        error_messages={"required": "Select what it is about"},
    )
    who = RadiosField(
        label="Who is asking?",
        choices=listed(CaseRole, nothing="They did not say"),
        initial="",
        required=False,
    )
    call_back = YesNoField(
        label="Do they want to be called back?",
        initial="no",
        reveals={"yes": ["name", "number", "when"]},
    )
    name = NameField(label="Name to ask for", required=False)
    number = PhoneField(
        label="Number to ring",
        error_messages={"required": "Enter the number to ring, or select no call-back"},
    )
    when = LineField(label="A good time to ring", required=False)
    field_order = (
        "statement_shared",
        "channel",
        "issue",
        "who",
        "kinds",
        "note",
        "minutes",
        "level",
        "ask_at",
        "call_back",
        "name",
        "number",
        "when",
    )

    def clean(self) -> dict[str, Any]:
        """A call-back alone needs no word of help given; anything else does."""
        asked = self.cleaned_data
        is_silent = all(self.has_error(name, "required") for name in ("kinds", "note"))
        if is_silent and asked.get("call_back"):
            for name in GIVEN:
                self.errors.pop(name, None)
                asked.pop(name, None)
        if asked.get("call_back") and asked.get("ask_at"):
            self.add_error(
                "ask_at", "You are to ring them back: ask for this email address then, and leave this empty"
            )
        return asked

    @property
    def has_given(self) -> bool:
        """Whether help was given in the call itself."""
        return bool(self.cleaned_data.get("kinds"))

    def asked(self) -> Asked:
        """The call as the action takes it."""
        said = self.cleaned_data
        channel = Channel(said["channel"])
        shared = said["statement_shared"]
        return Asked(
            channel=channel,
            issue=Issue(said["issue"]),
            who=CaseRole(said["who"]) if said["who"] else None,
            statement_shared=None if shared == NOT_SAID else HowShared(shared),
            ring_back=RingBack(said["name"], said["number"], said["when"]) if said["call_back"] else None,
            given=self.given(channel) if self.has_given else None,
            ask_at=said["ask_at"],
        )


class EnquiryFilterForm(FilterForm):
    """Which enquiries the list shows; in the address, so that it can be passed on."""

    status = CheckboxesField(label="Status", choices=listed(EnquiryStatus), required=False)
