"""A colleague who is signed in and answers a questionnaire is nobody there: not recognised, not noted, not logged (L30)."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from feedback.models import Batch
from sendiass.pages import WithoutAnonymousAddresses, knows_nobody
from tests.asking import asked
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L30")]


@pytest.fixture
def batch() -> Batch:
    return asked(is_short=True)


@pytest.fixture
def colleague(cast: Cast) -> Client:
    """Somebody of the team, with a session of today."""
    client = Client()
    client.force_login(cast.team.manager)
    client.get("/settings/")
    return client


def kept() -> list[Any]:
    """Every session, whole."""
    return list(Session.objects.order_by("session_key").values_list())


def test_a_signed_in_browser_is_not_recognised_and_its_session_stays_byte_for_byte(
    colleague: Client, batch: Batch
) -> None:
    before = kept()
    assert before
    for page in (
        colleague.get(f"/q/{batch.code}/"),
        colleague.post(f"/q/{batch.code}/1/"),
        colleague.post(f"/q/{batch.code}/check/"),
        colleague.get("/q/sent/"),
        colleague.get("/q/nocode22/"),
        colleague.get(f"/q/{batch.code}"),
    ):
        assert "Set-Cookie" not in str(page.headers)
        assert not page.cookies
        assert "Sign out" not in page.content.decode()
    assert kept() == before


def test_no_line_is_written_of_what_is_asked_there(
    colleague: Client, batch: Batch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        colleague.get(f"/q/{batch.code}/")
        colleague.get("/q/nocode22/")
        colleague.post(f"/q/{batch.code}/check/", {"once": "x"})
    assert "/q/" not in caplog.text


def test_the_page_opened_next_is_not_told_of_this_one(colleague: Client, batch: Batch) -> None:
    for page in (
        colleague.get(f"/q/{batch.code}/"),
        colleague.post(f"/q/{batch.code}/check/"),
        colleague.get("/q/nocode22/"),
    ):
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert colleague.get("/comments/").headers["Referrer-Policy"] == "same-origin"


def test_a_page_that_fails_is_noticed_without_its_address(rf: Any, batch: Batch) -> None:
    said = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (f"/q/{batch.code}/",), None
    )
    said.request = rf.get(f"/q/{batch.code}/")
    assert WithoutAnonymousAddresses().filter(said)
    assert said.getMessage() == "A page that knows nobody failed"


def test_pages_that_know_people_go_on_knowing_them(colleague: Client) -> None:
    assert not knows_nobody("/settings/")
    assert not knows_nobody("/comments/")
    assert "Sign out" in colleague.get("/settings/").content.decode()
