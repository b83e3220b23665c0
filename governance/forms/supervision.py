"""Cleans what is typed about supervision. It never saves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.forms import HiddenInput, UUIDField

from cases.forms.lists import listed
from cases.models import Intervention
from governance.actions.groups import Group
from governance.actions.people import Above, OnLeave
from governance.actions.records import ToDo
from governance.actions.sessions import AskedBy, Became, Meeting
from governance.choices import LeaveKind, Outcome, Where
from governance.forms.days import years_ago, years_ahead
from governance.rules import Step
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.profiles import profile
from sendiass.ui.fields import (
    CheckboxesField,
    ClockTimeField,
    FriendlyDateField,
    LineField,
    MinutesField,
    NoteField,
    RadiosField,
    SelectField,
    WholeNumberField,
)
from sendiass.ui.forms import OnceForm
from sendiass.ui.words import short_date

NOBODY = "nobody"
NOBODY_CAME = "Select who came: a session that nobody came to was not held"
MISSED = (Outcome.WORKER_ILL, Outcome.SUPERVISOR_ILL, Outcome.MISSED)
WHEN = "Such as tomorrow, +7 or 27/3/2027."
WAS = "Such as today, yesterday or 27/3."


def named(people: Sequence[User]) -> list[tuple[str, str]]:
    """People to choose from."""
    return [(str(one.id), one.name) for one in people]


class AboveForm(OnceForm):
    """Who supervises and manages somebody, and from which day."""

    refused_at = {"L14": ("supervisor",)}
    supervisor = SelectField(label="Who supervises them?")
    line_manager = SelectField(
        label="Who is their line manager?",
        help_text="Besides the two who meet, only the line manager reads what is written.",
    )
    from_on = FriendlyDateField(
        label="The first day",
        help_text=WAS,
        earliest=years_ago(2),
        latest=years_ahead(1),
    )

    def __init__(
        self, *args: Any, supervisors: Sequence[User], managers: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.id): one for one in (*supervisors, *managers)}
        nobody = (NOBODY, "Nobody from then on")
        self.fields["supervisor"].choices = [("", ""), *named(supervisors), nobody]  # type: ignore[attr-defined]
        self.fields["line_manager"].choices = [("", ""), *named(managers)]  # type: ignore[attr-defined]
        if not managers:
            self.fields["line_manager"].help_text = "Nobody can be: nobody else here is a manager yet."

    def above(self) -> Above:
        """As the action takes it."""
        said = self.cleaned_data
        return Above(
            self._people.get(said["supervisor"]), self._people[said["line_manager"]], said["from_on"]
        )


class LeaveForm(OnceForm):
    """Leave that stops the days from counting."""

    refused_at = {"dates-make-sense": ("last_on",)}
    kind = RadiosField(
        label="What kind of leave?",
        choices=listed(LeaveKind),
        error_messages={"required": "Select what kind of leave"},
        help_text="For a day's illness, say of the session that it was not held: it stays due.",
    )
    first_on = FriendlyDateField(
        label="The first day",
        help_text=WHEN,
        lean="future",
        earliest=years_ago(1),
        latest=years_ahead(1),
    )
    last_on = FriendlyDateField(
        label="The last day",
        help_text=WHEN,
        lean="future",
        earliest=years_ago(1),
        latest=years_ahead(2),
    )

    def leave(self) -> OnLeave:
        """As the action takes it."""
        said = self.cleaned_data
        return OnLeave(LeaveKind(said["kind"]), said["first_on"], said["last_on"])


class MeetingForm(OnceForm):
    """When and how the two meet."""

    refused_at = {"dates-make-sense": ("starts_on",), "Y12": ("intervention",)}
    starts_on = FriendlyDateField(
        label="Day", help_text=WHEN, lean="future", error_messages={"required": "Enter the day"}
    )
    starts_time = ClockTimeField(
        label="Time", help_text="Such as 2:30pm.", error_messages={"required": "Enter the time"}
    )
    minutes = MinutesField(
        label="Length in minutes",
        initial=60,
        error_messages={"required": "Enter how many minutes it takes"},
    )
    where = RadiosField(label="How do you meet?", choices=listed(Where), initial=Where.IN_PERSON)

    def meeting(self) -> Meeting:
        """As the action takes it."""
        said = self.cleaned_data
        starts_at = datetime.combine(said["starts_on"], said["starts_time"], tzinfo=clock.LONDON)
        return Meeting(starts_at, said["minutes"], Where(said["where"]))


class BookForm(MeetingForm):
    """When and how the two meet, and which intervention asked for it, if one did (L15)."""

    intervention = SelectField(
        label="Did an intervention ask for this session?",
        help_text="Of a case that both may open. Leave it at “No” for regular supervision.",
        required=False,
    )

    def __init__(self, *args: Any, lately: Iterable[Intervention], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lately = {str(one.id): one for one in lately}
        lines = [("", "No"), *((key, _called(one)) for key, one in self._lately.items())]
        self.fields["intervention"].choices = lines  # type: ignore[attr-defined]

    def asked_by(self) -> AskedBy | None:
        """As the action takes it."""
        asked = self._lately.get(self.cleaned_data["intervention"])
        if asked is None or asked.case is None:
            return None
        return AskedBy(asked.case.reference, asked.id)


def _called(one: Intervention) -> str:
    return f"{one.case.reference if one.case else ''}, level {one.level}, {short_date(one.happened_on)}"


class MoveForm(MeetingForm):
    """Another time, and why."""

    reason = NoteField(
        label="Why is it moved?",
        rows=2,
        max_length=2_000,
        error_messages={"required": "Enter why it is moved"},
    )
    field_order = ("reason", "starts_on", "starts_time", "minutes", "where")


class HeldForm(OnceForm):
    """The day on which it was held."""

    refused_at = {"dates-make-sense": ("held_on",)}
    held_on = FriendlyDateField(
        label="The day you met",
        help_text=WAS,
        error_messages={"required": "Enter the day on which you met"},
    )

    def became(self) -> Became:
        """As the action takes it."""
        return Became(Outcome.HELD, held_on=self.cleaned_data["held_on"])


class MissedForm(OnceForm):
    """Why it was not held. It stays due."""

    outcome = RadiosField(
        label="What came between?",
        choices=[(one.value, one.label.removeprefix("Not held: ").capitalize()) for one in MISSED],
        help_text="The next stays due as it was.",
        error_messages={"required": "Select what came between"},
    )
    reason = NoteField(label="Anything to add", rows=2, max_length=2_000, required=False)

    def became(self) -> Became:
        """As the action takes it."""
        said = self.cleaned_data
        return Became(Outcome(said["outcome"]), reason=said["reason"])


class WordsForm(OnceForm):
    """Words of one of the two."""

    words = NoteField(label="Your words", rows=4, max_length=5_000, error_messages={"required": "Enter it"})

    def __init__(self, *args: Any, asks: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = asks or self.fields["words"].label


class CaseForm(OnceForm):
    """A case they talked about."""

    refused_at = {"Y12": ("reference",)}
    reference = LineField(
        label="Reference of the case",
        max_length=30,
        error_messages={"required": "Enter the reference of the case"},
    )
    words = NoteField(
        label="What you said about it",
        help_text="Kept with the case's own key. Whoever may not open the case is not shown this.",
        rows=4,
        max_length=5_000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prefix = profile().identity.reference_prefix
        self.fields["reference"].help_text = f"One that you both may open. Such as {prefix}-00042."


class ActionForm(OnceForm):
    """Something one of them does."""

    words = LineField(
        label="What is to be done?", max_length=500, error_messages={"required": "Enter what is to be done"}
    )
    owner = RadiosField(label="Who does it?", inline=True, error_messages={"required": "Select who does it"})
    due_on = FriendlyDateField(
        label="The day by which it is done",
        help_text=WHEN,
        lean="future",
        earliest=years_ago(1),
        latest=years_ahead(2),
    )

    def __init__(self, *args: Any, two: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._two = {str(one.id): one for one in two}
        self.fields["owner"].choices = named(two)  # type: ignore[attr-defined]

    def to_do(self) -> ToDo:
        """As the action takes it."""
        said = self.cleaned_data
        return ToDo(said["words"], self._two[said["owner"]], said["due_on"])


def _prompt(label: str, asks: str) -> NoteField:
    return NoteField(
        label=label,
        help_text="If there was nothing, say so.",
        rows=3,
        max_length=5_000,
        error_messages={"required": asks},
    )


class RecordForm(OnceForm):
    """The record of a session; the reflection on impartiality is never left out (L16)."""

    number = WholeNumberField(widget=HiddenInput, min_value=0)
    wellbeing = NoteField(label="How they are", rows=3, max_length=5_000, required=False)
    workload_words = NoteField(label="About the workload", rows=3, max_length=5_000, required=False)
    whose_side = _prompt(
        "Whose side might it look as if we took?", "Enter whose side it might look as if we took"
    )
    left_out = _prompt(
        "Was information or a choice left out that a family should have had?",
        "Enter whether information was left out",
    )
    inadvisable = _prompt(
        "Was there an outcome you found inadvisable, and supported all the same?",
        "Enter whether you supported an outcome you found inadvisable",
    )
    pressure = _prompt(
        "Was there pressure from anyone: the authority, a school, a family, or in here?",
        "Enter whether there was pressure",
    )
    partiality = NoteField(
        label="Concerns about partiality in others", rows=3, max_length=5_000, required=False
    )
    learning = NoteField(label="What was learned, and what to learn next", rows=3, required=False)

    def words(self) -> dict[str, str]:
        """The words of the record by what they are about."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in ("once", "number")}


