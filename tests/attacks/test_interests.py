"""Tries to get past a conflict of interest: by address, by form, by search, by SQL, and by two things at once."""

from __future__ import annotations

from datetime import date
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions.interests import Connection, declare_interest
from cases.choices import InterestKind
from cases.models import Interest
from cases.search.alike import Described
from cases.search.index import INDEX
from cases.search.interests import ground_of, met, named_by
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.database import standing
from tests.attacks.test_doors import OF_A_CASE, same_for_anyone, signed_in
from tests.cast import Cast, hand_over
from tests.walls.test_pages_by_role import path_of, things_of, url_names

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y12")]

SAME_SQL: tuple[LiteralString, ...] = (
    "SELECT count(*) FROM cases_case WHERE id = %(case)s",
    "SELECT count(*) FROM cases_caseperson WHERE case_id = %(case)s",
    "SELECT count(*) FROM cases_allocation WHERE case_id = %(case)s",
    "SELECT count(*) FROM cases_intervention WHERE case_id = %(case)s",
    "SELECT count(*) FROM cases_task WHERE case_id = %(case)s",
    "SELECT count(*) FROM cases_caseagency WHERE case_id = %(case)s",
    "SELECT count(*) FROM cases_conflict WHERE case_id = %(case)s OR worker_id = %(worker)s",
    "SELECT count(*) FROM cases_conflictdecision WHERE worker_id = %(worker)s",
    "SELECT count(*) FROM cases_person WHERE id = %(child)s",
    "SELECT count(*) FROM consent_sharingpermission WHERE case_id = %(case)s",
)


def becomes_governor(who: User, cast: Cast) -> Interest:
    connection = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
    return declare_interest(by=who, connection=connection, once=uuid4(), at=clock.now())


def heard(client: Client, address: str, method: str, *references: str) -> tuple[object, ...]:
    """An answer, and how many questions it took."""
    with (
        CaptureQueriesContext(connections["default"]) as data,
        CaptureQueriesContext(connections["keys"]) as keys,
    ):
        answer = same_for_anyone(getattr(client, method)(address), *references)
    return (*answer, len(data), len(keys))


@pytest.mark.parametrize("who", ["caseworker", "volunteer", "manager"])
def test_to_whoever_has_an_interest_its_addresses_answer_as_for_a_reference_never_used(
    who: str, cast: Cast
) -> None:
    worker, case, unknown = cast.team.everyone[who], cast.khans.case.reference, "LEI-99999"
    hand_over(cast, cast.khans.case, cast.team.volunteer)
    things = things_of(cast)
    becomes_governor(worker, cast)
    client = signed_in(worker)
    client.get(reverse("accounts:settings"))
    names = [name for name in url_names() if f"/cases/{case}/" in path_of(name, things)]
    assert len(names) > 40
    for name in names:
        address = path_of(name, things)
        for method in ("get", "post"):
            here = heard(client, address, method, case, unknown)
            nowhere = heard(client, address.replace(case, unknown), method, case, unknown)
            assert here == nowhere, (name, method)


@pytest.mark.parametrize(
    "text", ["Zahra Khan", "Khan", "Samira", "07700 900123", "13/5/2016", "LEI-00001", "00001", "YOR-00001"]
)
@pytest.mark.parametrize("who", ["caseworker", "manager"])
def test_no_search_finds_it_and_it_takes_as_many_questions_as_finding_nothing(
    who: str, text: str, cast: Cast
) -> None:
    worker = cast.team.everyone[who]
    becomes_governor(worker, cast)
    client = signed_in(worker)
    client.post(reverse("cases:search"), {"words": "somebody"})
    with CaptureQueriesContext(connections["default"]) as here:
        found = client.post(reverse("cases:search"), {"words": text})
    assert found.status_code == 200
    assert cast.khans.case.reference not in found.content.decode().replace(f'value="{text}"', "").replace(
        text, ""
    )
    assert "Zahra" not in found.content.decode().replace(text, "")
    nothing = "Quirke Vandermolen" if " " in text or text.isalpha() else text.replace("1", "8")
    with CaptureQueriesContext(connections["default"]) as nowhere:
        client.post(reverse("cases:search"), {"words": nothing})
    assert len(here) == len(nowhere)


@pytest.mark.parametrize("name", OF_A_CASE)
def test_a_page_that_was_open_when_they_declared_takes_no_form_any_more(name: str, cast: Cast) -> None:
    client = signed_in(cast.team.caseworker)
    address = reverse(f"cases:{name}", args=[cast.khans.case.reference])
    assert client.get(address).status_code == 200
    becomes_governor(cast.team.caseworker, cast)
    assert client.post(address, {"note": "One last thing"}).status_code == 404


def test_with_their_identity_no_statement_shows_it(cast: Cast, app_sql: psycopg.Connection) -> None:
    worker = cast.team.caseworker
    becomes_governor(worker, cast)
    values = {
        "case": cast.khans.case.id,
        "worker": worker.id,
        "child": cast.khans.child.id,
    }
    with standing.standing_as(standing.worker(worker.id)), connections["default"].cursor() as cursor:
        for statement in SAME_SQL:
            cursor.execute(statement, values)
            assert cursor.fetchone() == (0,), statement


NAMES = st.sampled_from(["Zahra", "Zara", "Samira", "Ben", "Łukasz", "Lukas", "Mina", "Zahra Noor", "Noor"])
FAMILIES = st.sampled_from(["Khan", "Kahn", "Kan", "O'Neil-Taylor", "Taylor", "Tailor", "Oneil", "Quirke"])
DAYS = st.sampled_from([None, date(2016, 5, 13), date(2016, 5, 31), date(1985, 2, 1), date(1999, 9, 9)])
NUMBERS = st.sampled_from([(), ("07700 900123",), ("07700900456",), ("+44 20 7946 0000",)])


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
@given(given_names=NAMES, family_name=FAMILIES, born=DAYS, numbers=NUMBERS)
def test_the_index_leaves_out_nobody_whom_comparing_with_everyone_would_find(
    cast: Cast, given_names: str, family_name: str, born: date | None, numbers: tuple[str, ...]
) -> None:
    """The oracle holds whoever is named against every person on record, one by one."""
    someone = Described(given_names=given_names, family_name=family_name, born=born, numbers=numbers)
    found = named_by(someone)
    everyone = {
        key: one
        for family in (cast.khans, cast.taylors)
        for key, one in INDEX.known([family.child.id, family.parent.id]).items()
    }
    slowly = {key: ground for key, one in everyone.items() if (ground := ground_of(someone, one)) is not None}
    assert found == slowly
    assert met(someone, everyone) == slowly
