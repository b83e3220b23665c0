"""Steals and reuses what a browser holds, forges forms, and asks the sign-in page who has an account."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from feedback.models import ShutAnswer
from sendiass import clock
from sendiass.accounts.actions import deactivate
from sendiass.accounts.emails import PASSWORD_RESET, password_link
from sendiass.accounts.jobs import send_password_link
from sendiass.accounts.models import User
from sendiass.audit.models import LogEntry
from sendiass.celery import carry_ids_only
from sendiass.outbox.models import Message
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PASSWORD = "four green horses sing"
NEW = {"password1": "five blue horses hum", "password2": "five blue horses hum"}


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


def signs_in(client: Client, user: User, password: str = PASSWORD) -> HttpResponseBase:
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


@pytest.fixture
def worker(cast: Cast) -> User:
    user = cast.team.caseworker
    user.set_password(PASSWORD)
    user.save()
    return user


def has_a_day(client: Client) -> bool:
    return client.get(reverse("cases:today")).status_code == 200


def stolen(client: Client) -> Client:
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return thief


def test_a_session_planted_before_signing_in_is_not_the_one_after(worker: User) -> None:
    victim = Client()
    victim.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    signs_in(victim, worker)
    assert has_a_day(victim)
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != "a" * 32
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert not has_a_day(thief)


@pytest.mark.parametrize("ends", ["signing out", "a new password", "the account's end", "ten hours"])
def test_a_copied_cookie_opens_nothing_after(
    worker: User, cast: Cast, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    client = Client()
    signs_in(client, worker)
    thief = stolen(client)
    assert has_a_day(thief)
    if ends == "signing out":
        client.post(reverse("account_logout"))
    elif ends == "a new password":
        client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **NEW})
        assert has_a_day(client)
    elif ends == "the account's end":
        deactivate(by=cast.team.manager, person=worker, reason="Left", at=clock.now())
    else:
        later = clock.now() + timedelta(hours=settings.SESSION_LONGEST_HOURS)
        monkeypatch.setattr("sendiass.accounts.middleware.now", lambda: later)
    assert not has_a_day(thief)


@pytest.mark.parametrize("ends", ["a sign-in", "a new password", "the account's end"])
def test_a_link_for_a_new_password_dies_with(worker: User, cast: Cast, ends: str) -> None:
    link = password_link(worker).removeprefix(settings.SITE_URL)
    client = Client()
    signs_in(client, worker)
    if ends == "a new password":
        client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **NEW})
    elif ends == "the account's end":
        deactivate(by=cast.team.manager, person=worker, reason="Left", at=clock.now())
    visitor = Client()
    form = visitor.get(link, follow=True)
    assert not form.redirect_chain
    visitor.post(link, {"password1": "six red horses dance", "password2": "six red horses dance"})
    worker.refresh_from_db()
    assert not worker.check_password("six red horses dance")


KNOW_NOBODY = "/q/"
"""The pages of anonymous questionnaires read no cookie, so a form of theirs does nothing in anybody's name (decision 38)."""


def test_every_form_refuses_to_be_sent_by_another_site(cast: Cast) -> None:
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(cast.team.manager)
    for address in addresses():
        if forger.get(address).status_code == 404 and forger.options(address).status_code == 404:
            continue  # a library's page that nobody is served
        if address.startswith(KNOW_NOBODY):
            continue
        answer = forger.post(address, {}, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403, address
        assert answer.headers["Cache-Control"] == "no-store", address


def test_a_form_that_another_site_may_send_does_nothing_in_the_name_of_whoever_is_signed_in(
    cast: Cast,
) -> None:
    signed_in, stranger = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    signed_in.force_login(cast.team.manager)
    entries = LogEntry.objects.count()
    for address in (one for one in addresses() if one.startswith(KNOW_NOBODY)):
        told = [
            client.post(address, {}, headers={"Origin": "https://evil.example"}).status_code
            for client in (signed_in, stranger)
        ]
        assert told[0] == told[1], address
    assert LogEntry.objects.count() == entries
    assert not ShutAnswer.objects.exists()


def addresses() -> list[str]:
    """Every address of ours, its parts filled with anything of their shape."""
    shapes = {"reference": "LEI-00001", "form_key": "case:LEI-00001:log"}
    found = []
    for entry in _patterns(get_resolver()):
        route = entry
        for part in set(re.findall(r"<(\w+):(\w+)>", route)):
            kind, name = part
            shaped = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1"}
            value = shaped.get(kind) or shapes.get(name, "x")
            route = route.replace(f"<{kind}:{name}>", value)
        if "(" not in route and "^" not in route:
            found.append(f"/{route}")
    return found


def _patterns(resolver: URLResolver, before: str = "") -> list[str]:
    found: list[str] = []
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += _patterns(entry, here)
        elif isinstance(entry, URLPattern):
            found.append(here)
    return found


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "/\\evil.example", "https:evil.example", "javascript:x()"]
)
def test_no_page_of_ones_account_leads_to_another_site(cast: Cast, elsewhere: str) -> None:
    for name in ("account_login", "account_logout", "account_reauthenticate", "account_change_password"):
        client = Client()
        client.force_login(cast.team.caseworker)
        for answer in (
            client.get(reverse(name), {"next": elsewhere}),
            client.post(reverse(name), {"next": elsewhere}),
        ):
            assert "evil" not in answer.headers.get("Location", "")
            assert "javascript" not in answer.headers.get("Location", "")


def test_a_wrong_password_is_one_answer_for_everyone(worker: User, cast: Cast) -> None:
    gone = cast.team.volunteer
    deactivate(by=cast.team.manager, person=gone, reason="Left", at=clock.now())
    answers = set()
    for email in (worker.email, gone.email, cast.team.colleague.email, "nobody@service.example"):
        visitor = Client()
        answer = visitor.post(reverse("account_login"), {"login": email, "password": "not this one at all"})
        body = answer.content.decode().replace(email, "").replace(visitor.cookies["csrftoken"].value, "")
        answers.add((answer.status_code, len(re.sub(r'value="\w{64}"', "", body))))
    assert len(answers) == 1


def test_asking_for_a_link_takes_the_same_work_with_and_without_an_account(worker: User) -> None:
    asked = []
    for email in (worker.email, "nobody@service.example"):
        with CaptureQueriesContext(connections["default"]) as queries:
            Client().post(reverse("account_reset_password"), {"email": email})
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_link_asked_for_is_written_by_a_worker_once_and_only_for_an_account(
    worker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: asked.append([name, *args]))
    for email in (worker.email, "nobody@service.example"):
        Client().post(reverse("account_reset_password"), {"email": email})
    assert [name for name, *_ in asked] == [send_password_link.name] * 2
    for _name, *ids in [*asked, *asked]:  # a worker that was killed is asked again
        carry_ids_only(*ids)
        send_password_link(*ids)
    (link,) = Message.objects.filter(kind=PASSWORD_RESET.code)
    assert link.key_subject == worker.key_subject


def test_a_link_asked_for_before_the_accounts_end_is_not_written_after_it(worker: User, cast: Cast) -> None:
    deactivate(by=cast.team.manager, person=worker, reason="Left", at=clock.now())
    send_password_link(str(uuid4()), str(worker.id))
    assert not Message.objects.filter(kind=PASSWORD_RESET.code).exists()
