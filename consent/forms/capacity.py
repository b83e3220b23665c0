"""Cleans what was found on whether a young person can make one decision: part by part, on one day. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cases.forms.agencies import NamesAnAgency
from cases.models import Agency
from consent import deadlines, rules
from consent.actions.capacity import Assessed
from consent.choices import PartOfDeciding
from sendiass import clock
from sendiass.profiles import profile
from sendiass.ui.fields import FriendlyDateField, LineField, NoteField, YesNoField
from sendiass.ui.fields.dates import Bounds
from sendiass.ui.forms import OnceForm

CAN = "can_"
SEEN = "seen_"
QUESTIONS = {
    PartOfDeciding.UNDERSTAND: "Could they understand what it is about?",
    PartOfDeciding.KEEP_IN_MIND: "Could they keep it in mind long enough?",
    PartOfDeciding.WEIGH: "Could they weigh it up?",
    PartOfDeciding.SAY: "Could they say what they decide, in any way?",
}
HINTS = {
    PartOfDeciding.UNDERSTAND: "What we would say to whom, and what may come of saying it or not.",
    PartOfDeciding.KEEP_IN_MIND: "A short time is enough.",
    PartOfDeciding.WEIGH: "A decision that others find unwise is still theirs.",
    PartOfDeciding.SAY: "By speech, signs, symbols, a device or any other way.",
}


WHAT_WAS_SEEN = {
    PartOfDeciding.UNDERSTAND: "What was seen of understanding it",
    PartOfDeciding.KEEP_IN_MIND: "What was seen of keeping it in mind",
    PartOfDeciding.WEIGH: "What was seen of weighing it up",
    PartOfDeciding.SAY: "What was seen of saying what they decide",
}


class CapacityForm(NamesAnAgency, OnceForm):
    """One decision, one day. What follows is worked out from the four parts and never asked."""

    decision = NoteField(
        label="What was to be decided?",
        help_text="Such as: whether we may tell the college how she travels.",
        rows=2,
        max_length=2_000,
        error_messages={"required": "Enter what was to be decided"},
    )
    decided_on = FriendlyDateField(
        label="The day it was judged",
        help_text="Such as today, yesterday, -3 or 27/3.",
        error_messages={"required": "Enter the day it was judged"},
    )
    assessed_by = LineField(
        label="Who judged it",
        help_text="Their name and what they are to the young person.",
        max_length=500,
        error_messages={"required": "Enter who judged it"},
    )
    evidence = NoteField(
        label="How were they helped to decide, and what was it judged on?",
        help_text="Time, place, pictures, an interpreter, someone they trust. Every practicable help comes first.",
        rows=3,
        max_length=5_000,
        error_messages={"required": "Enter how they were helped, and what it was judged on"},
    )
    because_of = NoteField(
        label="If a part could not be done: what does that come from?",
        help_text="The impairment of, or disturbance in, mind or brain. Without one they decide.",
        rows=2,
        max_length=2_000,
        required=False,
    )
    review_on = FriendlyDateField(
        label="If a part could not be done: when is it looked at again?", lean="future", required=False
    )
    field_order = (
        "agency",
        "school_named",
        "school",
        "decision",
        "decided_on",
        "assessed_by",
        "evidence",
        *(f"{prefix}{part.value}" for part in PartOfDeciding for prefix in (CAN, SEEN)),
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        parts = {name: field for part in PartOfDeciding for name, field in _asked_of(part).items()}
        self.base_fields = {**self.base_fields, **parts}  # type: ignore[misc]  # this form's own
        super().__init__(*args, **kwargs)
        self.fields["agency"].label = "Which agency would the decision let us speak with?"
        self.offer_agencies(agencies)
        today, months = clock.today(), profile().sharing.longest_months
        self._bound("decided_on", deadlines.last_day(today, months=-months), today)
        self._bound("review_on", today, deadlines.last_day(today, months=months))

    def _bound(self, name: str, earliest: date, latest: date) -> None:
        self.fields[name].bounds = Bounds(earliest, latest)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What a part that could not be done asks for."""
        said = super().clean()
        if any(said.get(f"{CAN}{part.value}") is False for part in PartOfDeciding):
            if not said.get("because_of") and "because_of" not in self.errors:
                self.add_error("because_of", "Enter what it comes from. Without an impairment they decide")
            if not said.get("review_on") and "review_on" not in self.errors:
                self.add_error("review_on", "Enter the day on which it is looked at again")
        if not self.errors:
            self._whole()
        return said

    def _whole(self) -> None:
        judged = self.judged()
        review_by = deadlines.last_day(judged.decided_on, months=profile().sharing.longest_months)
        decision = rules.may_find(judged, on=clock.today(), review_by=review_by)
        if not decision:
            self.add_error("review_on", decision.reason)

    def judged(self) -> rules.Judged:
        """What was found, part by part."""
        said = self.cleaned_data
        return rules.Judged(
            unable=frozenset(part for part in PartOfDeciding if said[f"{CAN}{part.value}"] is False),
            seen={part: said[f"{SEEN}{part.value}"] for part in PartOfDeciding},
            because_of=said["because_of"] or "",
            evidence=said["evidence"],
            assessed_by=said["assessed_by"],
            decided_on=said["decided_on"],
            review_on=said["review_on"],
        )

    def assessed(self) -> Assessed:
        """The whole of it, as the action takes it."""
        if self.the_agency is None:
            raise ValueError("asked of a form that is not valid")
        return Assessed(self.the_agency, self.cleaned_data["decision"], self.judged())


def _asked_of(part: PartOfDeciding) -> dict[str, YesNoField | NoteField]:
    question = QUESTIONS[part]
    return {
        f"{CAN}{part.value}": YesNoField(
            label=question,
            help_text=HINTS[part],
            error_messages={"required": f"Select yes or no: {question[0].lower()}{question[1:]}"},
        ),
        f"{SEEN}{part.value}": NoteField(label=WHAT_WAS_SEEN[part], rows=2, max_length=2_000),
    }
