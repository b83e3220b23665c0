"""Cleans what is typed about an interpreter: the booking, who comes, why it is cancelled. It never saves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from cases.choices import Language, MeetingKind
from cases.forms.lists import listed
from cases.models import Agency, Meeting, Person
from consent.choices import Channel, HowGiven, KnownInterpreter
from consent.deadlines import LONDON
from consent.disclosures.interpreters import Wanted
from sendiass import clock
from sendiass.profiles.lists import label
from sendiass.ui.fields import (
    CheckboxesField,
    ClockTimeField,
    FriendlyDateField,
    LineField,
    NoteField,
    RadiosField,
    SelectField,
)
from sendiass.ui.fields.dates import two_years_ago, two_years_ahead
from sendiass.ui.forms import GovukForm, OnceForm
from sendiass.ui.words import clock_time, long_date

OTHER = "other"


def _known() -> RadiosField:
    return RadiosField(
        label="Does the family know the interpreter?",
        help_text="In a small community they may, and may not want them to hear this.",
        choices=listed(KnownInterpreter),
        error_messages={"required": "Select whether the family knows the interpreter"},
    )


class BookingForm(OnceForm):
    """An interpreter as one is booked. `people` are each with what to call them; made within a reading of them."""

    refused_at = MappingProxyType({"L24": ("provider",)})
    for_what = RadiosField(
        label="What is it for?",
        reveals={OTHER: ["appointment", "starts_on", "starts_time"]},
        error_messages={"required": "Select what the interpreter is for"},
    )
    appointment = LineField(
        label="What appointment", max_length=500, error_messages={"required": "Enter what the appointment is"}
    )
    starts_on = FriendlyDateField(
        label="Day",
        lean="future",
        earliest=clock.today,
        latest=two_years_ahead,
        help_text="Such as tomorrow, +7 or 27/3.",
        error_messages={"required": "Enter the day of the appointment"},
    )
    starts_time = ClockTimeField(
        label="Time", help_text="Such as 10:30.", error_messages={"required": "Enter the time it begins"}
    )
    about = RadiosField(label="Who needs it?", error_messages={"required": "Select who needs an interpreter"})
    language = SelectField(
        label="Language, spoken or signed",
        typeahead=True,
        choices=listed(Language, nothing="Select a language"),
        error_messages={"required": "Select the language"},
    )
    provider = SelectField(
        label="Who sends the interpreter?", error_messages={"required": "Select who sends the interpreter"}
    )
    agreed_by = RadiosField(
        label="Who agreed to an interpreter from there?",
        error_messages={"required": "Select who of the family agreed"},
    )
    agreed_how = RadiosField(
        label="How did they say it?",
        choices=listed(HowGiven),
        error_messages={"required": "Select how they said it"},
    )
    agreed_on = FriendlyDateField(
        label="When they said it",
        help_text="Such as today, yesterday, -3 or 27/3.",
        initial="today",
        earliest=two_years_ago,
        latest=clock.today,
        error_messages={"required": "Enter the day they said it"},
    )
    channel = RadiosField(
        label="How did you book?",
        choices=listed(Channel),
        error_messages={"required": "Select how you booked"},
    )
    spoke_to = LineField(
        label="Who took the booking",
        help_text="Their name and post.",
        max_length=500,
        error_messages={"required": "Enter who took the booking"},
    )
    passed_on = CheckboxesField(
        label="Did you also tell them how to reach the family?",
        choices=[("reach", "Yes")],
        reveals={"reach": ["reach"]},
        small=True,
        required=False,
    )
    reach = NoteField(
        label="What you gave them",
        rows=2,
        max_length=2000,
        error_messages={"required": "Enter what you gave them to reach the family"},
    )
    interpreter = LineField(
        label="Who the interpreter is", help_text="If you know already.", max_length=500, required=False
    )
    known = _known()

    def __init__(
        self,
        *args: Any,
        meetings: Sequence[Meeting],
        agencies: Sequence[Agency],
        permitted: Collection[UUID],
        people: Sequence[tuple[Person, str]],
        **kwargs: Any,
    ) -> None:
        """`permitted` are the agencies that may be told of a language now; the others say that they may not."""
        super().__init__(*args, **kwargs)
        self.meetings = {str(one.id): one for one in meetings}
        self.agencies = {str(one.id): one for one in agencies}
        self.people = {str(person.id): person for person, _ in people}
        self._offer(
            "for_what",
            [*((key, _meeting_words(one)) for key, one in self.meetings.items()), (OTHER, "Something else")],
        )
        named = [(str(person.id), words) for person, words in people]
        self._offer("about", named)
        self._offer("agreed_by", named)
        providers = [(key, _provider_words(one, permitted)) for key, one in self.agencies.items()]
        self._offer("provider", [("", "Select who"), *providers])
        self.fields["known"].initial = KnownInterpreter.TO_ASK

    def _offer(self, name: str, pairs: list[tuple[str, str]]) -> None:
        self.fields[name].choices = pairs  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What is asked for, as the one way out takes it; of a valid form."""
        said = self.cleaned_data
        meeting = self.meetings.get(said["for_what"])
        starts_at = meeting.starts_at if meeting else self._typed_moment()
        language = Language(said["language"])
        return Wanted(
            provider=self.agencies[said["provider"]],
            about=self.people[said["about"]],
            language=language,
            starts_at=starts_at,
            told=f"{label(language)} interpreter, {long_date(starts_at)} at {clock_time(starts_at)}",
            channel=Channel(said["channel"]),
            spoke_to=said["spoke_to"],
            agreed_by=self.people[said["agreed_by"]],
            agreed_how=HowGiven(said["agreed_how"]),
            agreed_on=said["agreed_on"],
            meeting=meeting,
            appointment=said["appointment"] or "",
            reach=said["reach"] or "",
            interpreter=said["interpreter"],
            known=KnownInterpreter(said["known"]),
        )

    def _typed_moment(self) -> datetime:
        said = self.cleaned_data
        return datetime.combine(said["starts_on"], said["starts_time"], tzinfo=LONDON)


class KnowForm(GovukForm):
    """Who the interpreter is, and whether the family knows them."""

    interpreter = LineField(
        label="Who the interpreter is",
        max_length=500,
        error_messages={"required": "Enter who the interpreter is"},
    )
    known = _known()


class CancelForm(GovukForm):
    """Why an interpreter is not wanted."""

    because = LineField(
        label="Why is it cancelled?",
        max_length=1000,
        error_messages={"required": "Enter why it is cancelled"},
    )


def _meeting_words(meeting: Meeting) -> str:
    kind = str(label(MeetingKind(meeting.kind)))
    return f"Meeting, {long_date(meeting.starts_at)} at {clock_time(meeting.starts_at)}: {kind.lower()}"


def _provider_words(agency: Agency, permitted: Collection[UUID]) -> str:
    marks = ["the local authority"] if agency.is_local_authority else []
    marks += [] if agency.id in permitted else ["no permission yet"]
    return f"{agency.name} ({', '.join(marks)})" if marks else agency.name
