"""Cleans what is said when a case closes. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from cases.actions.closing import Closing, Judged
from cases.choices import CameOfIt, CaseRole, WhyNotAsked
from cases.forms.lists import choices_of
from cases.models import Aim, IndependentSource
from sendiass.ui.fields import CheckboxesField, NoteField, RadiosField
from sendiass.ui.forms import OnceForm, Typed

ASK = "ask"
WHOSE = MappingProxyType(
    {
        CaseRole.PARENT_CARER: "the parent or carer",
        CaseRole.CHILD_OR_YOUNG_PERSON: "the child or young person",
        CaseRole.OTHER: "somebody else",
    }
)


@dataclass(frozen=True, slots=True)
class ToAsk:
    """Someone who can be asked about us: their name, and how it would go to them, in words.

    Nothing is chosen beforehand where `needs_thought`.
    """

    person: UUID
    name: str
    how: str
    needs_thought: bool = False


class ClosingForm(OnceForm):
    """What came of it, whom the family was told of, whom we ask about us, and why the case closes."""

    refused_at = MappingProxyType({"Y13": ("sources",)})

    def __init__(
        self,
        *args: Any,
        aims: Sequence[Aim],
        offered: Sequence[IndependentSource] | None,
        to_ask: Sequence[ToAsk],
        typed: Typed | None = None,
        **kwargs: Any,
    ) -> None:
        """`aims` are those that stand; `offered` the sources to choose from, or none where they were told of one."""
        super().__init__(*args, **kwargs)
        self.aims, self.offered, self.to_ask = aims, offered or (), to_ask
        for number, aim in enumerate(aims):
            self._ask_what_came_of(aim, number)
        if offered is not None:
            self._ask_for_sources()
        for number, one in enumerate(to_ask):
            self.fields[f"ask_{number}"] = _whether_to_ask(one)
        self.fields["reason"] = NoteField(
            label="Why you close this case",
            max_length=2000,
            rows=3,
            error_messages={
                "required": "Enter why you close this case",
                "max_length": "The reason must be %(limit_value)s characters or fewer. "
                "You entered %(show_value)s",
            },
        )
        if typed is not None:  # only now are all its fields there
            self._fill_from(typed)

    def said(self) -> Closing:
        """All of it as the action takes it; of a valid form."""
        typed = self.cleaned_data
        return Closing(
            reason=typed["reason"],
            judged=[self._judged(aim, number) for number, aim in enumerate(self.aims)],
            sources=[one for one in self.offered if str(one.id) in typed.get("sources", ())],
            told_of_none_because=typed.get("told_of_none_because", ""),
            not_asked={
                one.person: WhyNotAsked(typed[f"ask_{number}"])
                for number, one in enumerate(self.to_ask)
                if typed[f"ask_{number}"] != ASK
            },
        )

    def _judged(self, aim: Aim, number: int) -> Judged:
        typed = self.cleaned_data
        return Judged(
            aim=aim,
            came_of_it=CameOfIt(typed[f"came_{number}"]),
            words=typed[f"words_{number}"],
            because=typed[f"because_{number}"],
        )

    def _ask_what_came_of(self, aim: Aim, number: int) -> None:
        whose = WHOSE[CaseRole(aim.whose)]
        self.fields[f"came_{number}"] = RadiosField(
            label=f"What came of what {whose} wanted?",
            help_text="What they say themselves, whatever you think of it.",
            choices=choices_of(CameOfIt),
            reveals={CameOfIt.NOT_SAID.value: [f"because_{number}"]},
            error_messages={"required": f"Select what {whose} says came of it"},
        )
        self.fields[f"because_{number}"] = NoteField(
            label="Why they have not",
            max_length=2000,
            rows=2,
            error_messages={"required": f"Enter why {whose} has not told you what came of it"},
        )
        self.fields[f"words_{number}"] = NoteField(
            label="In their words", required=False, max_length=20_000, rows=3
        )

    def _ask_for_sources(self) -> None:
        self.fields["sources"] = CheckboxesField(
            label="Whom was the family told of, who can tell them whether what we said is right?",
            help_text="Nobody has noted this on the case yet.",
            choices=[(str(one.id), one.name) for one in self.offered],
            small=True,
            required=False,
        )
        self.fields["told_of_none_because"] = NoteField(
            label="If of nobody: why?", required=False, max_length=2000, rows=2
        )


def _whether_to_ask(one: ToAsk) -> RadiosField:
    return RadiosField(
        label=f"Ask {one.name} what they thought of our help?",
        help_text="Their answer carries no name, and nobody can find out whose it is.",
        choices=[(ASK, f"Yes, {one.how}"), *choices_of(WhyNotAsked)],
        initial="" if one.needs_thought else ASK,
        error_messages={"required": f"Select whether {one.name} is asked"},
    )
