"""Cleans what people say of the service, and what is written down of an answer. It never saves."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Any

from cases.forms.lists import listed
from feedback.access import who_hears_of_managers
from feedback.actions.comments import Said, Settled
from feedback.choices import CameBy, CommentKind, HowAnswered, Settling
from sendiass import clock
from sendiass.profiles import profile
from sendiass.ui.fields import (
    ConfirmField,
    EmailField,
    FriendlyDateField,
    NameField,
    NoteField,
    OnceField,
    PhoneField,
    RadiosField,
)
from sendiass.ui.forms import GovukForm, OnceForm
from sendiass.visitors.forms import VisitorForm

OLDEST = timedelta(days=3653)
"""A day before that is a slip of the hand."""
CAME_BY_SOMEBODY = tuple(way.value for way in CameBy if way is not CameBy.WEBSITE)
TOLD_SOMEHOW = tuple(way.value for way in HowAnswered if way is not HowAnswered.NO_WAY)


class SayingForm(GovukForm):
    """What somebody says, whether it is about the manager, and how to reach them: none of that has to be known."""

    kind = RadiosField(
        label="What is it?",
        choices=listed(CommentKind),
        hints={CommentKind.DATA_COMPLAINT: "Such as a letter that went to the wrong house."},
        error_messages={"required": "Select what it is"},
    )
    words = NoteField(
        label="What do you want to tell us?",
        rows=8,
        max_length=10_000,
        error_messages={"required": "Enter what you want to tell us"},
    )
    about_manager = ConfirmField(required=False)
    name = NameField(label="Your name", required=False)
    email = EmailField(label="Your email address", required=False)
    phone = PhoneField(label="Your telephone number", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        manager = profile().words.manager
        self.fields["about_manager"].label = f"It is about the {manager}: somebody above them is to read it"
        if not who_hears_of_managers():
            del self.fields["about_manager"]

    def said(self) -> Said:
        """What they say, as the actions take it."""
        typed = self.cleaned_data
        return Said(
            kind=CommentKind(typed["kind"]),
            words=typed["words"],
            about_manager=bool(typed.get("about_manager")),
            name=typed["name"],
            email=typed["email"],
            phone=typed["phone"],
        )


class CommentForm(SayingForm, VisitorForm):
    """The public form, for people without an account."""

    once = OnceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least_seconds = profile().complaints.patience_seconds


class WriteDownForm(SayingForm, OnceForm):
    """The same, as a worker heard it or found it in the post."""

    refused_at = MappingProxyType({"dates-make-sense": ("received_on",)})
    came_by = RadiosField(
        label="How did it reach us?",
        choices=listed(CameBy, only=CAME_BY_SOMEBODY),
        error_messages={"required": "Select how it reached us"},
    )
    received_on = FriendlyDateField(
        label="On which day?",
        help_text="Such as today, yesterday, -3 or 27/3. The days to answer run from then.",
        earliest=lambda: clock.today() - OLDEST,
        latest=clock.today,
        initial="today",
        error_messages={"required": "Enter the day on which it reached us"},
    )
    words = NoteField(
        label="What they said, in their own words",
        rows=8,
        max_length=10_000,
        error_messages={"required": "Enter what they said"},
    )
    name = NameField(label="Their name", required=False)
    email = EmailField(label="Their email address", required=False)
    phone = PhoneField(label="Their telephone number", required=False)
    field_order = ("came_by", "received_on", "kind", "words", "about_manager", "name", "email", "phone")


class SettleForm(GovukForm):
    """What was answered and how, or why it was only noted."""

    refused_at = MappingProxyType({"dates-make-sense": ("answered_on",)})
    settling = RadiosField(
        label="What became of it?",
        choices=listed(Settling),
        reveals={Settling.ANSWERED: ["how", "answered_on"]},
        error_messages={"required": "Select what became of it"},
    )
    how = RadiosField(
        label="How were they told?",
        choices=listed(HowAnswered, only=TOLD_SOMEHOW),
        error_messages={"required": "Select how they were told"},
    )
    answered_on = FriendlyDateField(
        label="On which day?",
        help_text="Such as today, yesterday, -3 or 27/3.",
        latest=clock.today,
        error_messages={"required": "Enter the day on which they were told"},
    )
    words = NoteField(
        label="What they were told, or why it is only noted",
        max_length=10_000,
        error_messages={"required": "Enter what they were told, or why it is only noted"},
    )

    def settled(self) -> Settled:
        """What became of it, as the action takes it."""
        typed = self.cleaned_data
        return Settled(
            settling=Settling(typed["settling"]),
            words=typed["words"],
            how=HowAnswered(typed["how"]) if typed["how"] else None,
            answered_on=typed["answered_on"],
        )
