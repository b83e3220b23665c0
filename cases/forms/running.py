"""Cleans what is typed to run a case: its matter, status, workers, dates and tasks. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms

from cases.choices import CaseStatus, Issue, KeyDateKind, Stage
from cases.forms.lists import choices_of, listed
from cases.models import Case
from cases.rules import CASE_MOVES, Move, moves_from
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.ui.fields import FriendlyDateField, LineField, NoteField, RadiosField, SelectField
from sendiass.ui.forms import GovukForm, OnceForm, Typed

WHOEVER = "whoever"
BESIDE, INSTEAD = "beside", "instead"


class MatterForm(GovukForm):
    """What the case is about now."""

    issue = SelectField(label="What it is about")
    stage = SelectField(label="Stage")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        kwargs["initial"] = {"issue": case.issue, "stage": case.stage}
        super().__init__(*args, **kwargs)
        _offer(self, "issue", choices_of(Issue, keep=case.issue))
        _offer(self, "stage", choices_of(Stage, keep=case.stage))


class StatusForm(OnceForm):
    """The one move there is from where the case stands, with a reason where it needs one."""

    to = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, status: CaseStatus, typed: Typed | None = None, **kwargs: Any) -> None:
        """`status` is where the case stands; there must be a move from it."""
        super().__init__(*args, **kwargs)
        self.status = status
        (self.chosen,) = moves_from(status)
        self.fields["to"].initial = self.chosen.value
        if self.move.needs_reason:
            self.fields["reason"] = NoteField(
                label=f"Why you {self.move.verb} the case",
                max_length=2000,
                rows=4,
                error_messages={
                    "required": f"Enter why you {self.move.verb} the case",
                    "max_length": "The reason must be %(limit_value)s characters or fewer. "
                    "You entered %(show_value)s",
                },
            )
        if typed is not None:  # only now are all its fields there
            self._fill_from(typed)

    @property
    def move(self) -> Move:
        """What happens to the case."""
        return CASE_MOVES[self.status, self.chosen]

    def clean_to(self) -> str:
        """Where the case goes from here; a page that was open while the case moved asks for something else."""
        if self.cleaned_data["to"] != self.chosen:
            raise forms.ValidationError(
                f"This case is {self.status.label.lower()} by now. Open this page again"
            )
        return self.chosen.value

    @property
    def reason(self) -> str:
        """Why, where it was asked."""
        return str(self.cleaned_data.get("reason") or "")


@dataclass(frozen=True, slots=True)
class Available:
    """Someone who may be given a case, in the words of the list."""

    id: UUID
    words: str


class AllocationForm(OnceForm):
    """Who gets the case, and whether those who have it keep it."""

    worker = SelectField(
        label="Who will work this case", error_messages={"required": "Select who will work it"}
    )
    others = RadiosField(
        label="What about those who have it now?",
        error_messages={"required": "Select whether those who have the case keep it"},
    )
    reason = NoteField(
        label="Why them",
        help_text="It stays on the case.",
        max_length=2000,
        rows=3,
        error_messages={"required": "Enter why this worker gets the case"},
    )
    handover = NoteField(
        label="Handover note",
        help_text="Where the case stands, what is promised, what comes next.",
        required=False,
        max_length=20_000,
        rows=5,
    )

    def __init__(
        self, *args: Any, available: Sequence[Available], having: Sequence[str], **kwargs: Any
    ) -> None:
        """`having` are the names of those who have the case now."""
        super().__init__(*args, **kwargs)
        _offer(self, "worker", [("", "Select a worker"), *((str(one.id), one.words) for one in available)])
        if not having:
            del self.fields["others"]
            return
        names = " and ".join([", ".join(having[:-1]), having[-1]] if len(having) > 1 else having)
        _offer(self, "others", [(BESIDE, f"{names} keep it too" if len(having) > 1 else f"{names} keeps it too"),
                                (INSTEAD, f"Take it from {names}")])  # fmt: skip
        self.fields["others"].widget.hints = {INSTEAD: "They can no longer open the case, from this moment."}

    @property
    def instead_of_others(self) -> bool:
        """Whether those who have the case lose it."""
        return bool(self.cleaned_data.get("others") == INSTEAD)


class KeyDateForm(OnceForm):
    """A date to come that matters to the family."""

    kind = SelectField(
        label="What happens on this date",
        choices=listed(KeyDateKind, nothing="Select one"),
        error_messages={"required": "Select what happens on this date"},
    )
    on = FriendlyDateField(
        label="Date",
        help_text="For example, +14, 13 nov or 27/3/2027.",
        lean="future",
        earliest=clock.today,
        error_messages={"required": "Enter the date"},
    )
    note = NoteField(label="Note", required=False, max_length=500, rows=2, count=True)


class TaskForm(OnceForm):
    """Something to do on a case, and who is to do it."""

    words = LineField(label="What is to be done", error_messages={"required": "Enter what is to be done"})
    due_on = FriendlyDateField(
        label="Due date",
        help_text="For example, tomorrow, +7 or 27/3/2027.",
        lean="future",
        earliest=clock.today,
        error_messages={"required": "Enter the day it is due"},
    )
    who = RadiosField(label="Who is to do it", error_messages={"required": "Select who is to do it"})

    def __init__(self, *args: Any, me: User, workers: Sequence[User], **kwargs: Any) -> None:
        """`workers` are those who work the case now."""
        super().__init__(*args, **kwargs)
        self.named = {str(me.id): me, **{str(worker.id): worker for worker in workers}}
        others = [(key, one.name) for key, one in self.named.items() if one.id != me.id]
        _offer(self, "who", [(str(me.id), "Me"), *others, (WHOEVER, "Whoever works the case")])
        self.fields["who"].initial = str(me.id)

    @property
    def worker(self) -> User | None:
        """Whom the task is for; None for whoever works the case."""
        return self.named.get(self.cleaned_data["who"])


def _offer(form: forms.Form, name: str, pairs: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
    field.choices = pairs
