"""How often a public form may be used: by one address and by all, forgotten by the hour, and never in a family's way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
import redis
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory

from sendiass import clock
from sendiass.visitors.limits import Limit, is_within

ASKING = Limit("asking", from_one=3, from_all=5)


@pytest.fixture(autouse=True)
def _an_hour_in_which_nobody_asked() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _within_one_hour() -> Iterator[None]:
    with time_machine.travel(clock.now().replace(minute=5), tick=False):
        yield


def asked(address: str = "203.0.113.7", **headers: Any) -> HttpRequest:
    """A request as it comes from this address."""
    return RequestFactory().post("/refer/", REMOTE_ADDR=address, **headers)


def test_one_address_is_held_up_once_it_asked_too_often() -> None:
    assert [is_within(ASKING, asked()) for _ in range(4)] == [True, True, True, False]
    assert is_within(ASKING, asked("203.0.113.8"))


def test_all_together_are_held_up_from_however_many_addresses() -> None:
    within = [is_within(ASKING, asked(f"203.0.113.{number}")) for number in range(6)]
    assert within == [True] * 5 + [False]


def test_one_address_that_asks_without_end_leaves_the_others_their_share() -> None:
    for _ in range(50):
        is_within(ASKING, asked())
    assert is_within(ASKING, asked("203.0.113.8"))
    assert is_within(ASKING, asked("203.0.113.9"))


def test_what_is_counted_under_one_name_holds_up_nothing_else() -> None:
    for _ in range(9):
        is_within(ASKING, asked())
    assert is_within(Limit("something-else", 3, 5), asked())


def test_an_hour_later_everyone_may_ask_again() -> None:
    for _ in range(9):
        is_within(ASKING, asked())
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert is_within(ASKING, asked())


def test_one_households_many_addresses_of_the_new_kind_are_one() -> None:
    assert [is_within(ASKING, asked(f"2001:db8:1:2::{one}")) for one in "abcd"] == [True, True, True, False]
    assert is_within(ASKING, asked("2001:db8:1:3::a"))


def test_behind_our_own_front_the_address_is_the_visitors_and_not_one_they_made_up() -> None:
    with mock.patch.object(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 1):
        for number in range(3):
            is_within(ASKING, asked("10.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.7"))
        assert not is_within(ASKING, asked("10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.9, 203.0.113.7"))
        assert is_within(ASKING, asked("10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.8"))


def test_an_address_that_cannot_be_told_counts_as_one() -> None:
    assert [is_within(ASKING, asked("what?")) for _ in range(4)] == [True, True, True, False]


def test_the_cache_holds_no_address_and_nothing_for_longer_than_its_hour() -> None:
    is_within(ASKING, asked("203.0.113.7"))
    with redis.Redis.from_url(str(settings.CACHES["default"]["LOCATION"])) as server:
        keys = [key for key in server.scan_iter() if b"limit:" in key]
        assert len(keys) == 2
        for key in keys:
            assert b"203.0.113" not in key + (server.get(key) or b"")
            assert 0 < server.ttl(key) <= 3600


def test_without_the_cache_nobody_is_held_up() -> None:
    for broken in (redis.ConnectionError("away"), redis.TimeoutError("hangs")):
        with mock.patch.object(cache, "add", side_effect=broken):
            assert all(is_within(ASKING, asked()) for _ in range(9))
