"""A colleague's family rings: the card, a message, a case that cannot wait, and the manager's review, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from cases import search
from cases.models import BreakGlass, Task
from tests.cast import Cast, assemble
from tests.journeys.conftest import NewPage
from tests.journeys.test_lists import seen, sign_in

Check = Callable[[Page], None]


@pytest.fixture
def cast(live_service: object) -> Iterator[Cast]:
    search.INDEX.clear()
    yield assemble()
    search.INDEX.clear()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        says = page.evaluate(
            "(() => { const one = document.activeElement;"
            " return [one.innerText, one.labels && [...one.labels].map((l) => l.innerText).join(' ')].join(' ') })()"
        )
        if words in says:
            return
    raise AssertionError(f"the Tab key does not come to {words!r} on {page.url}")


def press(page: Page, words: str) -> None:
    """Come to that button or link by Tab, press it, and wait for where it leads."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def ask(page: Page, cast: Cast) -> None:
    """Say who rings."""
    tab_to(page, "First name")
    page.keyboard.type("Samira")
    tab_to(page, "Last name")
    page.keyboard.type("Khan")
    tab_to(page, "date of birth")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    tab_to(page, "Phone number")
    page.keyboard.type("07700 900123")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text(f"{cast.team.caseworker.name}, since")).to_be_visible()


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_from_a_call_to_an_emergency_and_its_review(
    new_page: NewPage, cast: Cast, assert_accessible: Check, width: str
) -> None:
    size = {"viewport": {"width": 320, "height": 640}} if width == "phone" else {}
    page = new_page(**size)
    sign_in(page, cast.team.colleague)
    page.goto("/search/")
    press(page, "Somebody else’s family on the phone?")
    seen(page, "duty", assert_accessible)
    ask(page, cast)
    seen(page, "duty-card", assert_accessible)
    press(page, "Leave a message")
    seen(page, "duty-message", assert_accessible)
    tab_to(page, "Message")
    page.keyboard.type("Her mother rang about Monday.")
    press(page, "Leave the message")
    expect(page.get_by_text("The message is left")).to_be_visible()
    assert Task.objects.filter(case=cast.khans.case, rule="by_hand").count() == 1

    ask(page, cast)
    press(page, "It cannot wait")
    seen(page, "duty-emergency", assert_accessible)
    press(page, "Open the case")
    expect(page.get_by_role("link", name="Enter why it cannot wait")).to_be_visible()
    seen(page, "duty-emergency-wrong", assert_accessible)
    tab_to(page, "Why it cannot wait")
    page.keyboard.type("Excluded today, and the panel meets in an hour.")
    press(page, "Open the case")
    expect(page.get_by_text("You opened this case in an emergency.")).to_be_visible()
    seen(page, "emergency-case", assert_accessible)
    press(page, "I am done")
    expect(page.get_by_text("is closed to you again")).to_be_visible()

    manager = new_page(**size)
    sign_in(manager, cast.team.manager)
    manager.goto("/today/")
    press(manager, "1 emergency to look at")
    seen(manager, "emergencies", assert_accessible)
    press(manager, f"{cast.team.colleague.name}, {cast.khans.case.reference}")
    expect(manager.get_by_text("Excluded today, and the panel meets in an hour.")).to_be_visible()
    seen(manager, "emergency", assert_accessible)
    tab_to(manager, "It was right")
    manager.keyboard.press("Space")
    press(manager, "Save the review")
    expect(manager.get_by_text("Your review is on record.")).to_be_visible()
    seen(manager, "emergencies-reviewed", assert_accessible)
    assert BreakGlass.objects.get().reviewed_as == "right"


def test_the_manager_arranges_cover_and_the_other_sees_it(
    new_page: NewPage, cast: Cast, assert_accessible: Check
) -> None:
    page = new_page()
    sign_in(page, cast.team.manager)
    page.goto("/cover/")
    seen(page, "cover-empty", assert_accessible)
    press(page, "Arrange cover")
    tab_to(page, "Who is away")
    page.keyboard.type("Amina")
    tab_to(page, "First day away")
    page.keyboard.type("today")
    tab_to(page, "Last day away")
    page.keyboard.type("+6")
    tab_to(page, "Who covers")
    page.keyboard.type("Colin")
    seen(page, "cover-add", assert_accessible)
    press(page, "Arrange the cover")
    expect(page.get_by_text("Colin Reid covers for Amina Yusuf.")).to_be_visible()
    seen(page, "cover", assert_accessible)
    colleague = new_page()
    sign_in(colleague, cast.team.colleague)
    colleague.goto("/today/")
    expect(colleague.get_by_text("You cover for Amina Yusuf until")).to_be_visible()
    seen(colleague, "covering-today", assert_accessible)
    colleague.goto("/cases/")
    expect(colleague.get_by_text("You cover for Amina Yusuf until")).to_be_visible()
    seen(colleague, "covering-cases", assert_accessible)
