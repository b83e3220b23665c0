"""The journeys' own ground: the service answers a real browser, with its styles and nothing from elsewhere."""

from __future__ import annotations

from playwright.sync_api import Page


def test_a_visitor_gets_the_sign_in_page_with_its_styles(page: Page) -> None:
    answer = page.goto("/account/login/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").first.inner_text()
    font = page.locator("h1").first.evaluate("heading => getComputedStyle(heading).fontFamily")
    assert "Helvetica" in font


def test_a_page_that_is_not_there_says_so(page: Page) -> None:
    answer = page.goto("/no/such/page/")
    assert answer is not None
    assert answer.status == 404
