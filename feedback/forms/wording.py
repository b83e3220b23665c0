"""Cleans what managers write of questionnaires, of the board's criteria and of translations. It never saves."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from feedback.actions.wording import AgreedCriterion, Translated
from feedback.choices import SCALES, Language, PhraseState, Scale
from feedback.languages import direction_of
from feedback.models import Criterion
from feedback.reports import PhraseShown
from feedback.rules import AskedQuestion, asks_already, may_translate
from sendiass import clock
from sendiass.ui.fields import (
    ConfirmField,
    FilesField,
    FriendlyDateField,
    LineField,
    NameField,
    RadiosField,
    SelectField,
    WholeNumberField,
)
from sendiass.ui.forms import GovukForm

MOST_CRITERIA = 12
MOST_SAYS = 1_000
MOST_BYTES = 2_000_000
COLUMNS = ("Name", "English", "Translation", "State", "Changes")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a spreadsheet might take for a formula, and our own mark before it."""
HIDDEN = "There is a hidden character in it. Type the text again"


class _SeenForm(GovukForm):
    """Carries what stood when it was opened, so that the second of two at once is told."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class QuestionWordsForm(_SeenForm):
    """One question of a draft."""

    words = LineField(
        label="The question",
        max_length=300,
        error_messages={"required": "Enter the question"},
    )
    scale = RadiosField(
        label="How it is answered",
        choices=Scale.choices,
        error_messages={"required": "Select how it is answered"},
    )
    asks_for_words = LineField(
        label="What else it asks, in their own words",
        help_text="Such as: What made you think so? Leave it empty to ask nothing more.",
        max_length=200,
        required=False,
    )
    criterion = SelectField(
        label="What it measures",
        help_text="One of the criteria that the board agreed.",
        error_messages={"required": "Select what it measures"},
    )
    place = SelectField(label="Where it stands")

    def __init__(
        self,
        data: Any = None,
        *,
        asked: Sequence[AskedQuestion],
        number: int,
        criteria: Sequence[Criterion],
        is_child: bool,
        seen: int,
    ) -> None:
        """`number` is the question's, from 1; 0 for a new one."""
        own = asked[number - 1] if number else None
        self.others = {place: one for place, one in enumerate(asked, start=1) if place != number}
        begun: dict[str, Any] = {"seen": seen, "place": str(number or len(asked) + 1)}
        if own:
            begun |= _begun(own)
        super().__init__(data, initial=begun)
        kinds = (Scale.FACES, Scale.WORDS) if is_child else [one for one in Scale if one is not Scale.FACES]
        _choose(self, "scale", [(str(one.value), str(one.label)) for one in kinds])
        keys = {one.key: one.name for one in criteria}
        _choose(self, "criterion", [("", "Select one"), *keys.items()])
        places = range(1, len(asked) + (1 if number else 2))
        _choose(self, "place", [(str(one), f"{one} of {len(places)}") for one in places])

    def clean(self) -> dict[str, Any]:
        """No other question asks the same, and what is answered in words alone needs no further line."""
        said = super().clean() or {}
        typed = said.get("words", "")
        same = next((place for place, one in self.others.items() if typed and asks_already([one], typed)), 0)
        if same:
            self.add_error("words", f"Question {same} asks this already. Change one of them, or take it out.")
        if typed and asks_already([AskedQuestion(typed, (), "", "")], said.get("asks_for_words") or ""):
            self.add_error("asks_for_words", "The question itself asks this. Ask something else, or nothing.")
        if said.get("scale") == Scale.WORDS and said.get("asks_for_words"):
            self.add_error(
                "asks_for_words",
                "Leave this empty, or let them choose from words: the question asks for words already.",
            )
        return said

    def question(self) -> AskedQuestion:
        """The question; needs a form that is valid."""
        said = self.cleaned_data
        kind = Scale(said["scale"])
        more = said["words"][:200] if kind is Scale.WORDS else said["asks_for_words"]
        return AskedQuestion(said["words"], SCALES[kind], more, said["criterion"])


