"""Someone who may be someone the worker already sees: who, and why we think so. It merges nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cases.actions.people import PersonDetails, Reach
from cases.choices import ContactPointKind
from cases.forms.people import PersonForm
from cases.models import Case, ContactPoint, NotTheSame, Person
from cases.search import Described, may_be_same
from cases.views.people_shown import details_of
from cases.views.records_shown import PHONES
from sendiass.accounts.models import User

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
    """People this worker may see who may be the one the form describes, the likeliest few.

    `new` is who the form makes: sent twice, it is neither asked about itself nor about whom it was told from.
    Raises NotReady while the search is still being opened.
    """
    settled = {new, *NotTheSame.objects.told_from(new)}
    found = may_be_same(by=by, described=described(form.details(), form.reaches()))
    others = [one for one in found if one.person.id not in settled][:MOST_ALIKE]
    return [Alike(one.person, _references(one.person, by), " and ".join(one.whys)) for one in others]


def whys_alike(person: Person, *, by: User) -> dict[UUID, str]:
    """Who that this worker may see may be this person too, and why, the likeliest first. Needs a reading of them.

    Raises NotReady while the search is still being opened.
    """
    if person.is_erased:
        return {}
    points = ContactPoint.objects.filter(person=person)
    found = may_be_same(by=by, described=described(details_of(person), points))
    return {one.person.id: " and ".join(one.whys) for one in found}


def described(details: PersonDetails, reaches: Iterable[Reach | ContactPoint] = ()) -> Described:
    """Someone as the search compares them."""
    ways = [(reach.kind, reach.value) for reach in reaches]
    return Described(
        given_names=details.given_names,
        family_name=details.family_name,
        preferred_name=details.preferred_name,
        born=details.date_of_birth,
        numbers=tuple(value for kind, value in ways if kind in PHONES),
        emails=tuple(value for kind, value in ways if kind == ContactPointKind.EMAIL),
    )


def _references(person: Person, by: User) -> tuple[str, ...]:
    cases = Case.objects.visible_to(by).filter(parts__person=person, parts__removed_at__isnull=True)
    return tuple(cases.order_by("reference").values_list("reference", flat=True).distinct())
