"""Cleans what is typed about law, guidance and independent sources, and narrows their lists. It never saves."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.actions.library import SourceDetails, Wording
from cases.choices import LegalKind, Ties
from cases.forms.lists import choices_of, listed
from cases.models import IndependentSource, LegalReference
from sendiass.ui.fields import (
    CheckboxesField,
    EmailField,
    KnownDateField,
    LineField,
    NoteField,
    PhoneField,
    RadiosField,
    SelectField,
)
from sendiass.ui.fields.texts import PlainField
from sendiass.ui.forms import FilterForm, GovukForm, OnceForm

OFFERED, NOT_CHECKED, EVERY = "", "unchecked", "all"
DUE = "due"


class WebField(PlainField, forms.URLField):
    """The address of a page, beginning with https:// or http://."""

    default_error_messages = {"invalid": "Enter a web address, like https://www.example.org.uk"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 500, "assume_scheme": "https", "widget": forms.TextInput, **kwargs})


class LibraryFilterForm(FilterForm):
    """What the library may be narrowed by."""

    words = LineField(label="Number or words", required=False, max_length=100)
    kind = SelectField(label="Kind", required=False, choices=listed(LegalKind, nothing="Any kind"))
    show = SelectField(
        label="Which",
        required=False,
        choices=[(OFFERED, "In use"), (NOT_CHECKED, "Not checked here yet"), (EVERY, "Taken off too")],
    )

    def asked(self, name: str) -> str:
        """What is asked for under that name; empty when nothing, or nothing that can be."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class LegalForm(OnceForm):
    """One section, regulation, paragraph or rule."""

    kind = SelectField(label="Kind", error_messages={"required": "Select what kind of text it is"})
    instrument = LineField(label="Act, regulations or code", help_text="With its year.", max_length=200)
    provision = LineField(
        label="Section, regulation or paragraph", help_text="Such as section 36(8).", max_length=100
    )
    title = LineField(label="What it is about", help_text="In a few words.", max_length=200)
    says = NoteField(label="What it says", help_text="In a sentence of your own.", rows=3, max_length=1000)
    also = LineField(label="Other words people look for it by", required=False, max_length=300)
    url = WebField(label="Where the text is", required=False)
    in_force_from = KnownDateField(label="In force from", required=False)
    in_force_until = KnownDateField(label="In force until", required=False)
    checked = CheckboxesField(
        label="Checked",
        choices=[("yes", "I have compared this with the text today")],
        required=False,
    )

    def __init__(self, *args: Any, reference: LegalReference | None = None, **kwargs: Any) -> None:
        if reference is not None:
            kept = {name: getattr(reference, name) for name in WORDING}
            kwargs["initial"] = {**kept, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = choices_of(LegalKind, keep=reference.kind if reference else "", nothing="Select one")

    def clean(self) -> dict[str, Any]:
        """It ends no sooner than it begins."""
        said = super().clean() or {}
        begins, ends = said.get("in_force_from"), said.get("in_force_until")
        if begins and ends and ends < begins:
            self.add_error("in_force_until", "In force until must be the same as or after in force from")
        return said

    @property
    def wording(self) -> Wording:
        """What was typed, for the action."""
        typed = {name: self.cleaned_data[name] for name in WORDING if name != "kind"}
        offered = self.cleaned_data.get("is_offered", "yes") == "yes"
        return Wording(kind=LegalKind(self.cleaned_data["kind"]), is_offered=offered, **typed)

    @property
    def is_checked(self) -> bool:
        """Whether someone compared it with its source."""
        return bool(self.cleaned_data["checked"])


class LegalChangeForm(LegalForm):
    """A new version of one, and why."""

    is_offered = RadiosField(
        label="Can new advice rest on it?",
        choices=[("yes", "Yes"), ("no", "No, take it off")],
        inline=True,
    )
    reason = LineField(label="Why this is changed", error_messages={"required": "Enter why this is changed"})

    def __init__(self, *args: Any, reference: LegalReference, **kwargs: Any) -> None:
        super().__init__(*args, reference=reference, **kwargs)
        self.fields["is_offered"].initial = "yes" if reference.is_offered else "no"


WORDING = (
    "kind",
    "instrument",
    "provision",
    "title",
    "says",
    "also",
    "url",
    "in_force_from",
    "in_force_until",
)


class SourceForm(GovukForm):
    """An independent source."""

    name = LineField(label="Name", max_length=200)
    helps_with = NoteField(label="What they help with", rows=3, max_length=1000)
    standing = NoteField(label="Who runs and pays for them", rows=3, max_length=1000)
    ties = RadiosField(
        label="How they stand to the local authority",
        choices=[],
        error_messages={"required": "Select how they stand to the local authority"},
    )
    area = LineField(
        label="Area", help_text="Leave it empty for all of England.", required=False, max_length=100
    )
    website = WebField(label="Website", required=False)
    phone = PhoneField(label="Phone number", required=False, max_length=40)
    email = EmailField(label="Email address", required=False)

    def __init__(self, *args: Any, source: IndependentSource | None = None, **kwargs: Any) -> None:
        if source is not None:
            kwargs["initial"] = {name: getattr(source, name) for name in OF_A_SOURCE}
        super().__init__(*args, **kwargs)
        ties: Any = self.fields["ties"]
        ties.choices = choices_of(Ties, keep=source.ties if source else "")

    @property
    def details(self) -> SourceDetails:
        """What was typed, for the action."""
        typed = {name: self.cleaned_data[name] for name in OF_A_SOURCE if name != "ties"}
        return SourceDetails(ties=Ties(self.cleaned_data["ties"]), **typed)


class SourceChangeForm(SourceForm):
    """One on the list already, and whether all of it was looked at."""

    reviewed = CheckboxesField(
        label="Review",
        choices=[("yes", "I have checked all of this today")],
        hints={"yes": "The next review is then set."},
        required=False,
    )

    @property
    def is_reviewed(self) -> bool:
        """Whether this was its review."""
        return bool(self.cleaned_data["reviewed"])


class RetireForm(GovukForm):
    """Why families are no longer told of a source."""

    reason = LineField(
        label="Why families are no longer told of it",
        error_messages={"required": "Enter why families are no longer told of it"},
    )


OF_A_SOURCE = ("name", "helps_with", "standing", "ties", "area", "website", "phone", "email")
