"""Cleans what somebody types about their own interests, and what is decided about others' conflicts. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from cases.actions.interests import Connection
from cases.choices import ConflictState, InterestKind, Language
from cases.conflicts import CONFLICT_MOVES, IN_A_PERSON, IN_AN_AGENCY
from cases.forms.agencies import NamesAnAgency
from cases.forms.lists import choices_of, listed
from cases.models import Agency
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.profiles import profile
from sendiass.ui.fields import (
    CheckboxesField,
    ConfirmField,
    EmailField,
    FriendlyDateField,
    KnownDateField,
    LineField,
    NameField,
    NoteField,
    PhoneField,
    RadiosField,
    SelectField,
)
from sendiass.ui.fields.dates import Bounds
from sendiass.ui.forms import GovukForm, OnceForm

EARLIEST = date(1900, 1, 1)
BODY, PERSON = "body", "person"
HOST, OTHER = InterestKind.HOST.value, InterestKind.OTHER.value


class InterestForm(NamesAnAgency, OnceForm):
    """One connection. `agencies` are those of the directory that are no schools."""

    what = RadiosField(
        label="What connects you?",
        error_messages={"required": "Select what connects you"},
    )
    body_kind = SelectField(
        label="What are you there?",
        choices=listed(InterestKind, only=IN_AN_AGENCY, nothing="Select one"),
        error_messages={"required": "Select what you are there"},
    )
    person_kind = SelectField(
        label="What are they to you?",
        choices=listed(InterestKind, only=IN_A_PERSON, nothing="Select one"),
        error_messages={"required": "Select what they are to you"},
    )
    given_names = NameField(label="Their first name", error_messages={"required": "Enter their first name"})
    family_name = NameField(label="Their last name", error_messages={"required": "Enter their last name"})
    date_of_birth = KnownDateField(
        label="Their date of birth",
        help_text="If you know it. It tells them from others of that name.",
        required=False,
    )
    phone = PhoneField(label="Their phone number", required=False)
    email = EmailField(label="Their email address", required=False)
    words = NoteField(
        label="What connects you, and with whom",
        rows=4,
        max_length=2000,
        error_messages={"required": "Enter what connects you"},
    )
    from_on = FriendlyDateField(label="Since when", help_text="If you know it.", required=False)
    until_on = FriendlyDateField(
        label="Last day", help_text="Only if it has ended, or you know when it will.", required=False
    )
    field_order = ("what", "body_kind", "agency", "school_named", "school", "person_kind", "given_names",
                   "family_name", "date_of_birth", "phone", "email", "words", "from_on", "until_on")  # fmt: skip

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (BODY, "A school, or another body"),
            (PERSON, "A person"),
            (HOST, f"I am employed by {profile().host.name}"),
            (OTHER, "Something else"),
        ]
        self.offer_agencies(agencies)
        self.fields["what"].reveals = {  # type: ignore[attr-defined]
            BODY: ["body_kind", "agency", "school_named", *(["school"] if "school" in self.fields else [])],
            PERSON: ["person_kind", "given_names", "family_name", "date_of_birth", "phone", "email"],
            OTHER: ["words"],
        }
        self.fields["agency"].label = "Which body?"
        self.fields["school_named"].label = "Or which school, college or nursery?"
        for name in ("from_on", "until_on"):
            self.fields[name].bounds = Bounds(EARLIEST, _in_ten_years)  # type: ignore[attr-defined]
        self.fields["date_of_birth"].bounds = Bounds(EARLIEST, clock.today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The body is one of the two boxes, where it is a body."""
        said = self.cleaned_data
        if said.get("what") == BODY:
            super().clean()
        else:
            self.the_agency = None
        first, last = said.get("from_on"), said.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "The last day must be on or after the first")
        return said

    @property
    def connection(self) -> Connection:
        """What was typed, for the action."""
        said = self.cleaned_data
        about = said["what"]
        dates = {"from_on": said["from_on"], "until_on": said["until_on"]}
        if about == BODY:
            return Connection(kind=InterestKind(said["body_kind"]), agency=self.the_agency, **dates)
        if about == PERSON:
            names = ("given_names", "family_name", "date_of_birth", "phone", "email")
            return Connection(
                kind=InterestKind(said["person_kind"]), **{name: said[name] for name in names}, **dates
            )
        return Connection(kind=InterestKind(about), words=said["words"] if about == OTHER else "", **dates)


