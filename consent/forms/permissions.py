"""Cleans what a family permits: which agency, what, which ways, until when; and its end. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from cases.forms.agencies import NamesAnAgency
from cases.forms.lists import listed
from cases.models import Agency, Person
from consent import deadlines
from consent.actions.permissions import Yes
from consent.choices import Content, HowGiven, Way, WhyEnded
from consent.forms.moments import moment_of
from consent.rules import standing_of
from sendiass import clock
from sendiass.profiles import profile
from sendiass.ui.fields import (
    CheckboxesField,
    ClockTimeField,
    FriendlyDateField,
    NoteField,
    RadiosField,
)
from sendiass.ui.fields.dates import Bounds
from sendiass.ui.forms import OnceForm

OF_ALL = "words_on_"

ENDED_BY_HAND = [one.value for one in WhyEnded if one is not WhyEnded.CASE_CLOSED]


class PermissionForm(NamesAnAgency, OnceForm):
    """A family's yes, as they said it. `agencies` and `people` are those that may be meant, in order.

    `young_person` is the case's, once they decide for themselves: someone else's yes for them rests on a decision.
    """

    ways = CheckboxesField(
        label="What may we do?",
        choices=listed(Way),
        error_messages={"required": "Select what the family lets us do"},
    )
    contents = CheckboxesField(
        label="About what?",
        choices=listed(Content),
        reveals={content.value: [f"{OF_ALL}{content.value}"] for content in Content},
        error_messages={"required": "Select what may be spoken about. Nothing else may be said"},
    )
    about = RadiosField(label="Who is it about?", error_messages={"required": "Select who it is about"})
    given_by = RadiosField(label="Who said yes?", error_messages={"required": "Select who said yes"})
    how = RadiosField(
        label="How did they say it?",
        choices=listed(HowGiven),
        error_messages={"required": "Select how they said it"},
    )
    given_on = FriendlyDateField(
        label="When they said it",
        help_text="Such as today, yesterday, -3 or 27/3.",
        error_messages={"required": "Enter the day they said it"},
    )
    given_time = ClockTimeField(
        label="At what time", help_text="Leave it empty if it was just now.", required=False
    )
    last_day = FriendlyDateField(
        label="Last day it holds",
        lean="future",
        error_messages={"required": "Enter the last day on which it holds"},
    )
    words = NoteField(label="In their own words", rows=3, max_length=5_000, required=False)
    field_order = ("agency", "school_named", "school", "ways", "contents")

    def __init__(
        self,
        *args: Any,
        agencies: Sequence[Agency],
        people: Sequence[tuple[Person, str]],
        young_person: Person | None = None,
        **kwargs: Any,
    ) -> None:
        """`people` are each with what to call them; made within a reading of them."""
        how_far = {f"{OF_ALL}{content.value}": _how_far(content) for content in Content}
        self.base_fields = {**self.base_fields, **how_far}  # type: ignore[misc]  # this form's own
        super().__init__(*args, **kwargs)
        self.young_person = young_person
        self.people = {str(person.id): person for person, _ in people}
        named = [(str(person.id), words) for person, words in people]
        self.offer_agencies(agencies)
        if young_person:
            self.fields["given_by"].help_text = (
                f"{young_person.called} is over compulsory school age and decides. "
                "Someone else may only if they cannot decide this."
            )
        for name in ("about", "given_by"):
            self.fields[name].choices = named  # type: ignore[attr-defined]
        sharing, today = profile().sharing, clock.today()
        longest = deadlines.last_day(today, months=sharing.longest_months)
        within = sharing.written_down_within_days
        self._bound("given_on", today - timedelta(days=within), today, "today")
        self.fields["given_on"].error_messages |= _too_long_ago(within)
        self._bound("last_day", today, longest, longest)
        self.fields["last_day"].help_text = f"At most {sharing.longest_months} months. It can be renewed."

    def _bound(self, name: str, earliest: date, latest: date, initial: date | str) -> None:
        self.fields[name].bounds = Bounds(earliest, latest)  # type: ignore[attr-defined]
        self.fields[name].initial = initial

    def clean(self) -> dict[str, Any]:
        """When it was said is one moment."""
        super().clean()
        self.given_at = moment_of(self, "given_on", "given_time", now=clock.now())
        return self.cleaned_data

    def yes(self) -> Yes:
        """What was said, as the action takes it; on no decision about capacity yet."""
        said = self.cleaned_data
        about, given_by = self.people[said["about"]], self.people[said["given_by"]]
        if self.given_at is None or self.the_agency is None:
            raise ValueError("asked of a form that is not valid")
        return Yes(
            agency=self.the_agency,
            about=about,
            given_by=given_by,
            standing=standing_of(
                is_the_one_it_is_about=about == given_by, decides_alone=about == self.young_person
            ),
            ways=frozenset(map(Way, said["ways"])),
            contents={Content(one): said[f"{OF_ALL}{one}"] or "" for one in said["contents"]},
            how=HowGiven(said["how"]),
            given_at=self.given_at,
            last_day=said["last_day"],
            words=said["words"],
        )


class EndForm(OnceForm):
    """Why a permission ends now, and how that was said."""

    because = RadiosField(
        label="Why does it end?",
        choices=listed(WhyEnded, only=ENDED_BY_HAND),
        initial=WhyEnded.TAKEN_BACK,
        error_messages={"required": "Select why it ends"},
    )
    how = RadiosField(label="How did they say it? (if they did)", choices=listed(HowGiven), required=False)
    words = NoteField(label="In their own words", rows=3, max_length=2_000, required=False)


def _too_long_ago(within: int) -> dict[str, str]:
    by_when = f"within {within} day{'' if within == 1 else 's'}" if within else "on the day it is given"
    because = f"A permission has to be written down {by_when}. If it was said before, ask the family again"
    return {
        "early": f"When they said it must be %(limit)s or later. {because}",
        "today_only": f"When they said it must be today. {because}",
    }


def _how_far(content: Content) -> NoteField:
    return NoteField(
        label=f"How far, in their own words: {content.in_a_sentence}",
        rows=2,
        max_length=2_000,
        required=False,
    )
