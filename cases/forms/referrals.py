"""Cleans what the intake desk decides about a request from the public form. It never saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cases.actions.taking_up import Chosen
from cases.choices import CaseRole, Issue, ReferralSource, Stage, WhySetAside
from cases.forms.intake import CAME, HelpGivenForm
from cases.forms.lists import choices_of, listed
from cases.forms.opening import KEEP, WAIT
from cases.forms.schools import HOW_TO_NAME, NamesASchool
from cases.models import Person
from sendiass import clock
from sendiass.ui.fields import FriendlyDateField, LineField, NoteField, RadiosField, SelectField
from sendiass.ui.forms import GovukForm, OnceForm

NEW = "new"
WHO = {
    CaseRole.CHILD_OR_YOUNG_PERSON: "Is the child or young person someone we know?",
    CaseRole.PARENT_CARER: "Is the parent or carer someone we know?",
}


class TakeUpForm(NamesASchool, OnceForm):
    """The little that a case needs beside what the form said. `alike` are people on record who may be meant, by part.

    With `source`, who brought them is settled, and not asked.
    """

    refused_at = {"own-case": ("issue",)}
    issue = SelectField(label="What is it about?", choices=listed(Issue))
    stage = SelectField(label="How far have the child’s needs been recognised?", choices=listed(Stage))
    referral_source = SelectField(label="Who brought them to us?", choices=listed(ReferralSource))
    school_named = LineField(
        label="School, college or nursery", help_text=HOW_TO_NAME, max_length=500, required=False
    )
    school = RadiosField(label="Which school do you mean?", choices=[], required=False)
    take_it = RadiosField(
        label="Who will work on it?",
        choices=[(KEEP, "I will"), (WAIT, "Put it on the waiting list")],
        error_messages={"required": "Select whether you will work on it or it waits"},
    )

    def __init__(
        self,
        *args: Any,
        alike: Mapping[CaseRole, Sequence[tuple[Person, str]]],
        source: ReferralSource | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.alike, self.source = alike, source
        for name, codes in (("issue", Issue), ("stage", Stage), ("referral_source", ReferralSource)):
            self.fields[name].choices = choices_of(codes, keep=str(self.initial.get(name, "")))  # type: ignore[attr-defined]
        if source:
            del self.fields["referral_source"]
        self.offer_schools()
        for role, people in alike.items():
            if people:
                self.fields[f"same_{role.value}"] = RadiosField(
                    label=WHO[role],
                    choices=[(NEW, "No, someone new"), *((str(one.pk), words) for one, words in people)],
                    error_messages={"required": f"Select an answer to “{WHO[role]}”"},
                )

    def clean(self) -> dict[str, Any]:
        """The school, once it is clear which."""
        self.school_meant = self.the_school()
        return self.cleaned_data

    def chosen(self) -> Chosen:
        """What was settled, as the action takes it."""
        said = self.cleaned_data
        known: dict[CaseRole, Person] = {}
        told_apart: dict[CaseRole, tuple[Person, ...]] = {}
        for role, people in self.alike.items():
            answer = said.get(f"same_{role.value}", NEW)
            if answer == NEW:
                told_apart[role] = tuple(one for one, _ in people)
            else:
                known[role] = next(one for one, _ in people if str(one.pk) == answer)
        return Chosen(
            issue=Issue(said["issue"]),
            stage=Stage(said["stage"]),
            source=self.source or ReferralSource(said["referral_source"]),
            take_it=said["take_it"] == KEEP,
            school=self.school_meant,
            known=known,
            told_apart=told_apart,
        )


class AnswerForm(HelpGivenForm):
    """Help given without a case."""

    why_no_case = NoteField(
        label="Why is no case needed?",
        rows=2,
        max_length=2_000,
        error_messages={"required": "Enter why no case is needed"},
    )
    field_order = ("kinds", "note", "minutes", "level", *CAME, "ask_at", "why_no_case")


class SetAsideForm(GovukForm):
    """Why nothing follows from it."""

    refused_at = {"referrals": ("words",)}
    why = RadiosField(
        label="Why does nothing follow from it?",
        choices=listed(WhySetAside),
        error_messages={"required": "Select why nothing follows from it"},
    )
    words = NoteField(label="More about it", rows=3, max_length=2_000, required=False)


class CloseIntakeForm(GovukForm):
    """What families read while no request can be begun, and how long that lasts."""

    refused_at = {"L28": ("words",), "dates-make-sense": ("until",)}
    words = NoteField(
        label="What families are told",
        help_text="Say why, and what they can do meanwhile. Everyone can read it.",
        rows=4,
        max_length=1_000,
        error_messages={"required": "Enter what families are told"},
    )
    until = FriendlyDateField(
        label="Last day",
        help_text="The form opens again by itself the day after. Leave it empty if you do not know yet.",
        required=False,
        earliest=clock.today,
        lean="future",
    )
