"""Choosing a school by its words: those of our own area first, few at a time, and never more asked than needed."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from cases.forms.schools import (
    MOST_SCHOOLS,
    TOO_MANY_SCHOOLS,
    WHICH_SCHOOL,
    school_line,
    schools_meant,
)
from cases.models import Person
from sendiass.accounts.models import User
from sendiass.audit.models import Reading
from sendiass.profiles import profile
from tests.cases.register_file import school
from tests.cases.test_schools import CLOSED, load, named
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FIND = "/schools/find/"
AFAR = "999"
FIRST = 200_000


def oak(urn: int, name: str = "Oak School", **other: str) -> dict[str, str]:
    """A school called Oak, of our own area unless told otherwise; `urn` counts from the first."""
    values = {"LA (code)": profile().host.local_authority_codes[0], "Town": "Ourtown", "Postcode": "LE1 6ZZ"}
    return school(FIRST + urn, name) | values | other


def of_afar(urn: int, name: str = "Oak School", **other: str) -> dict[str, str]:
    return oak(urn, name, **{"LA (code)": AFAR, "Town": "Afar", "Postcode": "YO1 6ZZ", **other})


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lines(user: User, words: str) -> list[str]:
    answer = signed_in(user).post(FIND, {"words": words})
    found: list[str] = answer.json()["lines"]
    return found


def loaded(folder: Path, rows: Iterable[dict[str, str]]) -> None:
    load(folder, tuple(rows))


def test_schools_of_our_own_area_come_first_wherever_one_is_chosen(tmp_path: Path, cast: Cast) -> None:
    loaded(tmp_path, [of_afar(1, "Oak Academy"), oak(2, "Royal Oak"), oak(3, "Oak Lodge") | CLOSED])
    first = [
        "Royal Oak, Ourtown, LE1 6ZZ",
        "Oak Academy, Afar, YO1 6ZZ",
        "Oak Lodge, Ourtown, LE1 6ZZ, closed",
    ]
    assert lines(cast.team.caseworker, "oak") == ["Oakfield Primary", *first]
    client = signed_in(cast.team.caseworker)
    directory = client.get("/settings/directory/?words=oak&show=all").content.decode()
    change = reverse("cases:person_change", args=[cast.khans.case.reference, cast.khans.child.id])
    asked = client.post(change, {"given_names": "Zahra", "school_named": "oak"}).content.decode()
    for page in (directory, asked):
        places = [page.index(name) for name in ("Royal Oak", "Oak Academy", "Oak Lodge")]
        assert places == sorted(places)


def test_a_few_are_given_and_that_there_are_more(tmp_path: Path, cast: Cast) -> None:
    loaded(tmp_path, (oak(number, f"Elm {number}") for number in range(1, MOST_SCHOOLS + 3)))
    answer = signed_in(cast.team.caseworker).post(FIND, {"words": "elm"}).json()
    assert (len(answer["lines"]), answer["more"]) == (MOST_SCHOOLS, True)
    answer = signed_in(cast.team.caseworker).post(FIND, {"words": "elm 11"}).json()
    assert answer == {"lines": ["Elm 11, Ourtown, LE1 6ZZ"], "more": False}


@pytest.mark.parametrize("words", ["", "  ", "\x00", "'", "&|!():*", "oak" * 5000, "🙂", "nowhere at all"])
def test_odd_words_find_nothing_and_break_nothing(cast: Cast, words: str) -> None:
    answer = signed_in(cast.team.caseworker).post(FIND, {"words": words})
    assert answer.json() == {"lines": [], "more": False}


@pytest.mark.clause("L26")
def test_the_words_are_sent_and_never_in_an_address(cast: Cast) -> None:
    client = signed_in(cast.team.caseworker)
    assert client.get(f"{FIND}?words=oak").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.post(f"{FIND}?words=oak").json()["lines"] == []
    assert Client().post(FIND, {"words": "oak"}).status_code == HTTPStatus.UNAUTHORIZED
    before = Reading.objects.count()
    client.post(FIND, {"words": "oak"})
    assert Reading.objects.count() == before, "the directory holds nothing about families"


def test_no_page_elsewhere_can_have_a_browser_ask(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.team.caseworker)
    assert client.post(FIND, {"words": "oak"}).status_code == HTTPStatus.FORBIDDEN


def test_a_line_taken_from_the_list_is_that_school_whatever_else_begins_so(
    tmp_path: Path, cast: Cast
) -> None:
    near = (oak(number, f"Oak School {number}") for number in range(1, MOST_SCHOOLS + 5))
    bare = {"Town": "", "Postcode": ""}
    shut = of_afar(102, "Oak, Ash and Elm") | CLOSED
    loaded(tmp_path, [*near, of_afar(101, "Oak School", **bare), shut])
    assert school_line(named(FIRST + 101)) == "Oak School"
    path = reverse("cases:person_change", args=[cast.khans.case.reference, cast.khans.child.id])
    for one in (named(FIRST + 101), named(FIRST + 102)):
        typed = {"given_names": "Zahra", "school_named": school_line(one)}
        assert signed_in(cast.team.caseworker).post(path, typed).status_code == HTTPStatus.FOUND
        assert Person.objects.get(pk=cast.khans.child.pk).school == one


def test_two_schools_of_one_line_are_asked_about(tmp_path: Path) -> None:
    loaded(tmp_path, [oak(1), oak(2)])
    assert set(schools_meant("Oak School, Ourtown, LE1 6ZZ")) == {named(FIRST + 1), named(FIRST + 2)}


@pytest.mark.parametrize(
    ("count", "words"),
    [(2, WHICH_SCHOOL), (MOST_SCHOOLS, WHICH_SCHOOL), (MOST_SCHOOLS + 1, TOO_MANY_SCHOOLS)],
)
def test_which_school_is_meant_is_not_optional_where_it_is_asked(
    tmp_path: Path, cast: Cast, count: int, words: str
) -> None:
    loaded(tmp_path, (oak(number, f"Elm {number}") for number in range(1, count + 1)))
    path = reverse("cases:person_change", args=[cast.khans.case.reference, cast.khans.child.id])
    answer = signed_in(cast.team.caseworker).post(path, {"given_names": "Zahra", "school_named": "elm"})
    assert answer.context["form"].errors == {"school": [words]}
    html = answer.content.decode()
    assert "Which school do you mean?" in html
    assert "Which school do you mean? (optional)" not in html


def test_the_box_says_where_to_ask_and_works_without(cast: Cast) -> None:
    path = f"{reverse('cases:person_add', args=[cast.waiting.reference])}?role=child_or_young_person"
    page = signed_in(cast.team.manager).get(path).content.decode()
    assert f'data-typeahead-source="{FIND}"' in page
    parent = path.replace("child_or_young_person", "parent_carer")
    assert "data-typeahead-source" not in signed_in(cast.team.manager).get(parent).content.decode()


@pytest.mark.parametrize("words", ["\ud800", "Oak\ud800field", "\x00", "Oak\x00field"])
def test_what_cannot_be_written_in_utf_8_names_no_school_and_breaks_nothing(cast: Cast, words: str) -> None:
    assert {one.name for one in schools_meant(words)} <= {cast.primary.name}
