"""A questionnaire fits the narrowest phone in every language, also with text twice as large and spaced out (L30)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from feedback.actions.batches import MOST_WORDS
from feedback.choices import Audience, Language
from feedback.languages import Wording, address_path, wording
from feedback.models import Question
from tests.asking import asked
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.test_every_page import CLIPPED, SPACING

pytestmark = [pytest.mark.clause("L30")]
READERS_OWN = {
    "as it comes": "",
    "text twice as large": "html { font-size: 200% !important }",
    "spaced out": SPACING,
}
"""What a reader may have set for themselves (WCAG 1.4.4, 1.4.12)."""

DRESS = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
}"""

BEYOND = """() => [...document.querySelectorAll("body *")].filter((one) => {
    if (one.closest(".govuk-visually-hidden, .govuk-skip-link, [hidden]") || !one.innerText) return false;
    const seen = one.getBoundingClientRect();
    return seen.width && (seen.right > document.documentElement.clientWidth + 1 || seen.left < -1);
}).map((one) => one.outerHTML.slice(0, 160))"""
"""What stands beyond either edge; from right to left the left one lets nobody scroll to it."""


class Looked:
    """Looks at a page as each reader has it, and notes what does not fit."""

    def __init__(self, page: Page, own: Wording, assert_accessible: Callable[[Page], None]) -> None:
        self.page, self.own, self.assert_accessible = page, own, assert_accessible
        self.faults: list[str] = []

    def look(self, name: str) -> None:
        """Note what runs off the side or is cut off, for each reader, and choices that the browser draws its own way."""
        if self.page.locator("input[type=radio]:not(.govuk-radios__input)").count():
            self.faults.append(f"{self.own.language}, {name}: a choice lies under its own picture")
        for reader, css in READERS_OWN.items():
            self.page.evaluate(DRESS, css)
            found = [*self.page.evaluate(BEYOND), *self.page.evaluate(CLIPPED)]
            wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if found or wide > 0:
                self.faults.append(f"{self.own.language}, {name}, {reader}: {wide} px too wide; {found[-2:]}")
            if folder := os.environ.get("PICTURES"):
                words = re.sub(r"\W+", "-", f"{self.own.language} {name} {reader}")
                self.page.screenshot(path=Path(folder) / f"{words}.png", full_page=True)
        self.page.evaluate(DRESS, "")
        self.assert_accessible(self.page)

    def press(self, name: str) -> None:
        """Press the button that says so in this language."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=self.own.plain(name), exact=True).click()


@pytest.mark.parametrize("audience", [Audience.PARENT_CARER, Audience.CHILD])
@pytest.mark.parametrize("language", list(Language))
def test_every_page_of_a_questionnaire_fits_in_every_language(
    language: Language, audience: Audience, new_page: NewPage, assert_accessible: Callable[[Page], None]
) -> None:
    batch = asked(audience)
    total = Question.objects.filter(questionnaire=batch.questionnaire_id).count()
    looked = Looked(
        new_page(viewport=PHONE, has_touch=True),
        wording(language),
        assert_accessible,
    )
    page = looked.page
    page.goto(address_path(batch.code, language))
    looked.look(f"{audience} start")
    looked.press("start")
    looked.look(f"{audience} first question")
    page.locator("label[for^=id_given_]").first.click()
    for _ in range(total - 1):
        looked.press("next")
    page.locator("textarea").fill("x" * (MOST_WORDS + 1))
    looked.press("next")
    looked.look(f"{audience} last question with an error")
    page.locator("textarea").fill("شکریہ " * 20 + "x" * 120)
    looked.press("next")
    page.locator("summary").click()
    looked.look(f"{audience} check")
    page.goto(f"/q/sent/{'' if language == Language.ENGLISH else f'{language}/'}")
    looked.look("sent")
    page.goto(address_path("nocode22", language))
    looked.look("closed")
    assert not looked.faults, "\n".join(looked.faults)
