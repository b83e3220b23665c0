"""Logging work in a browser: by keyboard in five interactions, on a phone, without scripts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Page, expect

from cases.choices import Channel
from cases.models import Case, Intervention
from sendiass import clock
from sendiass.accounts.models import User
from tests.cast import Cast, assemble, logged
from tests.closing import closed_case
from tests.journeys.conftest import NewPage

Check = Callable[[Page], None]
NOTE = "Rang the SENCO. The review moved to 3 December."
A_KEY = 30  # milliseconds between keys; a person takes longer over the note, and is not what is measured


@pytest.fixture
def cast(live_service: object) -> Cast:
    """The cast on stage, for the browser to meet."""
    with transaction.atomic():
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


def open_page(page: Page, user: User, case: Case) -> None:
    sign_in(page, user)
    page.goto(f"/cases/{case.reference}/")


class Keys:
    """A keyboard that counts: one interaction is a way to a place, or what is typed there."""

    def __init__(self, page: Page) -> None:
        self.page, self.interactions, self.seconds = page, 0, 0.0

    def do(self, *, press: str = "", text: str = "", timed: bool = True) -> None:
        began = monotonic()
        if press:
            self.page.keyboard.press(press)
        if text:
            self.page.keyboard.type(text, delay=A_KEY)
        self.interactions += 1
        self.seconds += (monotonic() - began) if timed else 0

    def wait_for(self, words: str) -> None:
        began = monotonic()
        expect(self.page.get_by_text(words)).to_be_visible()
        self.seconds += monotonic() - began


def test_work_is_logged_by_keyboard_in_five_interactions(
    page: Page, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    open_page(page, cast.team.caseworker, cast.khans.case)
    keys = Keys(page)
    keys.do(press="Alt+Shift+KeyL")
    keys.do(text="Vid")
    keys.do(press="Tab", text="20")
    keys.do(press="Tab", text=NOTE, timed=False)
    keys.do(press="Control+Enter")
    keys.wait_for("Saved to the record")

    saved = Intervention.objects.get(case=cast.khans.case)
    assert (saved.channel, saved.minutes, saved.happened_on) == (Channel.VIDEO, 20, clock.today())
    expect(page.locator(".moj-timeline__item").first).to_contain_text(NOTE)
    expect(page.get_by_label("Note", exact=True)).to_have_value("")
    assert keys.interactions <= 5
    with capsys.disabled():
        print(f" everything but the note took {keys.seconds:.1f} s", end=" ")  # noqa: T201


def test_a_wrong_entry_says_what_to_do_and_keeps_the_note(
    page: Page, cast: Cast, assert_accessible: Check
) -> None:
    open_page(page, cast.team.caseworker, cast.khans.case)
    page.get_by_label("Note", exact=True).fill(NOTE)
    page.get_by_label("Minutes", exact=True).fill("ten")
    page.get_by_role("button", name="Save to the record").click()

    expect(page).to_have_title("Error: Case record – " + page.title().rpartition(" – ")[2])
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("link", name="Minutes must be a whole number, like 15").click()
    expect(page.get_by_label("Minutes", exact=True)).to_be_focused()
    expect(page.get_by_label("Note", exact=True)).to_have_value(NOTE)


def test_what_comes_next_unfolds_and_is_set(page: Page, cast: Cast) -> None:
    open_page(page, cast.team.caseworker, cast.khans.case)
    page.get_by_label("How it took place").select_option("email")
    page.get_by_label("Note", exact=True).fill(NOTE)
    expect(page.get_by_label("What is to be done")).to_be_hidden()
    page.get_by_label("Add a task").check()
    page.get_by_label("What is to be done").fill("Send the notes")
    page.get_by_label("Due").fill("tomorrow")
    page.get_by_role("button", name="Save to the record").click()

    expect(page.get_by_text("Saved to the record, and the task is set")).to_be_visible()
    page.get_by_role("button", name="Send the notes").click()
    expect(page.get_by_text("Nothing is waiting to be done on this case.")).to_be_visible()


def test_work_is_logged_without_scripts_on_a_phone(new_page: NewPage, cast: Cast) -> None:
    phone = new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    open_page(phone, cast.team.caseworker, cast.khans.case)
    phone.get_by_label("How it took place").select_option("phone_call")
    phone.get_by_label("Note", exact=True).fill(NOTE)
    phone.get_by_role("button", name="Save to the record").click()

    expect(phone.get_by_text("Saved to the record")).to_be_visible()
    assert Intervention.objects.count() == 1


def test_the_back_button_makes_no_second_record(page: Page, cast: Cast) -> None:
    sign_in(page, cast.team.caseworker)
    page.goto(f"/cases/{cast.khans.case.reference}/?page=1")
    page.get_by_label("How it took place").select_option("email")
    page.get_by_label("Note", exact=True).fill(NOTE)
    page.get_by_role("button", name="Save to the record").click()
    expect(page.get_by_text("Saved to the record")).to_be_visible()
    page.wait_for_url(lambda url: "page" not in url)
    page.go_back()
    page.wait_for_url("**/?page=1")

    expect(page.locator(".moj-timeline__item").first).to_contain_text(NOTE)
    expect(page.get_by_label("Note", exact=True)).to_have_value("")
    assert Intervention.objects.count() == 1


@pytest.mark.parametrize("width", [1280, 320])
def test_every_state_of_a_case_can_be_used_by_everyone(
    new_page: NewPage, cast: Cast, assert_accessible: Check, width: int
) -> None:
    page, worker, case = (
        new_page(viewport={"width": width, "height": 800}),
        cast.team.caseworker,
        cast.khans.case,
    )
    with transaction.atomic():
        entry = logged(worker, case, "A long note.\n" * 40)
    open_page(page, worker, case)
    seen(page, "case", assert_accessible)
    page.get_by_text("Read all").first.click()
    seen(page, "case-unfolded", assert_accessible)
    page.get_by_role("link", name="Correct").first.click()
    expect(page.get_by_role("heading", name="Correct an entry")).to_be_visible()
    seen(page, "correct", assert_accessible)
    page.get_by_label("Why this is corrected").fill("Too long.")
    page.get_by_label("Note", exact=True).fill("A short note.")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_role("heading", name="One entry, 2 versions")).to_be_visible()
    seen(page, "versions", assert_accessible)
    with transaction.atomic():
        closed_case(by=worker, case=case, reason="Done.", at=clock.now())
    page.goto(f"/cases/{case.reference}/")
    seen(page, "closed", assert_accessible)
    assert Intervention.objects.filter(original=entry).count() == 1


def seen(page: Page, name: str, check: Check) -> None:
    """The page as it stands has no violation, and does not scroll sideways."""
    check(page)
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{name} scrolls sideways by {width} px"
    if folder := os.environ.get("PICTURES"):
        size = page.viewport_size or {"width": 0}
        page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)
