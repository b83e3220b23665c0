"""Cleans what is known of people: who they are, how to reach them, whose parent they are. It never saves."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from cases.actions.people import Kinship, PersonDetails, Reach
from cases.choices import (
    AccessibleFormat,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    Ethnicity,
    Language,
    ParentalResponsibility,
    PrimaryNeed,
    SettingType,
    Sex,
)
from cases.choices import Relationship as RelationshipKind
from cases.forms.lists import choices_of, listed
from cases.forms.reaching import is_mobile
from cases.forms.schools import HOW_TO_NAME, NamesASchool, school_line
from cases.rules import may_reach
from sendiass.ui.fields import (
    CheckboxesField,
    ConfirmField,
    EmailField,
    KnownDateField,
    LineField,
    NameField,
    NoteField,
    PhoneField,
    RadiosField,
    SelectField,
    YesNoField,
)
from sendiass.ui.forms import OnceForm

CHILD = CaseRole.CHILD_OR_YOUNG_PERSON
OF_A_CHILD = ("primary_need", "secondary_needs", "setting_type", "school_named", "school")
TO_REACH = ("phone", "phone_safety", "email", "email_safety")
OF_KIN = ("kind", "has_parental_responsibility", "responsibility_seen", "lives_together")
NO_MORE_NEEDS = (PrimaryNeed.NOT_YET_IDENTIFIED, PrimaryNeed.NOT_KNOWN)


class KinshipForm(OnceForm):
    """What an adult is to the child, and whether they hold parental responsibility."""

    refused_at = MappingProxyType({"dates-make-sense": ("date_of_birth", "kind")})
    kind = SelectField(
        label="What are they to the child?",
        choices=listed(RelationshipKind, nothing="Select what they are"),
        error_messages={"required": "Select what they are to the child"},
    )
    has_parental_responsibility = RadiosField(
        label="Do they have parental responsibility?",
        choices=listed(ParentalResponsibility),
        hints={
            ParentalResponsibility.NOT_KNOWN.value: (
                "Someone can be the parent in education law without it, such as a foster carer."
            )
        },
        reveals={ParentalResponsibility.YES.value: ["responsibility_seen"]},
        error_messages={"required": "Select yes, no or not known for parental responsibility"},
    )
    responsibility_seen = ConfirmField(label="We have seen proof of it", required=False)
    lives_together = YesNoField(label="Does the child live with them?", required=False)

    def kinship(self) -> Kinship:
        """What was said, as the action takes it."""
        said = self.cleaned_data
        return Kinship(
            kind=RelationshipKind(said["kind"]),
            has_parental_responsibility=ParentalResponsibility(said["has_parental_responsibility"]),
            responsibility_seen=bool(said["responsibility_seen"]),
            lives_together=said["lives_together"],
        )


class PersonForm(NamesASchool, KinshipForm):
    """Someone in a case. Which questions are asked depends on who they are, and on whether they are new.

    `kept` are the codes on record, offered even where the service hides them now.
    """

    given_names = NameField(label="Given names", required=False)
    family_name = NameField(label="Family name", required=False)
    preferred_name = NameField(
        label="Name they go by", required=False, help_text="If it is not their given name."
    )
    pronouns = LineField(label="Pronouns", max_length=100, required=False)
    date_of_birth = KnownDateField(
        label="Date of birth", birthday=True, required=False, help_text="For example, 27 3 2015."
    )
    primary_need = SelectField(label="Main need", choices=[], required=False)
    secondary_needs = CheckboxesField(label="Other needs", choices=[], required=False)
    setting_type = SelectField(label="Where they are educated", choices=[], required=False)
    school_named = LineField(
        label="School, college or nursery", help_text=HOW_TO_NAME, max_length=500, required=False
    )
    school = RadiosField(label="Which school do you mean?", choices=[], required=False)
    sex = SelectField(label="Sex", choices=[], required=False)
    ethnicity = SelectField(label="Ethnic group", choices=[], required=False, typeahead=True)
    spoken_language = SelectField(
        label="Language they speak or sign", choices=[], required=False, typeahead=True
    )
    written_language = SelectField(label="Language they read", choices=[], required=False, typeahead=True)
    needs_interpreter = YesNoField(label="Do they need an interpreter?", required=False)
    formats = CheckboxesField(label="How they need information", choices=[], required=False)
    phone = PhoneField(label="Phone number", required=False)
    phone_safety = SelectField(
        label="Is the phone number safe to use?",
        choices=listed(ContactSafety),
        initial=ContactSafety.NOT_KNOWN,
        required=False,
    )
    email = EmailField(label="Email address", required=False)
    email_safety = SelectField(
        label="Is the email address safe to use?",
        help_text="Once it is safe, we send them how to see their records.",
        choices=listed(ContactSafety),
        initial=ContactSafety.NOT_KNOWN,
        required=False,
    )
    contact_notes = NoteField(
        label="Notes on getting in touch",
        help_text="When to ring, who else may answer, what to avoid.",
        rows=3,
        max_length=2_000,
        required=False,
    )
    field_order = (
        "given_names",
        "family_name",
        "preferred_name",
        "pronouns",
        "date_of_birth",
        *OF_KIN,
        *OF_A_CHILD,
        "sex",
        "ethnicity",
        "spoken_language",
        "written_language",
        "needs_interpreter",
        "formats",
        *TO_REACH,
        "contact_notes",
    )

    def __init__(
        self,
        *args: Any,
        role: CaseRole,
        is_new: bool,
        has_child: bool = False,
        kept: PersonDetails | None = None,
        **kwargs: Any,
    ) -> None:
        self.role, self.asks_kinship = role, is_new and has_child and role is not CHILD
        unasked = {
            *(() if self.asks_kinship else OF_KIN),
            *(() if role is CHILD else OF_A_CHILD),
            *(() if is_new else TO_REACH),
        }
        asked = {name: field for name, field in self.base_fields.items() if name not in unasked}
        self.base_fields = asked  # type: ignore[misc]  # this form's own, before Django copies them
        super().__init__(*args, **kwargs)
        self._offer(kept or PersonDetails())
        if not self.asks_kinship:
            return
        if role is CaseRole.OTHER:
            self.fields["has_parental_responsibility"].initial = ParentalResponsibility.NOT_KNOWN

    def _offer(self, kept: PersonDetails) -> None:
        one_of: dict[str, tuple[type[TextChoices], str | None]] = {
            "sex": (Sex, kept.sex),
            "ethnicity": (Ethnicity, kept.ethnicity),
            "spoken_language": (Language, kept.spoken_language),
            "written_language": (Language, kept.written_language),
            "primary_need": (PrimaryNeed, kept.primary_need),
            "setting_type": (SettingType, kept.setting_type),
        }
        for name, (choices, value) in one_of.items():
            nothing = "Not asked yet" if name == "primary_need" else "Not known"  # one of its codes
            self._choices(name, choices_of(choices, keep=value or "", nothing=nothing))
        self._choices("formats", choices_of(AccessibleFormat))
        self._choices(
            "secondary_needs", [pair for pair in choices_of(PrimaryNeed) if pair[0] not in NO_MORE_NEEDS]
        )
        if self.role is CHILD:
            self.offer_schools(kept.school)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        if name in self.fields:
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Someone has at least one name; the sum of the rest may be unknown."""
        said = self.cleaned_data
        if self.role is CHILD:
            self.school_meant = self.the_school()
        names = ("given_names", "family_name", "preferred_name")
        if not any(said.get(name) or name in self.errors for name in names):
            self.add_error("given_names", ValidationError("Enter at least one name", code="required"))
        is_with_care = any(_with_care(said, way) for way in ("phone", "email"))
        if is_with_care and not said.get("contact_notes") and "contact_notes" not in self.errors:
            self.add_error("contact_notes", may_reach(ContactSafety.WITH_CARE, note="").reason)
        return said

    def details(self) -> PersonDetails:
        """What was said of the person, as the action takes it."""
        said = self.cleaned_data
        return PersonDetails(
            given_names=said["given_names"],
            family_name=said["family_name"],
            preferred_name=said["preferred_name"],
            pronouns=said["pronouns"],
            date_of_birth=said["date_of_birth"],
            contact_notes=said["contact_notes"],
            sex=Sex(said["sex"]) if said["sex"] else None,
            ethnicity=Ethnicity(said["ethnicity"]) if said["ethnicity"] else None,
            spoken_language=Language(said["spoken_language"]) if said["spoken_language"] else None,
            written_language=Language(said["written_language"]) if said["written_language"] else None,
            formats=tuple(map(AccessibleFormat, said["formats"])),
            needs_interpreter=said["needs_interpreter"],
            primary_need=PrimaryNeed(said["primary_need"]) if said.get("primary_need") else None,
            secondary_needs=tuple(map(PrimaryNeed, said.get("secondary_needs", []))),
            setting_type=SettingType(said["setting_type"]) if said.get("setting_type") else None,
            school=self.school_meant if self.role is CHILD else None,
        )

    def reaches(self) -> list[Reach]:
        """The phone number and the e-mail address, if they were given."""
        said = self.cleaned_data
        found = []
        if phone := said.get("phone"):
            kind = ContactPointKind.MOBILE if is_mobile(phone) else ContactPointKind.LANDLINE
            found.append(Reach(kind, phone, _safety(said["phone_safety"]), _note(said, "phone")))
        if email := said.get("email"):
            safety = _safety(said["email_safety"])
            found.append(Reach(ContactPointKind.EMAIL, email, safety, _note(said, "email")))
        return found


def initial_of(details: PersonDetails) -> dict[str, Any]:
    """What a form about someone known starts with."""
    fields = PersonDetails.__dataclass_fields__
    found = {name: getattr(details, name) for name in fields if getattr(details, name) is not None}
    found.pop("school", None)
    if details.school:
        found["school_named"] = school_line(details.school)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def _safety(value: str) -> ContactSafety:
    return ContactSafety(value or ContactSafety.NOT_KNOWN)


def _with_care(said: dict[str, Any], way: str) -> bool:
    return bool(said.get(way)) and said.get(f"{way}_safety") == ContactSafety.WITH_CARE


def _note(said: dict[str, Any], way: str) -> str:
    return "See the notes on getting in touch." if _with_care(said, way) else ""