class StartForm(_SeenForm):
    """That this is asked from now on."""

    sure = ConfirmField(
        label="I have looked at it as families will see it",
        error_messages={"required": "Look at it first, then tick the box"},
    )


class CriteriaForm(_SeenForm):
    """All criteria as the board agreed them, in its order; an emptied one is given up."""

    marks_optional = False
    refused_at = {"dates-make-sense": ("agreed_on",)}
    agreed_on = FriendlyDateField(
        label="When did the board agree this?",
        help_text="Such as today, yesterday, -3 or 27/3.",
        latest=clock.today,
        error_messages={"required": "Enter the day on which the board agreed this"},
    )
    minute = LineField(
        label="Where the minutes say so",
        help_text="Such as: 14 March 2026, item 5.",
        max_length=100,
        error_messages={"required": "Enter the minutes and the item that say so"},
    )

    def __init__(self, data: Any = None, *, criteria: Sequence[Criterion], seen: int) -> None:
        super().__init__(data, initial={"seen": seen})
        self.keys = [one.key for one in criteria]
        self.rows = range(1, min(len(criteria) + 3, MOST_CRITERIA) + 1)
        for row in self.rows:
            own = criteria[row - 1] if row <= len(criteria) else None
            self._add_row(row, own)

    def _add_row(self, row: int, own: Criterion | None) -> None:
        self.fields[f"name_{row}"] = NameField(
            label="Name", max_length=100, required=False, initial=own.name if own else ""
        )
        self.fields[f"words_{row}"] = LineField(
            label="What it means",
            max_length=500,
            required=False,
            initial=own.words if own else "",
            widget=forms.Textarea(attrs={"rows": "2"}),
        )
        self.fields[f"order_{row}"] = WholeNumberField(
            label="Place among them",
            min_value=1,
            max_value=99,
            required=False,
            initial=row if own else None,
        )

    def clean(self) -> dict[str, Any]:
        """Each has a name and says what it means; no two have one name."""
        said = super().clean() or {}
        names: set[str] = set()
        for row in self.rows:
            name, words = said.get(f"name_{row}", ""), said.get(f"words_{row}", "")
            if name and not words:
                self.add_error(f"words_{row}", "Enter what it means, or empty its name to give it up")
            if words and not name:
                self.add_error(f"name_{row}", "Enter its name, or empty what it means to give it up")
            if name and name.casefold() in names:
                self.add_error(f"name_{row}", "Another criterion has this name. Enter another")
            names.add(name.casefold())
        return said

    def criteria(self) -> list[AgreedCriterion]:
        """The criteria in their order; needs a form that is valid."""
        said = self.cleaned_data
        found = [
            (
                said[f"order_{row}"] or row,
                row,
                AgreedCriterion(
                    self.keys[row - 1] if row <= len(self.keys) else "",
                    said[f"name_{row}"],
                    said[f"words_{row}"],
                ),
            )
            for row in self.rows
            if said[f"name_{row}"]
        ]
        return [one for *_, one in sorted(found, key=lambda each: each[:2])]


class PhraseForm(_SeenForm):
    """One text in one language."""

    refused_at = {"L30": ("says",)}
    says = LineField(
        label="Translation",
        max_length=MOST_SAYS,
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": "Enter the translation"},
    )
    is_reviewed = forms.BooleanField(
        label="I have reviewed this, or somebody who speaks it has and told me so", required=False
    )

    def __init__(self, data: Any = None, *, phrase: PhraseShown, language: Language) -> None:
        says = "" if phrase.state == PhraseState.STALE else phrase.says
        reviewed = phrase.state == PhraseState.REVIEWED
        super().__init__(data, initial={"seen": phrase.seen, "says": says, "is_reviewed": reviewed})
        self.fields["says"].widget.attrs |= {
            "lang": str(language),
            "dir": direction_of(language),
        }

    def translated(self, phrase: PhraseShown) -> Translated:
        """The text as they leave it; needs a form that is valid."""
        said = self.cleaned_data
        return Translated(phrase.name, phrase.english, said["says"], said["is_reviewed"], said["seen"])


