"""A data base that hangs is given up in time; one that is only slow is left to it by whoever can wait."""

from __future__ import annotations

import socket
import time

import pytest
from django.db import OperationalError

from sendiass.database.engine.base import Connection, DatabaseWrapper
from sendiass.database.patience import CONNECTING, how_long, patience

AT_ONCE = 5.0  # seconds, on a machine with much else to do


def asked(own: DatabaseWrapper, seconds: float) -> None:
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def test_a_statement_that_does_not_answer_in_time_is_given_up(wrapper: DatabaseWrapper) -> None:
    wrapper.ensure_connection()
    began = time.monotonic()
    with patience(0.5), pytest.raises(OperationalError):
        asked(wrapper, 60)
    assert time.monotonic() - began < AT_ONCE
    assert isinstance(wrapper.connection, Connection)
    assert wrapper.connection.closed


def test_the_next_question_is_asked_on_a_new_connection(wrapper: DatabaseWrapper) -> None:
    with patience(0.5), pytest.raises(OperationalError):
        asked(wrapper, 60)
    wrapper.close_if_unusable_or_obsolete()
    asked(wrapper, 0)


def test_a_statement_that_the_server_itself_gives_up_leaves_the_connection_open(
    wrapper: DatabaseWrapper,
) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute("SET statement_timeout = '50ms'")
    with patience(60), pytest.raises(OperationalError):
        asked(wrapper, 60)
    assert wrapper.connection is not None
    assert not wrapper.connection.closed


def test_a_job_waits_as_long_as_it_takes(wrapper: DatabaseWrapper) -> None:
    assert how_long() is None
    asked(wrapper, 0.6)


def test_the_shorter_of_two_patiences_counts() -> None:
    with patience(20), patience(2), patience(60):
        assert how_long() == 2
    assert how_long() is None


@pytest.mark.parametrize("limit", [CONNECTING, 2.0])
def test_a_server_that_takes_up_the_call_and_says_nothing_is_given_up(
    wrapper: DatabaseWrapper, limit: float
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        wrapper.settings_dict["HOST"], wrapper.settings_dict["PORT"] = silent.getsockname()
        began = time.monotonic()
        with patience(limit), pytest.raises(OperationalError):
            wrapper.ensure_connection()
        took = time.monotonic() - began
    assert limit - 1 < took < limit + AT_ONCE


def test_a_job_too_gives_up_calling_a_server_that_says_nothing(wrapper: DatabaseWrapper) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        wrapper.settings_dict["HOST"], wrapper.settings_dict["PORT"] = silent.getsockname()
        began = time.monotonic()
        with pytest.raises(OperationalError):
            wrapper.ensure_connection()
    assert time.monotonic() - began < CONNECTING + AT_ONCE
