"""Signing in, and staying signed in no longer than one should."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import pytest
import time_machine
from celery import current_app
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import OperationalError, connections
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from sendiass.accounts import jobs
from sendiass.accounts.actions import deactivate
from sendiass.accounts.models import User
from sendiass.accounts.sessions import SessionStore, digest
from sendiass.clock import now
from tests.kernel.accounts.conftest import PASSWORD, People

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def give(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/account/start/").status_code == 200


@pytest.mark.parametrize(
    ("who", "lands"),
    [
        ("mo@example.org", "cases:today"),
        ("cem@example.org", "cases:today"),
        ("ada@example.org", "cases:intake"),
        ("bea@example.org", "accounts:start"),
    ],
)
def test_each_role_lands_where_its_work_is(people: People, client: Client, who: str, lands: str) -> None:
    response = give(client, who)
    assert response.status_code == 302
    assert response["Location"] == reverse(lands)


def test_the_address_may_be_typed_in_capitals(people: People, client: Client) -> None:
    give(client, " Cem@Example.ORG ")
    assert is_signed_in(client)


def test_a_wrong_password_is_refused_without_saying_what_was_wrong(people: People, client: Client) -> None:
    known = give(client, "cem@example.org", "not the password").content.decode()
    unknown = give(client, "nobody@example.org", "not the password").content.decode()
    assert "The email address or the password is not right" in known
    assert "The email address or the password is not right" in unknown
    assert not is_signed_in(client)


def test_guessing_is_stopped_even_when_the_guess_is_right(people: People, client: Client) -> None:
    for _ in range(5):
        give(client, "cem@example.org", "not the password")
    response = give(client, "cem@example.org")
    assert "Too many attempts" in response.content.decode()
    assert not is_signed_in(client)


def test_trying_while_the_records_are_away_counts_as_no_guess(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else everybody who pressed the button five times would be shut out once the service is back."""
    browser = Client(raise_request_exception=False)

    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection to server failed")

    with monkeypatch.context() as patch:
        patch.setattr(type(connections["default"]), "cursor", refuse)
        assert {give(browser, "cem@example.org").status_code for _ in range(6)} == {503}
    assert give(browser, "cem@example.org").status_code == 302
    assert is_signed_in(browser)


def test_hammering_the_page_is_answered_with_a_page(people: People, client: Client) -> None:
    codes = {give(client, f"x{n}@example.org").status_code for n in range(40)}
    assert codes <= {200, 429}
    assert 429 in codes


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        "\thttps://evil.example",
        "http:///evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(people: People, client: Client, elsewhere: str) -> None:
    response = give(client, "cem@example.org", next=elsewhere)
    assert response["Location"] == reverse("cases:today")


def test_signing_in_leads_on_to_the_page_one_came_for(people: People, client: Client) -> None:
    wanted = client.get("/settings/accounts/?role=manager")
    assert wanted["Location"].startswith(LOGIN)
    response = client.post(wanted["Location"], {"login": "mo@example.org", "password": PASSWORD})
    assert (
        response["Location"] == reverse("cases:today")
        or response["Location"] == "/settings/accounts/?role=manager"
    )
    response = Client().post(
        LOGIN, {"login": "mo@example.org", "password": PASSWORD, "next": "/settings/accounts/?role=manager"}
    )
    assert response["Location"] == "/settings/accounts/?role=manager"


def test_nobody_can_sign_up(client: Client) -> None:
    assert client.get("/account/signup/").status_code == 404
    assert (
        client.post("/account/signup/", {"email": "a@example.org", "password1": PASSWORD}).status_code == 404
    )
    assert client.get("/account/email/").status_code in (302, 404)


