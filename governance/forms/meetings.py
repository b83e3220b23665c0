"""Cleans what is typed about the board's meetings, their agendas and their minutes. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cases.forms.lists import listed
from consent.screening import Screened
from governance.actions.agenda import Answer, NewItem
from governance.actions.meetings import Came, Next, When
from governance.actions.minutes import Said, ToDo
from governance.choices.board import (
    Answered,
    BoardRole,
    CalledOff,
    Declares,
    NoNextDate,
    Presence,
    RaisedOutcome,
)
from governance.models import AgendaItem, Attendance, Meeting, Member
from sendiass import clock
from sendiass.profiles.lists import offered
from sendiass.ui.fields import (
    ClockTimeField,
    FriendlyDateField,
    LineField,
    MinutesField,
    NoteField,
    RadiosField,
    SelectField,
)
from sendiass.ui.forms import GovukForm, OnceForm
from sendiass.ui.words import clock_time, short_date

WAS = "Such as today, yesterday or 27/3/2026."
NO_NAMES = "Nothing that could say who somebody is whom the service helps."
ROLE = "Which role does it serve?"


def roles() -> list[tuple[str, str]]:
    """The roles of the terms of reference to choose from."""
    return [("", "Select one"), *offered(BoardRole)]


class BoardTextForm(GovukForm):
    """A form of which some words are screened before they are kept (L12)."""

    def mark(self, screened: Screened) -> None:
        """Say at each box which of its words point at someone, and in what way, and mark them in what was typed."""
        for finding in screened.marked:
            words = " ".join(screened.words(finding).split())
            self.add_error(self._box(finding.part, screened), f"“{words}” {finding.kind.value}. Take it out")
        boxes = {self._box(finding.part, screened): finding.part for finding in screened.marked}
        self.marked = {box: screened.stretches(part) for box, part in boxes.items() if box}

    def _box(self, part: str, screened: Screened) -> str | None:  # noqa: ARG002  a form of many parts asks it
        return part if part in self.fields else None


class WhenForm(GovukForm):
    """When and where the board meets."""

    refused_at = {"meets-when": ("starts_on",)}
    starts_on = FriendlyDateField(label="Day", help_text="Such as next Tuesday or 27/3/2027.")
    starts_time = ClockTimeField(label="Time", help_text="Such as 2:30pm.")
    lasts = MinutesField(label="How long, in minutes?", initial=90)
    place = LineField(label="Where", help_text="A place, or how to join from afar.", max_length=200)

    def when(self) -> When:
        """As the action takes it."""
        said = self.cleaned_data
        starts_at = datetime.combine(said["starts_on"], said["starts_time"], tzinfo=clock.LONDON)
        return When(starts_at, said["lasts"], said["place"])


class PlanForm(WhenForm, OnceForm):
    """A meeting, or those of a year."""

    every = RadiosField(
        label="Which dates?",
        choices=[
            ("0", "Only this one"),
            ("1", "Every month for a year"),
            ("2", "Every two months for a year"),
            ("3", "Every three months for a year"),
            ("4", "Every four months for a year"),
        ],
        help_text="On the same weekday of the month, such as the second Tuesday.",
        initial="3",
    )


class CallOffForm(GovukForm):
    """Why a meeting does not take place."""

    because = RadiosField(
        label="Why does it not take place?",
        choices=listed(CalledOff),
        error_messages={"required": "Select why it does not take place"},
    )


class ItemForm(BoardTextForm, OnceForm):
    """An item of the agenda."""

    title = LineField(label="What is it about?", max_length=200)
    words = NoteField(
        label="What members should know beforehand",
        help_text=NO_NAMES,
        rows=4,
        max_length=3_000,
        required=False,
    )
    role = SelectField(
        label=ROLE,
        choices=roles,
        error_messages={"required": "Select a role of the terms of reference"},
    )

    def new(self) -> NewItem:
        """As the action takes it."""
        said = self.cleaned_data
        return NewItem(said["title"], said["words"], BoardRole(said["role"]))


class RoleForm(GovukForm):
    """A role that was not looked at for a year."""

    role = RadiosField(label=ROLE, error_messages={"required": "Select a role"})

    def __init__(self, *args: Any, roles: Sequence[BoardRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(one.value, one.label) for one in roles]  # type: ignore[attr-defined]


class RaiseForm(OnceForm):
    """What a member would have talked about."""

    title = LineField(label="What do you want the meeting to talk about?", max_length=200)
    words = NoteField(label="More about it", help_text=NO_NAMES, rows=5, max_length=3_000, required=False)


class AnswerForm(BoardTextForm):
    """What becomes of what a member raised."""

    refused_at = {
        "merged-with": ("item",),
        "answer-reason": ("reason",),
        "onto-agenda": ("meeting",),
    }
    outcome = RadiosField(
        label="What becomes of it?",
        choices=[
            (RaisedOutcome.ACCEPTED.value, "It goes on an agenda"),
            (RaisedOutcome.MERGED.value, "It is taken together with another item"),
            (RaisedOutcome.DEFERRED.value, "It is put off"),
        ],
        reveals={
            RaisedOutcome.ACCEPTED.value: ["meeting", "role"],
            RaisedOutcome.MERGED.value: ["item"],
        },
        error_messages={"required": "Select what becomes of it"},
    )
    meeting = SelectField(label="Of which meeting?", error_messages={"required": "Select a meeting"})
    role = SelectField(
        label=ROLE,
        choices=roles,
        error_messages={"required": "Select a role of the terms of reference"},
    )
    item = SelectField(label="With which item?", error_messages={"required": "Select an item"})
    reason = NoteField(
        label="The reason",
        help_text="The member reads it. Needed unless it goes on an agenda.",
        rows=3,
        max_length=1_000,
        required=False,
    )

    def __init__(
        self, *args: Any, meetings: Sequence[Meeting], items: Sequence[AgendaItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._meetings = {str(one.id): one for one in meetings}
        self._items = {str(one.id): one for one in items}
        dates = [(key, meeting_words(one)) for key, one in self._meetings.items()]
        titles = [
            (key, f"{one.called}, {short_date(one.meeting.starts_at)}") for key, one in self._items.items()
        ]
        self.fields["meeting"].choices = [("", "Select one"), *dates]  # type: ignore[attr-defined]
        self.fields["item"].choices = [("", "Select one"), *titles]  # type: ignore[attr-defined]

    def answer(self) -> Answer:
        """As the action takes it."""
        said = self.cleaned_data
        return Answer(
            outcome=RaisedOutcome(said["outcome"]),
            meeting=self._meetings.get(said["meeting"]),
            role=BoardRole(said["role"]) if said["role"] else None,
            item=self._items.get(said["item"]),
            reason=said["reason"],
        )


class AttendanceForm(BoardTextForm):
    """Who came, and what they declared at the start: one question for each member."""

    def __init__(
        self,
        *args: Any,
        members: Sequence[Member],
        stands: Sequence[Attendance],
        **kwargs: Any,
    ) -> None:
        known = {one.member_id: one for one in stands}
        self._members = list(members)
        first = {}
        for number, member in enumerate(self._members):
            if row := known.get(member.id):
                first[f"came_{number}"] = _came_as(row)
                first[f"interest_{number}"] = row.interest or ""
        super().__init__(*args, initial=first, **kwargs)
        for number, member in enumerate(self._members):
            self.fields[f"came_{number}"] = RadiosField(
                label=member.name,
                choices=[
                    ("nothing", "Came, and has nothing to declare"),
                    ("interest", "Came, and declares an interest"),
                    (Presence.APOLOGIES.value, str(Presence.APOLOGIES.label)),
                    (Presence.ABSENT.value, str(Presence.ABSENT.label)),
                ],
                reveals={"interest": [f"interest_{number}"]},
                error_messages={"required": f"Select whether {member.name} came"},
            )
            self.fields[f"interest_{number}"] = NoteField(
                label="Which interest?",
                help_text=NO_NAMES,
                rows=2,
                max_length=1_000,
                error_messages={"required": f"Enter what {member.name} declares"},
            )

    def _box(self, part: str, screened: Screened) -> str | None:
        words = screened.texts.get(part)
        boxes = [f"interest_{number}" for number in range(len(self._members))]
        return next((box for box in boxes if self.cleaned_data.get(box) == words), None)

    def came(self) -> list[Came]:
        """As the action takes it."""
        said, found = self.cleaned_data, []
        for number, member in enumerate(self._members):
            how = said[f"came_{number}"]
            if how in ("nothing", "interest"):
                found.append(Came(member, Presence.CAME, Declares(how), said.get(f"interest_{number}") or ""))
            else:
                found.append(Came(member, Presence(how)))
        return found


def _came_as(row: Attendance) -> str:
    return row.declares if row.presence == Presence.CAME else row.presence


class MinuteForm(BoardTextForm):
    """What was said on an item, what was decided, and which role that served."""

    words = NoteField(label="What was said", help_text=NO_NAMES, rows=8, max_length=10_000)
    decision = NoteField(label="What was decided", rows=3, max_length=3_000, required=False)
    role = SelectField(
        label="Which role did it serve?",
        choices=roles,
        error_messages={"required": "Select a role of the terms of reference"},
    )

    def said(self) -> Said:
        """As the action takes it."""
        said = self.cleaned_data
        return Said(said["words"], said["decision"], BoardRole(said["role"]))


class ToDoForm(BoardTextForm, OnceForm):
    """What somebody said they would do."""

    words = NoteField(label="What is to be done?", help_text=NO_NAMES, rows=3, max_length=1_000)
    owner = SelectField(label="Who does it?", error_messages={"required": "Select who does it"})
    due_on = FriendlyDateField(label="By when?", help_text="Such as next Friday or 27/3/2027.")

    def __init__(self, *args: Any, owners: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Select one"), *((one, one) for one in owners)]  # type: ignore[attr-defined]

    def to_do(self) -> ToDo:
        """As the action takes it."""
        said = self.cleaned_data
        return ToDo(said["words"], said["owner"], said["due_on"])


class DoneForm(GovukForm):
    """On which day something was done."""

    refused_at = {"done-on": ("done_on",)}
    done_on = FriendlyDateField(label="When was it done?", help_text=WAS, latest=clock.today)


class RecommendForm(BoardTextForm, OnceForm):
    """What the board recommends to the trustees."""

    words = NoteField(label="What does the board recommend?", help_text=NO_NAMES, rows=5, max_length=3_000)


class TrusteesForm(BoardTextForm):
    """What the trustees say."""

    refused_at = {"answered-on": ("answered_on",)}
    answer = RadiosField(
        label="What do the trustees say?",
        choices=listed(Answered),
        error_messages={"required": "Select what the trustees say"},
    )
    words = NoteField(label="In their words", help_text=NO_NAMES, rows=4, max_length=3_000, required=False)
    answered_on = FriendlyDateField(label="When did they answer?", help_text=WAS, latest=clock.today)


class CloseForm(GovukForm):
    """The next meeting, or why there is no date yet (L09)."""

    refused_at = {"next-date": ("following",)}
    following = RadiosField(
        label="When is the next meeting?",
        reveals={"none": ["why_not"]},
        error_messages={"required": "Select the next meeting, or that there is no date yet"},
    )
    why_not = RadiosField(
        label="Why is there no date yet?",
        choices=listed(NoNextDate),
        error_messages={"required": "Select why there is no date yet"},
    )

    def __init__(self, *args: Any, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._meetings = {str(one.id): one for one in meetings}
        dates = [(key, meeting_words(one)) for key, one in self._meetings.items()]
        self.fields["following"].choices = [*dates, ("none", "There is no date yet")]  # type: ignore[attr-defined]

    def following_meeting(self) -> Next:
        """As the action takes it."""
        said = self.cleaned_data
        chosen = self._meetings.get(said["following"])
        if chosen:
            return Next(meeting=chosen)
        return Next(why_not=NoNextDate(said["why_not"]) if said["why_not"] else None)


class ReviewForm(GovukForm):
    """Before the board, or back to its writer."""

    refused_at = {"review-reason": ("reason",)}
    decision = RadiosField(
        label="What do you decide?",
        choices=[("accept", "It names no one: it may go before the board"), ("back", "Send it back")],
        reveals={"back": ["reason"]},
        error_messages={"required": "Select what you decide"},
    )
    reason = NoteField(
        label="What has to change?",
        rows=3,
        max_length=1_000,
        error_messages={"required": "Enter what has to change"},
    )


def meeting_words(meeting: Meeting) -> str:
    """A meeting as one chooses it: its day and time."""
    return f"{short_date(meeting.starts_at)} at {clock_time(meeting.starts_at)}"
