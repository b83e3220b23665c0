"""While a server behind us is away people are told so in plain words, and what they typed is given back."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
import redis
from django.contrib.sessions.models import Session
from django.db import OperationalError, connections
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from sendiass.profiles import profile
from tests.canary.pages_read import Form, read
from tests.cast import Cast

AWAY = "We cannot reach the records just now"
NOTE = "Rang the school.\n\nThey will <b>ring back</b> on Friday & say."


@pytest.fixture
def caseworker(cast: Cast) -> Client:
    """Her browser, in which she has signed in."""
    browser = Client(raise_request_exception=False)
    browser.force_login(cast.team.caseworker)
    return browser


@pytest.fixture
def away(caseworker: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The data base falls after she has signed in."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection to server at 10.0.0.7, port 5432 failed")

    with monkeypatch.context() as patch:
        patch.setattr(type(connections["default"]), "cursor", refuse)
        yield


@pytest.fixture
def page(cast: Cast) -> str:
    return reverse("cases:case_page", args=[cast.khans.case.reference])


def typed() -> dict[str, str | list[str]]:
    return {
        "note": NOTE,
        "once": str(uuid4()),
        "channel": "phone_call",
        "kinds": ["advice", "support"],
        "level": "2",
    }


def given_back(html: str) -> Form | None:
    """The form on the page that holds what was typed."""
    return next((form for form in read(html).forms if "note" in form.boxes), None)


@pytest.mark.usefixtures("away")
class TestWhileTheDataBaseIsAway:
    @pytest.mark.parametrize("address", ["/cases/", "/today/", "/account/start/"])
    def test_a_page_says_so_in_our_name_and_when_to_come_back(self, caseworker: Client, address: str) -> None:
        answer = caseworker.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert answer.headers["Cache-Control"] == "no-store"
        html = answer.content.decode()
        assert AWAY in html
        assert profile().identity.name in html
        assert profile().identity.phone in html
        for inside in ("10.0.0.7", "OperationalError", "Traceback"):
            assert inside not in html

    @pytest.mark.clause("B06")
    def test_what_was_typed_is_on_the_page_and_is_sent_again_as_it_was(
        self, caseworker: Client, page: str
    ) -> None:
        sent = typed()
        answer = caseworker.post(page, sent)
        assert answer.status_code == 503
        html = answer.content.decode()
        assert "What you sent may not have been saved." in html
        assert "it will not be saved twice" in html
        form = given_back(html)
        assert form is not None
        assert (form.method, form.action) == ("post", page)
        assert form.boxes["note"].type == "textarea"
        assert form.boxes["note"].value.lstrip("\n") == NOTE
        assert form.boxes["once"].value == sent["once"]
        assert "<b>" not in html
        assert html.count('name="kinds"') == 2

    def test_the_script_that_keeps_drafts_hears_a_status(self, caseworker: Client) -> None:
        answer = caseworker.post(
            "/drafts/case:LEI-00001:log/", {"note": NOTE}, content_type="application/json"
        )
        assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})

    def test_a_password_is_never_given_back(self) -> None:
        stranger = Client(raise_request_exception=False)
        answer = stranger.post(
            "/account/login/", {"login": "amina@service.example", "password": "open sesame now"}
        )
        assert answer.status_code == 503
        assert "sesame" not in answer.content.decode()
        assert "amina@" not in answer.content.decode()

    def test_words_that_another_site_sends_are_not_shown_in_our_name(self, cast: Cast, page: str) -> None:
        strict = Client(raise_request_exception=False, enforce_csrf_checks=True)
        answer = strict.post(page, typed(), headers={"Origin": "https://elsewhere.example"})
        assert answer.status_code == 503
        assert given_back(answer.content.decode()) is None

    def test_a_form_too_long_to_be_read_is_answered_all_the_same(
        self, caseworker: Client, page: str, settings: Settings
    ) -> None:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
        answer = caseworker.post(page, typed())
        assert answer.status_code in (400, 503)
        assert given_back(answer.content.decode()) is None


@pytest.mark.clause("B06")
def test_a_data_base_that_falls_as_the_answer_leaves_gives_back_what_was_typed(
    caseworker: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Session, "save", refuse)
    answer = caseworker.post(page, typed())
    assert answer.status_code == 503
    assert given_back(answer.content.decode()) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("error", [redis.ConnectionError("refused"), redis.TimeoutError("late")])
def test_without_the_queue_signing_in_says_so_too(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", refuse)
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.add", refuse)
    answer = Client(raise_request_exception=False).post(
        "/account/login/", {"login": "amina@service.example", "password": "x"}
    )
    assert answer.status_code == 503
    assert AWAY in answer.content.decode()


@pytest.mark.django_db
def test_a_queue_that_takes_up_the_call_and_says_nothing_is_named_in_time(
    client: Client, settings: Settings
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        where = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": where}}
        began = time.monotonic()
        answer = client.get("/readyz")
        took = time.monotonic() - began
    assert answer.json()["queue"] == "not answering"
    assert took < 15
