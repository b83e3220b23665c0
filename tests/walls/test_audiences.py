"""The wall at the door: every view in the URLconf says whom it is for, and a library's other pages are closed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sendiass.pages import Page, page_of
from tests.cast import Cast

FLOORS = ("sendiass", "cases", "consent", "feedback", "governance")

View = Callable[..., Any]


def views(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, View]]:
    """Every view of the URLconf with its whole URL name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            assert isinstance(entry, URLPattern)
            yield f"{namespace}{entry.name}", entry.callback


def is_ours(view: View) -> bool:
    return inspect.unwrap(view).__module__.split(".")[0] in FLOORS


def library_names() -> list[str]:
    return [name for name, view in views() if not is_ours(view)]


def test_every_view_of_ours_states_its_audience() -> None:
    assert [name for name, view in views() if is_ours(view) and page_of(view, None) is None] == []


def test_every_page_for_signed_in_people_says_who_may() -> None:
    for name, view in views():
        if is_ours(view):
            stated = page_of(view, name)
            assert isinstance(stated, Page)
            assert (stated.may is None) == (stated.audience == "public"), name


PUBLIC = {"home", "privacy", "accessibility", "theme", "health:alive", "health:ready"} | {
    "cases:refer",
    "cases:refer_begin",
    "cases:refer_check",
    "cases:refer_family_first",
    "cases:refer_leave",
    "cases:refer_question",
    "cases:refer_return",
    "cases:refer_saved",
    "cases:refer_sent",
    "feedback:view_give",
    "feedback:view_receipt",
    "feedback:views_checker",
    "cases:refer_without_records",
    "feedback:answer_check",
    "feedback:answer_question",
    "feedback:answer_sent",
    "feedback:answer_sheet",
    "feedback:answer_start",
    "feedback:comment_send",
    "feedback:comment_sent",
    "feedback:you_said",
    "governance:policy_changes",
    "governance:policy_page",
    "governance:policy_paper",
}
"""What anyone may open without an account; to add an address here is to publish it."""


def test_only_these_pages_are_public() -> None:
    public = {
        name
        for name, view in views()
        if is_ours(view) and (stated := page_of(view, name)) and stated.audience == "public"
    }
    assert public == PUBLIC


def test_every_address_has_a_name_of_its_own() -> None:
    names = [name for name, _ in views()]
    assert "None" not in {name.rpartition(":")[2] for name in names}
    assert len(names) == len(set(names))


def test_every_page_of_a_library_that_is_served_exists() -> None:
    assert set(settings.LIBRARY_PAGES) <= set(library_names())
    assert set(settings.LIBRARY_PAGES.values()) == {"public", "signed in"}


@pytest.mark.django_db
def test_a_librarys_other_pages_are_not_there_for_anyone(client: Client, cast: Cast) -> None:
    closed = sorted(set(library_names()) - set(settings.LIBRARY_PAGES))
    assert {"account_signup", "account_email"} <= set(closed)
    for user in (None, cast.team.caseworker, cast.team.manager):
        if user:
            client.force_login(user)
        for name in closed:
            address = reverse(name, kwargs={"key": "x"} if name == "account_confirm_email" else None)
            assert client.get(address).status_code == 404, name
            assert client.post(address, {"email": "a@b.example"}).status_code == 404, name
