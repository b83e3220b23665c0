"""Which school somebody means by the words they type, our own authority's schools first. It never saves."""

from __future__ import annotations

from django import forms
from django.urls import reverse

from cases.models import Agency
from sendiass.profiles import profile

MOST_SCHOOLS = 10
CLOSED = ", closed"
PUT_IN_BY_HAND = ""

HOW_TO_NAME = "Type its name, or part of it, and its town or postcode if others are called the same."
NO_SCHOOL = (
    "We found no school called that. Check the spelling, or leave it empty until it is in the directory"
)
WHICH_SCHOOL = "Select which school you mean"
TOO_MANY_SCHOOLS = (
    "Select which school you mean, or add its town or postcode above: there are more than these"
)


class NamesASchool(forms.Form):
    """A form on which a school is typed as `school_named`, and chosen as `school` where several may be meant."""

    def offer_schools(self, kept: Agency | None = None) -> None:
        """Ask which of several schools is meant, once there are several; the one on record is known as it stands."""
        self.fields["school_named"].widget.attrs["data-typeahead-source"] = reverse("cases:school_find")
        typed = str(self.data.get("school_named", "")) if self.is_bound else ""
        self.schools = schools_meant(typed, kept)
        if len(self.schools) > 1:
            lines = [(str(one.pk), school_line(one)) for one in self.schools[:MOST_SCHOOLS]]
            school = self.fields["school"]
            school.choices, school.required = lines, True  # type: ignore[attr-defined]
            school.error_messages["required"] = (
                WHICH_SCHOOL if len(self.schools) <= MOST_SCHOOLS else TOO_MANY_SCHOOLS
            )
        else:
            del self.fields["school"]

    def the_school(self) -> Agency | None:
        """The one school that was meant, or None if none was named; says what is wrong otherwise."""
        said = self.cleaned_data
        if not said.get("school_named"):
            return None
        if len(self.schools) == 1:
            return self.schools[0]
        if not self.schools:
            self.add_error("school_named", NO_SCHOOL)
            return None
        return next((one for one in self.schools if str(one.pk) == said.get("school")), None)


def near_authorities() -> tuple[str, ...]:
    """The register's codes of the authorities whose area we serve, and what a body put in by hand has instead."""
    return (*profile().host.local_authority_codes, PUT_IN_BY_HAND)


def school_line(agency: Agency) -> str:
    """A school on one line, so that it is told from others of its name."""
    line = ", ".join(filter(None, (agency.name, agency.town, agency.postcode)))
    return f"{_tidy(line)}{CLOSED if agency.closed_on else ''}"


def schools_meant(words: str, kept: Agency | None = None) -> list[Agency]:
    """The schools that may be meant, one more than are shown; one alone if the words are just its line.

    `kept` is the school on record, known as it stands there.
    """
    typed = _tidy(words)
    if kept and typed == school_line(kept):
        return [kept]
    exact = [one for one in _named_as_in(typed) if school_line(one) == typed]
    return exact if len(exact) == 1 else schools_like(typed)


def schools_like(words: str) -> list[Agency]:
    """The schools found by these words, the nearest first, one more than are shown."""
    typed = _tidy(words).removesuffix(CLOSED)
    found = Agency.objects.schools().found_by(typed).nearest_first(typed, near_authorities())
    return list(found[: MOST_SCHOOLS + 1])


def _named_as_in(line: str) -> list[Agency]:
    """The schools whose name a line may begin with: names have commas too."""
    parts = line.split(", ")
    names = [", ".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return list(Agency.objects.schools().filter(name__in=names).order_by("id"))


def _tidy(words: str) -> str:
    writable = words.encode("utf-8", "ignore").decode().replace("\x00", "")
    return " ".join(writable.split())
