"""Someone being added who may be someone the worker already sees: who, and why we think so. It merges nobody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cases.actions.people import PersonDetails, Reach
from cases.choices import ContactPointKind
from cases.forms.people import PersonForm
from cases.models import Case, ContactPoint, NotTheSame, Person
from cases.search import may_be_same
from sendiass.accounts.models import User
from sendiass.audit import reading

MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class AlikeShown:
    """Someone who may be the same person, opened: the page's words."""

    id: str
    name: str
    references: str
    why: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Someone the worker may see, the cases they are in, and in words why they may be the same."""

    person: Person
    references: tuple[str, ...]
    why: str

    def shown(self) -> AlikeShown:
        """Opened; needs a reading of them."""
        name = self.person.full_name or self.person.called
        return AlikeShown(str(self.person.id), name, ", ".join(self.references), self.why)


def people_alike(form: PersonForm, *, by: User, new: UUID) -> list[Alike]:
    """People this worker may see with the same family name and date of birth, number or e-mail address.

    `new` is who the form makes: sent twice, it is neither asked about itself nor about whom it was told from.
    """
    details, reaches = form.details(), form.reaches()
    found = may_be_same(
        by=by,
        family_name=details.family_name,
        born=details.date_of_birth,
        numbers=[reach.value for reach in reaches if reach.kind != ContactPointKind.EMAIL],
        emails=[reach.value for reach in reaches if reach.kind == ContactPointKind.EMAIL],
    )
    settled = {new, *NotTheSame.objects.told_from(new)}
    found = [person for person in found if person.id not in settled]
    if not found:
        return []
    points: dict[object, list[ContactPoint]] = {person.pk: [] for person in found}
    for point in ContactPoint.objects.filter(person__in=found):
        points[point.person_id].append(point)
    subjects = [person.key_subject for person in found]
    with reading(by=by, subjects=subjects, purpose="is this someone we know", page="cases:person_add"):
        whys = [(person, _why(person, points[person.pk], details, reaches)) for person in found]
    return [Alike(person, _references(person, by), why) for person, why in whys if why][:MOST_ALIKE]


def _why(person: Person, points: list[ContactPoint], details: PersonDetails, reaches: list[Reach]) -> str:
    known = {(point.kind == ContactPointKind.EMAIL, point.value.casefold()) for point in points}
    same_name = bool(details.family_name) and person.family_name.casefold() == details.family_name.casefold()
    same_day = details.date_of_birth is not None and person.date_of_birth == details.date_of_birth
    whys = ["the family name and date of birth are the same"] if same_name and same_day else []
    for reach in reaches:
        is_email = reach.kind == ContactPointKind.EMAIL
        if (is_email, reach.value.casefold()) in known:
            whys.append(f"the {'email address' if is_email else 'phone number'} is the same")
    return " and ".join(whys)


def _references(person: Person, by: User) -> tuple[str, ...]:
    cases = Case.objects.visible_to(by).filter(parts__person=person, parts__removed_at__isnull=True)
    return tuple(cases.order_by("reference").values_list("reference", flat=True).distinct())
