"""Cleans what is reported about a data breach, and each step taken about it. It never saves."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from cases.forms.lists import listed
from cases.models import Agency
from consent.actions.breaches import NO_SUCH_CASE, Happened, Step
from consent.choices import BreachKind, BreachRisk, BreachStep, Notifying, PeopleTold
from consent.deadlines import LONDON
from consent.forms.moments import IN_THE_FUTURE, moment_of
from sendiass import clock
from sendiass.ui.fields import ClockTimeField, FriendlyDateField, LineField, NoteField, RadiosField
from sendiass.ui.forms import OnceForm

OLDEST = timedelta(days=3653)
"""A day before that is a slip of the hand."""


class BreachForm(OnceForm):
    """What went wrong: one short form, in the order in which someone in a hurry knows it."""

    refused_at = MappingProxyType({"dates-make-sense": ("aware_time",), NO_SUCH_CASE: ("whose",)})
    what = NoteField(
        label="What happened?", rows=4, max_length=10_000, error_messages={"required": "Enter what happened"}
    )
    kind = RadiosField(
        label="What kind of thing was it?",
        choices=listed(BreachKind),
        error_messages={"required": "Select what kind of thing it was"},
    )
    aware_on = FriendlyDateField(
        label="When did anyone in the service first know of it?",
        help_text="Such as today, yesterday, -3 or 27/3. 72 hours run from then.",
        earliest=lambda: clock.today() - OLDEST,
        latest=clock.today,
        initial="today",
        error_messages={"required": "Enter the day on which we first knew of it"},
    )
    aware_time = ClockTimeField(
        label="At what time",
        help_text="Leave it empty if it was just now. For an earlier day, empty counts from its first minute.",
        required=False,
    )
    happened_on = FriendlyDateField(
        label="The day it happened, if you know",
        earliest=lambda: clock.today() - OLDEST,
        latest=clock.today,
        required=False,
    )
    whose = NoteField(
        label="Which cases or people, if you know",
        help_text="References, such as the one at the head of a case, are enough.",
        rows=2,
        max_length=2_000,
        required=False,
    )
    reached = NoteField(label="Whom it reached, if you know", rows=2, max_length=2_000, required=False)
    done = NoteField(label="What has been done about it so far", rows=2, max_length=5_000, required=False)
    agency = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_agency(self) -> Agency | None:
        """The agency the address named; what is no agency's id names none."""
        return agency_called(self.cleaned_data["agency"])

    def clean(self) -> dict[str, Any]:
        """When we became aware is one moment, and not before it happened."""
        typed = self.cleaned_data
        self.aware_at = self._aware_at(typed.get("aware_on"), typed.get("aware_time"))
        happened, aware = typed.get("happened_on"), typed.get("aware_on")
        if happened and aware and happened > aware:
            self.add_error("happened_on", "This is after we knew of it. Enter the day it happened")
        return typed

    def _aware_at(self, on: date | None, at: time | None) -> datetime | None:
        if on is None or "aware_time" in self.errors:
            return None
        if at is None and on == clock.today():
            return clock.now()
        moment = datetime.combine(on, at or time(), tzinfo=LONDON)
        if moment > clock.now():
            self.add_error("aware_time", IN_THE_FUTURE)
        return moment

    def happened(self) -> Happened:
        """What is reported, as the action takes it."""
        typed = self.cleaned_data
        if self.aware_at is None:
            raise ValueError("asked of a form that is not valid")
        return Happened(
            kind=BreachKind(typed["kind"]),
            what=typed["what"],
            aware_at=self.aware_at,
            happened_on=typed["happened_on"],
            whose=typed["whose"],
            reached=typed["reached"],
            done=typed["done"],
            agency=typed["agency"],
        )


class StepForm(OnceForm):
    """One step about a breach; those below say which words, outcome and moment it has."""

    kind: ClassVar[BreachStep]
    words = NoteField(
        label="Why", rows=4, max_length=10_000, error_messages={"required": "Enter your reasons"}
    )

    def step(self) -> Step:
        """The step, as the action takes it."""
        return Step(self.kind, words=self.cleaned_data["words"])


class AssessForm(StepForm):
    """How great the risk to people is, and why."""

    kind = BreachStep.ASSESSED
    outcome = RadiosField(
        label="How great is the risk to people?",
        choices=listed(BreachRisk),
        hints={
            BreachRisk.UNLIKELY: "The ICO does not have to be told.",
            BreachRisk.RISK: "The ICO has to be told within 72 hours (UK GDPR article 33).",
            BreachRisk.HIGH: "The people have to be told, too, without delay (article 34).",
        },
        error_messages={"required": "Select how great the risk is"},
    )
    field_order = ("outcome", "words")

    def step(self) -> Step:
        return Step(self.kind, self.cleaned_data["words"], BreachRisk(self.cleaned_data["outcome"]))


