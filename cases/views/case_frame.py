"""What stands round every page about a case: whose it is, how to reach them safely, and the pages within."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from cases import deadlines
from cases.access import may_allocate, may_hold_people, may_see_readings
from cases.choices import (
    AccessibleFormat,
    CaseRole,
    CaseStatus,
    ContactPointKind,
    ContactSafety,
    Language,
    ParentalResponsibility,
    Relationship,
)
from cases.models import Case, CasePerson, ContactPoint, Document, Person
from cases.models import Relationship as Kinship
from cases.rules import CAME_THEMSELVES, CASE_MOVES, moves_from
from sendiass import clock
from sendiass.access import Decision
from sendiass.accounts.models import User
from sendiass.crypto.subjects import KeySubject
from sendiass.database.questions import question
from sendiass.profiles.lists import label
from sendiass.ui.fields.short import phone_as_read
from sendiass.ui.parts import Link, SubPage, Tag

STATUS_COLOURS = {CaseStatus.WAITING: "yellow", CaseStatus.INACTIVE: "grey", CaseStatus.CLOSED: "grey"}
WITH_CARE = (ContactSafety.WITH_CARE, ContactSafety.NOT_SAFE, ContactSafety.NOT_WORKING)
USABLE = (ContactSafety.SAFE, ContactSafety.WITH_CARE)
PHONES = (ContactPointKind.MOBILE, ContactPointKind.LANDLINE)


@dataclass(frozen=True, slots=True)
class Member:
    """Someone present in a case, how to reach them and what they are to the child. Sealed within."""

    role: CaseRole
    person: Person
    points: tuple[ContactPoint, ...]
    kinship: Kinship | None

    @property
    def subject(self) -> KeySubject:
        """Whose key seals what is known of them."""
        return self.person.key_subject

    @property
    def is_erased(self) -> bool:
        """Whether nothing is known of them any more but their part in the case."""
        return self.person.is_erased


@dataclass(frozen=True, slots=True)
class CaseFrame:
    """The identity bar and the navigation of one case, in words; `printed_at` is the moment it was drawn."""

    reference: str
    name: str
    detail: str
    tags: tuple[Tag, ...]
    actions: tuple[Link, ...]
    pages: tuple[SubPage, ...]
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class Caution:
    """A way to reach someone that is not to be used, or only as its note says."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in a few words: who, what they are to the child, and the safest way to reach them."""

    name: str
    part: str
    reach: str
    note: str
    cautions: tuple[Caution, ...]
    care: str
    url: str


def people_of(case: Case) -> tuple[Member, ...]:
    """Who is on the case: the child or young person, then parents and carers, then others. Three queries."""
    parts = _parts(case=case.pk)
    ids = [part.person_id for part in parts]
    points: dict[UUID, list[ContactPoint]] = {}
    for point in _points(people=ids):
        points.setdefault(point.person_id, []).append(point)
    kin = {link.adult_id: link for link in _kin(people=ids)}
    order = list(CaseRole)
    members = (
        Member(
            role=CaseRole(part.role),
            person=part.person,
            points=tuple(points.get(part.person_id, ())),
            kinship=kin.get(part.person_id),
        )
        for part in parts
    )
    return tuple(sorted(members, key=lambda member: order.index(member.role)))


@question
def _parts(*, case: UUID) -> QuerySet[CasePerson]:
    present = CasePerson.objects.present().filter(case=case)
    return present.select_related("person", "person__school").order_by("added_at", "id")


@question
def _points(*, people: list[UUID]) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.of_people(people)


@question
def _kin(*, people: list[UUID]) -> QuerySet[Kinship]:
    return Kinship.objects.between(people).order_by("added_at", "id")


def subjects_on(case: Case, people: tuple[Member, ...]) -> list[KeySubject]:
    """Whose keys a page about this case opens: the case's own, and those of the people on it."""
    return [case.key_subject, *(one.subject for one in people)]


def case_frame(
    case: Case,
    people: tuple[Member, ...],
    *,
    user: User,
    current: str = "",
    may_name: Decision | None = None,
) -> CaseFrame:
    """The frame of a page about this case; needs a reading that names its people.

    `current` is the URL name of the page within the case; empty on a page beneath those, which leads nowhere else.
    `may_name` is whether it may say who the family is, where the page has asked already.
    """
    on = clock.today()
    child = next((one.person for one in people if one.role is CaseRole.CHILD_OR_YOUNG_PERSON), None)
    known = tuple(one for one in people if not one.is_erased)
    born = child.date_of_birth if child and not child.is_erased else None
    return CaseFrame(
        reference=case.reference,
        name=child.called if child else "",
        detail=_age_words(born, on),
        tags=tuple(
            _tags(case, known, born, on, may_name=may_hold_people(case) if may_name is None else may_name)
        ),
        actions=_actions(case, user) if current else (),
        pages=tuple(_pages(case, current)),
        printed_at=clock.now(),
    )


def person_line(member: Member, *, case: Case) -> PersonLine:
    """One person of the case as a line; needs a reading that names them."""
    person = member.person
    if member.is_erased:
        people_page = reverse("cases:people_page", args=[case.reference])
        return PersonLine(person.called, _part(member), "", "", (), "", people_page)
    point = _best(member.points)
    return PersonLine(
        name=person.full_name or person.called or "Name not known",
        part=_part(member),
        reach=_reach(point),
        note=point.note if point and point.safety == ContactSafety.SAFE else "",
        cautions=(*_of_their_own_case(member, case), *_cautions(member.points)),
        care=person.contact_notes,
        url=reverse("cases:person_change", args=[case.reference, person.id]),
    )