class SignForm(OnceForm):
    """Nothing but the signature, under the record that was shown."""

    record = UUIDField(widget=HiddenInput)


class GroupForm(OnceForm):
    """A session of the group."""

    refused_at = {"dates-make-sense": ("held_on",), "L15": ("themes",), "somebody-came": ("came",)}
    held_on = FriendlyDateField(
        label="The day the group met",
        help_text=WAS,
        earliest=years_ago(1),
        error_messages={"required": "Enter the day on which the group met"},
    )
    came = CheckboxesField(label="Who came?", error_messages={"required": NOBODY_CAME})
    themes = NoteField(
        label="Themes",
        help_text="In general words: no family by name, nor so that one could tell who it is.",
        rows=5,
        max_length=5_000,
        error_messages={"required": "Enter what the group talked about"},
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.id): one for one in people}
        self.fields["came"].choices = named(people)  # type: ignore[attr-defined]
        if not people:
            self.fields["came"].help_text = "Nobody could: there are no caseworkers or volunteers here yet."

    def group(self) -> Group:
        """As the action takes it."""
        said = self.cleaned_data
        held_on: date = said["held_on"]
        return Group(held_on, said["themes"], [self._people[one] for one in said["came"]])


QUESTIONS = {Step.AGENDA: "What do you want to talk about?", Step.REMARK: "What do you add?"}
