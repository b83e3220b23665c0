"""What is typed outlives sign-out, a lost network, a closed tab and another person's sign-in."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.journey, pytest.mark.once]
SCRIPTS = Path(__file__).parents[2] / "assets/js"
AMINA, COLIN = "amina", "colin"
FORM = f"""<!doctype html><html lang="en"><title>Log</title>
<form method="post" action="/log/"
  data-autosave="/drafts/case/" data-token="/drafts/token/" data-user="{AMINA}">
<input type="hidden" name="csrfmiddlewaretoken" value="token-1"><textarea name="note"></textarea>
<p data-save-state role="status"></p><button>Save to record</button></form>
<script type="module">
  import {{ autosave }} from "/autosave.js";
  autosave(document.querySelector("form"));
</script>"""


@dataclass
class Service:
    """What stands behind the page: who is signed in there, their form token, and what has arrived."""

    signed_in: str | None = AMINA
    token: str = "token-1"
    refuses: bool = False
    away: int = 0
    """The status while it cannot reach its records (503), or while nobody stands behind the front (502)."""
    drafts: list[dict[str, Any]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    address: str = ""

    def sign_out(self) -> None:
        self.signed_in = None

    def sign_in(self, who: str) -> None:
        self.signed_in, self.token = who, self.token + "+"

    def answer_draft(self, headers: Any, body: bytes) -> tuple[int, dict[str, str]]:
        if self.away:
            return self.away, {"error": "unavailable"}
        if headers["X-CSRFToken"] != self.token:
            return 403, {"error": "csrf"}
        if self.signed_in is None:
            return 401, {"error": "signed-out"}
        if headers["X-Draft-User"] != self.signed_in:
            return 403, {"error": "other-user"}
        if self.refuses:
            return 403, {"error": "refused", "reason": "This case is closed."}
        self.drafts.append(json.loads(body))
        return 200, {"saved": "5:52pm"}

    def answer_token(self) -> tuple[int, dict[str, str]]:
        if self.away:
            return self.away, {"error": "unavailable"}
        if self.signed_in is None:
            return 401, {"error": "signed-out"}
        return 200, {"user": self.signed_in, "token": self.token}


def handler_for(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/autosave.js":
                self.say(200, (SCRIPTS / "autosave.js").read_bytes(), "text/javascript")
            elif self.path == "/drafts/token/":
                self.say_json(*service.answer_token())
            else:
                self.say(200, FORM.encode(), "text/html")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/log/":
                service.sent.append(body.decode())
                self.say(200, b"<!doctype html><title>Logged</title>Logged", "text/html")
            else:
                self.say_json(*service.answer_draft(self.headers, body))

        def say_json(self, status: int, answer: dict[str, str]) -> None:
            self.say(status, json.dumps(answer).encode(), "application/json")

        def say(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Nothing: what is typed belongs in no log."""

    return Handler


@pytest.fixture
def service() -> Iterator[Service]:
    standing = Service()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(standing))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    standing.address = f"http://127.0.0.1:{server.server_port}/"
    yield standing
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(service.address)
    yield opened
    context.close()


def type_note(page: Page, text: str) -> None:
    page.locator("textarea").press_sequentially(text)


def press_save_in_vain(page: Page) -> None:
    page.get_by_role("button").click()
    page.wait_for_function("!document.querySelector('form').dataset.sending")


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text(words, timeout=20_000)


def until(happened: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_a_pause_in_typing_saves_the_draft(page: Page, service: Service) -> None:
    type_note(page, "Rang the school.")
    says(page, "Draft saved at 5:52pm")
    assert service.drafts == [{"note": "Rang the school."}]


def test_signed_out_text_stays_and_is_saved_once_the_same_person_is_back(
    page: Page, service: Service
) -> None:
    service.sign_out()
    type_note(page, "Rang the school.")
    says(page, "You have been signed out. Your text is still here.")
    press_save_in_vain(page)
    says(page, "You have been signed out.")
    assert service.sent == []
    service.sign_in(AMINA)
    says(page, "Draft saved at")
    assert service.drafts[-1] == {"note": "Rang the school."}
    page.get_by_role("button").click()
    expect(page).to_have_title("Logged")
    assert len(service.sent) == 1


def test_another_persons_sign_in_gets_neither_draft_nor_record(page: Page, service: Service) -> None:
    service.sign_out()
    service.sign_in(COLIN)
    type_note(page, "Rang the school.")
    says(page, "Someone else is signed in on this computer. Your text is not saved.")
    press_save_in_vain(page)
    says(page, "Someone else is signed in")
    assert (service.drafts, service.sent) == ([], [])
    assert page.locator("textarea").input_value() == "Rang the school."


def test_a_lost_network_is_told_and_made_up_for(page: Page, service: Service) -> None:
    page.context.set_offline(True)
    type_note(page, "Rang the school.")
    says(page, "Not saved yet: no connection.")
    press_save_in_vain(page)
    assert service.sent == []
    page.context.set_offline(False)
    says(page, "Draft saved at")
    assert service.drafts[-1] == {"note": "Rang the school."}


@pytest.mark.clause("B06")
@pytest.mark.parametrize("status", [502, 503, 504])
def test_while_the_records_are_out_of_reach_the_form_is_held_and_then_sent_once(
    page: Page, service: Service, status: int
) -> None:
    service.away = status
    type_note(page, "Rang the school.")
    says(page, "the service cannot reach the records just now")
    press_save_in_vain(page)
    assert service.sent == []
    assert page.locator("textarea").input_value() == "Rang the school."
    service.away = 0
    says(page, "Draft saved at")
    page.get_by_role("button").click()
    expect(page).to_have_title("Logged")
    assert len(service.sent) == 1


def test_a_tab_closed_in_mid_word_leaves_its_draft(page: Page, service: Service) -> None:
    type_note(page, "Rang the sch")
    page.close()
    until(lambda: service.drafts)
    assert service.drafts[-1] == {"note": "Rang the sch"}


def test_a_refusal_gives_its_reason_and_is_not_repeated(page: Page, service: Service) -> None:
    service.refuses = True
    type_note(page, "Rang the school.")
    says(page, "This case is closed.")
    assert page.locator("textarea").input_value() == "Rang the school."


def test_a_form_sent_twice_in_haste_arrives_once(page: Page, service: Service) -> None:
    type_note(page, "Rang the school.")
    page.get_by_role("button").dblclick()
    expect(page).to_have_title("Logged")
    assert len(service.sent) == 1


def test_nothing_is_left_in_the_browser(page: Page, service: Service) -> None:
    type_note(page, "Rang the school.")
    says(page, "Draft saved at")
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
