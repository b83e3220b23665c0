"""Adding people to a case once the family agrees to records (L26), and keeping what is known of them right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases import rules
from cases.access import may_hold_people, may_keep_details
from cases.actions.acknowledgement import acknowledge
from cases.actions.callbacks import forget_when_held
from cases.actions.conflicts import find_by_people
from cases.actions.idempotency import same_each_time
from cases.actions.returned import settle_returned
from cases.choices import (
    AccessibleFormat,
    CaseRole,
    CaseStatus,
    ContactPointKind,
    ContactSafety,
    Ethnicity,
    FoundThrough,
    Language,
    ParentalResponsibility,
    PrimaryNeed,
    SettingType,
    Sex,
)
from cases.choices import Relationship as RelationshipKind
from cases.deadlines import compulsory_school_age_ends
from cases.models import Agency, Case, CasePerson, ContactPoint, NotTheSame, Person, Relationship
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import Actor, reading


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What is known of a person; everything but one name may be unknown."""

    given_names: str = ""
    family_name: str = ""
    preferred_name: str = ""
    pronouns: str = ""
    date_of_birth: date | None = None
    contact_notes: str = ""
    sex: Sex | None = None
    ethnicity: Ethnicity | None = None
    spoken_language: Language | None = None
    written_language: Language | None = None
    formats: tuple[AccessibleFormat, ...] = ()
    needs_interpreter: bool | None = None
    primary_need: PrimaryNeed | None = None
    secondary_needs: tuple[PrimaryNeed, ...] = ()
    setting_type: SettingType | None = None
    school: Agency | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to reach someone and whether it is safe."""

    kind: ContactPointKind
    value: str
    safety: ContactSafety
    note: str = ""
    may_leave_message: bool = False
    is_discreet: bool = False
    is_preferred: bool = False


@dataclass(frozen=True, slots=True)
class Kinship:
    """What an adult is to the child, and what responsibility they hold."""

    kind: RelationshipKind
    has_parental_responsibility: ParentalResponsibility
    responsibility_seen: bool = False
    lives_together: bool | None = None


@transaction.atomic
def add_person(
    *,
    by: User,
    case: Case,
    role: CaseRole,
    details: PersonDetails,
    at: datetime,
    reaches: Sequence[Reach] = (),
    kinship: Kinship | None = None,
    not_the_same_as: Sequence[Person] = (),
    once: UUID | None = None,
) -> Person:
    """Add someone new to a case, with the ways to reach them and what they are to the case's child.

    `not_the_same_as` are people who looked the same and whom the worker says they are not: it is recorded.
    The same person under the same `once` counts once. Raises Refused without the family's agreement to records, or for a
    date of birth nobody can have.
    """
    _may_hold_people(case)
    person_id = person_id_of(once=once or uuid4(), by=by, case=case, details=details)
    earlier: Person | None = Person.objects.filter(pk=person_id).first()
    if earlier:
        return earlier
    _may_be_born(details.date_of_birth, at=at)
    person = Person(id=person_id, created_at=at, created_by=by, changed_at=at)
    _put(details, person)
    person.save(force_insert=True)
    _take_part(by=by, case=case, person=person, role=role, at=at)
    for reach in reaches:
        _reach(by=by, case=case, person=person, reach=reach, at=at, id=uuid4())
    child = child_of(case)
    if kinship and child and child.pk != person.pk:
        relate(by=by, child=child, adult=person, kinship=kinship, at=at)
    for other in not_the_same_as:
        NotTheSame.objects.create(person=person, other=other, by=by, at=at)
    find_by_people([person], by=by, at=at, through=FoundThrough.CASE)
    return person


def person_id_of(*, once: UUID, by: User, case: Case, details: PersonDetails) -> UUID:
    """The id of whom this form adds, whether it was sent before or not."""
    return same_each_time(once, by.id, case.id, "person", details)


def child_of(case: Case) -> Person | None:
    """The child or young person the case is about, once they are named."""
    child: Person | None = Person.objects.filter(
        parts__case=case, parts__removed_at__isnull=True, parts__role=CaseRole.CHILD_OR_YOUNG_PERSON
    ).first()
    return child


@transaction.atomic
def add_known_person(*, by: User, case: Case, person: Person, role: CaseRole, at: datetime) -> CasePerson:
    """Give someone already known a part in this case too (a mother with two children here)."""
    _may_hold_people(case)
    present: CasePerson | None = CasePerson.objects.present().filter(case=case, person=person).first()
    if present:
        return present
    part = _take_part(by=by, case=case, person=person, role=role, at=at)
    find_by_people([person], by=by, at=at, through=FoundThrough.CASE)
    return part


@transaction.atomic
def change_person(*, by: User, person: Person, details: PersonDetails, at: datetime) -> Person:
    """Put right what is known of someone. A child can be no older than their parent.

    Raises Refused for dates that cannot be, and once the family has said no to records.
    """
    may_keep_details(person).require()
    _may_be_born(details.date_of_birth, at=at)
    _check_against_family(by=by, person=person, date_of_birth=details.date_of_birth)
    _put(details, person)
    person.changed_at = at
    person.save()
    find_by_people([person], by=by, at=at, through=FoundThrough.CASE)
    return person


@transaction.atomic
def remove_from_case(*, by: User, part: CasePerson, at: datetime) -> None:
    """End someone's part in a case; that they had one stays on record. Refused for a closed case."""
    rules.may_work_on(CaseStatus(part.case.status)).require()
    part.removed_at, part.removed_by = at, by
    part.save(update_fields=["removed_at", "removed_by"])


