"""Cleans how a complaint is taken on, and each step about it. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import UUID

from cases.forms.lists import listed
from feedback.actions.complaints import NO_SUCH_CASE, Step, TakenOn
from feedback.choices import ComplaintStep, HowAnswered, Learning, Outcome
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.ui.fields import (
    CheckboxesField,
    FriendlyDateField,
    LineField,
    NoteField,
    RadiosField,
    SelectField,
    YesNoField,
)
from sendiass.ui.forms import GovukForm, OnceForm

OUTSIDE = "outside"


def called(workers: Sequence[User]) -> list[tuple[str, str]]:
    """Workers to choose from, by name and role."""
    return [(str(one.id), f"{one.name}, {one.role_words}") for one in workers]


class TakeOnForm(GovukForm):
    """Who handles a complaint, whom it is about, and of which case, if whoever takes it on sees cases."""

    refused_at = MappingProxyType({NO_SUCH_CASE: ("reference",), "L32": ("handler",)})
    about = CheckboxesField(
        label="Whom is it about?",
        help_text="Whoever you tick sees nothing of it from now on. Leave it open if it is about nobody in particular.",
        required=False,
        small=True,
    )
    handler = RadiosField(
        label="Who handles it?",
        help_text="Nobody whom it is about, and nobody with an interest in the case.",
        error_messages={"required": "Select who handles it"},
    )
    about_data = YesNoField(
        label="Is it about what we did with personal data?",
        help_text="Then the law gives 30 days to tell them that we have it.",
        error_messages={"required": "Select whether it is about personal data"},
    )
    reference = LineField(
        label="The case’s reference, if it is about one",
        help_text="Whoever has an interest in that case will not see the complaint.",
        max_length=20,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        handlers: Sequence[User],
        workers: Sequence[User],
        sees_cases: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._by_id = {str(one.id): one for one in [*workers, *handlers]}
        self.fields["handler"].choices = called(handlers)  # type: ignore[attr-defined]
        self.fields["about"].choices = called(workers)  # type: ignore[attr-defined]
        if not sees_cases:
            del self.fields["reference"]

    def taken(self) -> TakenOn:
        """How it is taken on, as the action takes it."""
        typed = self.cleaned_data
        return TakenOn(
            handler=self._by_id[typed["handler"]],
            about=tuple(self._by_id[one] for one in typed["about"]),
            about_data=typed["about_data"],
            case_reference=typed.get("reference", ""),
        )


class StepForm(OnceForm):
    """One step about a complaint; those below say what it asks for beside its words."""

    refused_at = MappingProxyType({"dates-make-sense": ("happened_on",), "L32": ("worker",)})
    kind: ClassVar[ComplaintStep]
    words = NoteField(label="Note", max_length=10_000, error_messages={"required": "Enter the words for it"})

    def __init__(self, *args: Any, workers: Sequence[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_id = {UUID(str(one.id)): one for one in workers}
        if "worker" in self.fields:
            first = [("", "Select somebody")] if isinstance(self.fields["worker"], SelectField) else []
            last = [(OUTSIDE, "Somebody outside the service")] if self.kind is ComplaintStep.FURTHER else []
            self.fields["worker"].choices = [*first, *called(workers), *last]  # type: ignore[attr-defined]

    def step(self) -> Step:
        """The step, as the action takes it."""
        typed, outcome = self.cleaned_data, self.cleaned_data.get("outcome")
        outcomes = Outcome if self.kind is ComplaintStep.DECIDED else Learning
        who = typed.get("worker") or OUTSIDE
        return Step(
            self.kind,
            words=typed["words"],
            outcome=outcomes(outcome) if outcome else None,
            how=HowAnswered(typed["how"]) if typed.get("how") else None,
            happened_on=typed.get("happened_on"),
            worker=None if who == OUTSIDE else self._by_id[UUID(who)],
        )


class ToldForm(StepForm):
    """A step at which they are told something: how and on which day."""

    how = RadiosField(
        label="How were they told?",
        choices=listed(HowAnswered),
        error_messages={"required": "Select how they were told"},
    )
    happened_on = FriendlyDateField(
        label="On which day?",
        help_text="Such as today, yesterday, -3 or 27/3.",
        latest=clock.today,
        error_messages={"required": "Enter the day on which they were told"},
    )


class AcknowledgeForm(ToldForm):
    """That they were told we have it."""

    kind = ComplaintStep.ACKNOWLEDGED
    words = NoteField(
        label="What they were told",
        max_length=10_000,
        error_messages={"required": "Enter what they were told"},
    )
    field_order = ("how", "happened_on", "words")


class LookIntoForm(StepForm):
    """How it is being looked into."""

    kind = ComplaintStep.LOOKED_INTO
    words = NoteField(
        label="How it is looked into",
        help_text="Such as whom you will hear, and what you will read.",
        max_length=10_000,
        error_messages={"required": "Enter how it is looked into"},
    )


class DecideForm(ToldForm):
    """What was found, and that they were told."""

    kind = ComplaintStep.DECIDED
    outcome = RadiosField(
        label="What was found?",
        choices=listed(Outcome),
        error_messages={"required": "Select what was found"},
    )
    words = NoteField(
        label="What was found, and what they were told",
        help_text="They are told, too, to whom they can take it further.",
        max_length=10_000,
        error_messages={"required": "Enter what was found, and what they were told"},
    )
    field_order = ("outcome", "words", "how", "happened_on")


class FurtherForm(StepForm):
    """Who looks at it the second time."""

    kind = ComplaintStep.FURTHER
    worker = RadiosField(
        label="Who looks at it now?",
        help_text="Nobody who decided it the first time.",
        error_messages={"required": "Select who looks at it now"},
    )
    words = NoteField(
        label="Why they do not agree, and who looks at it if it is somebody outside",
        max_length=10_000,
        error_messages={"required": "Enter why they do not agree"},
    )
    field_order = ("worker", "words")


class CloseForm(StepForm):
    """What was learned."""

    kind = ComplaintStep.CLOSED
    outcome = RadiosField(
        label="Does anything change because of it?",
        choices=listed(Learning),
        error_messages={"required": "Select whether anything changes"},
    )
    words = NoteField(
        label="What was learned and what changes, or why nothing is to be learned",
        max_length=10_000,
        error_messages={"required": "Enter what was learned, or why nothing is to be learned"},
    )
    field_order = ("outcome", "words")


class WithdrawForm(StepForm):
    """That they took it back."""

    kind = ComplaintStep.WITHDRAWN
    words = NoteField(
        label="What they said when they took it back",
        max_length=10_000,
        error_messages={"required": "Enter what they said"},
    )


class HandForm(StepForm):
    """Who handles it from now on."""

    kind = ComplaintStep.HANDED
    worker = RadiosField(
        label="Who handles it now?", error_messages={"required": "Select who handles it now"}
    )
    words = NoteField(label="Why", max_length=10_000, error_messages={"required": "Enter why"})
    field_order = ("worker", "words")


class NameForm(StepForm):
    """Whom else it is about."""

    kind = ComplaintStep.NAMED
    worker = SelectField(
        label="Whom is it about?",
        help_text="They see nothing of it from now on.",
        error_messages={"required": "Select whom it is about"},
    )
    words = NoteField(
        label="What of it is about them",
        max_length=10_000,
        error_messages={"required": "Enter what of it is about them"},
    )
    field_order = ("worker", "words")


class NoteForm(StepForm):
    """Anything else to be kept with it."""

    kind = ComplaintStep.NOTE
    words = NoteField(label="Note", max_length=10_000, error_messages={"required": "Enter the note"})


STEP_FORMS: dict[ComplaintStep, type[StepForm]] = {
    form.kind: form
    for form in (
        AcknowledgeForm,
        LookIntoForm,
        DecideForm,
        FurtherForm,
        CloseForm,
        WithdrawForm,
        HandForm,
        NameForm,
        NoteForm,
    )
}
