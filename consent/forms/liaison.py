"""Cleans a talk with the local authority, and the manager's word on one that waits. It never saves."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.choices import MeetingRole
from cases.forms.lists import listed
from consent.actions.liaison import (
    AGREED,
    NOT_STATED_BECAUSE,
    OBSERVES_BECAUSE,
    PURPOSE,
    REASON,
    Talk,
)
from consent.choices import Attended, LiaisonKind, LiaisonTopic
from consent.rules import LIAISON_ROLES, LIAISON_TOPICS, PartInMeeting
from consent.screening import Screened
from sendiass import clock
from sendiass.ui.fields import (
    CheckboxesField,
    FriendlyDateField,
    LineField,
    NoteField,
    RadiosField,
    YesNoField,
)
from sendiass.ui.fields.dates import Bounds
from sendiass.ui.forms import GovukForm, OnceForm

SAID_ON = "said_on_"
EARLIEST = date(2000, 1, 1)
OF_A_MEETING = (PURPOSE, "role", OBSERVES_BECAUSE, "role_stated", NOT_STATED_BECAUSE)
OWN_BOX = {AGREED, REASON, *OF_A_MEETING}
NO_DECISION = "Staff take no part in the authority’s decisions."


class LiaisonForm(OnceForm):
    """A talk of one kind, whose topics are fixed; each has its own box."""

    happened_on = FriendlyDateField(
        label="When",
        help_text="Such as today, yesterday, -3 or 27/3.",
        error_messages={"required": "Enter the day it was"},
    )
    purpose = LineField(
        label="What the meeting was for",
        help_text="Name the group, and no people.",
        max_length=500,
        error_messages={"required": "Enter what the meeting was for"},
    )
    attended = CheckboxesField(
        label="Who took part?",
        help_text="By their part, not by name.",
        choices=listed(Attended),
        required=False,
    )
    role = RadiosField(
        label="Your role there",
        choices=[
            (one.value, one.label) for one in (MeetingRole.STRATEGY, MeetingRole.OBSERVE, MeetingRole.DECIDE)
        ],
        hints={MeetingRole.DECIDE: NO_DECISION},
        reveals={MeetingRole.OBSERVE: [OBSERVES_BECAUSE]},
        error_messages={"required": "Select in what role you were there"},
    )
    observes_because = LineField(
        label="Why only to observe",
        max_length=1000,
        error_messages={"required": "Enter why you were there only to observe"},
    )
    role_stated = YesNoField(
        label="At the start, did you say in what role you were there?",
        reveals={"no": [NOT_STATED_BECAUSE]},
        error_messages={"required": "Select yes if you said your role at the start"},
    )
    not_stated_because = LineField(
        label="Why that could not be said",
        max_length=1000,
        error_messages={"required": "Enter why it could not be said"},
    )
    topics = CheckboxesField(
        label="What was it about?", error_messages={"required": "Select what it was about"}
    )
    agreed = NoteField(label="What was agreed to do", rows=3, max_length=5_000, required=False)
    reason = NoteField(
        label="Why you correct it",
        rows=2,
        max_length=2_000,
        error_messages={"required": "Enter why you correct it"},
    )

    def __init__(self, *args: Any, kind: LiaisonKind, corrects: bool = False, **kwargs: Any) -> None:
        boxes = {f"{SAID_ON}{topic.value}": _words_on(topic) for topic in LIAISON_TOPICS[kind]}
        self.base_fields = {**self.base_fields, **boxes}  # type: ignore[misc]  # this form's own
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["topics"].choices = [(one.value, one.label) for one in LIAISON_TOPICS[kind]]  # type: ignore[attr-defined]
        self.fields["topics"].reveals = {  # type: ignore[attr-defined]
            one.value: [f"{SAID_ON}{one.value}"] for one in LIAISON_TOPICS[kind]
        }
        if len(LIAISON_TOPICS[kind]) == 1:  # its box is open at once
            self.initial["topics"] = [one.value for one in LIAISON_TOPICS[kind]]
        self.fields["happened_on"].bounds = Bounds(EARLIEST, clock.today)  # type: ignore[attr-defined]
        self._ask_about_a_meeting(LIAISON_ROLES.get(kind, ()))
        if kind is LiaisonKind.TREND:
            del self.fields["attended"]
        if not corrects:
            del self.fields["reason"]

    def _ask_about_a_meeting(self, roles: tuple[MeetingRole, ...]) -> None:
        """Where there are no roles, it was no meeting; one role alone is not asked for."""
        if not roles:
            for name in OF_A_MEETING:
                del self.fields[name]
        elif len(roles) == 1:
            del self.fields["role"]
        else:
            self.fields["role"].widget.closed = [MeetingRole.DECIDE]

    def talk(self) -> Talk:
        """What was talked about, as the action takes it."""
        said = self.cleaned_data
        return Talk(
            kind=self.kind,
            happened_on=said["happened_on"],
            attended=frozenset(map(Attended, said.get("attended") or ())),
            said={LiaisonTopic(topic): said[f"{SAID_ON}{topic}"] for topic in said["topics"]},
            agreed=said["agreed"],
            part=self._part(),
        )

    def _part(self) -> PartInMeeting | None:
        said, roles = self.cleaned_data, LIAISON_ROLES.get(self.kind)
        if roles is None:
            return None
        return PartInMeeting(
            purpose=said[PURPOSE],
            role=MeetingRole(said["role"]) if "role" in said else roles[0],
            role_stated=said["role_stated"],
            observes_because=said[OBSERVES_BECAUSE],
            not_stated_because=said[NOT_STATED_BECAUSE],
        )

    def mark(self, screened: Screened) -> None:
        """Say at each box which of its words point at someone, and in what way, and mark them in what was typed."""
        for finding in screened.marked:
            self.add_error(
                _box_of(finding.part),
                f"“{' '.join(screened.words(finding).split())}” {finding.kind.value}. Take it out",
            )
        parts = dict.fromkeys(finding.part for finding in screened.marked)
        self.marked = {_box_of(part): screened.stretches(part) for part in parts}


class ReviewForm(GovukForm):
    """Into the log, or back to its writer."""

    decision = RadiosField(
        label="What do you decide?",
        choices=[("accept", "It names no one: put it into the log"), ("back", "Send it back")],
        reveals={"back": ["reason"]},
        error_messages={"required": "Select what you decide"},
    )
    reason = NoteField(
        label="What has to change",
        rows=3,
        max_length=2_000,
        error_messages={"required": "Enter what has to change"},
    )


def _box_of(part: str) -> str:
    return part if part in OWN_BOX else f"{SAID_ON}{part}"


def _words_on(topic: LiaisonTopic) -> NoteField:
    about = topic.label.lower()
    return NoteField(
        label=f"What was said: {about}",
        rows=5,
        error_messages={"required": f"Enter what was said: {about}"},
    )
