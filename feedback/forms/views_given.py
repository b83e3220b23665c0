"""What is typed about questions of an authority, and what families answer, kept as it is typed. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.choices import SIGNED, Language
from cases.forms.lists import Pairs, listed
from cases.models import Agency
from feedback.actions.views_given import Answered
from feedback.choices import TranslatedBy
from feedback.rules import LONGEST_VIEW
from sendiass.profiles import profile
from sendiass.ui.fields import (
    ConfirmField,
    FriendlyDateField,
    LineField,
    NameField,
    NoteField,
    OnceField,
    RadiosField,
    SelectField,
    YesNoField,
)
from sendiass.ui.fields.texts import PlainField
from sendiass.ui.forms import GovukForm, OnceForm
from sendiass.visitors.forms import VisitorForm

LOOK, WITHDRAW = "look", "withdraw"
WRITTEN = tuple(one.value for one in Language if one not in SIGNED)


class WordsField(NoteField):
    """A family's words as they were typed. A browser sends each end of a line as CR LF; nothing else is undone."""

    controls_kept = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0))))

    def to_python(self, value: Any) -> Any:
        """The words. Only what a form does to the ends of lines is taken back."""
        return PlainField.to_python(self, value.replace("\r\n", "\n") if isinstance(value, str) else value)


def _words(label: str, *, rows: int = 10) -> WordsField:
    return WordsField(
        label=label,
        rows=rows,
        max_length=LONGEST_VIEW,
        error_messages={"required": "Write something before you send it"},
    )


def _language(label: str) -> SelectField:
    return SelectField(
        label=label,
        choices=listed(Language, only=WRITTEN),
        initial=Language.ENGLISH,
        error_messages={"required": "Select a language"},
    )


class ViewForm(VisitorForm):
    """A view, by anybody."""

    once = OnceField()
    words = _words("What do you want to say?")
    language = _language("Which language do you write in?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least_seconds = profile().views.patience_seconds

    def answered(self) -> Answered:
        """What they say; for a valid form."""
        return Answered(self.cleaned_data["words"], Language(self.cleaned_data["language"]))


class ReceiptForm(VisitorForm):
    """The code of a view, and what its author wants of it."""

    code = LineField(
        label="What is your receipt code?",
        help_text="It has 28 letters and numbers. Gaps and small letters do not matter.",
        max_length=100,
        error_messages={"required": "Enter your receipt code"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    wanted = RadiosField(
        label="What do you want to do?",
        choices=[(LOOK, "See whether it has been handed over"), (WITHDRAW, "Withdraw it")],
        hints={WITHDRAW: "We destroy your words. What has been handed over already cannot be called back."},
        error_messages={"required": "Select what you want to do"},
    )


class ExerciseForm(GovukForm):
    """What an authority asks families, as it asks it."""

    agency = SelectField(label="Who asks?", error_messages={"required": "Select who asks"})
    question = NoteField(
        label="The question, word for word",
        help_text="Families read it as it stands here. It cannot be changed once it is open.",
        rows=6,
        max_length=5_000,
        error_messages={"required": "Enter the question"},
    )
    opens_on = FriendlyDateField(
        label="First day",
        help_text="Such as today or 27/3.",
        initial="today",
        error_messages={"required": "Enter the first day"},
    )
    closes_on = FriendlyDateField(
        label="Last day",
        help_text="Such as 27/3.",
        error_messages={"required": "Enter the last day"},
    )

    refused_at = {"dates-make-sense": ("closes_on",)}

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(one.id): one for one in agencies}
        choices: Pairs = [("", "Select who asks"), *((key, one.name) for key, one in self.agencies.items())]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]

    def clean_agency(self) -> Agency:
        """The one chosen."""
        return self.agencies[self.cleaned_data["agency"]]


class TakeForm(OnceForm):
    """What a family on a case says, written down for them."""

    exercise = RadiosField(
        label="Which question?", error_messages={"required": "Select which question they answer"}
    )
    words = _words("What they say, in their own words")
    language = _language("Which language is it in?")
    named = YesNoField(
        label="Do they want their name under it?",
        help_text="Only with their permission to pass their views to whoever asks.",
        reveals={"yes": ["about", "signed"]},
        error_messages={"required": "Select whether they want their name under it"},
    )
    about = RadiosField(
        label="Whose permission to share?", error_messages={"required": "Select whose permission it is"}
    )
    signed = NameField(
        label="Name, as they want it to stand there",
        max_length=500,
        error_messages={"required": "Enter the name as they want it"},
    )
    refused_at = {"L24": ("named",)}

    def __init__(self, *args: Any, exercises: Pairs, children: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exercise"].choices = exercises  # type: ignore[attr-defined]
        self.fields["about"].choices = children  # type: ignore[attr-defined]
        for name, pairs in (("exercise", exercises), ("about", children)):
            if len(pairs) == 1:
                self.fields[name].initial = pairs[0][0]

    def answered(self) -> Answered:
        """What they say; for a valid form."""
        return Answered(self.cleaned_data["words"], Language(self.cleaned_data["language"]))


class TranslationForm(GovukForm):
    """A translation, to stand beside a view."""

    words = _words("The translation")
    language = _language("Which language is it in?")
    made = RadiosField(
        label="Who made it?",
        choices=TranslatedBy.choices,
        error_messages={"required": "Select who made it"},
    )
    translator = LineField(
        label="Name of the person or machine",
        max_length=200,
        error_messages={"required": "Enter who made it"},
    )

    def answered(self) -> Answered:
        """The translation; for a valid form."""
        return Answered(self.cleaned_data["words"], Language(self.cleaned_data["language"]))


class MarkForm(GovukForm):
    """What the authority reads about a view that names people."""

    note = LineField(
        label="What the cover note says about it",
        help_text="Do not repeat a name. The view itself stays as it is.",
        initial="Handle it with care.",
        error_messages={"required": "Enter what the cover note says"},
    )


class HandOverForm(GovukForm):
    """What the cover note says besides, after a look at what goes."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
    note = NoteField(
        label="Anything else for the cover note",
        help_text="Do not name a family here.",
        required=False,
        rows=4,
        max_length=5_000,
    )
    sure = ConfirmField(
        label="Every view goes as it is, and not one is left out.",
        error_messages={"required": "Confirm that every view goes as it is"},
    )
