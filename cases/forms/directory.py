"""Cleans what is typed about schools and agencies, and narrows their list. It never saves."""

from __future__ import annotations

from typing import Any

from cases.actions.agencies import AgencyDetails
from cases.choices import OrganisationKind, SettingType
from cases.forms.lists import choices_of, listed
from cases.models import Agency
from sendiass import clock
from sendiass.ui.fields import (
    EmailField,
    FriendlyDateField,
    LineField,
    NoteField,
    PhoneField,
    PostcodeField,
    SelectField,
    YesNoField,
)
from sendiass.ui.forms import FilterForm, GovukForm

IN_USE, CLOSED_TOO = "", "all"


class DirectoryFilterForm(FilterForm):
    """What the directory may be narrowed by."""

    words = LineField(label="Name, town or postcode", required=False, max_length=100)
    kind = SelectField(label="Kind", required=False, choices=listed(OrganisationKind, nothing="Any kind"))
    show = SelectField(
        label="Closed ones",
        required=False,
        choices=[(IN_USE, "Leave out"), (CLOSED_TOO, "Show too")],
    )

    def asked(self, name: str) -> str:
        """What is asked for under that name; empty when nothing, or nothing that can be."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class AgencyForm(GovukForm):
    """A school or agency."""

    name = LineField(label="Name", max_length=300)
    kind = SelectField(label="Kind", error_messages={"required": "Select what kind of body it is"})
    is_local_authority = YesNoField(
        label="Is it part of the local authority?",
        help_text="Wherever it appears, it is then marked as the local authority.",
        error_messages={"required": "Select yes if it is part of the local authority"},
    )
    setting_type = SelectField(label="Type of school or setting", required=False)
    address = NoteField(label="Address", required=False, rows=3, max_length=1000)
    postcode = PostcodeField(label="Postcode", required=False)
    phone = PhoneField(label="Phone number", required=False, max_length=40)
    email = EmailField(label="Email address", required=False)

    def __init__(self, *args: Any, agency: Agency | None = None, **kwargs: Any) -> None:
        if agency is not None:
            kwargs["initial"] = {name: getattr(agency, name) for name in KEPT}
        super().__init__(*args, **kwargs)
        self._offer(
            "kind", choices_of(OrganisationKind, keep=agency.kind if agency else "", nothing="Select one")
        )
        keep = agency.setting_type if agency else ""
        self._offer("setting_type", choices_of(SettingType, keep=keep, nothing="Not a school, or not known"))

    def _offer(self, name: str, pairs: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, SelectField)  # noqa: S101 - tells the type
        field.choices = pairs

    @property
    def details(self) -> AgencyDetails:
        """What was typed, for the action."""
        typed = {**self.cleaned_data}
        setting = typed.pop("setting_type")
        return AgencyDetails(
            kind=OrganisationKind(typed.pop("kind")),
            setting_type=SettingType(setting) if setting else None,
            **typed,
        )


class AgencyChangeForm(AgencyForm):
    """One that is in the directory already; it may have closed."""

    closed_on = FriendlyDateField(
        label="Closed on",
        required=False,
        latest=clock.today,
        help_text="Only if it has closed for good. It stays on the records that name it.",
    )


KEPT = (
    "name",
    "kind",
    "is_local_authority",
    "setting_type",
    "address",
    "postcode",
    "phone",
    "email",
    "closed_on",
)
