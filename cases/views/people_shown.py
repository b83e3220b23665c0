"""People as their pages show them: plain values made inside a reading. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases import deadlines
from cases.actions.acknowledgement import may_still_be_told
from cases.actions.people import PersonDetails
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
from cases.emails import ACKNOWLEDGEMENT
from cases.models import Case, ContactPoint, Person
from cases.reaching import WRITTEN, may_be_written
from cases.views.case_frame import Member
from cases.views.records_shown import Record
from sendiass.profiles.lists import label
from sendiass.ui.fields.short import phone_as_read
from sendiass.ui.parts import Colour, Link, Row, Tag

SAFETY_COLOURS: dict[str, Colour] = {
    ContactSafety.SAFE: "green",
    ContactSafety.WITH_CARE: "orange",
    ContactSafety.NOT_SAFE: "red",
    ContactSafety.NOT_WORKING: "red",
    ContactSafety.NOT_KNOWN: "grey",
}


@dataclass(frozen=True, slots=True)
class AgeShown:
    """One of the three dates on which it changes who decides."""

    name: str
    on: date
    when: str
    what_changes: str
    source: str


@dataclass(frozen=True, slots=True)
class ContactShown:
    """One way to reach someone, and how far it is safe."""

    kind: str
    value: str
    safety: Tag
    is_preferred: bool
    leave_message: str
    is_discreet: bool
    not_by_itself: str
    note: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Someone on the case, opened."""

    id: UUID
    name: str
    role: str
    is_child: bool
    rows: tuple[Row, ...]
    ages: tuple[AgeShown, ...]
    contacts: tuple[ContactShown, ...]
    contact_notes: str
    is_erased: bool
    change: Link | None
    add_contact: Link | None
    write_to: Link | None
    relate: Link | None
    records: Link
    looked: Link | None
    remove: Link


@dataclass(frozen=True, slots=True)
class Household:
    """What the page of people is made from, fetched but still closed."""

    case: Case
    people: tuple[Member, ...]
    others: Mapping[UUID, Sequence[Record]] = field(default_factory=dict)
    """The other records of these people that the worker may see."""
    sees_readings: bool = False
    """Whether whoever is shown this may see who looked."""

    @property
    def has_child(self) -> bool:
        """Whether the child or young person is named."""
        return any(one.role is CaseRole.CHILD_OR_YOUNG_PERSON for one in self.people)

    def shown(self, *, today: date) -> list[PersonShown]:
        """Everyone, opened; needs a reading of them all."""
        untold = may_still_be_told(self.case, {one.person: one.role for one in self.people})
        return [self._person(one, today=today, untold=one.person.id in untold) for one in self.people]

    def _person(self, member: Member, *, today: date, untold: bool) -> PersonShown:
        person = member.person
        is_child = member.role is CaseRole.CHILD_OR_YOUNG_PERSON
        address = [self.case.reference, person.id]
        name = person.full_name or person.called
        remove = Link("Remove from the case", reverse("cases:person_remove", args=address), f"({name})")
        records = Link(
            "Other records of this person", reverse("cases:same_person", args=address), f"({name})"
        )
        if member.is_erased:
            return self._erased(member, name, records, remove)
        relates = not is_child and self.has_child
        return PersonShown(
            id=person.id,
            name=name,
            role=label(member.role),
            is_child=is_child,
            rows=tuple(self._rows(member, is_child=is_child, today=today)),
            ages=ages_shown(person.date_of_birth, today=today) if is_child else (),
            contacts=tuple(contact_shown(self.case, point) for point in member.points),
            contact_notes=person.contact_notes,
            is_erased=False,
            change=Link("Change details", reverse("cases:person_change", args=address), f"of {name}"),
            add_contact=Link(
                "Add a way to reach them", reverse("cases:contact_add", args=address), f"({name})"
            ),
            write_to=Link(
                "Write to them how to see their records",
                reverse("cases:person_acknowledge", args=address),
                f"({name})",
            )
            if untold
            else None,
            relate=Link(
                "Change what they are to the child" if member.kinship else "Say what they are to the child",
                reverse("cases:relationship_set", args=address),
                f"({name})",
            )
            if relates
            else None,
            records=records,
            looked=self._looked(person, name),
            remove=remove,
        )

    def _erased(self, member: Member, name: str, records: Link, remove: Link) -> PersonShown:
        """Someone whose key was destroyed: their part in the case, and nothing to change or to reach."""
        is_child = member.role is CaseRole.CHILD_OR_YOUNG_PERSON
        return PersonShown(
            id=member.person.id,
            name=name,
            role=label(member.role),
            is_child=is_child,
            rows=() if is_child else tuple(self._kinship(member)),
            ages=(),
            contacts=(),
            contact_notes="",
            is_erased=True,
            change=None,
            add_contact=None,
            write_to=None,
            relate=None,
            records=records,
            looked=self._looked(member.person, name),
            remove=remove,
        )

    def _looked(self, person: Person, name: str) -> Link | None:
        if not self.sees_readings:
            return None
        return Link("Who looked at them", reverse("cases:person_readings", args=[person.id]), f"({name})")

    def _rows(self, member: Member, *, is_child: bool, today: date) -> Iterable[Row]:
        person = member.person
        yield from named_rows(person)
        born = person.date_of_birth
        yield Row("Date of birth", _born(born, today=today) if born else "Not known")
        if is_child:
            yield from _schooling(person, today=today)
        else:
            yield from self._kinship(member)
        yield from _background(person)
        for record in self.others.get(person.id, ()):
            yield Row("Also recorded as", record.in_a_line())

    def _kinship(self, member: Member) -> Iterable[Row]:
        link = member.kinship
        if link is None:
            if self.has_child:
                yield Row("To the child", "Not said yet")
            return
        yield Row("To the child", label(RelationshipKind(link.kind)))
        responsibility = ParentalResponsibility(link.has_parental_responsibility)
        seen = ", proof seen" if link.responsibility_seen else ", proof not seen"
        is_yes = responsibility is ParentalResponsibility.YES
        yield Row("Parental responsibility", label(responsibility) + (seen if is_yes else ""))
        if link.lives_together is not None:
            yield Row("Child lives with them", "Yes" if link.lives_together else "No")


