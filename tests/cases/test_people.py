"""The people of a case: only by agreement, once each, exact in any script, never a child older than a parent (L26)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.actions.people import (
    Kinship,
    PersonDetails,
    Reach,
    add_contact,
    add_person,
    relate,
    remove_from_case,
)
from cases.choices import (
    Agreement,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    ParentalResponsibility,
)
from cases.choices import Relationship as RelationshipKind
from cases.models import Case, CasePerson, ContactPoint, NotTheSame, Person, Relationship
from cases.search import INDEX
from cases.views.people_shown import how_far
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.models import Reading
from sendiass.outbox.models import Message
from tests.cast import Cast, hand_over, new_case

CHILD, PARENT = CaseRole.CHILD_OR_YOUNG_PERSON, CaseRole.PARENT_CARER
SMILING = "Zoë 🙂 بنت Nguyễn 王小明"


@pytest.fixture(autouse=True)
def _no_names_from_another_test() -> None:
    INDEX.clear()


@pytest.fixture
def worker(client: Client, cast: Cast) -> User:
    """The caseworker, signed in."""
    client.force_login(cast.team.caseworker)
    return cast.team.caseworker


@pytest.fixture
def case(worker: User) -> Case:
    """A case of hers that names nobody yet."""
    return new_case(worker, at=clock.now())


def page_of(response: Any) -> str:
    return str(response.content.decode()).replace("&#x27;", "'").replace("&quot;", '"')


def add(case: Case, role: str = "child_or_young_person", more: str = "") -> str:
    return f"{reverse('cases:person_add', args=[case.reference])}?role={role}{more}"


def child_form(**other: Any) -> dict[str, Any]:
    born = {"date_of_birth_day": "13", "date_of_birth_month": "5", "date_of_birth_year": "2016"}
    return {"given_names": "Leo", "family_name": "Diaz", **born, **other}


def parent_form(**other: Any) -> dict[str, Any]:
    kin = {"kind": "mother", "has_parental_responsibility": "yes", "responsibility_seen": "on"}
    return {"given_names": "Rosa", "family_name": "Diaz", **kin, **other}


def the(case: Case, role: CaseRole) -> Person:
    person: Person = Person.objects.get(parts__case=case, parts__role=role, parts__removed_at__isnull=True)
    return person


@pytest.mark.clause("L26")
def test_a_child_then_a_parent_while_a_case_is_opened(client: Client, worker: User, case: Case) -> None:
    opening = "&opening=yes"
    form = child_form(
        primary_need="asd", formats=["easy_read"], spoken_language="pl", needs_interpreter="yes"
    )
    answer = client.post(add(case, more=opening), form)
    assert answer["Location"] == add(case, "parent_carer", opening)
    page = page_of(client.get(answer["Location"]))
    assert "Skip this, add them later" in page
    form = parent_form(phone="07700 900 321", phone_safety="safe", email="rosa@home.example")
    answer = client.post(answer["Location"], form)
    assert answer["Location"] == reverse("cases:case_page", args=[case.reference])
    child, parent = the(case, CHILD), the(case, PARENT)
    link = Relationship.objects.get(child=child, adult=parent)
    assert (link.kind, link.has_parental_responsibility, link.responsibility_seen) == ("mother", "yes", True)
    points = list(ContactPoint.objects.filter(person=parent).order_by("kind"))
    with reading(by=worker, subjects=[child.key_subject, parent.key_subject], purpose="test"):
        assert child.full_name == "Leo Diaz"
        assert [(p.kind, p.value, p.safety) for p in points] == [
            ("email", "rosa@home.example", "not_known"),
            ("mobile", "+447700900321", "safe"),
        ]


def test_the_page_shows_everyone_and_says_who_looked(client: Client, worker: User, cast: Cast) -> None:
    family = cast.khans
    page = page_of(client.get(reverse("cases:people_page", args=[family.case.reference])))
    for shown in (
        "Zahra Noor Khan",
        "Samira Khan",
        "07700 900123",
        "Oakfield Primary",
        "Safe to use",
        "Autism",
    ):
        assert shown in page
    title = page[page.index("<title>") : page.index("</title>")]
    assert "Khan" not in title
    looked = Reading.objects.filter(page="cases:people_page").latest("at")
    assert {family.child.id, family.parent.id, family.case.id} <= set(looked.subjects)


def test_the_page_shows_the_three_ages_and_what_changes(client: Client, cast: Cast, worker: User) -> None:
    page = page_of(client.get(reverse("cases:people_page", args=[cast.khans.case.reference])))
    assert "Friday 25 June 2032" in page
    assert "Friday 13 May 2034" not in page
    assert "Saturday 13 May 2034" in page
    assert "Children and Families Act 2014, section 83" in page
    assert "Family Law Reform Act 1969" in page


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 6, 1), "has passed"),
        (date(2026, 6, 2), "today"),
        (date(2026, 6, 3), "in 1 day"),
        (date(2026, 7, 1), "in 29 days"),
        (date(2026, 7, 2), "in 1 month"),
        (date(2027, 6, 2), "in 1 year"),
        (date(2028, 8, 1), "in 2 years and 1 month"),
    ],
)
def test_how_far_off_an_age_is_in_words(on: date, words: str) -> None:
    assert how_far(on, today=date(2026, 6, 2)) == words


def test_an_empty_case_says_so(client: Client, case: Case) -> None:
    page = page_of(client.get(reverse("cases:people_page", args=[case.reference])))
    assert "Nobody is named on this case." in page
    assert "None" not in page


@pytest.mark.parametrize("name", [SMILING, "O'Neil-Łukasz", "ا" * 1000, "X" * 1000, "\u200fعلي"])
def test_names_in_any_script_are_kept_as_typed(client: Client, worker: User, case: Case, name: str) -> None:
    assert client.post(add(case), {"given_names": name}).status_code == 302
    person = the(case, CHILD)
    with reading(by=worker, subjects=[person.key_subject], purpose="test"):
        assert person.given_names == name
    assert client.get(reverse("cases:people_page", args=[case.reference])).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"given_names": "", "family_name": " ", "preferred_name": "", "pronouns": "Leoncito"},
            "Enter at least one name",
        ),
        ({"given_names": "x" * 1001}, "characters or fewer"),
        ({"given_names": "a\x00b"}, "hidden character"),
        ({"date_of_birth_year": "1899"}, "Date of birth must be 1/1/1900 or later"),
        ({"date_of_birth_year": "2999"}, "Date of birth must be today or in the past"),
        ({"date_of_birth_day": "31", "date_of_birth_month": "2"}, "Date of birth must be a real date"),
        ({"school_named": "Nowhere School"}, "We found no school called that"),
        ({"sex": "'; DROP TABLE"}, "Select one of the choices for"),
        ({"phone": "not a number"}, "Enter a telephone number"),
        ({"email": "rosa at home"}, "Enter an email address"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_kept(
    client: Client, case: Case, wrong: dict[str, str], message: str
) -> None:
    page = page_of(client.post(add(case), child_form(**{"preferred_name": "Leoncito", **wrong})))
    assert message in page
    assert "Leoncito" in page
    assert not CasePerson.objects.filter(case=case).exists()


def test_a_child_older_than_the_parent_is_refused_naming_both(
    client: Client, worker: User, case: Case
) -> None:
    client.post(add(case), child_form())
    born = {"date_of_birth_day": "1", "date_of_birth_month": "1", "date_of_birth_year": "2017"}
    page = page_of(client.post(add(case, "parent_carer"), parent_form(**born)))
    assert "Rosa (mother) would not be older than Leo. Check both dates of birth." in page
    assert 'href="#id_date_of_birth_0"' in page
    assert not CasePerson.objects.filter(case=case, role=PARENT).exists()
    client.post(add(case, "parent_carer"), parent_form())
    parent = the(case, PARENT)
    change = reverse("cases:person_change", args=[case.reference, parent.id])
    page = page_of(client.post(change, {"given_names": "Rosa", **born}))
    assert "Rosa (mother) would not be older than Leo" in page


def test_someone_is_added_once_however_often_the_form_is_sent(
    client: Client, worker: User, case: Case
) -> None:
    form = child_form(once=str(uuid4()))
    client.post(add(case), form)
    client.post(add(case), form)
    assert CasePerson.objects.filter(case=case).count() == 1
    leo = {"different": "yes", "alike": str(the(case, CHILD).id)}
    page = page_of(client.post(add(case), child_form(given_names="Ana", **leo)))
    assert "This case already has its child or young person" in page


def test_the_same_family_name_and_birth_date_asks_whether_it_is_the_same_person(
    client: Client, worker: User, cast: Cast, case: Case
) -> None:
    zahra = {"date_of_birth_day": "13", "date_of_birth_month": "5", "date_of_birth_year": "2016"}
    form = {"given_names": "Z.", "family_name": "KHAN", **zahra}
    page = page_of(client.post(add(case), form))
    assert "because the family name and date of birth are the same" in page
    assert cast.khans.case.reference in page
    assert not CasePerson.objects.filter(case=case).exists()
    client.post(add(case), {**form, "use": str(cast.khans.child.id)})
    assert the(case, CHILD) == cast.khans.child


def test_a_different_person_is_added_as_typed(client: Client, worker: User, cast: Cast, case: Case) -> None:
    first = page_of(client.post(add(case, "parent_carer"), {"given_names": "Sami", "phone": "07700900123"}))
    assert "because the phone number is the same" in first
    alike = str(cast.khans.parent.id)
    assert f'name="alike" value="{alike}"' in first
    sami = {"given_names": "Sami", "phone": "07700900123", "different": "yes", "once": str(uuid4())}
    assert client.post(add(case, "parent_carer"), {**sami, "alike": alike}).status_code == 302
    added = the(case, PARENT)
    assert added != cast.khans.parent
    told = NotTheSame.objects.get()
    assert (told.person, told.other, told.by) == (added, cast.khans.parent, worker)
    del sami["different"]
    assert client.post(add(case, "parent_carer"), sami).status_code == 302, "the same pair is not asked again"
    assert NotTheSame.objects.count() == 1


def test_someone_who_was_not_shown_is_asked_about_all_the_same(
    client: Client, worker: User, cast: Cast, case: Case
) -> None:
    sami = {"given_names": "Sami", "phone": "07700900123", "different": "yes", "alike": str(uuid4())}
    page = page_of(client.post(add(case, "parent_carer"), sami))
    assert "because the phone number is the same" in page
    assert not NotTheSame.objects.exists()


def test_who_was_told_apart_is_not_asked_again_when_the_form_comes_back_with_an_error(
    client: Client, worker: User, cast: Cast, case: Case
) -> None:
    child = {"date_of_birth_day": "13", "date_of_birth_month": "5", "date_of_birth_year": "1800"}
    alike = str(cast.khans.parent.id)
    sami = {"given_names": "Sami", "phone": "07700900123", "alike": alike, "different": "yes", **child}
    page = page_of(client.post(add(case, "parent_carer"), sami))
    assert f'name="told_from" value="{alike}"' in page
    assert "This may be someone we know" not in page


def test_nobody_learns_of_a_person_they_may_not_see(
    client: Client, worker: User, cast: Cast, case: Case
) -> None:
    answer = client.post(add(case, "parent_carer"), {"given_names": "L", "phone": "07700 900 456"})
    assert answer.status_code == 302
    taylor = {"given_names": "B", "family_name": "O'Neil-Taylor", "use": str(cast.taylors.child.id)}
    born = {"date_of_birth_day": "1", "date_of_birth_month": "9", "date_of_birth_year": "2011"}
    assert client.post(add(case), {**taylor, **born}).status_code == 302
    assert the(case, CHILD) != cast.taylors.child


def test_a_mother_known_from_another_case_is_asked_about_this_child(
    client: Client, worker: User, cast: Cast, case: Case
) -> None:
    client.post(add(case), child_form())
    form = parent_form(phone="07700 900 123", use=str(cast.khans.parent.id))
    answer = client.post(add(case, "parent_carer"), form)
    address = reverse("cases:relationship_set", args=[case.reference, cast.khans.parent.id])
    assert answer["Location"] == address
    assert client.get(address).status_code == 200
    answer = client.post(address, {"kind": "step_parent", "has_parental_responsibility": "not_known"})
    assert answer.status_code == 302
    assert Relationship.objects.get(child=the(case, CHILD)).kind == "step_parent"


def test_details_are_put_right_and_stay_exact(client: Client, worker: User, cast: Cast) -> None:
    family = cast.khans
    address = reverse("cases:person_change", args=[family.case.reference, family.child.id])
    page = page_of(client.get(address))
    assert 'value="Zahra Noor"' in page
    assert 'value="Oakfield Primary"' in page
    form = child_form(given_names=SMILING, preferred_name="Zo", secondary_needs=["slcn", "semh"])
    assert client.post(address, form).status_code == 302
    child = Person.objects.get(pk=family.child.pk)
    with reading(by=worker, subjects=[child.key_subject], purpose="test"):
        assert (child.given_names, child.preferred_name) == (SMILING, "Zo")
    assert sorted(child.secondary_needs) == ["semh", "slcn"]
    assert child.school is None


def test_removing_someone_asks_first_and_keeps_that_they_were_there(
    client: Client, worker: User, cast: Cast
) -> None:
    family = cast.khans
    address = reverse("cases:person_remove", args=[family.case.reference, family.parent.id])
    assert "Samira Khan" in page_of(client.get(address))
    assert client.post(address).status_code == 302
    part = CasePerson.objects.get(case=family.case, person=family.parent)
    assert part.removed_by == worker
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ({"kind": "mobile", "mobile": "07700 900 999"}, "mobile", "+447700900999"),
        ({"kind": "landline", "landline": "0116 496 0147 ext 3"}, "landline", "+441164960147 ext 3"),
        ({"kind": "email", "email": "sam@home.example"}, "email", "sam@home.example"),
        (
            {"kind": "post", "address": "Flat 2\r\n\r\n 3 Elm  Road\r\nLeicester", "postcode": "le16zg"},
            "post",
            "Flat 2\n3 Elm Road\nLeicester\nLE1 6ZG",
        ),
    ],
)
def test_each_way_to_reach_someone_is_read_by_its_kind(
    client: Client, worker: User, cast: Cast, typed: dict[str, str], kind: str, value: str
) -> None:
    family, once = cast.khans, str(uuid4())
    address = reverse("cases:contact_add", args=[family.case.reference, family.parent.id])
    form = {**typed, "safety": "with_care", "note": "Not after 6", "once": once}
    assert client.post(address, form).status_code == 302
    client.post(address, form)
    point = ContactPoint.objects.get(person=family.parent, kind=kind, safety=ContactSafety.WITH_CARE)
    with reading(by=worker, subjects=[family.parent.key_subject], purpose="test"):
        assert (point.value, point.note) == (value, "Not after 6")
    change = reverse("cases:contact_change", args=[family.case.reference, family.parent.id, point.id])
    assert client.get(change).status_code == 200
    assert client.post(change, {**typed, "safety": "not_safe"}).status_code == 302
    point = ContactPoint.objects.get(pk=point.pk)
    with reading(by=worker, subjects=[family.parent.key_subject], purpose="test"):
        assert (point.value, point.safety) == (value, "not_safe")
    remove = reverse("cases:contact_remove", args=[family.case.reference, family.parent.id, point.id])
    assert client.get(remove).status_code == 200
    assert client.post(remove).status_code == 302
    assert not ContactPoint.objects.filter(pk=point.pk).exists()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Select what it is"),
        ({"kind": "mobile"}, "Enter mobile number"),
        ({"kind": "mobile", "mobile": "12"}, "Enter a telephone number"),
        (
            {"kind": "mobile", "mobile": "0116 496 0147"},
            "This looks like a landline number. Choose landline.",
        ),
        ({"kind": "mobile", "mobile": "+33 1 42 68 53 00"}, "This looks like a landline number."),
        (
            {"kind": "landline", "landline": "07700 900 999"},
            "This looks like a mobile number. Choose mobile.",
        ),
        ({"kind": "email", "email": "x"}, "Enter an email address"),
        ({"kind": "post", "postcode": "LE1 6ZG"}, "Enter the address"),
        ({"kind": "post", "address": "3 Elm Road", "postcode": "nowhere"}, "Enter a full UK postcode"),
        ({"kind": "pigeon"}, "Select one of the choices for"),
    ],
)
def test_a_way_to_reach_someone_that_cannot_be_is_refused(
    client: Client, worker: User, cast: Cast, typed: dict[str, str], message: str
) -> None:
    address = reverse("cases:contact_add", args=[cast.khans.case.reference, cast.khans.parent.id])
    page = page_of(client.post(address, {**typed, "safety": "safe"}))
    assert message in page


def test_a_way_that_is_safe_with_care_says_with_which_care(client: Client, worker: User, cast: Cast) -> None:
    care = "Say what to take care of, such as when to ring."
    address = reverse("cases:contact_add", args=[cast.khans.case.reference, cast.khans.parent.id])
    form = {"kind": "email", "email": "sam@home.example", "safety": "with_care"}
    assert care in page_of(client.post(address, form))
    assert not ContactPoint.objects.filter(safety=ContactSafety.WITH_CARE).exists()
    new = parent_form(phone="07700 900 321", phone_safety="with_care")
    assert care in page_of(client.post(add(cast.khans.case, "parent_carer"), new))
    careful = {**new, "contact_notes": "Only while the children are at school"}
    assert client.post(add(cast.khans.case, "parent_carer"), careful).status_code == 302
    reach = Reach(ContactPointKind.EMAIL, "sam@home.example", ContactSafety.WITH_CARE)
    with pytest.raises(Refused):
        add_contact(by=worker, case=cast.khans.case, person=cast.khans.parent, reach=reach, at=clock.now())


def test_what_may_not_be_used_stands_beside_what_is_safe(client: Client, worker: User, cast: Cast) -> None:
    family = cast.khans
    for reach in (
        Reach(ContactPointKind.EMAIL, "sam@home.example", ContactSafety.NOT_SAFE, "He reads it"),
        Reach(ContactPointKind.MOBILE, "+447700900777", ContactSafety.WITH_CARE, "Text first"),
    ):
        add_contact(by=worker, case=family.case, person=family.parent, reach=reach, at=clock.now())
    page = page_of(client.get(reverse("cases:case_page", args=[family.case.reference])))
    assert "Mobile: 07700 900123" in page
    assert '<strong>Do not use: email</strong>. <span class="app-break" dir="auto">He reads it<' in page
    assert (
        '<strong>With care: mobile, 07700 900777</strong>. <span class="app-break" dir="auto">Text first<'
        in page
    )


def test_other_peoples_people_are_not_there(client: Client, worker: User, cast: Cast) -> None:
    mine, theirs = cast.khans, cast.taylors
    for person in (theirs.child.id, uuid4()):
        for name in ("person_change", "person_remove", "contact_add", "relationship_set"):
            address = reverse(f"cases:{name}", args=[mine.case.reference, person])
            assert client.get(address).status_code == 404
            assert client.post(address, {}).status_code == 404
    for name in ("people_page", "person_add"):
        assert client.get(reverse(f"cases:{name}", args=[theirs.case.reference])).status_code == 404
    point = ContactPoint.objects.get(person=theirs.parent)
    address = reverse("cases:contact_change", args=[mine.case.reference, mine.parent.id, point.id])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query", ["?role=", "?role=%00", "?role=manager", "?opening=no", "?role=other&role=x"]
)
def test_adding_someone_stands_any_address(client: Client, case: Case, query: str) -> None:
    assert client.get(reverse("cases:person_add", args=[case.reference]) + query).status_code == 200


def test_a_volunteer_with_the_case_keeps_its_people(client: Client, cast: Cast) -> None:
    address = reverse("cases:people_page", args=[cast.khans.case.reference])
    client.force_login(cast.team.volunteer)
    assert client.get(address).status_code == 404
    hand_over(cast, cast.khans.case, cast.team.volunteer)
    assert client.get(address).status_code == 200


@pytest.mark.clause("L26")
def test_no_action_names_anyone_without_agreement(cast: Cast) -> None:
    worker = cast.team.caseworker
    case = new_case(worker, at=clock.now(), agreement=Agreement.DECLINED)
    with pytest.raises(Refused) as refused:
        add_person(by=worker, case=case, role=CHILD, details=PersonDetails("Leo"), at=clock.now())
    assert refused.value.decision.rule == "L26"


@pytest.mark.clause("L26")
def test_no_statement_of_the_application_names_anyone_without_agreement(cast: Cast) -> None:
    case = new_case(cast.team.caseworker, at=clock.now(), agreement=Agreement.DECLINED)
    row: list[Any] = [
        uuid4(),
        case.id,
        cast.khans.child.id,
        "child_or_young_person",
        clock.now(),
        cast.team.caseworker.id,
    ]
    with (
        pytest.raises(IntegrityError, match="has not agreed"),
        transaction.atomic(),
        connection.cursor() as sql,
    ):
        sql.execute(
            "INSERT INTO cases_caseperson (id, case_id, person_id, role, added_at, added_by_id)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            row,
        )
    with (
        pytest.raises(IntegrityError, match="has not agreed"),
        transaction.atomic(),
        connection.cursor() as sql,
    ):
        sql.execute(
            "UPDATE cases_caseperson SET case_id = %s WHERE person_id = %s", [case.id, cast.khans.child.id]
        )


@pytest.mark.clause("L26")
def test_no_statement_of_the_application_keeps_a_person_of_no_case(cast: Cast) -> None:
    others = ", ".join(
        str(f.column) for f in Person._meta.concrete_fields if f.name not in ("id", "revision")
    )
    copy = f"INSERT INTO cases_person (id, {others}) SELECT %s, {others} FROM cases_person LIMIT 1"
    with transaction.atomic(), connection.cursor() as sql:
        sql.execute(copy, [uuid4()])
        with pytest.raises(IntegrityError, match="only as part of a case"):
            sql.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


@pytest.mark.clause("L26")
def test_what_identifies_is_unreadable_in_the_data_base(cast: Cast) -> None:
    with connection.cursor() as sql:
        sql.execute("SELECT p::text FROM cases_person p UNION ALL SELECT c::text FROM cases_contactpoint c")
        rows = " ".join(row for (row,) in sql.fetchall())
    for told in (
        "Zahra",
        "Khan",
        "2016-05-13",
        "7700900123",
        b"Zahra".hex(),
        b"7700900123".hex(),
    ):
        assert told not in rows


def test_a_sister_may_be_older_than_the_child(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    sister = add_person(
        by=worker,
        case=case,
        role=CaseRole.OTHER,
        details=PersonDetails("Noor", date_of_birth=date(2018, 1, 1)),
        kinship=Kinship(RelationshipKind.SIBLING, ParentalResponsibility.NO),
        at=clock.now(),
    )
    with pytest.raises(Refused):
        relate(
            by=worker,
            child=cast.khans.child,
            adult=sister,
            kinship=Kinship(RelationshipKind.FATHER, ParentalResponsibility.NO),
            at=clock.now(),
        )


def test_someone_removed_is_not_shown(client: Client, worker: User, cast: Cast) -> None:
    part = CasePerson.objects.get(case=cast.khans.case, person=cast.khans.parent)
    remove_from_case(by=worker, part=part, at=clock.now())
    assert "Samira" not in page_of(client.get(reverse("cases:people_page", args=[cast.khans.case.reference])))


@pytest.mark.clause("L27")
def test_a_worker_may_have_another_parent_written_to_from_the_people_page(cast: Cast, client: Client) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    father = add_person(
        by=worker,
        case=case,
        role=CaseRole.PARENT_CARER,
        details=PersonDetails(given_names="Omar"),
        reaches=[Reach(ContactPointKind.EMAIL, "omar@home.example", ContactSafety.SAFE)],
        at=clock.now(),
    )
    client.force_login(worker)
    address = reverse("cases:person_acknowledge", args=[case.reference, father.id])
    assert address in client.get(reverse("cases:people_page", args=[case.reference])).content.decode()
    assert "They will learn from it" in client.get(address).content.decode()
    client.post(address)
    assert Message.objects.count() == 1
    assert address not in client.get(reverse("cases:people_page", args=[case.reference])).content.decode()