def test_the_sign_in_page_lists_no_accounts(people: People, client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    for person in User.objects.all():
        assert person.email not in page
        assert person.name not in page


@pytest.mark.parametrize(
    "login",
    [
        "x" * 1_000,
        "a@" + "b" * 1_000 + ".org",
        "cem@example.org\x00",
        "\x00",
        "😀@example.org",
        "' OR 1=1 --",
        "",
    ],
)
@pytest.mark.parametrize("password", [PASSWORD, "p" * 100_000, "\x00", "پاس", ""])
def test_nonsense_is_refused_and_never_an_error(
    people: People, client: Client, login: str, password: str
) -> None:
    response = give(client, login, password)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()


def test_an_ended_account_cannot_sign_in(people: People, client: Client) -> None:
    deactivate(by=people.manager, person=people.caseworker, reason="Left", at=now())
    response = give(client, "cem@example.org")
    assert response["Location"] == reverse("account_inactive")
    assert "Your account has ended" in client.get(response["Location"]).content.decode()
    assert not is_signed_in(client)


def test_ending_an_account_ends_its_sessions_at_once(people: People, client: Client) -> None:
    give(client, "cem@example.org")
    assert is_signed_in(client)
    deactivate(by=people.manager, person=people.caseworker, reason="Left", at=now())
    assert not is_signed_in(client)


def test_a_session_ends_after_half_an_hour_without_a_click(people: People, client: Client) -> None:
    with time_machine.travel("2026-11-02 09:00:00+00:00", tick=False) as clock:
        give(client, "cem@example.org")
        clock.shift(timedelta(minutes=29))
        assert is_signed_in(client)
        clock.shift(timedelta(minutes=29))
        assert is_signed_in(client)
        clock.shift(timedelta(minutes=31))
        assert not is_signed_in(client)


def test_no_session_lasts_longer_than_ten_hours(people: People, client: Client) -> None:
    with time_machine.travel("2026-11-02 08:00:00+00:00", tick=False) as clock:
        give(client, "cem@example.org")
        assert is_signed_in(client)
        for _ in range(29):
            clock.shift(timedelta(minutes=20))
            assert is_signed_in(client)
        clock.shift(timedelta(minutes=20))
        assert not is_signed_in(client)


def test_the_nightly_job_forgets_sessions_that_are_over(people: People, client: Client) -> None:
    with time_machine.travel("2026-11-02 09:00:00+00:00", tick=False) as clock:
        give(client, "cem@example.org")
        jobs.forget_ended_sessions()
        assert Session.objects.count() == 1
        clock.shift(timedelta(hours=1))
        jobs.forget_ended_sessions()
        assert Session.objects.count() == 0


def test_signing_out_makes_the_browser_forget(people: People, client: Client) -> None:
    give(client, "cem@example.org")
    assert client.get("/account/logout/").status_code == 200
    assert is_signed_in(client)
    response = client.post("/account/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not is_signed_in(client)


def test_pages_of_someone_signed_in_are_not_kept_by_the_browser(people: People, client: Client) -> None:
    give(client, "cem@example.org")
    assert "no-store" in client.get("/account/start/").headers["Cache-Control"]


def test_the_data_base_holds_neither_cookie_nor_content_of_a_session(
    people: People, client: Client, settings: Settings
) -> None:
    give(client, "cem@example.org")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get()
    assert row.session_key == digest(cookie)
    assert cookie not in row.session_data
    assert "_auth_user_id" not in row.session_data
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert not is_signed_in(stolen)


def test_a_session_planted_or_moved_in_the_data_base_opens_nothing(people: People, client: Client) -> None:
    give(client, "mo@example.org")
    sealed = Session.objects.get().session_data
    mine = SessionStore()
    mine["harmless"] = "yes"
    mine.save()
    Session.objects.filter(session_key=digest(str(mine.session_key))).update(session_data=sealed)
    assert dict(SessionStore(mine.session_key).items()) == {}


def ask_for_reset(client: Client, email: str) -> None:
    """Ask, and let a worker do what was asked of it."""
    asked: list[list[str]] = []
    with mock.patch.object(current_app, "send_task", lambda _name, args: asked.append(args)):
        response = client.post("/account/password/reset/", {"email": email})
    assert response.status_code == 302
    for ids in asked:
        jobs.send_password_link(*ids)


def reset_link() -> str:
    text = str(mail.outbox[-1].body)
    return (
        next(word for word in text.split() if "/password/reset/key/" in word)
        .split("//", 1)[1]
        .split("/", 1)[1]
    )


def deliver() -> None:
    from sendiass.outbox.jobs import deliver_waiting

    deliver_waiting()


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(people: People, client: Client) -> None:
    give(client, "cem@example.org")
    visitor = Client()
    ask_for_reset(visitor, "CEM@example.org")
    deliver()
    assert mail.outbox[-1].to == ["cem@example.org"]
    assert "Cem" not in mail.outbox[-1].subject
    link = "/" + reset_link()
    form = visitor.get(link, follow=True)
    assert "Set your password" in form.content.decode()
    done = visitor.post(
        form.redirect_chain[-1][0], {"password1": "five blue horses hum", "password2": "five blue horses hum"}
    )
    assert done.status_code == 302
    assert not is_signed_in(client), "whoever was signed in with the old password is out"
    assert "does not work any more" in Client().get(link, follow=True).content.decode()
    give(visitor, "cem@example.org", "five blue horses hum")
    assert is_signed_in(visitor)


def test_asking_for_a_link_does_not_say_who_has_an_account(people: People, client: Client) -> None:
    ask_for_reset(client, "nobody@example.org")
    deliver()
    assert mail.outbox == []


def test_a_link_for_another_key_is_no_link(people: People, client: Client) -> None:
    for key in ("x", "a-b", f"{people.manager.id.hex}-abc", "0" * 500, "%00-%00"):
        response = client.get(f"/account/password/reset/key/{key}/", follow=True)
        assert response.status_code in (200, 404)


def test_a_weak_password_is_refused(people: People, client: Client) -> None:
    give(client, "cem@example.org")
    for weak in ("short", "123456789012", "cem@example.org", "a" * 501):
        response = client.post(
            "/account/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        )
        assert response.status_code == 200, weak
        assert "There is a problem" in response.content.decode(), weak


def test_nothing_about_the_request_is_in_the_address_of_the_login_page(client: Client) -> None:
    response = client.get("/settings/?" + urlencode({"x": "\x00"}))
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
