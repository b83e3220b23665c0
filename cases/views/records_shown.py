"""Other records of one human being as pages show them, cut to what the worker may see. It decides and links nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cases.choices import CaseRole, ContactPointKind
from cases.models import Case, CasePerson, ContactPoint, Person, SamePerson
from cases.views.shown import name_of, status_tag
from sendiass.accounts.models import User
from sendiass.crypto.subjects import KeySubject
from sendiass.profiles.lists import label
from sendiass.ui.fields.short import phone_as_read
from sendiass.ui.parts import Link, Row
from sendiass.ui.words import short_date

PHONES = (ContactPointKind.MOBILE, ContactPointKind.LANDLINE)
IN_NO_CASE = "No case now"


@dataclass(frozen=True, slots=True)
class RecordShown:
    """One record, opened: who it says they are, where it is, and what may be done about it."""

    id: UUID
    name: str
    rows: tuple[Row, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One record and its parts in cases the worker may see. Sealed within."""

    person: Person
    parts: tuple[CasePerson, ...]
    points: tuple[ContactPoint, ...]

    @property
    def subject(self) -> KeySubject:
        """Whose key seals what is known of them."""
        return self.person.key_subject

    @property
    def where(self) -> SafeString:
        """The cases it is in, each with its link."""
        if not self.parts:
            return format_html("{}", IN_NO_CASE)
        return format_html_join(
            SafeString("<br>"),
            '<a class="govuk-link" href="{}">{}</a>, {}, {}',
            (
                (
                    reverse("cases:people_page", args=[part.case.reference]),
                    part.case.reference,
                    label(CaseRole(part.role)).lower(),
                    status_tag(part.case).text.lower(),
                )
                for part in self.parts
            ),
        )

    def shown(self, *, more: Iterable[Row] = (), links: Iterable[Link] = ()) -> RecordShown:
        """Opened; needs a reading of them."""
        return RecordShown(self.person.id, name_of(self.person), (*self.rows(), *more), tuple(links))

    def rows(self) -> Iterable[Row]:
        """What tells one person from another; needs a reading of them."""
        yield Row("Recorded in", self.where)
        if self.person.is_erased:
            return
        born = self.person.date_of_birth
        if self.person.preferred_name and self.person.preferred_name != name_of(self.person):
            yield Row("Goes by", format_html("<bdi>{}</bdi>", self.person.preferred_name))
        yield Row("Date of birth", short_date(born) if born else "Not known")
        if self.person.school:
            yield Row("School", self.person.school.name)
        for point in self.points:
            value = phone_as_read(point.value) if point.kind in PHONES else point.value
            yield Row(label(ContactPointKind(point.kind)), format_html("<bdi>{}</bdi>", value))

    def in_a_line(self) -> SafeString:
        """Its name and its cases, as one says it beside another record; needs a reading of them."""
        return format_html("<bdi>{}</bdi><br>{}", name_of(self.person), self.where)


def records(people: Iterable[UUID], *, by: User) -> dict[UUID, Record]:
    """The records of these people, in whichever order they were made. Three queries; none for nobody."""
    wanted = list(people)
    if not wanted:
        return {}
    parts: dict[UUID, list[CasePerson]] = {}
    seen = CasePerson.objects.present().of_people(wanted).filter(case__in=Case.objects.visible_to(by))
    for part in seen.select_related("case").order_by("added_at", "id"):
        parts.setdefault(part.person_id, []).append(part)
    points: dict[UUID, list[ContactPoint]] = {}
    for point in ContactPoint.objects.of_people(wanted):
        points.setdefault(point.person_id, []).append(point)
    found = Person.objects.visible_to(by).of(wanted).select_related("school").order_by("created_at", "id")
    return {
        person.id: Record(person, tuple(parts.get(person.id, ())), tuple(points.get(person.id, ())))
        for person in found
    }


def other_records(people: Iterable[UUID], *, by: User) -> dict[UUID, list[Record]]:
    """For each of these people their other records that this worker may see. One query where there are none."""
    wanted = list(people)
    links = links_from(wanted, by=by)
    others = {person: others_of(person, links) for person in wanted}
    found = records({other for each in others.values() for other in each}, by=by)
    return {person: [found[one] for one in each if one in found] for person, each in others.items()}


def links_from(people: Iterable[UUID], *, by: User) -> list[SamePerson]:
    """The links by which these people have other records that this worker may see. One query, and one per step on."""
    found: list[SamePerson] = (
        SamePerson.objects.live().visible_to(by).select_related("by", "one").leading_on_from(people)
    )
    return found


def others_of(person: UUID, links: Iterable[SamePerson]) -> dict[UUID, SamePerson | None]:
    """The other records of the same human being, each with its link to this one; None where it leads through another."""
    pairs = {(link.one_id, link.other_id): link for link in links}
    reached, edge = {person}, {person}
    while edge:
        edge = {end for pair in pairs if set(pair) & edge for end in pair} - reached
        reached |= edge
    direct = {link.other_than(person): link for pair, link in pairs.items() if person in pair}
    return {other: direct.get(other) for other in sorted(reached - {person})}
