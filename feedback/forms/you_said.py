"""Cleans what is written for the public page, and what was decided about what somebody wrote. It never saves."""

from __future__ import annotations

from typing import Any

from cases.forms.lists import listed
from feedback.actions.you_said import SaidWords
from feedback.choices import DecidedBy, SaidStep, WordsVerdict
from sendiass import clock
from sendiass.ui.fields import FriendlyDateField, NoteField, RadiosField
from sendiass.ui.forms import GovukForm, OnceForm

GENERAL = "In general words, so that nobody can be recognised. Everybody will be able to read this."
WHEN = "Such as today, yesterday, -3 or 27/3."


class SaidForm(OnceForm):
    """What the forms for steps have in common."""

    kind: SaidStep

    def said(self) -> SaidWords:
        """The step, as the action takes it."""
        typed: dict[str, Any] = self.cleaned_data
        decided_by = typed.get("decided_by")
        return SaidWords(
            self.kind,
            typed.get("words", ""),
            typed.get("happened_on"),
            DecidedBy(decided_by) if decided_by else None,
        )


class ToldForm(SaidForm):
    """What families told us."""

    kind = SaidStep.TOLD
    words = NoteField(
        label="Families told us …",
        help_text=GENERAL,
        rows=4,
        max_length=2_000,
        error_messages={"required": "Enter what families told us"},
    )


class _DecidedForm(SaidForm):
    refused_at = {"dates-make-sense": ("happened_on",)}
    happened_on = FriendlyDateField(
        label="When was it decided?",
        help_text=WHEN,
        latest=clock.today,
        error_messages={"required": "Enter the day on which it was decided"},
    )
    decided_by = RadiosField(
        label="Who decided?",
        choices=listed(DecidedBy),
        error_messages={"required": "Select who decided"},
    )
    field_order = ("words", "decided_by", "happened_on")


class WillChangeForm(_DecidedForm):
    """What will change."""

    kind = SaidStep.WILL_CHANGE
    words = NoteField(
        label="What was decided",
        help_text=GENERAL,
        rows=4,
        max_length=2_000,
        error_messages={"required": "Enter what was decided"},
    )


class StaysForm(_DecidedForm):
    """Why nothing changes."""

    kind = SaidStep.STAYS
    words = NoteField(
        label="Why nothing changes",
        help_text=GENERAL,
        rows=4,
        max_length=2_000,
        error_messages={"required": "Enter why nothing changes"},
    )


class ChangedForm(SaidForm):
    """What has changed."""

    kind = SaidStep.CHANGED
    refused_at = {"dates-make-sense": ("happened_on",)}
    words = NoteField(
        label="What has changed",
        help_text=GENERAL,
        rows=4,
        max_length=2_000,
        error_messages={"required": "Enter what has changed"},
    )
    happened_on = FriendlyDateField(
        label="Since when?",
        help_text=WHEN,
        latest=clock.today,
        error_messages={"required": "Enter the day since when it has changed"},
    )
    field_order = ("words", "happened_on")


class PublishForm(SaidForm):
    """Nothing but the yes of a second person."""

    kind = SaidStep.PUBLISHED


class TakeOffForm(SaidForm):
    """Why it is taken off."""

    kind = SaidStep.WITHDRAWN
    words = NoteField(
        label="Why it is taken off",
        help_text="This is not published.",
        rows=3,
        max_length=2_000,
        error_messages={"required": "Enter why it is taken off"},
    )


SAID_FORMS: dict[SaidStep, type[SaidForm]] = {
    form.kind: form for form in (ToldForm, WillChangeForm, StaysForm, ChangedForm, PublishForm, TakeOffForm)
}


class VerdictForm(GovukForm):
    """Whether the team is shown what somebody wrote."""

    verdict = RadiosField(
        label="Could it tell who wrote it, or name somebody else?",
        choices=[
            (WordsVerdict.STAND.value, "No: the team may read it"),
            (WordsVerdict.WITHHELD.value, "Yes: withhold it from the team"),
        ],
        reveals={WordsVerdict.WITHHELD: ["reason"]},
        error_messages={"required": "Select whether it could tell who wrote it"},
    )
    reason = NoteField(
        label="What could tell",
        help_text="Do not repeat a name.",
        rows=2,
        max_length=500,
        error_messages={"required": "Enter what could tell"},
    )
