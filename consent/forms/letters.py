"""Cleans a letter or mail to the agency of one permission. What the permission does not cover is shown, and closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.models import Agency
from cases.search.folding import tight
from consent.choices import Way
from consent.disclosures import words_to_carry
from consent.disclosures.letters import ToWrite
from consent.forms.covered import CoveredForm, contents_field
from consent.models import SharingPermission
from sendiass.outbox.choices import Channel
from sendiass.outbox.recipients import AddressUnusable, Recipient
from sendiass.ui.fields import EmailField, LineField, NoteField, RadiosField
from sendiass.ui.forms import OnceForm

MOST_LINES, LONGEST_LINE = 8, 80
"""What fits the window of an envelope."""
CARRIED = ((Channel.POST.value, "On our headed paper, by post"), (Channel.EMAIL.value, "By email"))


class LetterForm(CoveredForm):
    """To whom, by which way, and what it says of each kind of content."""

    says = "What it says"
    asks = "what it says"
    for_ways = (Way.TELL, Way.INTERMEDIARY)
    field_order = ("carried", "address", "email", "to_name", "way", "contents")

    carried = RadiosField(
        label="How does it go?",
        choices=CARRIED,
        reveals={Channel.POST.value: ["address"], Channel.EMAIL.value: ["email"]},
        error_messages={"required": "Select how it goes"},
    )
    address = NoteField(
        label="Their address",
        help_text=f"A line for each part, without the name. At most {MOST_LINES} lines.",
        rows=4,
        max_length=1_000,
        error_messages={"required": "Enter their address"},
    )
    email = EmailField(label="Their email address", error_messages={"required": "Enter their email address"})
    to_name = LineField(
        label="Who it is for",
        help_text="The name and post of whoever opens it, such as Ms Hill, SENCO.",
        max_length=200,
        error_messages={"required": "Enter who it is for"},
    )
    way = RadiosField(label="What is it?", error_messages={"required": "Select what it is"})
    contents = contents_field("What is it about?", "Select what it is about")

    def __init__(self, *args: Any, permission: SharingPermission, **kwargs: Any) -> None:
        super().__init__(*args, permission=permission, **kwargs)
        agency = permission.agency
        lines = [agency.name, *agency.address.splitlines(), agency.town, agency.postcode]
        self.fields["address"].initial = "\n".join(line for line in lines if line)
        self.fields["email"].initial = agency.email
        self.fields["way"].widget.hints = {
            way.value: f"The letter says: “{words_to_carry(way)}”" for way in Way if words_to_carry(way)
        }

    def clean_address(self) -> str:
        """The address as typed, if an envelope's window holds it."""
        typed: str = self.cleaned_data["address"]
        lengths = [len(" ".join(line.split())) for line in typed.splitlines()]
        written = sum(map(bool, lengths))
        if written > MOST_LINES:
            raise ValidationError(
                f"Their address must be {MOST_LINES} lines or fewer. You entered {written}", code="lines"
            )
        for number, length in enumerate(lengths, start=1):
            if length > LONGEST_LINE:
                raise ValidationError(
                    f"Each line of their address must be {LONGEST_LINE} characters or fewer. "
                    f"Line {number} has {length}",
                    code="line",
                )
        return typed

    def clean(self) -> dict[str, Any]:
        """A letter has an address that paper, or mail, can go to."""
        typed = self.cleaned_data
        box = "email" if typed.get("carried") == Channel.EMAIL else "address"
        if box == "email" and (other := self._others_mailbox(typed.get("email", ""))):
            self.add_error(
                "email",
                f"This is the email address of {other.name}. Enter one of {self.permission.agency.name}",
            )
        if not self.errors:
            try:
                self._recipient()
            except AddressUnusable as error:
                self.add_error(box, str(error))
        return typed

    def _others_mailbox(self, email: str) -> Agency | None:
        own = self.permission.agency
        if not email or email.casefold() == own.email.casefold():
            return None
        other: Agency | None = Agency.objects.filter(email__iexact=email).exclude(pk=own.pk).first()
        return other

    def is_elsewhere(self) -> bool:
        """Whether it goes to another address than the directory has of the agency; for a valid form."""
        agency, typed = self.permission.agency, self.cleaned_data
        if typed["carried"] == Channel.EMAIL:
            return bool(typed["email"].casefold() != agency.email.casefold())
        return not agency.postcode or tight(agency.postcode) not in tight(typed["address"])

    def wanted_letter(self) -> ToWrite:
        """The letter, as the one way out takes it; for a valid form."""
        return ToWrite(
            agency=self.permission.agency,
            about=self.permission.about,
            to=self._recipient(),
            way=Way(self.cleaned_data["way"]),
            contents=self.words_on(),
        )

    def _recipient(self) -> Recipient:
        typed = self.cleaned_data
        if typed["carried"] == Channel.EMAIL:
            return Recipient.by_email(address=typed["email"], name=typed["to_name"])
        return Recipient.by_post(name=typed["to_name"], lines=tuple(typed["address"].splitlines()))


class SeenForm(OnceForm):
    """That the letter is to go as it was looked at; `seen` stands for what it said."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
