"""Several set-ups may prepare one server at the same time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from local_service.databases import prepare_given

AT_ONCE, TURNS = 4, 6


@pytest.fixture
def given() -> Iterator[str]:
    """The address of a data base that is not there yet, as a role that may make roles; all of it is dropped."""
    name = f"given_{uuid4().hex[:12]}"
    address = os.environ["TEST_SUPERUSER_DATABASE_URL"]
    yield urlsplit(address)._replace(path=f"/{quote(name)}").geturl()
    with psycopg.connect(address, autocommit=True) as admin:
        for database in (name, f"{name}_keys"):
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
            admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{database}_app")))


def test_set_ups_that_run_at_once_change_the_roles_in_turn(given: str) -> None:
    first = prepare_given(given, "", "", "")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        later = list(pool.map(lambda _: prepare_given(given, "", "", ""), range(AT_ONCE * TURNS)))
    assert later == [first] * (AT_ONCE * TURNS)
