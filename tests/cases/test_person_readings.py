"""Who looked at one person: their own record in any place, and apart from it the cases they are in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.people import PersonDetails, add_known_person, add_person, remove_from_case
from cases.actions.same_person import link_as_same_person
from cases.choices import CaseRole
from cases.models import Case, CasePerson, Person
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.models import Reading
from sendiass.crypto.subjects import KeySubject
from tests.cases.test_readings_page import text_of
from tests.cast import Cast, new_case
from tests.unseen import hide

pytestmark = [pytest.mark.django_db, pytest.mark.clause("B04", "L26")]


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.team.manager)
    return client


def address(person: Person) -> str:
    return reverse("cases:person_readings", args=[person.id])


def look(by: User, *subjects: KeySubject, purpose: str, page: str = "cases:case_page") -> None:
    with reading(by=by, subjects=subjects, purpose=purpose, page=page):
        pass


def second_case(cast: Cast, person: Person) -> Case:
    """Another case with the same person in it."""
    at = clock.now()
    case = new_case(cast.team.colleague, at=at)
    add_person(
        by=cast.team.colleague,
        case=case,
        role=CaseRole.CHILD_OR_YOUNG_PERSON,
        details=PersonDetails(given_names="Idris", family_name="Khan"),
        at=at,
    )
    add_known_person(by=cast.team.manager, case=case, person=person, role=CaseRole.PARENT_CARER, at=at)
    return case


def test_it_says_who_looked_at_them_in_every_case_and_in_which(manager: Client, cast: Cast) -> None:
    khans, team = cast.khans, cast.team
    other = second_case(cast, khans.parent)
    look(team.caseworker, khans.case.key_subject, khans.parent.key_subject, purpose="look here")
    look(team.colleague, other.key_subject, khans.parent.key_subject, purpose="look there")
    look(team.colleague, cast.taylors.case.key_subject, purpose="somebody else")
    page = manager.get(address(khans.parent))
    words = text_of(page)
    assert f"Amina Yusuf Look here The case record {khans.case.reference}" in words
    assert f"Colin Reid Look there The case record {other.reference}" in words
    assert "Somebody else" not in words


def test_looks_at_their_cases_that_did_not_show_them_stand_apart(manager: Client, cast: Cast) -> None:
    khans, worker = cast.khans, cast.team.caseworker
    look(worker, khans.case.key_subject, purpose="look at the case alone")
    look(worker, khans.case.key_subject, khans.child.key_subject, purpose="look at the child")
    own, cases = (text_of(manager.get(address(khans.child) + query)) for query in ("", "?about=cases"))
    assert ("Look at the child" in own, "Look at the case alone" in own) == (True, False)
    assert ("Look at the child" in cases, "Look at the case alone" in cases) == (False, True)


def test_a_search_that_showed_them_is_listed_in_words(manager: Client, cast: Cast) -> None:
    child, case = cast.khans.child, cast.khans.case
    look(
        cast.team.caseworker,
        child.key_subject,
        case.key_subject,
        purpose="search 00ff00ff00ff00ff",
        page="cases:search",
    )
    words = text_of(manager.get(address(child)))
    assert "Search that found them" in words
    assert "00ff" not in words


def test_what_happened_after_they_were_removed_from_a_case_is_not_theirs(manager: Client, cast: Cast) -> None:
    khans, worker = cast.khans, cast.team.caseworker
    look(worker, khans.case.key_subject, purpose="look while in it")
    part = CasePerson.objects.get(case=khans.case, person=khans.parent)
    remove_from_case(by=worker, part=part, at=clock.now())
    Reading.objects.create(
        at=clock.now() + timedelta(seconds=5),
        actor_id=worker.id,
        actor_kind="worker",
        purpose="look thereafter",
        subjects=[khans.case.id],
    )
    words = text_of(manager.get(address(khans.parent) + "?about=cases"))
    assert "(no longer in it)" in words
    assert "Look while in it" in words
    assert "Look thereafter" not in words


def test_looks_at_a_record_linked_as_theirs_are_among_theirs(manager: Client, cast: Cast) -> None:
    team, at = cast.team, clock.now()
    case = new_case(team.colleague, at=at)
    details = PersonDetails(given_names="Sameera", family_name="Khan")
    other = add_person(by=team.colleague, case=case, role=CaseRole.OTHER, details=details, at=at)
    look(team.colleague, case.key_subject, other.key_subject, purpose="look at the other record")
    assert "Look at the other record" not in text_of(manager.get(address(cast.khans.parent)))
    link_as_same_person(by=team.manager, one=cast.khans.parent, other=other, reason="Says so.", at=at)
    words = text_of(manager.get(address(cast.khans.parent)))
    assert "Look at the other record" in words
    assert f"{case.reference} (by another record of theirs)" in words


def test_looking_is_written_down_and_names_the_person(manager: Client, cast: Cast) -> None:
    manager.get(address(cast.khans.child))
    row = Reading.objects.of([cast.khans.child.id]).newest_first()[0]
    assert (row.actor_id, row.purpose, row.page) == (
        cast.team.manager.id,
        "who looked at this person",
        "cases:person_readings",
    )


def test_nobody_is_named_in_the_title(manager: Client, cast: Cast) -> None:
    page = manager.get(address(cast.khans.child)).content.decode()
    assert "<title>Who looked at one person" in page
    assert "Zahra" in page


def test_it_is_led_to_from_the_people_of_the_case_and_only_for_the_manager(
    client: Client, cast: Cast
) -> None:
    people = reverse("cases:people_page", args=[cast.khans.case.reference])
    for who, is_led in ((cast.team.manager, True), (cast.team.caseworker, False)):
        client.force_login(who)
        assert (address(cast.khans.child) in client.get(people).content.decode()) is is_led
        assert client.get(address(cast.khans.child)).status_code == (200 if is_led else 403)


@pytest.mark.clause("Y12")
def test_what_only_a_case_they_may_not_see_accounts_for_is_left_out_without_a_trace(
    manager: Client, cast: Cast
) -> None:
    khans, team = cast.khans, cast.team
    hidden = second_case(cast, khans.parent)
    look(team.caseworker, khans.case.key_subject, khans.parent.key_subject, purpose="look here")
    look(team.colleague, hidden.key_subject, khans.parent.key_subject, purpose="look there")
    look(team.colleague, khans.parent.key_subject, purpose="look at nothing said")
    hide(hidden, team.manager)
    for page in (
        address(khans.parent),
        address(khans.parent) + "?about=cases",
        reverse("cases:readings_page", args=[khans.case.reference]),
    ):
        words = text_of(manager.get(page))
        assert hidden.reference not in words
        assert "Look there" not in words
        assert "Look at nothing said" not in words
        assert "may not see" not in words
    assert "Look here" in text_of(manager.get(address(khans.parent)))


@pytest.mark.clause("Y12")
def test_somebody_of_a_case_they_may_not_see_is_as_unknown_as_nobody_at_all(
    manager: Client, cast: Cast
) -> None:
    def answer(person_id: object) -> tuple[int, str, int]:
        with CaptureQueriesContext(connection) as asked:
            page = manager.get(f"/people/{person_id}/readings/")
        return page.status_code, page.content.decode().replace(str(person_id), ""), len(asked)

    hide(cast.khans.case, cast.team.manager)
    answer(cast.khans.child.id)
    hidden, nobody = answer(cast.khans.child.id), answer("00000000-0000-4000-8000-000000000001")
    assert hidden[0] == nobody[0] == 404
    assert hidden[2] == nobody[2]
    assert not Reading.objects.filter(page="cases:person_readings").exists()


def test_it_asks_as_often_for_many_looks_as_for_a_few(manager: Client, cast: Cast) -> None:
    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert manager.get(address(cast.khans.child) + query).status_code == 200
        return len(asked)

    look(cast.team.caseworker, cast.khans.case.key_subject, purpose="a look")
    look(cast.team.caseworker, cast.khans.child.key_subject, purpose="a look")
    few = [queries(query) for query in ("", "", "?about=cases")][1:]
    for number in range(60):
        look(cast.team.caseworker, cast.khans.case.key_subject, purpose=f"look {number}")
        look(cast.team.caseworker, cast.khans.child.key_subject, purpose=f"look {number}")
    many = [queries(query) for query in ("", "?about=cases")]
    assert all(later <= before for later, before in zip(many, few, strict=True))
