"""The lists of cases: whose they are, what narrows them, and that their cost does not grow."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions.dates import add_key_date
from cases.actions.people import PersonDetails, add_person
from cases.choices import CaseRole, Issue, KeyDateKind, Stage
from cases.models import Case
from cases.views.shown import how_long
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit.models import Reading
from sendiass.crypto.erasure import erase
from sendiass.ui.parts import Addresses
from tests.cast import Cast, logged, new_case
from tests.closing import closed_case

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, query: str = "", path: str = "/cases/") -> str:
    response = signed_in(user).get(f"{path}{query}")
    assert response.status_code == 200
    return response.content.decode()


def references(html: str) -> list[str]:
    """The references in the list, in its order."""
    cells = html.split('<th scope="row"')[1:]
    return [cell.split("/cases/")[1].split("/")[0] for cell in cells]


def dated(case: Case, by: User, days: int) -> None:
    on = clock.today() + timedelta(days)
    add_key_date(by=by, case=case, kind=KeyDateKind.MEETING, on=on, note="", at=clock.now())


def closed(case: Case, by: User) -> None:
    closed_case(by=by, case=case, reason="All done.", at=clock.now())


@pytest.mark.clause("L26")
def test_each_sees_their_own_cases_and_the_manager_all(cast: Cast) -> None:
    khans, taylors = cast.khans.case.reference, cast.taylors.case.reference
    assert khans in references(page(cast.team.caseworker))
    assert taylors not in page(cast.team.caseworker)
    assert references(page(cast.team.colleague)) == [taylors]
    assert references(page(cast.team.volunteer)) == []
    assert set(references(page(cast.team.manager))) == {khans, taylors, cast.waiting.reference}


def test_a_line_says_what_one_needs_to_choose_a_case(cast: Cast) -> None:
    dated(cast.khans.case, cast.team.caseworker, 5)
    logged(cast.team.caseworker, cast.khans.case)
    html = page(cast.team.caseworker)
    for words in ("Zahra Noor Khan", "Asking for an EHC needs assessment", "Amina Yusuf", ">Open</strong>"):
        assert words in html
    assert "None" not in html


def test_the_manager_switches_to_their_own(cast: Cast) -> None:
    assert "All cases" in page(cast.team.manager)
    html = page(cast.team.manager, "?whose=mine")
    assert references(html) == []
    assert "My cases" in html


def test_only_the_manager_can_ask_for_all_or_for_a_worker(cast: Cast) -> None:
    colleague = cast.team.colleague
    for query in ("?whose=all", f"?worker={cast.team.caseworker.id}"):
        assert references(page(colleague, query)) == [cast.taylors.case.reference]
    html = page(cast.team.manager, f"?worker={cast.team.caseworker.id}")
    assert references(html) == [cast.khans.case.reference]


def test_closed_cases_are_left_out_unless_asked_for(cast: Cast) -> None:
    mine, case = cast.team.colleague, cast.taylors.case
    closed(case, mine)
    assert references(page(mine)) == []
    for status in ("closed", "any"):
        assert references(page(mine, f"?status={status}")) == [case.reference]
    assert references(page(mine, "?status=open")) == []


def test_filters_narrow_and_stand_as_tags_that_remove_them(cast: Cast) -> None:
    case = cast.khans.case
    case.issue, case.stage = Issue.EXCLUSION, Stage.FINAL_PLAN
    case.save()
    query = "?issue=exclusion&stage=final_plan&page=1"
    html = page(cast.team.manager, query)
    assert references(html) == [case.reference]
    assert "?stage=final_plan" in html  # the tag that removes the issue keeps the stage
    assert references(page(cast.team.manager, "?issue=transport")) == []
    assert "No case matches these filters." in page(cast.team.manager, "?issue=transport")


def test_the_list_is_sorted_as_asked(cast: Cast) -> None:
    manager, khans, taylors, waiting = cast.team.manager, cast.khans.case, cast.taylors.case, cast.waiting
    dated(taylors, manager, 3)
    dated(khans, manager, 9)
    dated(waiting, manager, -1)
    logged(cast.team.caseworker, khans)
    order = {
        "next_date": [taylors, khans, waiting],
        "reference": [khans, taylors, waiting],
        "opened": [waiting, taylors, khans],
    }
    for sort, cases in order.items():
        assert references(page(manager, f"?sort={sort}")) == [case.reference for case in cases], sort
    assert references(page(manager, "?sort=last_contact"))[-1] == khans.reference


@given(
    query=st.dictionaries(
        st.sampled_from(["status", "issue", "stage", "worker", "whose", "sort", "page"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_breaks_the_list(cast: Cast, query: dict[str, str]) -> None:
    client = signed_in(cast.team.manager)
    for path in ("/cases/", "/cases/waiting/"):
        assert client.get(path, query).status_code == 200


def test_a_filter_that_is_no_choice_narrows_nothing(cast: Cast) -> None:
    html = page(cast.team.manager, "?status=gone&issue=x&worker=not-a-uuid&sort=;drop&page=99999999999")
    assert len(references(html)) == 3


def test_twenty_five_stand_on_a_page(cast: Cast) -> None:
    for _ in range(26):
        new_case(cast.team.colleague, at=clock.now())
    html = page(cast.team.manager)
    assert len(references(html)) == 25
    assert "Showing <strong>1</strong> to <strong>25</strong> of <strong>29</strong> cases" in html
    assert len(references(page(cast.team.manager, "?page=2"))) == 4


def test_the_number_of_queries_does_not_grow_with_the_number_of_cases(cast: Cast) -> None:
    def queries(path: str) -> int:
        client = signed_in(cast.team.manager)
        with (
            CaptureQueriesContext(connections["default"]) as data,
            CaptureQueriesContext(connections["keys"]) as keys,
        ):
            assert client.get(path).status_code == 200
        return len(data) + len(keys)

    def add(number: int) -> None:
        for count in range(number):
            case = new_case(cast.team.caseworker, at=clock.now(), take_it=bool(count % 2))
            details = PersonDetails(given_names="Child", family_name=str(count))
            role = CaseRole.CHILD_OR_YOUNG_PERSON
            add_person(by=cast.team.manager, case=case, role=role, details=details, at=clock.now())
            dated(case, cast.team.manager, count % 20)

    add(2)
    paths = ("/cases/", "/cases/?sort=next_date", "/cases/waiting/", "/today/")
    few = {path: queries(path) for path in paths}
    add(45)
    assert {path: queries(path) for path in paths} == few


def test_one_reading_names_everyone_on_the_page_and_nobody_else(cast: Cast) -> None:
    page(cast.team.caseworker)
    entry = Reading.objects.get(page="cases:case_list")
    assert cast.khans.child.id in entry.subjects
    assert cast.taylors.child.id not in entry.subjects


def test_an_erased_child_does_not_take_the_list_down(cast: Cast) -> None:
    erase(cast.khans.child.key_subject)
    assert "Record erased" in page(cast.team.caseworker)


def test_the_waiting_list_puts_the_nearest_date_first_then_the_longest_wait(cast: Cast) -> None:
    manager, now = cast.team.manager, clock.now()
    recent = new_case(cast.team.caseworker, take_it=False, at=now)
    longest = new_case(cast.team.caseworker, take_it=False, at=now - timedelta(days=73))
    urgent = new_case(cast.team.caseworker, take_it=False, at=now)
    dated(urgent, manager, 2)
    html = page(manager, path="/cases/waiting/")
    assert references(html) == [case.reference for case in (urgent, longest, cast.waiting, recent)]
    assert "10 weeks" in html
    assert f'href="/cases/{urgent.reference}/allocate/"' in html
    assert "tomorrow" not in html


def test_an_empty_waiting_list_says_so(cast: Cast) -> None:
    closed(cast.waiting, cast.team.manager)
    assert "Nobody is waiting for a worker." in page(cast.team.manager, path="/cases/waiting/")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Since today"), (1, "1 day"), (13, "13 days"), (14, "2 weeks"), (20, "2 weeks"), (70, "10 weeks")],
)
def test_a_wait_is_told_as_one_says_it(days: int, words: str) -> None:
    today = clock.today()
    assert how_long(today - timedelta(days), on=today) == words


def test_who_may_see_which_list(cast: Cast) -> None:
    for other in (cast.team.administrator, cast.team.board_member):
        assert signed_in(other).get("/cases/").status_code == 403
    for other in (cast.team.administrator, cast.team.board_member, cast.team.caseworker, cast.team.volunteer):
        assert signed_in(other).get("/cases/waiting/").status_code == 403
    assert signed_in(cast.team.manager).get(f"/cases/?worker={uuid4()}").status_code == 200


@pytest.mark.parametrize(
    ("url_name", "row"),
    [
        ("cases:case_page", "LEI-00001"),
        ("cases:case_page", "A b?#é"),
        ("cases:task_finish", UUID("5e1b3c1e-8d3c-4c1e-9a51-0f3a5a2c7d10")),
    ],
)
def test_an_address_worked_out_once_for_many_rows_is_that_of_each(url_name: str, row: UUID | str) -> None:
    assert Addresses(url_name)(row) == reverse(url_name, args=[row])
