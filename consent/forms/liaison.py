"""Cleans a talk with the local authority, and the manager's word on one that waits. It never saves."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.forms.lists import listed
from consent.actions.liaison import AGREED, REASON, Talk
from consent.choices import Attended, LiaisonKind, LiaisonTopic
from consent.rules import LIAISON_TOPICS
from consent.screening import Screened
from sendiass import clock
from sendiass.ui.fields import CheckboxesField, FriendlyDateField, NoteField, RadiosField
from sendiass.ui.fields.dates import Bounds
from sendiass.ui.forms import GovukForm, OnceForm

SAID_ON = "said_on_"
EARLIEST = date(2000, 1, 1)


class LiaisonForm(OnceForm):
    """A talk of one kind, whose topics are fixed; each has its own box."""

    happened_on = FriendlyDateField(
        label="When",
        help_text="Such as today, yesterday, -3 or 27/3.",
        error_messages={"required": "Enter the day it was"},
    )
    attended = CheckboxesField(
        label="Who took part?",
        help_text="By their part, not by name.",
        choices=listed(Attended),
        required=False,
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
        self.fields["happened_on"].bounds = Bounds(EARLIEST, clock.today)  # type: ignore[attr-defined]
        if kind is LiaisonKind.TREND:
            del self.fields["attended"]
        if not corrects:
            del self.fields["reason"]

    def talk(self) -> Talk:
        """What was talked about, as the action takes it."""
        said = self.cleaned_data
        return Talk(
            kind=self.kind,
            happened_on=said["happened_on"],
            attended=frozenset(map(Attended, said.get("attended") or ())),
            said={LiaisonTopic(topic): said[f"{SAID_ON}{topic}"] for topic in said["topics"]},
            agreed=said["agreed"],
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
    return part if part in {AGREED, REASON} else f"{SAID_ON}{part}"


def _words_on(topic: LiaisonTopic) -> NoteField:
    about = topic.label.lower()
    return NoteField(
        label=f"What was said: {about}",
        rows=5,
        error_messages={"required": f"Enter what was said: {about}"},
    )
