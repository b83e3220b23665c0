"""Documents in the browser: several at once, refused by name, looked at page by page, on a phone, without scripts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import FilePayload, Page, expect

from cases.models import Document
from tests import papers
from tests.cast import Cast, assemble
from tests.journeys.conftest import NewPage

pytestmark = [pytest.mark.journey, pytest.mark.once]

LETTER = FilePayload(
    name="Letter from school.pdf",
    mimeType="application/pdf",
    buffer=papers.letter(["Dear family,", "Yours,"]),
)
PHOTOGRAPH = FilePayload(name="IMG_0001.jpg", mimeType="image/jpeg", buffer=papers.photograph())
PROGRAM = FilePayload(name="run.exe", mimeType="application/x-msdownload", buffer=b"MZ")
LOOKING = 30_000  # milliseconds: each file is looked into by a process of its own, and machines are busy
DRAWN = "() => { const one = document.querySelector('.app-preview img'); return Boolean(one?.complete && one.naturalWidth) }"


@pytest.fixture
def cast(live_service: object) -> Cast:
    """The cast on stage, for the browser to meet."""
    with transaction.atomic():
        return assemble()


def open_documents(page: Page, cast: Cast) -> None:
    """The caseworker's page of documents on the Khans' case."""
    client = Client()
    with transaction.atomic():
        client.force_login(cast.team.caseworker)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/", "httpOnly": True}]
    )
    page.goto(f"/cases/{cast.khans.case.reference}/documents/")


def pictured(page: Page, name: str) -> None:
    """A picture for who asks for one (PICTURES names the folder)."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("which", ["page", "phone"])
def test_documents_are_added_refused_and_looked_at(
    which: str, request: pytest.FixtureRequest, cast: Cast, assert_accessible: Callable[[Page], None]
) -> None:
    page: Page = request.getfixturevalue(which)
    open_documents(page, cast)
    pictured(page, f"documents-empty-{which}")
    page.locator("input[type=file]").set_input_files([LETTER, PHOTOGRAPH, PROGRAM])
    expect(page.get_by_text("3 files chosen")).to_be_visible()
    page.get_by_label("What they are").fill("Sent after our call")
    page.get_by_role("button", name="Add to the case").click()
    expect(page.get_by_role("alert")).to_contain_text("“run.exe” was not added.", timeout=LOOKING)
    expect(page.get_by_role("status").filter(has_text="These were added")).to_contain_text("IMG_0001.jpg")
    assert_accessible(page)
    pictured(page, f"documents-refused-{which}")
    page.get_by_role("link", name="Letter from school.pdf", exact=True).click()
    page.wait_for_function(DRAWN, timeout=LOOKING)
    pictured(page, f"document-{which}")
    page.get_by_role("link", name="Next page").click()
    page.wait_for_function(DRAWN, timeout=LOOKING)
    expect(page.locator("figcaption")).to_contain_text("Page 2 of 2")
    assert_accessible(page)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download").click()
    assert downloading.value.suggested_filename == "Letter from school.pdf"
    assert Path(downloading.value.path()).read_bytes() == LETTER["buffer"]
    page.get_by_role("link", name="Remove from the case").click()
    page.get_by_label("Why you remove it").fill("Of another family")
    assert_accessible(page)
    pictured(page, f"document-remove-{which}")
    page.get_by_role("button", name="Remove the document").click()
    expect(page.get_by_text("Document removed.")).to_be_visible()
    expect(page.get_by_role("link", name="Letter from school.pdf", exact=True)).to_have_count(0)


def test_files_dropped_on_the_page_are_chosen(page: Page, cast: Cast) -> None:
    open_documents(page, cast)
    dropped = page.evaluate_handle(
        """words => {
            const data = new DataTransfer();
            data.items.add(new File([words], "one.txt", {type: "text/plain"}));
            data.items.add(new File([words], "two.txt", {type: "text/plain"}));
            return data;
        }""",
        "words",
    )
    page.locator(".govuk-file-upload-button").dispatch_event("drop", {"dataTransfer": dropped})
    page.get_by_role("button", name="Add to the case").click()
    expect(page.get_by_text("2 documents added.")).to_be_visible(timeout=LOOKING)


def test_documents_are_added_without_scripts(new_page: NewPage, cast: Cast) -> None:
    page = new_page(java_script_enabled=False)
    open_documents(page, cast)
    page.get_by_label("Add documents").set_input_files([LETTER, PHOTOGRAPH])
    page.get_by_role("button", name="Add to the case").click()
    expect(page.get_by_text("2 documents added.")).to_be_visible(timeout=LOOKING)
    assert Document.objects.filter(case=cast.khans.case).count() == 2