def named_rows(person: Person) -> Iterable[Row]:
    """What they go by, where it is not their name; needs a reading."""
    if person.preferred_name and person.preferred_name != person.full_name:
        yield Row("Goes by", bdi(person.preferred_name))
    if person.pronouns:
        yield Row("Pronouns", bdi(person.pronouns))


def bdi(text: str) -> SafeString:
    """Someone's own words, apart from the direction of ours."""
    return format_html("<bdi>{}</bdi>", text)


def _born(born: date, *, today: date) -> str:
    years = deadlines.age(born, today) if born <= today else 0
    return f"{born.day} {born:%B %Y} ({years} year{'' if years == 1 else 's'} old)"


def _schooling(person: Person, *, today: date) -> Iterable[Row]:
    born = person.date_of_birth
    if born and born <= today:
        yield Row("Year group by age", deadlines.year_group_words(born, today))
    need = label(PrimaryNeed(person.primary_need)) if person.primary_need else "Not asked yet"
    more = [label(PrimaryNeed(one)) for one in person.secondary_needs]
    yield Row("Main need", need)
    if more:
        yield Row("Other needs", ", ".join(more))
    if person.setting_type:
        yield Row("Educated in", label(SettingType(person.setting_type)))
    yield Row("School", person.school.name if person.school else "Not known")


def _background(person: Person) -> Iterable[Row]:
    if person.sex:
        yield Row("Sex", label(Sex(person.sex)))
    if person.ethnicity:
        yield Row("Ethnic group", label(Ethnicity(person.ethnicity)))
    if person.spoken_language:
        yield Row("Speaks or signs", label(Language(person.spoken_language)))
    if person.written_language:
        yield Row("Reads", label(Language(person.written_language)))
    if person.needs_interpreter is not None:
        yes = Tag("Interpreter needed", "purple")
        yield Row("Interpreter", tag=yes) if person.needs_interpreter else Row("Interpreter", "Not needed")
    if person.formats:
        yield Row("Needs information as", ", ".join(label(AccessibleFormat(one)) for one in person.formats))


