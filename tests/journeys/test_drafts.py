"""What is typed into the log outlives sign-out, a lost network, a closed tab; and is its writer's alone."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import transaction
from playwright.sync_api import BrowserContext, Page, expect

from cases.models import Case, Intervention
from sendiass.accounts.models import User
from sendiass.drafts.models import Draft
from tests.cast import Cast, assemble, hand_over
from tests.journeys.conftest import NewPage

pytestmark = pytest.mark.once

PASSWORD = "four green horses sing"
HALF = "Samira says the school has"
MORE = " not answered."
AFTER_A_RETRY = 20_000
A_DOUBLE_CLICK = 1_100  # milliseconds within which the button takes a second click for a slip of the finger


@pytest.fixture
def cast(live_service: object) -> Cast:
    """The cast on stage; the caseworker and her colleague share the Khans' case, and can sign in."""
    cache.clear()
    with transaction.atomic():
        cast = assemble()
        hand_over(cast, cast.khans.case, cast.team.colleague)
        for user in (cast.team.caseworker, cast.team.colleague):
            user.set_password(PASSWORD)
            user.save()
    return cast


def sign_in(page: Page, user: User) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def sign_out(context: BrowserContext) -> Page:
    """Signed out in another tab of the same browser, which stays open."""
    tab = context.new_page()
    tab.goto("/account/start/")
    tab.get_by_role("button", name="Sign out").click()
    expect(tab.get_by_role("link", name="Staff sign in")).to_be_visible()
    return tab


def begin(page: Page, case: Case) -> None:
    """Half a sentence, safe as a draft."""
    page.goto(f"/cases/{case.reference}/")
    page.get_by_label("How it took place").select_option("email")
    page.get_by_label("Note", exact=True).press_sequentially(HALF)
    says(page, "Draft saved at")


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text(words, timeout=AFTER_A_RETRY)


def note(page: Page) -> str:
    return page.get_by_label("Note", exact=True).input_value()


def test_a_draft_survives_signing_out_and_is_saved_once_its_writer_is_back(page: Page, cast: Cast) -> None:
    sign_in(page, cast.team.caseworker)
    begin(page, cast.khans.case)
    other_tab = sign_out(page.context)
    page.get_by_label("Note", exact=True).press_sequentially(MORE)
    says(page, "You have been signed out. Your text is still here.")
    page.get_by_role("button", name="Save to the record").click()
    says(page, "You have been signed out. Your text is still here.")
    assert note(page) == HALF + MORE
    assert not Intervention.objects.exists()

    sign_in(other_tab, cast.team.caseworker)
    says(page, "Draft saved at")
    page.get_by_role("button", name="Save to the record").click()
    expect(page.locator(".moj-timeline__item").first).to_contain_text(HALF + MORE)
    assert Intervention.objects.count() == 1
    assert not Draft.objects.exists()


def test_another_person_at_the_same_computer_neither_sees_nor_gets_the_text(page: Page, cast: Cast) -> None:
    case = cast.khans.case
    sign_in(page, cast.team.caseworker)
    begin(page, case)
    other_tab = sign_out(page.context)
    sign_in(other_tab, cast.team.colleague)
    page.get_by_label("Note", exact=True).press_sequentially(MORE)
    says(page, "Someone else is signed in on this computer.")
    page.get_by_role("button", name="Save to the record").click()
    says(page, "Someone else is signed in on this computer.")

    other_tab.goto(f"/cases/{case.reference}/")
    assert note(other_tab) == ""
    assert not Intervention.objects.exists()
    assert not Draft.objects.filter(owner=cast.team.colleague).exists()
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert kept == "[{},{}]"


def test_a_lost_network_loses_nothing(page: Page, cast: Cast) -> None:
    sign_in(page, cast.team.caseworker)
    begin(page, cast.khans.case)
    page.context.set_offline(True)
    page.get_by_label("Note", exact=True).press_sequentially(MORE)
    says(page, "Not saved yet: no connection.")
    page.get_by_role("button", name="Save to the record").click()
    assert note(page) == HALF + MORE

    page.context.set_offline(False)
    says(page, "Draft saved at")
    page.wait_for_timeout(A_DOUBLE_CLICK)
    page.get_by_role("button", name="Save to the record").click()
    expect(page.locator(".moj-timeline__item").first).to_contain_text(HALF + MORE)
    assert Intervention.objects.count() == 1


def test_a_closed_tab_finds_its_text_in_the_next(page: Page, cast: Cast) -> None:
    sign_in(page, cast.team.caseworker)
    begin(page, cast.khans.case)
    context = page.context
    context.unroute("**/*")  # a page that is going cannot wait for the test to let its last words through
    next_tab = context.new_page()
    page.bring_to_front()
    page.get_by_label("Note", exact=True).press_sequentially(MORE)
    page.close()

    next_tab.wait_for_timeout(1_500)
    next_tab.goto(f"/cases/{cast.khans.case.reference}/")
    says(next_tab, "restored")
    assert note(next_tab) == HALF + MORE
    assert next_tab.get_by_label("How it took place").input_value() == "email"


def test_the_same_person_finds_their_text_on_another_computer(new_page: NewPage, cast: Cast) -> None:
    office, home = new_page(), new_page()
    sign_in(office, cast.team.caseworker)
    begin(office, cast.khans.case)
    sign_in(home, cast.team.caseworker)
    home.goto(f"/cases/{cast.khans.case.reference}/")

    assert note(home) == HALF
    home.get_by_role("button", name="Save to the record").click()
    expect(home.locator(".moj-timeline__item").first).to_contain_text(HALF)
    office.get_by_role("button", name="Save to the record").click()
    expect(office.locator(".moj-timeline__item").filter(has_text=HALF).first).to_be_visible()
    assert Intervention.objects.count() == 1


def test_signing_out_with_the_last_word_barely_typed_keeps_it(page: Page, cast: Cast) -> None:
    sign_in(page, cast.team.caseworker)
    page.goto(f"/cases/{cast.khans.case.reference}/")
    page.get_by_label("Note", exact=True).press_sequentially(HALF + MORE)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Staff sign in")).to_be_visible()

    sign_in(page, cast.team.caseworker)
    page.goto(f"/cases/{cast.khans.case.reference}/")
    assert note(page) == HALF + MORE


def test_typing_without_a_pause_is_kept_all_the_same(page: Page, cast: Cast) -> None:
    sign_in(page, cast.team.caseworker)
    page.goto(f"/cases/{cast.khans.case.reference}/")
    page.get_by_label("Note", exact=True).press_sequentially("word " * 16, delay=80)
    assert Draft.objects.exists()
