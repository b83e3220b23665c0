"""Whom a family means: an agency of the directory, or a school by its name. It never saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cases.forms.schools import HOW_TO_NAME, NamesASchool
from cases.models import Agency
from sendiass.ui.fields import LineField, RadiosField, SelectField
from sendiass.ui.forms import GovukForm

WHICH_AGENCY = "Select the agency, or type the name of a school"
ONE_OF_BOTH = "Select an agency or type a school, not both"


class NamesAnAgency(NamesASchool, GovukForm):
    """A form about one agency, the one of `the_agency()` once it is clean."""

    agency = SelectField(label="Which agency may we speak with?", error_messages={"required": WHICH_AGENCY})
    school_named = LineField(
        label="Or another school, college or nursery", help_text=HOW_TO_NAME, max_length=500, required=False
    )
    school = RadiosField(label="Which school do you mean?", choices=[], required=False)

    def offer_agencies(self, agencies: Sequence[Agency]) -> None:
        """Offer these by name, and any school to be typed."""
        self.agencies = {str(one.id): one for one in agencies}
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            ("", "Select an agency"),
            *((key, one.name) for key, one in self.agencies.items()),
        ]
        self.fields["agency"].required = not self.data.get("school_named", "").strip()
        self.offer_schools()

    def clean(self) -> dict[str, Any]:
        """One of the two names the agency."""
        said = self.cleaned_data
        school, chosen = self.the_school(), self.agencies.get(said.get("agency") or "")
        self.the_agency = school or chosen
        if chosen and said.get("school_named"):
            self.add_error("school_named", ONE_OF_BOTH)
        return said


def agencies_for(school_ids: Sequence[UUID], known: Sequence[UUID]) -> list[Agency]:
    """Whom a family may have meant: every agency that is no school, its own schools, and whom it named before."""
    others = list(
        Agency.objects.in_use().exclude(kind__in=("school", "college", "early_years")).order_by("name")
    )
    own = list(Agency.objects.filter(pk__in=[*school_ids, *known]).order_by("name"))
    return list(dict.fromkeys([*own, *others]))
