"""The pages of other records of one human being: seen, linked, told apart and undone by whoever sees both."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import search
from cases.actions.first_contact import Answer, record_first_contact
from cases.actions.people import PersonDetails, Reach, add_contact, add_person, remove_from_case
from cases.actions.same_person import link_as_same_person, tell_apart
from cases.choices import (
    Agreement,
    CaseRole,
    ContactPointKind,
    ContactSafety,
    FirstContactItem,
    ItemState,
)
from cases.models import Case, CasePerson, NotTheSame, Person, SamePerson
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit.models import Reading
from tests.cast import Cast, new_case
from tests.closing import closed_case

pytestmark = pytest.mark.django_db
WHY = "Same mother: she told me so on the phone."


@pytest.fixture(autouse=True)
def _a_process_that_knows_nobody() -> None:
    search.INDEX.clear()


@pytest.fixture
def mine(client: Client, cast: Cast) -> User:
    """The caseworker, signed in."""
    client.force_login(cast.team.caseworker)
    return cast.team.caseworker


@pytest.fixture
def again(cast: Cast, mine: User) -> CasePerson:
    """The Khans' mother once more, in another case of hers."""
    return part_of(mine, given="Samira", family="Khan")


def part_of(by: User, *, given: str, family: str, born: date | None = None, number: str = "") -> CasePerson:
    case = new_case(by, at=clock.now())
    details = PersonDetails(given_names=given, family_name=family, date_of_birth=born)
    person = add_person(by=by, case=case, role=CaseRole.OTHER, details=details, at=clock.now())
    if number:
        reach = Reach(ContactPointKind.MOBILE, number, ContactSafety.SAFE)
        add_contact(by=by, case=case, person=person, reach=reach, at=clock.now())
    return CasePerson.objects.get(person=person)


def address(name: str, cast: Cast, *ids: Any) -> str:
    return reverse(f"cases:{name}", args=[cast.khans.case.reference, cast.khans.parent.id, *ids])


