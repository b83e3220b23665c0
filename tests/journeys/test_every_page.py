"""Every page of the table, as each role that may open it, at a desk and on a phone: accessible, fitting, in plain words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from cases.models import Person
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.profiles import profile
from tests.cast import Cast, assemble
from tests.conftest import WorkerDatabases
from tests.journeys.conftest import DESKTOP, LiveService
from tests.walls.page_table import COLUMNS, OPEN, rows
from tests.walls.test_pages_by_role import path_of, things_of, who_is

NO_PAGES = {
    "theme": "a style sheet",
    "health:alive": "for machines",
    "health:ready": "for machines",
    "drafts:draft_token": "for scripts",
    "drafts:draft_save": "for scripts",
    "mfa_login_webauthn": "for scripts",
    "cases:school_find": "for scripts",
    "mfa_download_recovery_codes": "a file",
    "outbox:letter_pdf": "a document",
    "consent:letter_paper": "a document",
    "consent:letter_preview_pdf": "a document",
    "cases:document_preview": "a picture",
    "cases:refer_leave": "leads away from the service",
    "cases:document_download": "a file",
    "feedback:asked_paper": "a document",
    "feedback:wording_paper": "a document",
    "feedback:translation_download": "a file",
    "feedback:release_download": "a file",
    "feedback:views_checker": "a file",
    "feedback:figures_download": "a file",
    "governance:session_invitation": "a file",
    "governance:meeting_invitation": "a file",
    "governance:board_agenda_pdf": "a document",
    "governance:board_minutes_pdf": "a document",
    "governance:certificate_download": "a file",
    "governance:own_data_json": "a file",
    "governance:policy_paper": "a document",
    "governance:own_data_text": "a file",
}
"""Addresses that answer with no page, and what they answer with."""

ROLES = tuple(column for column in COLUMNS if column not in {"colleague", "volunteer"})
"""Those who see the Khans' case or stay outside; a colleague's pages are the caseworker's without the case."""

NARROW = {"width": 320, "height": 640}
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } "
)
SPACING += "p { margin-bottom: 2em !important }"
"""What a reader may set for themselves (WCAG 1.4.12)."""

MOST_STOPS = 80

CLIPPED = """() => [...document.querySelectorAll("main *, .moj-identity-bar *")].filter((one) => {
    if (one.closest(".govuk-visually-hidden, select") || !one.innerText) return false;
    const how = getComputedStyle(one).overflowX;
    return ["hidden", "clip"].includes(how) && one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.outerHTML.slice(0, 120))"""

BEYOND_THE_EDGE = """() => [...document.querySelectorAll(".app-pane")]
    .filter((pane) => pane.scrollWidth > pane.clientWidth + 1)
    .map((pane) => pane.getAttribute("aria-label"))"""

