"""What anyone may read, and what is said when something is wrong: in our look, with nothing inline."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse

from sendiass.profiles import load
from sendiass.profiles import profile as current
from sendiass.ui import checks, context, views
from tests.cast import Cast

PUBLIC = ["/", "/privacy/", "/accessibility/"]
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:")


def text_of(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    return unescape(response.content.decode())


@pytest.fixture(params=["leicester", "york"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Each service in turn."""
    chosen = load(request.param)
    monkeypatch.setattr(views, "profile", lambda: chosen)
    monkeypatch.setattr(context, "profile", lambda: chosen)
    return chosen


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_wear_the_services_own_name_and_nothing_inline(
    client: Client, either: Any, address: str
) -> None:
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 200
    assert re.search(rf"<title>[^<]+ – {either.identity.name}</title>", text_of(response))
    assert not INLINE.search(html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!sendiass|[^"]*\.example)', html)
    assert "None" not in html


@pytest.mark.clause("L22", "Y15")
@pytest.mark.django_db
def test_the_start_page_says_that_the_service_is_impartial_and_how_to_reach_it(
    client: Client, either: Any
) -> None:
    page = text_of(client.get("/"))
    assert either.impartiality.in_writing in page
    assert either.identity.phone in page
    assert either.identity.email in page


@pytest.mark.django_db
def test_the_privacy_page_says_how_to_see_ones_records(client: Client, either: Any) -> None:
    page = text_of(client.get("/privacy/"))
    assert either.records.how_to_see in page
    assert either.host.controller_name in page


@pytest.mark.django_db
def test_the_colours_are_the_profiles(client: Client, either: Any) -> None:
    response = client.get("/theme.css")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert f"--govuk-brand-colour:{either.identity.brand_colour};" in response.content.decode()


@pytest.mark.django_db
def test_a_signed_out_visitor_sees_no_staff_menu(client: Client) -> None:
    page = text_of(client.get("/"))
    assert "Staff sign in" in page
    assert "Sign out" not in page
    assert "govuk-service-navigation" not in page


@pytest.mark.django_db
def test_an_unknown_address_is_answered_in_our_look(client: Client) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "Page not found" in text_of(response)
    assert current().identity.name in text_of(response)


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (views.bad_request, 400, "load the page again"),
        (views.forbidden, 403, "whoever looks after accounts"),
        (views.csrf_failed, 403, "Nothing from this page has been saved."),
        (views.server_error, 500, "It is our fault, not yours"),
        (views.maintenance, 503, "The records are safe."),
    ],
)
def test_what_went_wrong_is_said_without_a_database(answer: Any, status: int, says: str) -> None:
    response = answer(RequestFactory().get("/"))
    assert response.status_code == status
    assert says in text_of(response)
    assert not INLINE.search(response.content.decode())


class Member:
    is_authenticated = True


def may(user: object) -> bool:
    return True


def may_not(user: object) -> bool:
    return False


def shell_at(address: str, settings: Any, menu: list[tuple[str, str, str]]) -> context.Shell:
    settings.NAVIGATION = [
        {"label": label, "url_name": name, "may": f"{__name__}.{rule}"} for label, name, rule in menu
    ]
    request: HttpRequest = RequestFactory().get(address)
    request.user = Member()  # type: ignore[assignment]
    shell = context.shell(request)["shell"]
    assert isinstance(shell, context.Shell)
    return shell


def test_the_menu_holds_what_this_person_may_see_and_marks_the_place(settings: Any) -> None:
    menu = [("Privacy", "privacy", "may"), ("Hidden", "accessibility", "may_not"), ("Home", "home", "may")]
    items = shell_at("/privacy/deeper/", settings, menu).menu
    assert [(item.label, item.current) for item in items] == [("Privacy", "true"), ("Home", "")]


def test_start_up_refuses_a_menu_of_more_than_five_items_which_would_hide_none_of_them(settings: Any) -> None:
    assert len(shell_at("/", settings, [("Home", "home", "may")] * 6).menu) == 6
    assert [problem.id for problem in checks.navigation_is_sound()] == ["ui.E004"]


@pytest.mark.django_db
def test_settings_are_on_every_page_of_whoever_is_signed_in(cast: Cast) -> None:
    for user in (cast.team.manager, cast.team.caseworker, cast.team.volunteer, cast.team.administrator):
        client = Client()
        client.force_login(user)
        assert reverse("accounts:settings") in client.get(reverse("accessibility")).content.decode()


def test_the_500_page_survives_a_database_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", gone)
    assert views.server_error(RequestFactory().get("/")).status_code == 500