def words(answer: Any) -> str:
    """What the page says, without its markup."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_a_record_that_looks_the_same_is_shown_with_the_reason(
    client: Client, cast: Cast, again: CasePerson
) -> None:
    page = words(client.get(address("same_person", cast)))
    assert "the name is the same, and one of the dates of birth is not known" in page.lower()
    assert again.case.reference in page
    looked = Reading.objects.filter(page="cases:same_person").latest("at")
    assert again.person_id in looked.subjects


def test_linked_both_records_say_so_and_stay_as_they_are(
    client: Client, cast: Cast, again: CasePerson
) -> None:
    link = address("records_link", cast, again.person_id)
    page = words(client.get(link))
    assert cast.khans.case.reference in page
    assert again.case.reference in page
    answer = client.post(link, {"reason": WHY}, follow=True)
    assert "linked as the same person" in words(answer)
    assert WHY in words(answer)
    for case, other in ((cast.khans.case, again.case), (again.case, cast.khans.case)):
        people = client.get(reverse("cases:people_page", args=[case.reference]))
        assert "Also recorded as Samira Khan" in words(people)
        assert reverse("cases:people_page", args=[other.reference]) in people.content.decode()
    looked = Reading.objects.filter(page="cases:people_page").latest("at")
    assert {cast.khans.parent.id, again.person_id} <= set(looked.subjects)
    assert CasePerson.objects.present().filter(person=again.person_id).count() == 1
    assert CasePerson.objects.present().filter(person=cast.khans.parent).count() == 1


def test_a_link_needs_to_say_how_one_knows(client: Client, cast: Cast, again: CasePerson) -> None:
    page = words(client.post(address("records_link", cast, again.person_id), {"reason": " "}))
    assert "Enter how you know that it is the same person" in page
    assert not SamePerson.objects.exists()


def test_a_link_is_undone_after_asking_and_may_be_made_again(
    client: Client, cast: Cast, mine: User, again: CasePerson
) -> None:
    made = linked(mine, cast.khans.parent, again.person)
    undo = address("link_undo", cast, made.id)
    page = words(client.get(undo))
    assert f"by {mine.name}" in page
    assert WHY in page
    assert SamePerson.objects.live().exists(), "looking undoes nothing"
    assert "The link is undone" in words(client.post(undo, follow=True))
    made.refresh_from_db()
    assert made.undone_by == mine
    assert client.post(undo).status_code == 302, "sent twice"
    assert "Also recorded as" not in words(
        client.get(reverse("cases:people_page", args=[again.case.reference]))
    )
    client.post(address("records_link", cast, again.person_id), {"reason": WHY})
    assert SamePerson.objects.live().count() == 1


def test_two_told_apart_are_not_asked_about_again_and_may_still_be_linked(
    client: Client, cast: Cast, mine: User, again: CasePerson
) -> None:
    apart = address("records_tell_apart", cast, again.person_id)
    assert "Are these two different people?" in words(client.get(apart))
    for _ in range(2):
        assert client.post(apart).status_code == 302
    assert NotTheSame.objects.count() == 1
    for person, case in ((cast.khans.parent, cast.khans.case), (again.person, again.case)):
        page = words(client.get(reverse("cases:same_person", args=[case.reference, person.id])))
        assert "We found no other record that looks like this one" in page
    page = words(client.get(address("records_link", cast, again.person_id)))
    assert f"{mine.name} said on" in page
    assert client.post(address("records_link", cast, again.person_id), {"reason": WHY}).status_code == 302
    assert SamePerson.objects.live().count() == 1


def test_while_two_are_linked_nobody_says_that_they_are_two_people(
    client: Client, cast: Cast, mine: User, again: CasePerson
) -> None:
    linked(mine, cast.khans.parent, again.person)
    answer = client.post(address("records_tell_apart", cast, again.person_id))
    assert answer.status_code == 403
    assert "Undo the link" in answer.content.decode()
    assert not NotTheSame.objects.exists()


def test_a_record_under_another_name_is_found_by_the_reference_of_its_case(
    client: Client, cast: Cast, mine: User
) -> None:
    married = part_of(mine, given="Mira", family="Patel")
    page = words(client.post(address("same_person", cast), {"reference": married.case.reference.lower()}))
    assert "Mira Patel" in page
    for unknown in ("LEI-99999", cast.taylors.case.reference, "\x00", "' OR 1=1 --"):
        page = words(client.post(address("same_person", cast), {"reference": unknown}))
        assert "There is a problem" in page, unknown
        assert "Taylor" not in page


def test_records_linked_through_another_stand_together(client: Client, cast: Cast, mine: User) -> None:
    second, third = (part_of(mine, given=name, family="Patel") for name in ("Mira", "Sam"))
    linked(mine, cast.khans.parent, second.person)
    linked(mine, second.person, third.person)
    page = words(client.get(address("same_person", cast)))
    assert "Sam Patel" in page
    assert "Through another record of theirs" in page
    assert page.count("Undo the link") == 1


def test_a_parent_is_not_suggested_as_their_child(client: Client, cast: Cast, mine: User) -> None:
    reach = Reach(ContactPointKind.MOBILE, "+447700900123", ContactSafety.SAFE)
    add_contact(by=mine, case=cast.khans.case, person=cast.khans.child, reach=reach, at=clock.now())
    assert "We found no other record" in words(client.get(address("same_person", cast)))
    answer = client.post(address("records_link", cast, cast.khans.child.id), {"reason": WHY})
    assert "cannot be the same person" in words(answer)


@pytest.mark.parametrize("which", ["this", "other"])
def test_a_case_closed_since_keeps_its_link_and_lets_it_be_undone(
    client: Client, cast: Cast, mine: User, again: CasePerson, which: str
) -> None:
    made = linked(mine, cast.khans.parent, again.person)
    case = Case.objects.get(pk=cast.khans.case.pk if which == "this" else again.case_id)
    closed_case(by=mine, case=case, reason="Done", at=clock.now())
    page = words(client.get(address("same_person", cast)))
    assert again.case.reference in page
    assert client.post(address("link_undo", cast, made.id)).status_code == 302
    made.refresh_from_db()
    assert made.undone_at is not None
    assert client.post(address("records_link", cast, again.person_id), {"reason": WHY}).status_code == 302


@pytest.mark.clause("L26")
def test_a_family_that_said_no_to_records_gets_no_more_said_of_them(
    client: Client, cast: Cast, mine: User, again: CasePerson
) -> None:
    no = Answer(
        FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.DECLINED, who=CaseRole.PARENT_CARER
    )
    record_first_contact(by=mine, case=again.case, answers=[no], at=clock.now())
    page = words(client.post(address("records_link", cast, again.person_id), {"reason": WHY}))
    assert "did not agree to records" in page
    assert not SamePerson.objects.exists()


def test_the_manager_undoes_a_link_to_someone_who_is_in_no_case_any_more(
    client: Client, cast: Cast, mine: User, again: CasePerson
) -> None:
    made = linked(mine, cast.khans.parent, again.person)
    remove_from_case(by=mine, part=again, at=clock.now())
    assert again.case.reference not in words(client.get(address("same_person", cast)))
    assert client.get(address("link_undo", cast, made.id)).status_code == 404, "not hers to see any more"
    client.force_login(cast.team.manager)
    assert "No case now" in words(client.get(address("same_person", cast)))
    assert client.post(address("link_undo", cast, made.id)).status_code == 302
    assert not SamePerson.objects.live().exists()


def test_while_the_search_is_getting_ready_the_page_says_so(
    client: Client, cast: Cast, mine: User, again: CasePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search.index, "LONGEST_WAIT", 0.01)
    linked(mine, cast.khans.parent, again.person)
    with search.INDEX._lock:
        page = words(client.get(address("same_person", cast)))
    assert "We cannot look for other records yet" in page
    assert again.case.reference in page, "what is linked is there all the same"


def test_telling_apart_a_record_from_itself_is_refused(cast: Cast, mine: User) -> None:

    with pytest.raises(Refused):
        tell_apart(by=mine, one=cast.khans.parent, other=cast.khans.parent, at=clock.now())


def linked(by: User, one: Person, other: Person) -> SamePerson:
    return link_as_same_person(by=by, one=one, other=other, reason=WHY, at=clock.now())
