"""Whatever a person is called finds them, for those who may see them and for nobody else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from cases import search
from cases.actions.people import (
    PersonDetails,
    Reach,
    add_contact,
    add_person,
    change_person,
    remove_from_case,
)
from cases.choices import CaseRole, ContactPointKind, ContactSafety
from cases.models import Case, CasePerson, Person
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit.models import Reading
from sendiass.crypto.erasure import erase
from sendiass.database import standing
from tests.cast import Cast, hand_over, new_case

pytestmark = pytest.mark.django_db

in_this_test = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
letters = st.characters(categories=["L", "Mn", "Mc"])
words = st.text(letters | st.sampled_from("'-’"), min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)


@pytest.fixture(autouse=True)
def _a_process_that_knows_nobody() -> Iterator[None]:
    search.INDEX.clear()
    yield
    search.INDEX.clear()


def people_found(by: User, text: str) -> set[Person]:
    return {found.person for found in search.find(by=by, text=text)}


def rename(person: Person, by: User, given_names: str, family_name: str = "") -> None:
    details = PersonDetails(given_names=given_names, family_name=family_name)
    change_person(by=by, person=person, details=details, at=clock.now())


def add(case: Case, by: User, details: PersonDetails) -> Person:
    return add_person(by=by, case=case, role=CaseRole.OTHER, details=details, at=clock.now())


def reach(case: Case, by: User, person: Person, kind: ContactPointKind, value: str) -> None:
    point = Reach(kind, value, ContactSafety.NOT_SAFE)
    add_contact(by=by, case=case, person=person, reach=point, at=clock.now())


@given(name=names, data=st.data())
@example(name="O'Neil-Taylor", data=None)
@example(name="Nguyễn Thị", data=None)
@example(name="Łukasz Żółć", data=None)
@example(name="İpek Aydın", data=None)
@example(name="محمد عبد", data=None)
@example(name="김 철수", data=None)
@in_this_test
def test_the_beginning_of_each_word_of_a_name_finds_its_bearer(
    cast: Cast, name: str, data: st.DataObject | None
) -> None:
    mine, child = cast.team.caseworker, cast.khans.child
    rename(child, mine, name)
    for word in name.split():
        length = data.draw(st.integers(1, len(word))) if data else max(1, len(word) // 2)
        begun = word[:length]
        if any(unicodedata.category(letter)[0] == "L" for letter in unicodedata.normalize("NFKD", begun)):
            assert child in people_found(mine, begun), begun


@given(name=names)
@in_this_test
def test_a_whole_name_in_capitals_or_without_its_accents_finds_its_bearer(cast: Cast, name: str) -> None:
    mine, child = cast.team.caseworker, cast.khans.child
    assume(search.read_words(name).words)
    rename(child, mine, name)
    assert child in people_found(mine, name)
    assert child in people_found(mine, unicodedata.normalize("NFD", name))
    assert child in people_found(mine, unicodedata.normalize("NFC", name))


plain_words = st.text("abc", min_size=1, max_size=3)


@given(
    called=st.lists(st.tuples(plain_words, plain_words), min_size=4, max_size=4),
    typed=st.lists(plain_words, min_size=1, max_size=2),
    who=st.sampled_from(["caseworker", "colleague", "volunteer", "manager"]),
)
@in_this_test
def test_what_is_found_is_what_looking_at_everyone_one_may_see_would_find(
    cast: Cast, called: list[tuple[str, str]], typed: list[str], who: str
) -> None:
    everyone = [cast.khans.child, cast.khans.parent, cast.taylors.child, cast.taylors.parent]
    theirs = {"caseworker": everyone[:2], "colleague": everyone[2:], "volunteer": [], "manager": everyone}
    for person, name in zip(everyone, called, strict=True):
        rename(person, cast.team.manager, *name)
    expected = {
        person
        for person, name in zip(everyone, called, strict=True)
        if person in theirs[who]
        and (
            all(any(word.startswith(begun) for word in name) for begun in typed)
            or any(word.startswith("".join(typed)) for word in name)  # two words that are written together
        )
    }
    assert people_found(cast.team.everyone[who], " ".join(typed)) == expected


CHILDS = ["khan", "KHAN zah", "Zahra Khan", "13/5/2016", "13.05.2016", "khan 13/5/2016", "noor"]


def test_a_child_is_found_by_names_and_date_of_birth(cast: Cast) -> None:
    for typed in CHILDS:
        assert cast.khans.child in people_found(cast.team.caseworker, typed), typed


NUMBERS = ["07700 900123", "+44 7700 900123", "0770090", "07700-900-123", "Samira 07700 900123"]


def test_a_parent_is_found_by_the_number_they_ring_from(cast: Cast) -> None:
    for typed in NUMBERS:
        assert people_found(cast.team.caseworker, typed) == {cast.khans.parent}, typed


ADDRESSES = ["LE1 6ZG", "le16zg", "LE1", "Khan LE1 6ZG", "SAM@example.org", "samira sam@example.org"]


def test_a_parent_is_found_by_postcode_or_email(cast: Cast) -> None:
    mine, case, parent = cast.team.caseworker, cast.khans.case, cast.khans.parent
    reach(case, mine, parent, ContactPointKind.POST, "4 New Street\nLeicester\nLE1 6ZG")
    reach(case, mine, parent, ContactPointKind.EMAIL, "sam@example.org")
    for typed in ADDRESSES:
        assert people_found(mine, typed) == {parent}, typed


AS_TYPED = [
    ("Łukasz", "lukasz"),
    ("Søren", "Soren"),
    ("Straße", "strasse"),
    ("Anne\N{NON-BREAKING HYPHEN}Marie", "Anne-Marie"),
    ("Anne\N{NON-BREAKING HYPHEN}Marie", "marie"),
    ("\N{LEFT-TO-RIGHT MARK}Zoë", "Zoe"),
    ("O\N{MODIFIER LETTER APOSTROPHE}Hara", "O'Hara"),
    ("O\N{ACUTE ACCENT}Hara", "ohara"),
]


def test_a_name_is_found_as_people_type_it(cast: Cast) -> None:
    mine, child = cast.team.caseworker, cast.khans.child
    for name, typed in AS_TYPED:
        rename(child, mine, name)
        assert child in people_found(mine, typed), typed


NOBODYS = [
    "",
    " ",
    "-",
    "'",
    "- -",
    "\N{ZERO WIDTH SPACE}",
    "xyz",
    "31/2/2016",
    "0/0/0000",
    "12",
    "@",
    "+",
    "%",
    "_",
    "\\",
    "khan taylor",
    "13/5/2016 12/5/2016",
    "9" * 200,
    "LEI-",
    "\N{COMBINING ACUTE ACCENT}",
]


def test_what_names_nobody_finds_nobody(cast: Cast) -> None:
    for typed in NOBODYS:
        assert people_found(cast.team.manager, typed) == set(), typed


@given(typed=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@in_this_test
def test_nothing_typed_breaks_the_search(cast: Cast, typed: str) -> None:
    search.find(by=cast.team.manager, text=typed)


def test_a_reference_finds_its_case_whole_or_begun(cast: Cast) -> None:
    mine, reference = cast.team.caseworker, cast.khans.case.reference
    assert search.find_case(by=mine, text=f" {reference.lower()} ") == cast.khans.case
    assert people_found(mine, reference) == {cast.khans.child, cast.khans.parent}
    assert cast.khans.child in people_found(mine, reference[:-1])
    number = reference.rpartition("-")[2]
    for typed in (number, number.lstrip("0"), reference.replace("-", ""), reference.replace("-", " ")):
        assert cast.khans.child in people_found(mine, typed), typed


def test_a_reference_typed_in_part_finds_a_case_without_names_for_whoever_may_see_it(cast: Cast) -> None:
    waiting, begun = cast.waiting, cast.waiting.reference[:-1]
    assert search.find_unnamed(by=cast.team.manager, text=begun) == [waiting]
    assert search.find_unnamed(by=cast.team.manager, text=waiting.reference.rpartition("-")[2]) == [waiting]
    assert search.find_unnamed(by=cast.team.caseworker, text=begun) == []
    assert search.find_unnamed(by=cast.team.manager, text="Khan") == []


@pytest.mark.clause("L26")
def test_someone_elses_family_is_neither_found_nor_counted(cast: Cast) -> None:
    for nosy in (cast.team.colleague, cast.team.volunteer, cast.team.board_member, cast.team.administrator):
        for typed in ("Zahra", "Khan", "13/5/2016", "07700900123"):
            assert search.find(by=nosy, text=typed) == []
    assert search.find_case(by=cast.team.colleague, text=cast.khans.case.reference) is None
    assert search.find(by=cast.team.colleague, text=cast.khans.case.reference) == []


def test_someone_elses_person_is_not_offered_as_the_same(cast: Cast) -> None:
    described = search.Described(family_name="Khan", born=date(2016, 5, 13), numbers=("07700 900123",))

    def same(by: User) -> list[Person]:
        return [one.person for one in search.may_be_same(by=by, described=described)]

    assert set(same(cast.team.caseworker)) == {cast.khans.child, cast.khans.parent}
    assert same(cast.team.colleague) == []


@pytest.mark.clause("L26")
def test_an_erased_person_is_gone_from_the_index_at_once(cast: Cast) -> None:
    mine = cast.team.caseworker
    assert people_found(mine, "Khan") == {cast.khans.child, cast.khans.parent}
    erase(cast.khans.child.key_subject)
    assert people_found(mine, "Khan") == {cast.khans.parent}
    assert cast.khans.child not in people_found(mine, "13/5/2016")
    search.INDEX.clear()
    assert people_found(mine, "Khan") == {cast.khans.parent}


def test_a_new_name_counts_in_the_next_search_and_the_old_one_no_more(cast: Cast) -> None:
    mine, child = cast.team.caseworker, cast.khans.child
    assert child in people_found(mine, "Zahra")
    rename(child, mine, "Soraya", "Khan")
    assert child in people_found(mine, "Soraya")
    assert child not in people_found(mine, "Zahra")


def test_a_number_added_counts_in_the_next_search(cast: Cast) -> None:
    mine, child = cast.team.caseworker, cast.khans.child
    assert people_found(mine, "01632 960001") == set()
    reach(cast.khans.case, mine, child, ContactPointKind.LANDLINE, "+441632960001")
    assert people_found(mine, "01632 960001") == {child}


def test_someone_whose_part_ended_is_found_no_more(cast: Cast) -> None:
    mine = cast.team.caseworker
    part = CasePerson.objects.get(case=cast.khans.case, person=cast.khans.parent)
    remove_from_case(by=mine, part=part, at=clock.now())
    assert people_found(mine, "Khan") == {cast.khans.child}


def test_a_case_handed_over_is_found_by_its_new_worker(cast: Cast) -> None:
    assert people_found(cast.team.volunteer, "Khan") == set()
    hand_over(cast, cast.khans.case, cast.team.volunteer)
    assert people_found(cast.team.volunteer, "Khan") == {cast.khans.child, cast.khans.parent}


def test_a_crowd_is_cut_short(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.search.finding.MOST_FOUND", 3)
    case = new_case(cast.team.caseworker, at=clock.now())
    for _ in range(5):
        add(case, cast.team.caseworker, PersonDetails(given_names="Crowd"))
    assert len(search.find(by=cast.team.caseworker, text="crowd")) == 3


def test_the_index_is_opened_by_a_named_part_of_the_service_and_that_is_recorded(cast: Cast) -> None:
    people_found(cast.team.caseworker, "Khan")
    opened = Reading.objects.filter(purpose="index of names")
    assert [entry.actor_id for entry in opened] == [search.SEARCHER.id]
    people_found(cast.team.caseworker, "Taylor")
    assert opened.count() == 1


def test_equal_searches_show_as_equal_and_do_not_show_their_words() -> None:
    assert search.digest("Khan ") == search.digest("khan")
    assert search.digest("Khan") != search.digest("Khans")
    assert "khan" not in search.digest("Khan")


@pytest.mark.parametrize("typed", ["O'Neil", "oneil", "Neil", "O'Neil-Taylor", "taylor ben", "o neil"])
def test_any_part_of_a_double_name_finds_it(cast: Cast, typed: str) -> None:
    search.INDEX.clear()
    assert [found.person for found in search.find(by=cast.team.colleague, text=typed)] == [cast.taylors.child]


def test_the_second_half_of_a_double_name_is_found_though_it_has_an_apostrophe(cast: Cast) -> None:
    details = PersonDetails(given_names="Ola", family_name="Łukaszewska-O'Neill")
    worker, case = cast.team.caseworker, cast.khans.case
    ola = add_person(by=worker, case=case, role=CaseRole.OTHER, details=details, at=clock.now())
    search.INDEX.clear()
    assert [found.person for found in search.find(by=worker, text="O'Neill")] == [ola]


@pytest.mark.parametrize("typed", ["13 May 2016", "13/5/2016", "zahra 13-may-2016", "13 MAY 2016"])
def test_a_date_of_birth_may_be_typed_in_words(cast: Cast, typed: str) -> None:
    search.INDEX.clear()
    assert [found.person for found in search.find(by=cast.team.caseworker, text=typed)] == [cast.khans.child]


def test_the_index_knows_everyone_whoever_makes_it_look_first(cast: Cast) -> None:
    """Not only the people of whoever searches first, nor nobody where it is opened in the background."""
    everyone = {cast.khans.child.id, cast.khans.parent.id, cast.taylors.child.id, cast.taylors.parent.id}
    for who in (standing.NOBODY, standing.worker(cast.team.colleague.id)):
        search.INDEX.clear()
        with standing.standing_as(who):
            search.INDEX.bring_up_to_date()
        assert search.INDEX.known(everyone).keys() == everyone