def _age_words(born: date | None, on: date) -> str:
    if born is None or born > on:
        return ""
    return f"{deadlines.year_group_words(born, on)}, aged {deadlines.age(born, on)}"


def _tags(
    case: Case, people: tuple[Member, ...], born: date | None, on: date, *, may_name: Decision
) -> Iterator[Tag]:
    status = CaseStatus(case.status)
    if status in STATUS_COLOURS:
        yield Tag(label(status), STATUS_COLOURS[status])  # type: ignore[arg-type]
    if case.referral_source in CAME_THEMSELVES:
        yield Tag("Their own case: ask them before a parent is told", "red")
    if not may_name:
        yield Tag("No agreement to records", "red")
    if born and deadlines.is_young_person(born, on):
        yield Tag("Young person: rights are theirs", "blue")
    if any(_reach_with_care(one) for one in people):
        yield Tag("Contact with care", "orange")
    for words in dict.fromkeys(_needs(people)):
        yield Tag(words, "purple")


def _reach_with_care(member: Member) -> bool:
    return bool(member.person.contact_notes) or any(point.safety in WITH_CARE for point in member.points)


def _needs(people: tuple[Member, ...]) -> Iterator[str]:
    for person in (member.person for member in people):
        if person.needs_interpreter:
            spoken = f": {label(Language(person.spoken_language))}" if person.spoken_language else ""
            yield f"Interpreter needed{spoken}"
        for accessible in person.formats:
            yield label(AccessibleFormat(accessible))


def _actions(case: Case, user: User) -> tuple[Link, ...]:
    def link(text: str, name: str) -> Link:
        return Link(text, reverse(f"cases:{name}", args=[case.reference]))

    looked = (link("See who looked", "readings_page"),) if may_see_readings(user) else ()
    status = CaseStatus(case.status)
    if status is CaseStatus.CLOSED:
        return (link("Reopen the case", "status_change"), *looked)
    links = [
        link("Add a date", "key_date_add"),
        link("Add a task", "task_add"),
        link("Plan a meeting", "meeting_plan"),
        link("Note signposting", "signpost_add"),
        link("Change what it is about", "matter_change"),
        *(link(CASE_MOVES[status, to].words, "status_change") for to in moves_from(status)),
        link("Close the case", "case_close"),
    ]
    if may_allocate(user):
        links += [link("Allocate", "allocation_make"), link("Keep somebody from it", "conflict_judge")]
    return (*links, *looked)


def _pages(case: Case, current: str) -> Iterator[SubPage]:
    for text, name in (
        ("Record", "case_page"),
        ("People", "people_page"),
        ("First contact", "first_contact_record"),
        ("Meetings", "meetings_page"),
    ):
        yield SubPage(text, reverse(f"cases:{name}", args=[case.reference]), current=name == current)
    for above in settings.CASE_PAGES:
        url = reverse(above["url_name"], args=[case.reference])
        yield SubPage(above["label"], url, current=above["url_name"] == current)
    yield SubPage(
        "Documents",
        reverse("cases:documents_page", args=[case.reference]),
        current=current == "documents_page",
        count=len(_documents(case=case.pk)) if current else 0,
    )


@question
def _documents(*, case: UUID) -> QuerySet[Document, UUID]:
    found: QuerySet[Document, UUID] = Document.objects.kept().filter(case=case).values_list("pk", flat=True)
    return found


def _best(points: tuple[ContactPoint, ...]) -> ContactPoint | None:
    """The preferred of the safe ones, else a safe one, else one to be used with care."""
    usable = [point for point in points if point.safety in USABLE]
    return min(
        usable,
        key=lambda point: (point.safety != ContactSafety.SAFE, not point.is_preferred),
        default=None,
    )


def _cautions(points: tuple[ContactPoint, ...]) -> Iterator[Caution]:
    """Those to be careful with, by their kind; one of several of a kind is told apart by what it is."""
    kinds = [point.kind for point in points]
    for point in points:
        kind = label(ContactPointKind(point.kind)).lower()
        named = f"{kind}, {_value(point)}" if kinds.count(point.kind) > 1 else kind
        if point.safety == ContactSafety.NOT_SAFE:
            yield Caution(f"Do not use: {named}", point.note)
        if point.safety == ContactSafety.NOT_WORKING:
            yield Caution(f"Does not work: {named}", point.note)
        if point.safety == ContactSafety.WITH_CARE:
            yield Caution(f"With care: {named}", point.note)
        if point.safety == ContactSafety.SAFE and point.is_discreet:
            yield Caution(f"Others may see it: {named}", "Say nothing of what it is about")


def _of_their_own_case(member: Member, case: Case) -> Iterator[Caution]:
    """That nobody gets in touch with a parent unasked, where the child or young person came themselves."""
    if member.role is CaseRole.PARENT_CARER and case.referral_source in CAME_THEMSELVES:
        yield Caution("Ask the child or young person before you get in touch with them", "")


def _value(point: ContactPoint) -> str:
    return phone_as_read(point.value) if point.kind in PHONES else ", ".join(point.value.splitlines())


def _reach(point: ContactPoint | None) -> str:
    if point is None:
        return ""
    message = ", may leave a message" if point.may_leave_message else ""
    return f"{label(ContactPointKind(point.kind))}: {_value(point)}{message}"


def _part(member: Member) -> str:
    if member.kinship is None:
        return label(member.role)
    kind = label(Relationship(member.kinship.kind))
    responsible = member.kinship.has_parental_responsibility == ParentalResponsibility.YES
    return f"{kind}, with parental responsibility" if responsible else kind
