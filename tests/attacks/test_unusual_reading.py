"""Tries to unsay, to explain away and to look into one's own unusual reading, by SQL as the application's role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from cases.models import UnusualReading
from sendiass import clock
from tests.cast import Cast
from tests.reading import found_unusual

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L26", "Y12", "Y24")]

TABLES = ("cases_unusualreading", "cases_lookedinto", "cases_daylookedthrough")


@pytest.fixture
def finding(cast: Cast) -> UnusualReading:
    return found_unusual(cast.team.manager, cast.khans.case)


def put(table: str, row: dict[str, Any]) -> None:
    columns, places = ", ".join(row), ", ".join("%s" for _ in row)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", list(row.values()))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def finding_row(cast: Cast, **different: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": uuid4(),
        "worker_id": cast.team.caseworker.id,
        "rule": "many_cases",
        "day": clock.day_of(now) - timedelta(days=1),
        "number": 1,
        "least": 1,
        "usual": None,
        "cases": [cast.khans.case.id],
        "found_at": now,
        **different,
    }


def looked_row(cast: Cast, finding: UnusualReading, **different: Any) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "finding_id": finding.id,
        "worker_id": finding.worker_id,
        "outcome": "explained",
        "words": b"",
        "at": clock.now(),
        "by_id": cast.team.administrator.id,
        **different,
    }


def test_the_rows_of_these_tests_are_taken_where_nothing_is_wrong(
    cast: Cast, finding: UnusualReading
) -> None:
    put("cases_unusualreading", finding_row(cast))
    put("cases_lookedinto", looked_row(cast, finding))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("attack", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nothing_is_changed_or_removed(cast: Cast, finding: UnusualReading, table: str, attack: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(table))


WRONG: dict[str, Callable[[Cast], dict[str, Any]]] = {
    "unusual_by_a_known_rule": lambda cast: finding_row(cast, rule="a_grudge"),
    "unusual_from_its_least_on": lambda cast: finding_row(cast, least=2),
    "unusual_counts_its_cases": lambda cast: finding_row(cast, number=3),
    "found_once_the_day_was_over": lambda cast: finding_row(cast, day=clock.today()),
}


@pytest.mark.parametrize("constraint", WRONG)
def test_a_finding_that_cannot_be_is_refused(cast: Cast, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        put("cases_unusualreading", WRONG[constraint](cast))


def test_a_search_counts_no_cases(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="unusual_counts_its_cases"):
        put("cases_unusualreading", finding_row(cast, rule="many_searches"))


def test_the_same_is_not_found_twice(cast: Cast) -> None:
    put("cases_unusualreading", finding_row(cast))
    with pytest.raises(IntegrityError, match="found_unusual_once_a_day"):
        put("cases_unusualreading", finding_row(cast))


def test_a_day_is_looked_through_once_and_when_it_is_over(cast: Cast) -> None:
    row = {"id": uuid4(), "day": clock.today() - timedelta(days=3), "at": clock.now()}
    put("cases_daylookedthrough", row)
    with pytest.raises(IntegrityError):
        put("cases_daylookedthrough", {**row, "id": uuid4()})
    with pytest.raises(IntegrityError, match="looked_through_once_it_was_over"):
        put("cases_daylookedthrough", {**row, "id": uuid4(), "day": clock.today()})


def test_nobody_looks_into_their_own_whatever_they_say_whose_it_is(
    cast: Cast, finding: UnusualReading
) -> None:
    moira = cast.team.manager.id
    with pytest.raises(IntegrityError, match="nobody_judges_their_own_reading"):
        put("cases_lookedinto", looked_row(cast, finding, by_id=moira))
    with pytest.raises(IntegrityError, match="looked_into_of_its_finding"):
        put("cases_lookedinto", looked_row(cast, finding, by_id=moira, worker_id=cast.team.colleague.id))


def test_it_is_looked_into_once_and_in_known_words(cast: Cast, finding: UnusualReading) -> None:
    with pytest.raises(IntegrityError, match="looked_into_in_known_words"):
        put("cases_lookedinto", looked_row(cast, finding, outcome="forgotten"))
    put("cases_lookedinto", looked_row(cast, finding))
    with pytest.raises(IntegrityError):
        put("cases_lookedinto", looked_row(cast, finding))


def test_no_address_shows_it_to_whom_it_is_not_for(
    client: Client, cast: Cast, finding: UnusualReading
) -> None:
    of_caseworker = found_unusual(cast.team.caseworker, cast.khans.case)
    addresses = [
        reverse("cases:unusual_list"),
        reverse("cases:unusual_list") + "?show=all",
        reverse("cases:unusual_page", args=[finding.id]),
        reverse("cases:unusual_page", args=[of_caseworker.id]),
        reverse("cases:worker_readings") + f"?worker={cast.team.manager.id}",
        reverse("cases:person_readings", args=[cast.khans.child.id]),
        reverse("cases:readings_page", args=[cast.khans.case.reference]),
    ]
    for user in (cast.team.caseworker, cast.team.colleague, cast.team.volunteer, cast.team.board_member):
        client.force_login(user)
        for address in addresses:
            for answer in (client.get(address), client.post(address, {"outcome": "explained", "words": "x"})):
                assert answer.status_code == 403
                assert "Opened" not in answer.content.decode()
    assert not UnusualReading.objects.filter(looked_into__isnull=False).exists()
