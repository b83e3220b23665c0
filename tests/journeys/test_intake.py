"""From a call on the advice line to a case with its people, in a browser: by keyboard, on a desktop and a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from cases.models import Case, CasePerson
from sendiass.accounts.models import User
from tests.cast import Cast, assemble

Check = Callable[[Page], None]


@pytest.fixture
def cast(live_service: object) -> Cast:
    """The cast on stage, for the browser to meet."""
    return assemble()


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


def from_a_call_to_a_case(page: Page, worker: User, check: Check) -> None:
    sign_in(page, worker)
    page.goto("/intake/")
    seen(page, "intake-empty", check)
    go(page, page.get_by_role("button", name="Take a call"))
    seen(page, "take", check)
    go(page, page.get_by_role("button", name="Save", exact=True))
    seen(page, "take-wrong", check)
    page.get_by_label("By phone").check()
    page.locator("select[name=issue], #id_issue").first.evaluate(
        "(box) => { const s = document.querySelector('select[name=issue]'); s.value = 'exclusion';"
        " const i = document.querySelector('#id_issue'); if (i && i.tagName === 'INPUT') i.value = 'Suspension or exclusion'; }"
    )
    page.get_by_role("group", name="Who is asking?").get_by_label("Parent or carer").check()
    page.get_by_role("group", name="Do they want to be called back?").get_by_label("Yes").check()
    page.get_by_label("Name to ask for").fill("Rosa Diaz")
    page.get_by_label("Number to ring").fill("07700 900 555")
    page.get_by_label("A good time to ring").fill("after 3pm")
    seen(page, "take-filled", check)
    go(page, page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("Rosa Diaz")).to_be_visible()
    seen(page, "intake", check)
    go(page, page.get_by_role("rowheader").get_by_role("link").first)
    seen(page, "enquiry", check)
    go(page, page.get_by_role("button", name="Open a case with this family"))
    seen(page, "open", check)
    go(page, page.get_by_role("button", name="Open the case"))
    seen(page, "open-wrong", check)
    page.get_by_label("How far have").select_option("sen_support")
    page.get_by_label("Who brought them to us?").select_option("parent")
    page.get_by_label("I will").check()
    page.get_by_role("group", name="Did they say what they want?").get_by_label("Yes").check()
    page.get_by_label("What they want, in their own words").fill("That he goes back to his own class.")
    page.locator("input[name=aim_who][value=parent_carer]").check()
    page.get_by_role("group", name="Did you give them the information").get_by_label(
        "Not yet", exact=True
    ).check()
    page.locator("#id_information_because").fill("She had to collect him from school.")
    page.get_by_label("They agreed").check()
    page.locator("input[name=agreed_who][value=parent_carer]").check()
    page.locator("#id_agreed_how").select_option("phone")
    page.locator("input[name=records_told][value=done]").check()
    page.locator("input[name=records_told_who][value=parent_carer]").check()
    seen(page, "open-filled", check)
    go(page, page.get_by_role("button", name="Open the case"))
    expect(page.get_by_role("heading", name="Add the child or young person")).to_be_visible()
    seen(page, "child", check)
    page.get_by_label("Given names").fill("Leo 🙂")
    page.get_by_label("Family name").fill("Diaz")
    for part, value in (("day", "3"), ("month", "9"), ("year", "2013")):
        page.locator(f"#id_date_of_birth_{('day', 'month', 'year').index(part)}").fill(value)
    go(page, page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", name="Add a parent or carer")).to_be_visible()
    expect(page.get_by_label("Family name")).to_have_value("Diaz")
    page.get_by_label("What are they to the child?").select_option("mother")
    page.get_by_role("group", name="Do they have parental responsibility?").get_by_label("Yes").check()
    seen(page, "parent", check)
    go(page, page.get_by_role("button", name="Save", exact=True))
    page.wait_for_url("**/cases/*/")
    case = Case.objects.latest("opened_at")
    assert CasePerson.objects.filter(case=case).count() == 2
    page.goto(f"/cases/{case.reference}/people/")
    expect(page.get_by_role("heading", name="Rosa Diaz")).to_be_visible()
    seen(page, "people", check)
    go(page, page.get_by_role("link", name="Add a way to reach them (Rosa Diaz)"))
    page.get_by_role("radio", name="Post").check()
    seen(page, "contact", check)
    page.goto(f"/cases/{case.reference}/first-contact/")
    seen(page, "first-contact", check)
    page.goto(f"/cases/{case.reference}/aim/")
    seen(page, "aim", check)
    page.goto(f"/cases/{case.reference}/people/add/?role=parent_carer")
    page.get_by_label("Given names").fill("Rosa")
    page.get_by_label("Phone number", exact=False).first.fill("07700 900 555")
    page.get_by_label("What are they to the child?").select_option("mother")
    page.get_by_role("group", name="Do they have parental responsibility?").get_by_label(
        "No", exact=True
    ).check()
    go(page, page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", name="This may be someone we know")).to_be_visible()
    seen(page, "alike", check)
    with page.expect_navigation():
        page.get_by_label("Given names").press("Enter")
    expect(page.get_by_role("heading", name="This may be someone we know")).to_be_visible()
    go(page, page.get_by_role("button", name="Use this record"))
    page.wait_for_url("**/relationship/")
    seen(page, "relationship", check)
    page.goto(f"/cases/{case.reference}/people/")
    go(page, page.get_by_role("link", name="Remove from the case (Rosa Diaz)"))
    seen(page, "remove", check)
    page.goto("/intake/?status=answered")
    seen(page, "intake-filtered", check)


@pytest.mark.clause("L23", "L26", "Y15")
def test_a_call_becomes_a_case_on_a_desktop(page: Page, cast: Cast, assert_accessible: Check) -> None:
    from_a_call_to_a_case(page, cast.team.caseworker, assert_accessible)


@pytest.mark.clause("L23", "L26", "Y15")
def test_a_call_becomes_a_case_on_a_phone(phone: Page, cast: Cast, assert_accessible: Check) -> None:
    from_a_call_to_a_case(phone, cast.team.caseworker, assert_accessible)
