"""The wall round every response: what a browser may load, keep, frame and tell, in the demonstration and outside."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, logged
from tests.conftest import WorkerDatabases

ROOT = Path(__file__).parents[2]

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ON_EVERY_RESPONSE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

PUBLIC = [
    "/",
    "/privacy/",
    "/accessibility/",
    "/refer/",
    "/refer/begin/young-person/",
    "/refer/code/",
    "/policy/",
    "/theme.css",
    "/healthz",
    "/account/login/",
    "/no-such-page/",
]
OF_ANYONE = ["/account/start/", "/account/2fa/", "/account/2fa/totp/activate/", "/account/password/change/"]
OF_CASES = [
    "cases:today",
    "cases:case_list",
    "cases:case_open",
    "cases:case_page",
    "cases:first_contact_record",
    "cases:people_page",
    "cases:documents_page",
    "cases:intake",
    "cases:enquiry_take",
    "cases:search",
    "cases:agency_list",
    "cases:legal_list",
    "cases:source_list",
]
OF_SETTINGS = ["accounts:settings", "accounts:account_list", "outbox:letter_list", "outbox:mail_list"]

_LOADED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|use)\b[^>]*?\b(?:src|srcset|data|href)\s*=\s*[\"']([^\"']*)"
    r"|<link\b[^>]*?\bhref\s*=\s*[\"']([^\"']*)"
    r"|<form\b[^>]*?\baction\s*=\s*[\"']([^\"']*)"
    r"|\b(?:hx-get|hx-post|formaction|data-autosave|data-token|data-typeahead-s\w+)\s*=\s*[\"']([^\"']*)"
    r"|url\(\s*[\"']?([^\"')]*)",
    re.IGNORECASE,
)


def guarded(response: HttpResponseBase) -> None:
    """What holds for every response there is."""
    assert isinstance(response, HttpResponse)
    policy = response.headers["Content-Security-Policy"]
    assert {part.strip() for part in policy.split(";") if part.strip()} == POLICY
    for name, value in ON_EVERY_RESPONSE.items():
        assert response.headers.get(name) == value, name
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Server" not in response.headers
    assert strangers(response.content.decode()) == []


def strangers(html: str) -> list[str]:
    """The addresses on other sites that a page loads from, or sends to."""
    loaded = [next((part for part in parts if part), "") for parts in _LOADED.findall(html)]
    return [
        address
        for address in loaded
        if re.match(r"(?:[a-z]+:)?//|(?!data:image/)[a-z]+:", address, re.IGNORECASE)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_loads_and_tells_nothing_elsewhere(client: Client, address: str) -> None:
    guarded(client.get(address))


def address_of(name: str, reference: str) -> str:
    """A page's address; about one case where it is a case's."""
    takes_one = name in {
        "cases:case_page",
        "cases:first_contact_record",
        "cases:people_page",
        "cases:documents_page",
    }
    return reverse(name, kwargs={"reference": reference} if takes_one else None)


@pytest.mark.django_db
def test_pages_of_the_signed_in_stay_with_them(cast: Cast) -> None:
    logged(cast.team.caseworker, cast.khans.case)
    for user, addresses in (
        (
            cast.team.caseworker,
            [*OF_ANYONE, *(address_of(name, cast.khans.case.reference) for name in OF_CASES)],
        ),
        (cast.team.manager, [reverse(name) for name in OF_SETTINGS]),
        (cast.team.board_member, ["/account/start/", "/cases/", "/no-such-page/"]),
    ):
        client = Client()
        client.force_login(user)
        for address in addresses:
            response = client.get(address)
            assert response.status_code in {200, 302, 403, 404}, address
            guarded(response)
            assert "no-store" in response.headers["Cache-Control"], address


@pytest.mark.django_db
def test_a_public_style_sheet_may_be_kept(client: Client) -> None:
    assert "public" in client.get("/theme.css").headers["Cache-Control"]


@pytest.mark.django_db
def test_a_pages_title_and_address_name_nobody(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.team.caseworker)
    names = re.compile("Khan|Zahra|Samira|Taylor|Amina", re.IGNORECASE)
    for name in OF_CASES:
        html = client.get(address_of(name, cast.khans.case.reference)).content.decode()
        title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
        assert title, name
        assert not names.search(title[1]), name
        assert not [
            address for address in re.findall(r"(?:href|action)=\"([^\"]*)", html) if names.search(address)
        ]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<script src="https://cdn.example/a.js"></script>', ["https://cdn.example/a.js"]),
        ('<link rel="x" href="//fonts.example/f.css">', ["//fonts.example/f.css"]),
        ('<img alt="" src="http://t.example/p.gif">', ["http://t.example/p.gif"]),
        ('<form method="post" action="https://elsewhere.example/">', ["https://elsewhere.example/"]),
        ("<p>a{background:url(https://x.example/b.png)}", ["https://x.example/b.png"]),
        ('<a href="https://service.example/">may be followed</a><img src="/static/a.svg">', []),
        ('<img src="data:image/svg+xml;base64,AA==">', []),
    ],
)
def test_the_search_finds_what_a_page_loads_from_elsewhere(html: str, found: list[str]) -> None:
    assert strangers(html) == found


OUTSIDE = """
import json, django
django.setup()
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
from django.test import Client
client = Client(headers={"host": "service.example"})
page, plain, alive = client.get("/account/login/", secure=True), client.get("/account/login/"), client.get("/healthz")
told = {name: getattr(settings, name) for name in dir(settings) if name.startswith(("SESSION_", "CSRF_", "SECURE_"))}
print(json.dumps({
    "settings": told,
    "headers": dict(page.headers),
    "cookies": {name: dict(morsel) for name, morsel in page.cookies.items()},
    "status": [page.status_code, plain.status_code, alive.status_code],
    "moved": plain.headers.get("Location"),
    "body": page.content.decode(),
}, default=str))
"""


@pytest.fixture(scope="module")
def outside(worker_databases: WorkerDatabases) -> dict[str, Any]:
    """What a service says of itself that is no demonstration, from a process of its own."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DEMONSTRATION", "EMAIL_URL"}
    }
    address, pair = worker_databases.server.url, worker_databases.pair
    environment |= {
        "DATABASE_URL": address("DATABASE_URL", pair.data),
        "KEYS_DATABASE_URL": address("KEYS_DATABASE_URL", pair.keys),
        "ALLOWED_HOSTS": "service.example",
        "EMAIL_URL": "smtps://mail.example",
        "SITE_URL": "https://service.example",
    }
    done = subprocess.run(
        [sys.executable, "-c", OUTSIDE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_outside_the_demonstration_everything_goes_over_tls(outside: dict[str, Any]) -> None:
    assert outside["status"] == [200, 301, 200]
    assert outside["moved"] == "https://service.example/account/login/"
    assert outside["headers"]["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_outside_the_demonstration_cookies_belong_to_this_host_alone(outside: dict[str, Any]) -> None:
    assert outside["settings"]["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert outside["settings"]["SESSION_COOKIE_SECURE"]
    assert outside["settings"]["SESSION_COOKIE_HTTPONLY"]
    assert outside["settings"]["SESSION_COOKIE_DOMAIN"] is None
    assert outside["settings"]["SESSION_COOKIE_PATH"] == "/"
    assert list(outside["cookies"]) == ["__Host-csrf"]
    cookie = outside["cookies"]["__Host-csrf"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_outside_the_demonstration_no_page_calls_itself_one(outside: dict[str, Any]) -> None:
    assert "Demonstration" not in outside["body"]
    assert "Demonstration" not in json.dumps(outside["headers"])


def test_the_tests_run_as_the_demonstration() -> None:
    assert settings.DEMONSTRATION
    assert settings.SESSION_COOKIE_NAME == "sessionid"