@transaction.atomic
def add_contact(
    *, by: User, case: Case, person: Person, reach: Reach, at: datetime, once: UUID | None = None
) -> ContactPoint:
    """Add a way to reach someone. A first safe address brings them their written acknowledgement (L27).

    The same one under the same `once` counts once.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    may_keep_details(person).require()
    rules.may_reach(reach.safety, note=reach.note).require()
    point_id = same_each_time(once or uuid4(), by.id, person.id, "contact", reach)
    earlier: ContactPoint | None = ContactPoint.objects.filter(pk=point_id).first()
    if earlier:
        return earlier
    point = _reach(by=by, case=case, person=person, reach=reach, at=at, id=point_id)
    find_by_people([person], by=by, at=at, through=FoundThrough.CASE)
    return point


@transaction.atomic
def change_contact(*, by: User, case: Case, point: ContactPoint, reach: Reach, at: datetime) -> ContactPoint:
    """Correct a way to reach someone, or say that it is not safe any more."""
    may_keep_details(point.person).require()
    rules.may_reach(reach.safety, note=reach.note).require()
    if reach.is_preferred:
        _no_longer_preferred(point.person)
    for name, value in asdict(reach).items():
        setattr(point, name, value)
    point.save()
    _touch(point.person, at=at)
    settle_returned(by=by, person=point.person, at=at)
    acknowledge(by=by, case=case, at=at)
    find_by_people([point.person], by=by, at=at, through=FoundThrough.CASE)
    return point


@transaction.atomic
def remove_contact(*, by: User, point: ContactPoint, at: datetime) -> None:
    """Take a way to reach someone off the record; the audit keeps that it was there."""
    person = point.person
    point.delete()
    _touch(person, at=at)
    settle_returned(by=by, person=person, at=at)


@transaction.atomic
def relate(*, by: User, child: Person, adult: Person, kinship: Kinship, at: datetime) -> Relationship:
    """Say what an adult is to the child; said again, it replaces what was said.

    Raises Refused, naming both, when the child would be older than the parent, and once the family has said
    no to records.
    """
    may_keep_details(child).require()
    with reading(by=by, subjects=[child.key_subject, adult.key_subject], purpose="checking dates of birth"):
        rules.may_be_parent_of(
            kinship.kind,
            adult_born=_born(adult),
            child_born=_born(child),
            adult=adult.called,
            child=child.called,
        ).require()
    found = Relationship.objects.filter(child=child, adult=adult).first() or Relationship(
        child=child, adult=adult, added_at=at
    )
    for name, value in asdict(kinship).items():
        setattr(found, name, value)
    found.save()
    return found


@transaction.atomic
def work_out_school_leaving(*, by: Actor, people: Sequence[Person]) -> None:
    """Set when compulsory school age ends for people whose date of birth was recorded without it."""
    for person in people:
        with reading(by=by, subjects=[person.key_subject], purpose="when a child comes of age"):
            born = _born(person)
        if born is None:
            continue
        person.compulsory_school_age_ends_on = compulsory_school_age_ends(born)
        person.save(update_fields=["compulsory_school_age_ends_on"])


def _reach(*, by: User, case: Case, person: Person, reach: Reach, at: datetime, id: UUID) -> ContactPoint:  # noqa: A002
    rules.may_reach(reach.safety, note=reach.note).require()
    if reach.is_preferred:
        _no_longer_preferred(person)
    point: ContactPoint = ContactPoint.objects.create(id=id, person=person, added_at=at, **asdict(reach))
    _touch(person, at=at)
    acknowledge(by=by, case=case, at=at)
    return point


def _may_be_born(day: date | None, *, at: datetime) -> None:
    if day is not None:
        rules.may_be_born(day, on=clock.day_of(at)).require()


def _may_hold_people(case: Case) -> None:
    held = Case.objects.select_for_update().get(pk=case.pk)
    rules.may_work_on(CaseStatus(held.status)).require()
    may_hold_people(case).require()


def _take_part(*, by: User, case: Case, person: Person, role: CaseRole, at: datetime) -> CasePerson:
    children = CasePerson.objects.present().filter(case=case, role=CaseRole.CHILD_OR_YOUNG_PERSON)
    rules.may_take_part(role, has_child=children.exists()).require()
    part = CasePerson.objects.create(case=case, person=person, role=role, added_at=at, added_by=by)
    forget_when_held(case, role=role, at=at)
    acknowledge(by=by, case=case, at=at)
    return part


def _check_against_family(*, by: User, person: Person, date_of_birth: date | None) -> None:
    # Of relatives whom this worker may not see, nothing may be told: not even by a refusal.
    seen = Person.objects.visible_to(by)
    adults = list(Relationship.objects.filter(child=person, adult__in=seen).select_related("adult"))
    children = list(Relationship.objects.filter(adult=person, child__in=seen).select_related("child"))
    others = [link.adult for link in adults] + [link.child for link in children]
    if not others:
        return
    subjects = [person.key_subject, *(other.key_subject for other in others)]
    with reading(by=by, subjects=subjects, purpose="checking dates of birth"):
        for link in adults:
            rules.may_be_parent_of(
                RelationshipKind(link.kind),
                adult_born=_born(link.adult),
                child_born=date_of_birth,
                adult=link.adult.called,
                child=person.called,
            ).require()
        for link in children:
            rules.may_be_parent_of(
                RelationshipKind(link.kind),
                adult_born=date_of_birth,
                child_born=_born(link.child),
                adult=person.called,
                child=link.child.called,
            ).require()


def _born(person: Person) -> date | None:
    """The date of birth, as far as it is known still; needs a reading."""
    return None if person.is_erased else person.date_of_birth


def _put(details: PersonDetails, person: Person) -> None:
    columns = {field: getattr(details, field) for field in PersonDetails.__dataclass_fields__}
    for name, value in columns.items():
        setattr(person, name, list(value) if isinstance(value, tuple) else _code(name, value))
    person.compulsory_school_age_ends_on = (
        compulsory_school_age_ends(details.date_of_birth) if details.date_of_birth else None
    )


def _code(name: str, value: object) -> object:
    # A code not known is an empty string in its column; a date, a flag or a school not known is null.
    return "" if value is None and name not in ("date_of_birth", "needs_interpreter", "school") else value


def _no_longer_preferred(person: Person) -> None:
    for point in ContactPoint.objects.filter(person=person, is_preferred=True):
        point.is_preferred = False
        point.save(update_fields=["is_preferred"])


def _touch(person: Person, *, at: datetime) -> None:
    person.changed_at = at
    person.save(update_fields=["changed_at"])
