"""Cleans what is typed about the options laid before a family, and about who else they were told of. It never saves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.forms import Field
from django.urls import reverse

from cases.actions.advice import Option
from cases.forms.law import MOST_REFERENCES, references_meant
from cases.models import AdviceOption, IndependentSource, LegalReference
from cases.rules import LEAST_OPTIONS, MOST_OPTIONS
from sendiass import clock
from sendiass.ui.fields import CheckboxesField, FriendlyDateField, LineField, NoteField, RadiosField
from sendiass.ui.fields.dates import two_years_ago
from sendiass.ui.forms import GovukForm, OnceForm, Typed
from sendiass.ui.words import short_date

NO_LAW = "We found nothing called that. Check the words, or leave this empty and say below why there is none"
WHICH = "Select which one you mean"
TOO_MANY = "Select which one you mean, or type more of it above: there are more than these"
ADD = "add"
UNDECIDED = "undecided"


class OptionsForm(OnceForm):
    """So many options, each with its law or why there is none, and why there was only one where there was."""

    marks_optional = False  # which of its boxes may stay empty hangs on the others

    only_because = NoteField(label="If there was only one: why?", required=False, rows=2, max_length=500)
    chosen = RadiosField(
        label="Which did the family choose?",
        help_text="Leave this open if they have not said.",
        choices=[],
        required=False,
        inline=True,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        already: int,
        blocks: int,
        typed: Typed | None = None,
        **kwargs: Any,
    ) -> None:
        """`already` is how many options stand there; `blocks` how many more are asked for."""
        self.already = already
        self.numbers = range(already + 1, already + 1 + max(1, min(blocks, MOST_OPTIONS - already)))
        law = {number: str((data or {}).get(f"law_{number}", "")) for number in self.numbers}
        self.meant = {number: references_meant(words) for number, words in law.items()}
        asked: dict[str, Any] = {}
        for number in self.numbers:
            asked |= self._questions(number)
        last = dict(self.base_fields)
        if already + 1 >= LEAST_OPTIONS:
            del last["only_because"]
        self.base_fields = {**asked, **last}  # type: ignore[misc]  # this form's own, before they are copied
        super().__init__(data, typed=typed, **kwargs)
        self.fields["chosen"].choices = [(str(one), f"Option {one}") for one in self.numbers]  # type: ignore[attr-defined]

    def _questions(self, number: int) -> dict[str, Any]:
        law = LineField(
            label="The law or guidance behind it",
            help_text="Type a number or words, such as s36, reg 20 or best endeavours.",
            required=False,
        )
        law.widget.attrs |= {
            "data-typeahead-source": reverse("cases:legal_find"),
            "data-typeahead-noun": "reference",
            "autocomplete": "off",
        }
        asked: dict[str, Any] = {
            f"words_{number}": NoteField(
                label="What you put to them", required=False, rows=2, max_length=2000
            ),
            f"law_{number}": law,
            f"because_{number}": LineField(label="Or why no law or guidance is behind it", required=False),
        }
        if len(self.meant[number]) > 1:
            offered = [(str(one.pk), one.line) for one in self.meant[number][:MOST_REFERENCES]]
            asked[f"which_{number}"] = RadiosField(
                label="Which one do you mean?", choices=offered, required=False
            )
        for field in asked.values():
            field.error_messages = _of_option(number, field)
        return asked

    @property
    def blocks(self) -> Iterator[tuple[int, list[Any]]]:
        """Each option's number with its questions, for the page."""
        for number in self.numbers:
            names = [f"words_{number}", f"law_{number}", f"which_{number}", f"because_{number}"]
            yield number, [self[name] for name in names if name in self.fields]

    @property
    def may_have_more(self) -> bool:
        """Whether another option can be asked for."""
        return self.numbers[-1] < MOST_OPTIONS

    def clean(self) -> dict[str, Any]:
        """Each option that was begun is whole; together they are two, or one with its reason."""
        said = super().clean() or {}
        begun = [number for number in self.numbers if self._is_begun(number)]
        for number in begun:
            self._check(number)
        if not begun and not self.errors:
            self.add_error(f"words_{self.numbers[0]}", f"Enter option {self.numbers[0]}")
        alone = self.already + len(begun) < LEAST_OPTIONS
        if begun and alone and not said.get("only_because"):
            self.add_error("only_because", "Enter a second option, or why there was only one")
        if said.get("only_because") and not alone:
            self.add_error("only_because", "Delete this reason: there is more than one option")
        if said.get("chosen") and int(said["chosen"]) not in begun:
            self.add_error("chosen", "Select an option that you entered")
        return said

    def options(self) -> list[Option]:
        """The options told; of a valid form."""
        said = self.cleaned_data
        return [
            Option(said[f"words_{number}"], self._reference(number), said[f"because_{number}"])
            for number in self.numbers
            if self._is_begun(number)
        ]

    def chosen_place(self) -> int | None:
        """Which of the options told the family took, counted from 0; of a valid form."""
        chosen = self.cleaned_data["chosen"]
        begun = [number for number in self.numbers if self._is_begun(number)]
        return begun.index(int(chosen)) if chosen else None

    def _is_begun(self, number: int) -> bool:
        # A box that was refused is begun too, though it cleaned to nothing.
        names = (f"words_{number}", f"law_{number}", f"because_{number}")
        return any(self.cleaned_data.get(name) or name in self.errors for name in names)

    def _check(self, number: int) -> None:
        words, law, because = f"words_{number}", f"law_{number}", f"because_{number}"
        said = self.cleaned_data
        if not said.get(words) and words not in self.errors:
            self.add_error(words, f"Enter what option {number} is, or clear the boxes beneath it")
        if law in self.errors or because in self.errors:
            return
        if said[law] and said[because]:
            self.add_error(
                because,
                f"Option {number}: delete the reason why there is none, or the law or guidance above it",
            )
        elif said[law]:
            self._check_law(number)
        elif not said[because]:
            self.add_error(law, f"Enter the law or guidance behind option {number}, or why there is none")

    def _check_law(self, number: int) -> None:
        if self._reference(number):
            return
        which = f"which_{number}"
        if which in self.fields:
            many = len(self.meant[number]) > MOST_REFERENCES
            self.add_error(which, TOO_MANY if many else WHICH)
        else:
            self.add_error(f"law_{number}", NO_LAW)

    def _reference(self, number: int) -> LegalReference | None:
        """The one that is meant, if it is one."""
        if not self.cleaned_data.get(f"law_{number}"):
            return None
        if len(self.meant[number]) == 1:
            return self.meant[number][0]
        chosen = self.cleaned_data.get(f"which_{number}")
        return next((one for one in self.meant[number] if str(one.pk) == chosen), None)


