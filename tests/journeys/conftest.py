"""The service behind a real address, and a real browser in front of it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, sync_playwright

from local_service.places import LOCAL, ensure_private
from local_service.system_packages import browser as installed_browser
from tests.conftest import WorkerDatabases

HERE = Path(__file__).parent
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 320, "height": 640}
QUIET = (
    "--no-sandbox",  # it opens our own pages only, often as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PICTURES = LOCAL / "journeys"


class NewPage(Protocol):
    """Opens a page in a browser profile of its own; options are Playwright's for a context."""

    def __call__(self, **options: Any) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture of what each page showed when its journey failed."""
    report = yield
    if report.when == "call" and report.failed:
        pages: list[Page] = item.stash.get(_PAGES, [])
        for number, page in enumerate(pages):
            path = ensure_private(PICTURES) / f"{item.name}-{number}.png".replace("/", "-")
            page.screenshot(path=path, full_page=True)
            report.sections.append(("picture", str(path)))
    return report


_PAGES = pytest.StashKey[list[Page]]()


class LiveService:
    """The service on this process's data bases, listening on the loopback address."""

    def __init__(self) -> None:
        from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

        from sendiass.wsgi import application

        class Quiet(WSGIRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the parent's name
                """Requests are not news."""

        self._server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, allow_reuse_address=False)
        self._server.set_app(application)
        self.url = f"http://localhost:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def live_service(committed_db: WorkerDatabases) -> Iterator[LiveService]:
    """The service for one journey; what it writes is gone afterwards."""
    service = LiveService()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = installed_browser()
    if not program:
        pytest.fail("Chromium is not installed: script/test installs it, or apt-get install chromium")
    # Playwright keeps an event loop in this thread; Django would take our queries for a coroutine's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(
    live_service: LiveService, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[NewPage]:
    """As many pages as a journey needs, each like another person's computer.

    A script that fails, or content the security policy refuses, fails the journey.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    pages = request.node.stash.setdefault(_PAGES, [])

    def open_page(**options: Any) -> Page:
        whole = {"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Europe/London", **options}
        context = browser.new_context(base_url=live_service.url, **whole)
        context.set_default_timeout(10_000)
        context.route("**/*", _stay_here)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note(message, complaints))
        contexts.append(context)
        pages.append(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, f"The browser complained: {complaints}"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One page on a desktop screen."""
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    """One page on the narrowest screen we promise."""
    return new_page(viewport=PHONE, has_touch=True)


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Fails with axe's report if the page as it stands has any violation, or shows what is to be hidden."""
    axe = Axe()

    def check(page: Page) -> None:
        page.wait_for_load_state()
        found = axe.run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        shown = page.locator("[hidden]:visible").evaluate_all("all => all.map(one => one.outerHTML)")
        assert not shown, f"{page.url} shows what is hidden: {shown}"

    return check


def _stay_here(route: Route) -> None:
    """Nothing on our pages may come from anywhere else."""
    if urlsplit(route.request.url).hostname in {"localhost", "127.0.0.1"}:
        route.continue_()
    else:
        route.abort()


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    """An answer of 4xx is often what a journey is after; Chromium calls it an error."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(message.text)