def ages_shown(born: date | None, *, today: date) -> tuple[AgeShown, ...]:
    """The three dates, when each comes or that it has passed, and what changes with it."""
    if born is None:
        return ()
    return tuple(
        AgeShown(
            moment.name,
            moment.on,
            how_far(moment.on, today=today),
            f"{moment.what_changes[:1].upper()}{moment.what_changes[1:]}",
            moment.source,
        )
        for moment in deadlines.ages(born).moments()
    )


def how_far(on: date, *, today: date) -> str:
    """Has passed; today; in 12 days; in 5 months; in 3 years and 2 months."""
    if on < today:
        return "has passed"
    if on == today:
        return "today"
    months = (on.year - today.year) * 12 + on.month - today.month - (on.day < today.day)
    if months < 1:
        days = (on - today).days
        return f"in {days} day{'' if days == 1 else 's'}"
    years, rest = divmod(months, 12)
    parts = [
        f"{years} year{'' if years == 1 else 's'}" if years else "",
        f"{rest} month{'' if rest == 1 else 's'}" if rest else "",
    ]
    return f"in {' and '.join(part for part in parts if part)}"


def contact_shown(case: Case, point: ContactPoint) -> ContactShown:
    """One way to reach someone, opened; needs a reading of them."""
    is_phone = point.kind in (ContactPointKind.MOBILE, ContactPointKind.LANDLINE)
    value = phone_as_read(point.value) if is_phone else point.value
    address = [case.reference, point.person_id, point.id]
    safety = label(ContactSafety(point.safety))
    if point.safety == ContactSafety.NOT_KNOWN:
        safety = f"Safe to use: {safety[:1].lower()}{safety[1:]}"
    leave = "A message may be left" if point.may_leave_message else "Leave no message"
    return ContactShown(
        kind=label(ContactPointKind(point.kind)),
        value=value,
        safety=Tag(safety, SAFETY_COLOURS.get(point.safety, "")),
        is_preferred=point.is_preferred,
        leave_message=leave if is_phone else "",
        is_discreet=point.is_discreet,
        not_by_itself=_not_by_itself(point),
        note=point.note,
        links=(
            Link("Change", reverse("cases:contact_change", args=address), value),
            Link("Remove", reverse("cases:contact_remove", args=address), value),
        ),
    )


def _not_by_itself(point: ContactPoint) -> str:
    """Why what we send everyone does not go to an address that is safe; empty where it does, or where nothing is written."""
    if point.safety != ContactSafety.SAFE or point.kind not in WRITTEN:
        return ""
    if point.kind == ContactPointKind.MOBILE and not (point.may_leave_message and point.is_preferred):
        return ""  # nobody expects a text there
    may = may_be_written(point, ACKNOWLEDGEMENT)
    return "" if may else f"How to see their records is not sent there. {may.reason}"


def details_of(person: Person) -> PersonDetails:
    """What is on record of someone; needs a reading."""
    return PersonDetails(
        given_names=person.given_names,
        family_name=person.family_name,
        preferred_name=person.preferred_name,
        pronouns=person.pronouns,
        date_of_birth=person.date_of_birth,
        contact_notes=person.contact_notes,
        sex=Sex(person.sex) if person.sex else None,
        ethnicity=Ethnicity(person.ethnicity) if person.ethnicity else None,
        spoken_language=Language(person.spoken_language) if person.spoken_language else None,
        written_language=Language(person.written_language) if person.written_language else None,
        formats=tuple(map(AccessibleFormat, person.formats)),
        needs_interpreter=person.needs_interpreter,
        primary_need=PrimaryNeed(person.primary_need) if person.primary_need else None,
        secondary_needs=tuple(map(PrimaryNeed, person.secondary_needs)),
        setting_type=SettingType(person.setting_type) if person.setting_type else None,
        school=person.school,
    )