class DecideForm(StepForm):
    """Whether the ICO is to be told, and why."""

    kind = BreachStep.DECIDED
    outcome = RadiosField(
        label="Does the ICO have to be told?",
        choices=listed(Notifying),
        error_messages={"required": "Select whether the ICO has to be told"},
    )
    field_order = ("outcome", "words")

    def step(self) -> Step:
        return Step(self.kind, self.cleaned_data["words"], Notifying(self.cleaned_data["outcome"]))


class NotifiedForm(StepForm):
    """When the ICO was told, its reference, and why later than it should have been."""

    refused_at = MappingProxyType({"dates-make-sense": ("told_time",)})
    kind = BreachStep.NOTIFIED
    told_on = FriendlyDateField(
        label="When was the ICO told?",
        help_text="Such as today, yesterday, -3 or 27/3.",
        earliest=lambda: clock.today() - OLDEST,
        latest=clock.today,
        error_messages={"required": "Enter the day on which the ICO was told"},
    )
    told_time = ClockTimeField(
        label="At what time", help_text="Leave it empty if it was just now.", required=False
    )
    number = LineField(label="The ICO’s reference", max_length=100, required=False)
    delay = NoteField(
        label="If it was after the 72 hours: the reasons for the delay",
        rows=3,
        max_length=5_000,
        required=False,
    )
    words = NoteField(
        label="What the ICO was told",
        rows=3,
        max_length=10_000,
        error_messages={"required": "Enter what the ICO was told"},
    )
    field_order = ("told_on", "told_time", "number", "delay", "words")

    def clean(self) -> dict[str, Any]:
        """When it was told is one moment."""
        self.told_at = moment_of(self, "told_on", "told_time", now=clock.now())
        return self.cleaned_data

    def step(self) -> Step:
        typed = self.cleaned_data
        return Step(
            self.kind,
            typed["words"],
            happened_at=self.told_at,
            number=typed["number"],
            delay=typed["delay"],
        )


class PeopleForm(StepForm):
    """Whether those whose data it was were told, what, or why not."""

    kind = BreachStep.PEOPLE
    outcome = RadiosField(
        label="Were the people told?",
        choices=listed(PeopleTold),
        error_messages={"required": "Select whether they were told"},
    )
    words = NoteField(
        label="What they were told and when, or why they were not",
        rows=4,
        max_length=10_000,
        error_messages={"required": "Enter what they were told, or why they were not"},
    )
    field_order = ("outcome", "words")

    def step(self) -> Step:
        return Step(self.kind, self.cleaned_data["words"], PeopleTold(self.cleaned_data["outcome"]))


class LinkForm(StepForm):
    """Which case it touches, and why that is known only now."""

    kind = BreachStep.LINKED
    reference = LineField(
        label="The case’s reference",
        help_text="Whoever may not open that case will not see this breach any more.",
        max_length=20,
        error_messages={"required": "Enter the case’s reference"},
    )
    words = NoteField(
        label="How it touches this case",
        rows=4,
        max_length=10_000,
        error_messages={"required": "Enter how it touches this case"},
    )
    field_order = ("reference", "words")

    def step(self) -> Step:
        return Step(self.kind, self.cleaned_data["words"], number=self.cleaned_data["reference"].upper())


class NoteForm(StepForm):
    """Anything else to be kept with it."""

    kind = BreachStep.NOTE
    words = NoteField(label="Note", rows=5, max_length=10_000, error_messages={"required": "Enter the note"})


class CloseForm(StepForm):
    """What was learned."""

    kind = BreachStep.CLOSED
    words = NoteField(
        label="What was learned, and what changes",
        rows=5,
        max_length=10_000,
        error_messages={"required": "Enter what was learned"},
    )


class ReopenForm(StepForm):
    """Why it is opened again."""

    kind = BreachStep.REOPENED


STEP_FORMS: dict[BreachStep, type[StepForm]] = {
    form.kind: form
    for form in (AssessForm, DecideForm, NotifiedForm, PeopleForm, LinkForm, NoteForm, CloseForm, ReopenForm)
}


def agency_called(words: str) -> Agency | None:
    """The agency of that id, if it is one."""
    try:
        wanted = UUID(words)
    except ValueError:
        return None
    found: Agency | None = Agency.objects.filter(pk=wanted).first()
    return found