class TakeInForm(GovukForm):
    """A translator's table, as it was downloaded and filled in."""

    table = FilesField(
        label="The table, as a CSV file",
        help_text="The file you downloaded, with the column Translation filled in. A spreadsheet saves it as CSV UTF-8.",
        accept=".csv,text/csv",
        error_messages={"required": "Choose the file"},
    )
    is_reviewed = forms.BooleanField(
        label="Somebody who speaks the language has reviewed all that is in it", required=False
    )

    def __init__(self, data: Any = None, files: Any = None, *, phrases: Sequence[PhraseShown]) -> None:
        super().__init__(data, files)
        self.phrases = {(one.name, one.english): one for one in phrases}
        self.taken: list[Translated] = []

    def clean(self) -> dict[str, Any]:
        """Every row of it is right, or none is taken."""
        said = super().clean() or {}
        if files := said.get("table"):
            try:
                self.taken = list(self._read(files, is_reviewed=said.get("is_reviewed", False)))
            except ValidationError as error:
                self.add_error("table", error)
        return said

    def _read(self, files: Sequence[Any], *, is_reviewed: bool) -> Iterator[Translated]:
        if len(files) != 1 or files[0].size > MOST_BYTES:
            raise ValidationError("Choose one file of less than 2 MB")
        try:
            text = files[0].read().decode("utf-8-sig")
            rows = list(csv.DictReader(StringIO(text, newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error):
            raise ValidationError("This is no CSV file in UTF-8. Save it anew as CSV UTF-8") from None
        if not rows or not set(COLUMNS) <= set(rows[0]):
            raise ValidationError(f"The first row must have the columns {', '.join(COLUMNS)}")
        problems, found, met = [], [], set()
        for number, row in enumerate(rows, start=2):
            one = self._row(row, is_reviewed=is_reviewed)
            if isinstance(one, str):
                problems.append(f"Row {number}: {one}")
            elif one is not None and (one.name, one.english) in met:
                problems.append(f"Row {number}: The same text stands in an earlier row.")
            elif one is not None:
                met.add((one.name, one.english))
                found.append(one)
        if problems:
            raise ValidationError(problems)
        yield from found

    def _row(self, row: dict[str, str | None], *, is_reviewed: bool) -> Translated | str | None:
        """What a row says anew, what is wrong with it, or None where it says nothing new."""
        name, english, says, _, changes = (plain_cell(row.get(column) or "") for column in COLUMNS)
        phrase = self.phrases.get((name, english))
        if not says.strip():
            return None
        if phrase is None:
            return "No page has this English. Leave the columns Name and English as they were."
        if says == phrase.says and (phrase.state == PhraseState.REVIEWED or not is_reviewed):
            return None
        if changes != str(phrase.seen):
            return "Somebody has changed it since the table was downloaded. Download it again."
        if len(says) > MOST_SAYS:
            return f"Write {MOST_SAYS:,} characters or fewer."
        try:
            LineField(max_length=MOST_SAYS).clean(says)
        except ValidationError:
            return f"{HIDDEN}."
        decision = may_translate(english, says)
        if not decision:
            return decision.reason
        return Translated(name, english, says.strip(), is_reviewed, phrase.seen)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain_cell(text: str) -> str:
    """What `safe_cell` was made from."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _begun(own: AskedQuestion) -> dict[str, Any]:
    kind = next((kind for kind, scale in SCALES.items() if scale == own.scale), None)
    return {
        "words": own.words,
        "scale": str(kind.value) if kind else None,
        "asks_for_words": own.asks_for_words if own.scale else "",
        "criterion": own.criterion,
    }


def _choose(form: GovukForm, name: str, choices: Sequence[tuple[str, str]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]
