"""A worker's day, the lists, running a case, searching and the directory, in a browser, on a desktop and a phone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from cases import search
from cases.actions.dates import add_key_date, add_task
from cases.actions.enquiries import Asked, RingBack, take_enquiry
from cases.choices import CaseStatus, Channel, Issue, KeyDateKind
from cases.models import Allocation, Case, KeyDate
from sendiass import clock
from sendiass.accounts.models import User
from tests.cast import Cast, assemble, logged

Check = Callable[[Page], None]


@pytest.fixture
def cast(live_service: object) -> Iterator[Cast]:
    """The cast on stage, with something due, something late and someone to ring."""
    search.INDEX.clear()
    cast = assemble()
    mine, case, now, today = cast.team.caseworker, cast.khans.case, clock.now(), clock.today()
    with transaction.atomic():
        logged(mine, case)
        add_task(
            by=mine, case=case, worker=None, words="Ring the SENCO about the review", due_on=today, at=now
        )
        add_task(
            by=mine,
            case=None,
            worker=mine,
            words="Order leaflets in Urdu",
            due_on=today + timedelta(5),
            at=now,
        )
        add_key_date(by=mine, case=case, kind=KeyDateKind.HEARING, on=today + timedelta(9), note="", at=now)
        add_key_date(
            by=cast.team.manager,
            case=cast.waiting,
            kind=KeyDateKind.APPEAL_BY,
            on=today + timedelta(4),
            note="",
            at=now,
        )
        asked = Asked(Channel.HELPLINE_CALL, Issue.EXCLUSION, ring_back=RingBack("Jo Green", "07700 900999"))
        take_enquiry(by=mine, asked=asked, once=uuid4(), at=now)
    yield cast
    search.INDEX.clear()


def sign_in(page: Page, user: User) -> None:
    """Signed in as this person, by their session's cookie."""
    client = Client()
    with transaction.atomic():
        client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/", "httpOnly": True}]
    )


def go(page: Page, link: Locator) -> None:
    """Follow it, and wait for the page it leads to."""
    with page.expect_navigation():
        link.click()


def seen(page: Page, name: str, check: Check) -> None:
    """The page as it stands has no violation, and does not scroll sideways."""
    check(page)
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{name} scrolls sideways by {width} px"
    assert "None" not in page.locator("main").inner_text()
    if folder := os.environ.get("PICTURES"):
        size = page.viewport_size or {"width": 0}
        page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)


def every_page(page: Page, cast: Cast, check: Check) -> None:
    mine = cast.khans.case.reference
    allocation = Allocation.objects.current().get(case=cast.khans.case)
    date = KeyDate.objects.live().get(case=cast.khans.case)
    sign_in(page, cast.team.manager)
    for name, path in {
        "today-manager": "/today/",
        "cases": "/cases/?sort=next_date",
        "cases-filtered": f"/cases/?status=open&issue=assessment_request&worker={cast.team.caseworker.id}",
        "cases-none": "/cases/?issue=transport",
        "waiting": "/cases/waiting/",
        "own-task": "/tasks/add/",
        "matter": f"/cases/{mine}/matter/",
        "status": f"/cases/{mine}/status/",
        "allocate": f"/cases/{mine}/allocate/",
        "allocation-end": f"/cases/{mine}/allocations/{allocation.id}/end/",
        "date-add": f"/cases/{mine}/dates/add/",
        "date-remove": f"/cases/{mine}/dates/{date.id}/remove/",
        "task-add": f"/cases/{mine}/tasks/add/",
        "search": "/search/",
        "directory": "/settings/directory/",
        "agency-add": "/settings/directory/add/",
        "agency-change": f"/settings/directory/{cast.authority.id}/",
    }.items():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        seen(page, name, check)


def test_every_page_is_accessible_and_fits_a_desktop(
    page: Page, cast: Cast, assert_accessible: Check
) -> None:
    every_page(page, cast, assert_accessible)


def test_every_page_is_accessible_and_fits_a_phone(phone: Page, cast: Cast, assert_accessible: Check) -> None:
    every_page(phone, cast, assert_accessible)


@pytest.mark.parametrize("device", ["page", "phone"])
def test_a_caseworker_goes_through_the_day(
    device: str, cast: Cast, request: pytest.FixtureRequest, assert_accessible: Check
) -> None:
    page: Page = request.getfixturevalue(device)
    sign_in(page, cast.team.caseworker)
    page.goto("/today/")
    seen(page, "today", assert_accessible)
    go(page, page.get_by_role("button", name="Mark as done Ring the SENCO about the review"))
    seen(page, "today-done", assert_accessible)
    expect(page.get_by_role("heading", name="Done today")).to_be_visible()
    page.goto("/search/")
    page.get_by_label("Name, reference").fill("khan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 people for")).to_be_visible()
    seen(page, "search-found", assert_accessible)
    page.get_by_label("Name, reference").fill("O'Neil")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="0 results for")).to_be_visible()
    seen(page, "search-none", assert_accessible)
    page.goto(f"/cases/{cast.khans.case.reference}/close/")
    seen(page, "close", assert_accessible)
    go(page, page.get_by_role("button", name="Close the case"))
    assert page.title().startswith("Error: ")
    seen(page, "close-error", assert_accessible)
    page.get_by_role("radio", name="They have what they wanted").check()
    page.get_by_label("Why you close this case").fill("The school place is agreed.")
    page.get_by_label("If of nobody: why?").fill("They had asked IPSEA already.")
    go(page, page.get_by_role("button", name="Close the case"))
    assert Case.objects.get(pk=cast.khans.case.pk).status == CaseStatus.CLOSED


def test_without_scripts_a_manager_hands_a_waiting_case_over(
    new_page: Callable[..., Page], cast: Cast
) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, cast.team.manager)
    page.goto("/cases/waiting/")
    go(page, page.get_by_role("link", name=f"Allocate {cast.waiting.reference}"))
    page.get_by_label("Who will work this case").select_option(label="Vera Moss (volunteer, 0 cases)")
    page.get_by_label("Why them").fill("She speaks their language.")
    go(page, page.get_by_role("button", name="Allocate"))
    assert page.url.endswith(f"/cases/{cast.waiting.reference}/")
    assert list(Case.objects.allocated_to(cast.team.volunteer)) == [cast.waiting]
