"""A family comes by itself: on a phone of 320 px without JavaScript, at a desk with it, and arrives at the intake desk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from cases.models import BegunReferral, Case, Referral
from sendiass.profiles import profile
from tests.cast import Cast, assemble
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.test_intake import sign_in
from tests.referring import ANSWERS

Check = Callable[[Page], None]
pytestmark = pytest.mark.clause("L26", "L27", "L28")


@pytest.fixture
def cast(live_service: object) -> Cast:
    """The cast on stage, for the browser to meet."""
    return assemble()


@pytest.fixture(autouse=True)
def _an_hour_in_which_nobody_asked() -> None:
    cache.clear()


def fits(page: Page) -> None:
    """Nothing runs off the side of the narrowest screen we promise."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        page.url
    )


def press(page: Page, name: str) -> None:
    """A button or link, and what it leads to."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name).or_(
            page.locator("main").get_by_role("link", name=name)
        ).first.click()


def take_time(page: Page) -> None:
    """As long as a person takes to read a page."""
    page.wait_for_timeout(1000 * profile().referral.patience_seconds + 200)


def answer(page: Page, typed: dict[str, str | list[str]]) -> None:
    """What this page asks, as it is typed and chosen."""
    for name, value in typed.items():
        for one in [value] if isinstance(value, str) else value:
            box = page.locator(f"main [name={name}]").first
            kind = box.evaluate("one => one.type")
            if kind in ("radio", "checkbox"):
                page.locator(f"main [name={name}][value={one}]").check()
            elif kind == "select-one":
                box.select_option(one)
            else:
                box.fill(one)


def come(page: Page, who: str, door: str, look: Check) -> None:
    """From the front page to the last question, each page looked at."""
    page.goto("/")
    press(page, "Ask us for help")
    look(page)
    press(page, door)
    look(page)
    take_time(page)
    page.locator("main [name=agreed][value=yes]").check()
    press(page, "Continue")
    while "/questions/" in page.url:
        look(page)
        question = page.url.rstrip("/").rpartition("/")[2]
        answer(page, ANSWERS[who][question])
        press(page, "Continue")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    look(page)


def test_a_young_person_comes_alone_on_a_phone_without_javascript(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE, has_touch=True, java_script_enabled=False)

    def look(here: Page) -> None:
        expect(here.get_by_role("heading", level=1)).to_have_count(1)
        expect(here.get_by_role("button", name="Exit this page")).to_be_visible()

    come(page, "young-person", "I am a child or young person", look)
    # Back, as the browser goes back: each page is there, with what was answered.
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name="Which language is best for you?")).to_be_visible()
    page.go_back()
    expect(page.locator("[name=number]")).to_have_value("07700 900777")
    page.goto("/refer/questions/name/")
    page.locator("[name=given_names]").fill("")
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter your first name")
    page.locator("[name=given_names]").fill("Kit")
    # Stop, and come back on another device.
    press(page, "Save and come back later")
    code = page.locator(".app-code").inner_text()
    expect(page.get_by_text("We cannot find it for you")).to_be_visible()
    other = new_page(viewport=PHONE, java_script_enabled=False)
    other.goto("/refer/code/")
    other.get_by_label("What is your code?").fill(code.lower())
    press(other, "Continue")
    expect(other.get_by_role("heading", name="Check your answers")).to_be_visible()
    press(other, "Send")  # faster than a person
    expect(other.get_by_text("Nothing you typed is lost.")).to_be_visible()
    take_time(other)
    press(other, "Send")
    expect(other.get_by_role("heading", name="We have it")).to_be_visible()
    assert Referral.objects.count() == 1
    assert not BegunReferral.objects.exists()


def test_every_page_of_it_is_accessible_and_fits_a_narrow_phone(
    phone: Page, assert_accessible: Check
) -> None:
    def look(here: Page) -> None:
        assert_accessible(here)
        fits(here)

    come(phone, "parent", "I am a parent or carer", look)
    phone.goto("/refer/questions/phone/")
    phone.locator("[name=number]").fill("")
    press(phone, "Continue")
    expect(phone.locator(".govuk-error-summary")).to_be_focused()
    look(phone)
    for page in ("saved", "code", "sent", "family-first", "without-records", "begin/professional"):
        phone.goto(f"/refer/{page}/")
        look(phone)
    phone.goto("/refer/begin/parent/")
    phone.locator("main [name=agreed][value=yes]").check()
    phone.locator("main [name=more_about_you]").evaluate("box => { box.value = 'a robot' }")
    press(phone, "Continue")
    look(phone)
    expect(phone.get_by_label("Leave this box empty")).to_be_visible()


def test_leaving_at_once_leads_away_and_forgets_the_form_here(phone: Page) -> None:
    come(phone, "young-person", "I am a child or young person", lambda _: None)
    away = phone.get_by_role("button", name="Exit this page")
    expect(away).to_have_attribute("href", re.compile("/refer/leave/"))
    assert (
        phone.request.get("/refer/leave/", max_redirects=0).headers["location"] == profile().referral.leave_to
    )
    phone.goto("/refer/check/")
    expect(phone.get_by_role("heading", name="Nothing to go on with")).to_be_visible()


@pytest.mark.clause("Y15")
def test_what_arrives_becomes_a_case_on_one_page(
    page: Page, new_page: NewPage, cast: Cast, assert_accessible: Check
) -> None:
    visitor = new_page()
    come(visitor, "parent", "I am a parent or carer", lambda _: None)
    take_time(visitor)
    press(visitor, "Send")
    sign_in(page, cast.team.caseworker)
    page.goto("/intake/")
    expect(page.get_by_role("heading", name="Came by themselves")).to_be_visible()
    assert_accessible(page)
    press(page, Referral.objects.get().reference)
    expect(page.get_by_text("Rosa Diaz")).to_be_visible()
    assert_accessible(page)
    press(page, "Open a case")
    page.get_by_role("radio", name="I will").check()
    assert_accessible(page)
    press(page, "Open the case")
    page.wait_for_url("**/cases/*/")
    expect(page.get_by_text("Leo Diaz").first).to_be_visible()
    case = Case.objects.latest("opened_at")
    page.goto(f"/cases/{case.reference}/first-contact/")
    expect(page.get_by_text("They read it on the website’s form", exact=False).first).to_be_visible()
    assert_accessible(page)
