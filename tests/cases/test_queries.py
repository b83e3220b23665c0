"""How often the busiest pages ask the data bases: a number for each page, the same for one row and for many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import search
from cases.actions.dates import add_key_date, add_task
from cases.actions.people import PersonDetails, add_person
from cases.choices import CaseRole, KeyDateKind
from sendiass import clock
from sendiass.accounts.models import User
from tests.cast import Cast, logged, new_case

pytestmark = pytest.mark.django_db

NUMBERS = {
    ("case list", "caseworker"): 14,
    ("case list", "manager"): 14,
    ("case page", "caseworker"): 29,
    ("log an intervention", "caseworker"): 20,
    ("search", "caseworker"): 16,
    ("search", "manager"): 15,
    ("today", "caseworker"): 18,
    ("today", "manager"): 36,
}
"""Session, user, for whom it is asked, the reading's entry and the keys among them; not the beginning and end of
transactions. A case asks whether families are asked something just now. The manager's day asks for what waits, too:
interpreters, reviews, breaches, liaison, sources, emergencies, conflicts, unusual reading, clearances, comments, answers, what is
late, which files wait to be checked; what is logged, whether the case is theirs still; everybody's asks which of their
files were checked, and in one question what supervision, training and the policy ask of them."""
TRANSACTIONS = ("SAVEPOINT", "RELEASE SAVEPOINT")


@pytest.fixture(autouse=True)
def _a_process_that_knows_nobody() -> Iterator[None]:
    search.INDEX.clear()
    yield
    search.INDEX.clear()


def test_no_page_asks_more_often_for_many_rows_than_for_one(cast: Cast) -> None:
    assert numbers(cast) == NUMBERS
    for count in range(30):
        add_a_case(cast, count)
    for count in range(25):
        logged(cast.team.caseworker, cast.khans.case, f"Entry {count}")
    # A day with lines fetches their cases, and with more than it shows of something it counts the rest: of cases new
    # to her, and of cases at all. A page of the record that is full of work looks for nothing that was set down beside it.
    many = {("today", "caseworker"): 21, ("case page", "caseworker"): 28}
    assert numbers(cast) == {**NUMBERS, **many}


def numbers(cast: Cast) -> dict[tuple[str, str], int]:
    """How often each page asks, once its process is warm."""
    people = {"caseworker": cast.team.caseworker, "manager": cast.team.manager}
    clients = {role: signed_in(user) for role, user in people.items()}
    case_page = f"/cases/{cast.khans.case.reference}/"
    visits = {
        "case list": ("/cases/", None),
        "case page": (case_page, None),
        "log an intervention": (case_page, work()),
        "search": ("/search/", {"words": "khan"}),
        "today": ("/today/", None),
    }
    return {(page, role): asked(clients[role], *visits[page]) for page, role in NUMBERS}


def asked(client: Client, path: str, form: dict[str, str] | None) -> int:
    def visit() -> None:
        answer = client.post(path, {**form, "once": str(uuid4())}) if form else client.get(path)
        assert answer.status_code in (200, 302)

    visit()
    with (
        CaptureQueriesContext(connections["default"]) as data,
        CaptureQueriesContext(connections["keys"]) as keys,
    ):
        visit()
    return sum(not query["sql"].startswith(TRANSACTIONS) for query in (*data, *keys))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def work() -> dict[str, str]:
    return {
        "channel": "phone_call",
        "minutes": "15",
        "note": "Rang the school.",
        "happened_on": "today",
        "kinds": "information",
        "level": "2",
    }


def add_a_case(cast: Cast, count: int) -> None:
    """One more Khan for everyone to find, with a task and a date."""
    worker, at = cast.team.caseworker, clock.now()
    case = new_case(worker, at=at)
    child = PersonDetails(given_names=f"Child {count}", family_name="Khan")
    add_person(by=worker, case=case, role=CaseRole.CHILD_OR_YOUNG_PERSON, details=child, at=at)
    soon = clock.today() + timedelta(days=count % 10)
    add_task(by=worker, case=case, worker=None, words="Ring back", due_on=soon, at=at)
    add_key_date(by=worker, case=case, kind=KeyDateKind.MEETING, on=soon, note="", at=at)