WHERE_FOCUS_IS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const isBox = one.matches("input[type=checkbox], input[type=radio]");
    const drawn = isBox ? one.nextElementSibling : one;  // the kit draws the box before its label
    const seen = drawn.getClientRects()[0] ?? drawn.getBoundingClientRect();
    const x = Math.min(Math.max(seen.left + seen.width / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(seen.top + seen.height / 2, 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const marks = [getComputedStyle(one), getComputedStyle(drawn, isBox ? "::before" : null)];
    return {
        id: [one.id, one.className, one.innerText || one.name].join(" ").trim().slice(0, 80),
        inView: seen.bottom > 0 && seen.top < innerHeight,
        covered: !(top && (drawn.contains(top) || one.contains(top) || top.contains(drawn) && top.contains(one))),
        shown: marks.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none"),
    };
}"""
"""Where the Tab key has come to, and whether one can see that it has."""


class Walk:
    """One browser profile that goes from page to page and notes what is wrong with each."""

    def __init__(self, page: Page, held: frozenset[str]) -> None:
        self.page, self.held = page, held
        self.faults: list[str] = []
        self.axe = Axe()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"{self.page.url}: {message.text}")

    def fault(self, name: str, words: str) -> None:
        size = self.page.viewport_size or {"width": 0}
        self.faults.append(f"{name} at {size['width']}: {words}")

    def look(self, name: str, path: str, *, with_axe: bool) -> None:
        """Open a page and note what is wrong with it, at both widths."""
        for size in (DESKTOP, NARROW):
            self.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            if size is DESKTOP:
                if self.page.request.get(path, max_redirects=0).status == HTTPStatus.METHOD_NOT_ALLOWED:
                    return  # it takes a form, and shows nothing
                answer = self.page.goto(path)
                if not answer or answer.status != HTTPStatus.OK:
                    self.fault(name, f"answers {answer and answer.status}")
                    return
                self._words(name, answer)
            self._fits(name)
            if with_axe and size is DESKTOP:  # the other journeys look at the main pages on a phone, too
                self._accessible(name)
            if folder := os.environ.get("PICTURES"):
                picture = Path(folder) / f"{re.sub(r'[^a-z_]', '-', name)}-{size['width']}.png"
                self.page.screenshot(path=picture, full_page=True)

    def _words(self, name: str, answer: Response) -> None:
        title = self.page.title()
        purpose, dash, service = title.rpartition(" – ")
        if not (dash and purpose and service == profile().identity.name):
            self.fault(name, f"is called {title!r}")
        if named := [word for word in self.held if word in purpose]:
            self.fault(name, f"names {named} in its title")
        if wrong := re.search(r"\b(None|null|undefined|nan)\b|[{}]{2}|\{%", self.page.inner_text("body")):
            self.fault(name, f"says {wrong[0]!r}")
        if len(self.page.locator("h1").all()) != 1:
            self.fault(name, "has not one h1")
        self.page.keyboard.press("Tab")
        if self.page.evaluate("document.activeElement.className") != "govuk-skip-link":
            self.fault(name, "does not begin with the skip link")

    def _fits(self, name: str) -> None:
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            self.fault(name, f"scrolls sideways by {wide} px")
        if self.page.evaluate("innerWidth") == NARROW["width"]:
            for pane in self.page.evaluate(BEYOND_THE_EDGE):
                self.fault(name, f"hides part of a list beyond the edge: {pane}")

    def _accessible(self, name: str) -> None:
        found = self.axe.run(self.page, options={"resultTypes": ["violations", "incomplete"]})
        for violation in found.response["violations"]:
            nodes = "; ".join(node["html"][:150] for node in violation["nodes"][:2])
            self.fault(name, f"{violation['id']}: {nodes}")
        for open_question in found.response["incomplete"]:
            for node in open_question["nodes"]:
                data = [check.get("data") or {} for check in node["any"]]
                if any(isinstance(one, dict) and one.get("messageKey") == "equalRatio" for one in data):
                    self.fault(name, f"text in the colour of its ground: {node['html'][:150]}")

    def tab_through(self, name: str) -> list[str]:
        """Every stop of the Tab key; each must be in view, marked, and under nothing."""
        stops: list[str] = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            now = self.page.evaluate(WHERE_FOCUS_IS)
            if now is None or (stops and now["id"] == stops[0]):
                return stops
            stops.append(now["id"])
            if not now["inView"] or now["covered"] or not now["shown"]:
                self.fault(name, f"hides the focus: {now}")
        self.fault(name, f"has more than {MOST_STOPS} stops")
        return stops

    def space_out(self, name: str) -> None:
        """With the reader's own spacing nothing is cut off, and nothing runs off the side (WCAG 1.4.12)."""
        self.page.evaluate(
            """css => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(css);
                document.adoptedStyleSheets = [sheet];
            }""",
            SPACING,
        )
        self._fits(name)
        for cut in self.page.evaluate(CLIPPED):
            self.fault(name, f"cuts off {cut}")


@pytest.fixture(scope="module")
def service(
    django_db_setup: None, worker_databases: WorkerDatabases, django_db_blocker: Any
) -> Iterator[tuple[LiveService, Cast, dict[str, Any]]]:
    """One service and one set of data for every walk: a walk only looks."""
    from django.db import connections

    del connections["audit"]
    with django_db_blocker.unblock():
        with transaction.atomic():
            cast = assemble()
            things = things_of(cast)
            for worker in cast.team.everyone.values():
                worker.set_password("a long and honest phrase")
                worker.save()
        live = LiveService()
        yield live, cast, things
        live.stop()
        worker_databases.renew()
        connections["audit"].close()
        connections["audit"] = connections["default"]


@contextmanager
def walking(browser: Browser, live: LiveService, user: User | None, held: frozenset[str]) -> Iterator[Walk]:
    """A walk by this person; its faults fail the test."""
    context = browser.new_context(
        base_url=live.url, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    if user:
        client = Client()
        with transaction.atomic():
            client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}]
        )
    walk = Walk(context.new_page(), held)
    yield walk
    context.close()
    assert walk.faults == [], "\n".join(walk.faults)


def names_held(by: User) -> frozenset[str]:
    """Every word of every name the data hold: none may stand in a title."""
    people = list(Person.objects.all())
    with reading(by=by, subjects=[one.key_subject for one in people], purpose="test"):
        return frozenset(word for one in people for word in one.full_name.split())


def pages_of(role: str) -> list[str]:
    """The names of the pages that open for this role."""
    open_to = [name for name, letters in rows().items() if letters[COLUMNS.index(role)] == OPEN]
    return [name for name in open_to if name not in NO_PAGES]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_opens_is_accessible_fits_and_speaks_plainly(
    role: str, browser: Browser, service: tuple[LiveService, Cast, dict[str, Any]]
) -> None:
    live, cast, things = service
    with transaction.atomic():
        user = who_is(role, cast)
        if user and not user.has_usable_password():
            user.set_password("a long and honest phrase")
            user.save()
    seen_by_another = set(pages_of("manager")) if role != "manager" else set()
    with walking(browser, live, user, names_held(cast.team.manager)) as walk:
        for name in pages_of(role):
            # What the manager sees is checked whole; others see less of it, drawn by the same templates.
            walk.look(name, path_of(name, things), with_axe=name not in seen_by_another)


@pytest.mark.parametrize(
    "name", ["cases:case_page", "cases:person_change", "cases:enquiry_take", "account_login"]
)
def test_what_a_reader_sets_and_a_keyboard_reaches_is_seen(
    name: str, browser: Browser, service: tuple[LiveService, Cast, dict[str, Any]]
) -> None:
    live, cast, things = service
    user = None if name == "account_login" else cast.team.caseworker
    with walking(browser, live, user, frozenset()) as walk:
        for size in (DESKTOP, NARROW):
            walk.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            walk.page.goto(path_of(name, things))
            stops = walk.tab_through(name)
            assert len(stops) > 5, stops
            walk.space_out(name)