def blocks_wanted(sent: Mapping[str, Any] | None, *, already: int) -> int:
    """How many options the page asks for: those it showed, and one more if that was pressed; at first what makes two."""
    shown = max(1, LEAST_OPTIONS - already)
    if sent is None:
        return shown
    typed = sum(f"words_{number}" in sent for number in range(already + 1, MOST_OPTIONS + 1))
    return max(shown, typed) + (ADD in sent)


def already_there(sent: Mapping[str, Any] | None, *, now: int) -> int:
    """How many options stood there when the form was drawn: sent twice, it still asks for the same ones."""
    asked = [number for number in range(1, MOST_OPTIONS + 1) if f"words_{number}" in (sent or {})]
    return asked[0] - 1 if asked else now


class ChosenForm(GovukForm):
    """Which option the family took, if they have."""

    chosen = RadiosField(label="Which did the family choose?", choices=[])

    def __init__(self, *args: Any, options: Sequence[AdviceOption], chosen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbered = [(str(one.id), f"Option {one.place}") for one in options]
        self.fields["chosen"].choices = [*numbered, (UNDECIDED, "They have not decided")]  # type: ignore[attr-defined]
        self.fields["chosen"].initial = chosen or UNDECIDED


class SignpostForm(OnceForm):
    """Of which independent sources the family was told, and when."""

    sources = CheckboxesField(
        label="Whom you told them of",
        choices=[],
        error_messages={"required": "Select whom you told them of"},
    )
    told_on = FriendlyDateField(
        label="Date",
        initial="today",
        earliest=two_years_ago,
        latest=clock.today,
        help_text="Such as today, yesterday, -3 or 27/3",
        error_messages={"required": "Enter the day you told them"},
    )

    def __init__(self, *args: Any, offered: Sequence[IndependentSource], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        field: Any = self.fields["sources"]
        field.choices = [(str(one.id), one.name) for one in offered]
        field.widget.hints = {str(one.id): _hint(one, on) for one in offered}

    def told_of(self) -> list[IndependentSource]:
        """The sources that were ticked; of a valid form."""
        return [one for one in self.offered if str(one.id) in self.cleaned_data["sources"]]


def _of_option(number: int, field: Field) -> dict[str, Any]:
    """What a box says is wrong, with its option: each option has boxes of the same labels."""
    named = f"Option {number}: {_lower(str(field.label))}"
    return {code: str(message).replace("{label}", named) for code, message in field.error_messages.items()}


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _hint(source: IndependentSource, on: date) -> str:
    late = source.review_due_on <= on
    due = (
        f" Due for review since {short_date(source.review_due_on)}: check before you rely on it."
        if late
        else ""
    )
    return f"{source.helps_with}{due}"
