"""The page one searches from: what it shows, to whom, and what stays behind of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from cases import search
from cases.actions.people import add_known_person
from cases.choices import CaseRole
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit.models import Reading
from tests.cast import Cast, new_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_process_that_knows_nobody() -> Iterator[None]:
    search.INDEX.clear()
    yield
    search.INDEX.clear()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def searched(user: User, words: str) -> str:
    response = signed_in(user).post("/search/", {"words": words})
    assert response.status_code == 200
    return response.content.decode()


def test_the_box_says_what_one_can_search_by(cast: Cast) -> None:
    html = signed_in(cast.team.caseworker).get("/search/").content.decode()
    assert "Name, reference, date of birth, phone number, email address or postcode" in html
    assert "results for" not in html


def test_a_person_stands_with_every_case_of_theirs(cast: Cast) -> None:
    mine = cast.team.caseworker
    second = new_case(mine, at=clock.now())
    add_known_person(
        by=mine, case=second, person=cast.khans.parent, role=CaseRole.PARENT_CARER, at=clock.now()
    )
    html = searched(mine, "khan")
    assert "2 people for" in html
    assert html.count("<bdi>Samira Khan</bdi>") == 1
    for words in (
        cast.khans.case.reference,
        second.reference,
        "Parent or carer",
        "13 May 2016",
        "Amina Yusuf",
        "Open",
    ):
        assert words in html
    assert "None" not in html


def test_a_whole_reference_leads_straight_to_its_case(cast: Cast) -> None:
    reference = cast.khans.case.reference
    response = signed_in(cast.team.caseworker).post("/search/", {"words": f" {reference.lower()} "})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/cases/{reference}/"


@pytest.mark.clause("L26")
def test_someone_elses_family_looks_just_like_nobody(cast: Cast) -> None:
    colleague = cast.team.colleague
    theirs, nobodys = searched(colleague, "Zahra"), searched(colleague, "Zzzzz")
    assert "0 results for" in theirs
    assert _without_token(theirs.replace("Zahra", "Zzzzz")) == _without_token(nobodys)
    reference = cast.khans.case.reference
    assert "0 results for" in searched(colleague, reference)


def _without_token(html: str) -> list[str]:
    return [line for line in html.splitlines() if "csrfmiddlewaretoken" not in line]


def test_nothing_found_says_what_to_try_and_keeps_what_was_typed(cast: Cast) -> None:
    html = searched(cast.team.caseworker, "<b>Nemo</b>")
    assert 'value="&lt;b&gt;Nemo&lt;/b&gt;"' in html
    assert "only the family name, or only its first letters" in html


def test_the_words_stay_out_of_address_title_and_trail(cast: Cast) -> None:
    html = searched(cast.team.caseworker, "Zahra")
    assert "Zahra" not in html.split("</title>")[0]
    entry = Reading.objects.get(page="cases:search")
    assert entry.purpose == f"search {search.digest('zahra')}"
    assert entry.actor_id == cast.team.caseworker.id
    assert set(entry.subjects) == {cast.khans.child.id, cast.khans.case.id}


def test_a_search_that_finds_nobody_is_recorded_too(cast: Cast) -> None:
    searched(cast.team.caseworker, "Nemo")
    assert Reading.objects.get(page="cases:search").subjects == []


def test_words_in_the_address_are_not_searched_for(cast: Cast) -> None:
    html = signed_in(cast.team.caseworker).get("/search/", {"words": "Zahra"}).content.decode()
    assert "Khan" not in html
    assert "Zahra" not in html


def test_results_are_not_stored_by_the_browser(cast: Cast) -> None:
    response = signed_in(cast.team.caseworker).post("/search/", {"words": "Zahra"})
    assert "no-store" in response.headers["Cache-Control"]


def test_what_cannot_be_searched_for_is_refused_in_words(cast: Cast) -> None:
    for words, said in [
        ("", "Enter a name, a reference"),
        ("\N{ZERO WIDTH SPACE}", "Enter a name, a reference"),
        ("Zahra\x00", "hidden character"),
        ("x" * 201, "must be 200 characters or fewer"),
    ]:
        assert said in searched(cast.team.caseworker, words)


def test_a_crowd_is_told_that_there_may_be_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.search.finding.MOST_FOUND", 2)
    monkeypatch.setattr("cases.views.searching.MOST_FOUND", 2)
    assert "There may be more." in searched(cast.team.manager, "khan")


def test_who_may_not_search_is_told_so(cast: Cast) -> None:
    for other in (cast.team.administrator, cast.team.board_member):
        assert signed_in(other).get("/search/").status_code == 403
        assert signed_in(other).post("/search/", {"words": "Khan"}).status_code == 403