class EndForm(GovukForm):
    """Why an interest is taken off the list."""

    because = NoteField(
        label="Why it is no longer one",
        rows=3,
        max_length=2000,
        error_messages={"required": "Enter why it is no longer one"},
    )


class DeclareForm(OnceForm):
    """That one's list is whole; there is nothing to type."""


class DecideForm(GovukForm):
    """What somebody decides about a conflict, and why."""

    to = RadiosField(label="What do you decide?", error_messages={"required": "Select what you decide"})
    reason = NoteField(label="Why", rows=4, max_length=2000, error_messages={"required": "Enter why"})
    all_alike = ConfirmField(label="", required=False)

    def __init__(self, *args: Any, state: ConflictState, others: int, **kwargs: Any) -> None:
        """`others` is how many more the same interest makes that stand as this one does."""
        super().__init__(*args, **kwargs)
        self.fields[
            "all_alike"
        ].label = f"Decide the same for {others:,} more {'case' if others == 1 else 'cases'} of this interest"
        if not others:
            del self.fields["all_alike"]
        moves = [(to.value, words) for (was, to), words in CONFLICT_MOVES.items() if was is state]
        self.fields["to"].choices = moves  # type: ignore[attr-defined]

    @property
    def chosen(self) -> ConflictState:
        """What was decided."""
        return ConflictState(self.cleaned_data["to"])


class LetSeeForm(GovukForm):
    """Why somebody may see a request or a call after all."""

    reason = NoteField(
        label="Why their interest does not meet it",
        rows=4,
        max_length=2000,
        error_messages={"required": "Enter why their interest does not meet it"},
    )


class JudgeForm(GovukForm):
    """Who is to be kept from a case, and why."""

    worker = SelectField(label="Who has an interest in this case?", error_messages={"required": "Select who"})
    reason = NoteField(
        label="What connects them with it",
        help_text="What you were told, and by whom.",
        rows=4,
        max_length=2000,
        error_messages={"required": "Enter what connects them with it"},
    )

    def __init__(self, *args: Any, workers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(one.id): one for one in workers}
        pairs = [("", "Select one"), *((key, one.name) for key, one in self.workers.items())]
        self.fields["worker"].choices = pairs  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        """Whom it is about."""
        return self.workers[self.cleaned_data["worker"]]


class HandOverForm(GovukForm):
    """Which service takes a case, and what was agreed."""

    to_service = LineField(
        label="Which service takes it",
        max_length=300,
        error_messages={"required": "Enter which service takes it"},
    )
    reason = NoteField(
        label="What was agreed with the family",
        rows=4,
        max_length=2000,
        error_messages={"required": "Enter what was agreed with the family"},
    )


class LanguagesForm(GovukForm):
    """The languages somebody works in, beside English."""

    languages = CheckboxesField(label="I speak or sign", choices=[], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [pair for pair in choices_of(Language) if pair[0] != Language.ENGLISH]
        self.fields["languages"].choices = offered  # type: ignore[attr-defined]


class GiveForm(OnceForm):
    """Who gets a case, and why."""

    worker = SelectField(label="Who will work it", error_messages={"required": "Select who will work it"})
    reason = NoteField(
        label="Why them",
        rows=3,
        max_length=2000,
        error_messages={"required": "Enter why this worker gets it"},
    )

    def __init__(self, *args: Any, available: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(one.id): one for one in available}
        pairs = [("", "Select a worker"), *((key, one.name) for key, one in self.workers.items())]
        self.fields["worker"].choices = pairs  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        """Who was chosen."""
        return self.workers[self.cleaned_data["worker"]]


class WaiverForm(GovukForm):
    """Until when somebody may take cases who has not done `before`, and why."""

    before = "they have declared"
    until_on = FriendlyDateField(
        label="Last day", lean="future", error_messages={"required": "Enter the last day"}
    )
    reason = NoteField(label="Why", rows=3, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = (
            f"Enter why they may take cases before {self.before}"
        )
        self.fields["until_on"].help_text = f"At most {self.most_days} days from today. Such as +7 or 27/3."
        last = clock.today() + timedelta(days=self.most_days)
        self.fields["until_on"].bounds = Bounds(clock.today, last)  # type: ignore[attr-defined]

    @property
    def most_days(self) -> int:
        """For how many days at most."""
        return profile().interests.longest_waiver_days


def _in_ten_years() -> date:
    return clock.today().replace(day=1, year=clock.today().year + 10)
