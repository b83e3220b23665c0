"""Caseworkers at their browsers, who send a form again until they are told that it is saved."""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from uuid import uuid4

from tests.canary.browsing import Answer, OverHttp
from tests.canary.pages_read import Form, read
from tests.kills.counting import Told
from tests.kills.service import Service
from tests.kills.stage import MARK, QUESTIONNAIRE

CLOSED = 3  # of each worker's families: nothing else is done for them
PATIENCE = 240.0  # seconds, on a machine with much else to do
INSIDE = re.compile(r"Traceback|psycopg|OperationalError|File &quot;|line \d+, in ")
PAGE_WHILE_AWAY = "We cannot reach the records just now"


@dataclass
class Seen:
    """What people went through: how often they asked again and why, and pages that were not fit to be shown."""

    asked_again: Counter[str] = field(default_factory=Counter)
    given_back: int = 0
    """How often the page that said *not saved* held everything that had been typed, ready to be sent again."""
    unfit: list[str] = field(default_factory=list)


@dataclass
class Person:
    """One caseworker, with cases nobody else works."""

    service: Service
    email: str
    password: str
    families: Sequence[tuple[str, str, str]]  # reference of the case, ids of the parent and of the permission
    chance: random.Random
    told: Told = field(default_factory=Told)
    seen: Seen = field(default_factory=Seen)
    trouble: Exception | None = None

    def work(self, stop: threading.Event) -> None:
        """Log and write until told to stop; then leave one thing half-written."""
        try:
            self.sign_in()
            to_write_to, to_close = list(self.families[CLOSED:]), list(self.families[:CLOSED])
            while not stop.is_set():
                if to_close:
                    reference, parent, _ = to_close.pop()
                    self.tell_address(reference, parent)
                    self.close(reference, self.told.addresses[-1])
                if to_write_to:
                    reference, parent, permission = to_write_to.pop()
                    self.tell_address(reference, parent)
                    self.write_to_school(reference, permission)
                self.log(self._some_case())
            self.leave_half_written(self._some_case())
        except Exception as error:  # told to the test, which fails with it
            self.trouble = error

    def log(self, reference: str) -> None:
        """Log an intervention: its draft first, as the page's script does, then the form."""
        note = f"{MARK}{uuid4()}"
        path = f"/cases/{reference}/"
        form = self._form(path, "note")
        self._keep_draft(path, form, note)
        self.told.tried.append(note)
        fields = {"channel": "phone_call", "kinds": "advice", "level": "2", "minutes": "15"}
        self._send(path, form, {**fields, "note": note})
        self.told.saved.append(note)
        del self.told.drafts[_draft_of(form)]

    def tell_address(self, reference: str, person: str) -> None:
        """Note a safe address, upon which the service writes to it."""
        address = f"{uuid4().hex}@family.example"
        path = f"/cases/{reference}/people/{person}/contact/add/"
        fields = {"kind": "email", "email": address, "safety": "safe"}
        self._send(path, self._form(path, "email"), fields)
        self.told.addresses.append(address)

    def write_to_school(self, reference: str, permission: str) -> None:
        """Write what the family permits, look it over, and send it: a disclosure and its mail."""
        address = f"{uuid4().hex}@school.example"
        path = f"/cases/{reference}/sharing/permissions/{permission}/letter/"
        fields = {
            "carried": "email",
            "email": address,
            "to_name": "Ms Hill, SENCO",
            "way": "tell",
            "contents": "needs",
            "said_on_needs": "Mornings are hard.",
        }
        self._send(path, self._form(path, "email"), fields)
        look = f"{path}look/"
        self._send(look, self._form(look, "seen"), {}, box="seen")
        self.told.letters.append(address)

    def close(self, reference: str, address: str) -> None:
        """Close the case, upon which the service asks the parent, at this address, what they thought."""
        path = f"/cases/{reference}/close/"
        said = {"came_0": "reached", "told_of_none_because": "They knew IPSEA.", "ask_0": "ask"}
        fields = {**said, "reason": "All done."}
        self._send(path, self._form(path, "reason"), fields, box="csrfmiddlewaretoken")
        self.told.addresses.append(f"{QUESTIONNAIRE} {address}")

    def leave_half_written(self, reference: str) -> None:
        """Type, have the draft kept, and go."""
        path = f"/cases/{reference}/"
        self._keep_draft(path, self._form(path, "note"), f"{MARK}half {uuid4()}")

    def sign_in(self) -> None:
        """Sign in anew."""
        path = "/account/login/"
        self.browser = OverHttp(self.service.port, f"localhost:{self.service.port}", scheme="http")
        form = _with_box(self._answered(lambda: self.browser.get(path)), "password")
        fields = {**_hidden(form), "login": self.email, "password": self.password}
        answer = self._answered(lambda: self.browser.post(path, list(fields.items())))
        if not answer.leads_to:  # where many sign in again at once, the page asks them to wait
            self.seen.asked_again["told to wait before signing in"] += 1
            time.sleep(2)

    def _some_case(self) -> str:
        return self.chance.choice(self.families[CLOSED:])[0]

    def _form(self, path: str, box: str) -> Form:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = self._answered(lambda: self.browser.get(path))
            if answer.leads_to.startswith("/account/"):
                self.sign_in()
            elif answer.status == 200:
                return _with_box(answer, box)
        raise AssertionError(f"{path} never opened: {answer.status} {answer.leads_to}")

    def _keep_draft(self, path: str, form: Form, note: str) -> None:
        body = json.dumps({"note": note}).encode()
        for _ in range(20):
            headers = {"X-CSRFToken": _hidden(form)["csrfmiddlewaretoken"], "X-Draft-User": form.user}
            answer = self._answered(partial(self.browser.post, form.autosave, (), body=body, headers=headers))
            if answer.status == 200:
                self.told.drafts[_draft_of(form)] = note
                return
            form = self._form(path, "note")  # signed out meanwhile: it signs in
        raise AssertionError(f"{path}: the draft was never kept: {answer.status} {answer.html}")

    def _send(self, path: str, form: Form, fields: dict[str, str], *, box: str = "") -> None:
        """The same form, with its same key, until it is acknowledged."""
        box = box or next(name for name in ("note", "email") if name in fields)
        sent = {**_as_it_opened(form), **fields}
        for _ in range(40):
            answer = self._answered(lambda: self.browser.post(path, list(sent.items())), sent=sent)
            if answer.status == 302 and not answer.leads_to.startswith("/account/"):
                return
            if answer.status == 200:
                raise AssertionError(f"{path} refused: {[one.words for one in read(answer.html).problems]}")
            self.seen.asked_again[f"answered {answer.status}"] += 1
            fresh = self._form(path, box)
            sent["csrfmiddlewaretoken"] = _hidden(fresh)["csrfmiddlewaretoken"]
        raise AssertionError(f"{path} was never acknowledged")

    def _answered(self, ask: Callable[[], Answer], sent: dict[str, str] | None = None) -> Answer:
        """The first answer that is no fault of a part that is down. Raises AssertionError after a while."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = ask()
            except (OSError, HTTPException) as error:  # the line was cut, or nobody took it up
                self.seen.asked_again[type(error).__name__] += 1
            else:
                if answer.status < 500:
                    return answer
                self.seen.asked_again[f"answered {answer.status}"] += 1
                self._look_at(answer, sent)
            time.sleep(0.2)
        raise AssertionError(f"nothing answered for {PATIENCE:.0f} seconds")

    def _look_at(self, answer: Answer, sent: dict[str, str] | None) -> None:
        """Whether an answer in need is fit for a person, and what they typed is still on it."""
        fit = answer.status == 503 and answer.header("retry-after") and not INSIDE.search(answer.html)
        if answer.is_html:
            fit = fit and PAGE_WHILE_AWAY in answer.html
        if sent is not None and fit:
            back = _hidden(_with_box(answer, "csrfmiddlewaretoken"))
            fit = {name: value for name, value in back.items() if name in sent} == sent
            self.seen.given_back += 1
        if not fit:
            self.seen.unfit.append(f"{answer.path}: {answer.status} {read(answer.html).text[:300]}")


def _with_box(answer: Answer, box: str) -> Form:
    return next(form for form in read(answer.html).forms if box in form.boxes)


def _hidden(form: Form) -> dict[str, str]:
    """What a page holds ready to be sent; of a textarea without the line break that a browser drops."""
    held = {name: box.value for name, box in form.boxes.items() if box.type == "hidden"}
    typed = {name: box.value.removeprefix("\n") for name, box in form.boxes.items() if box.type == "textarea"}
    return held | typed


def _as_it_opened(form: Form) -> dict[str, str]:
    """What a browser would send of a form that nobody has touched."""
    chosen = {name: box.chosen[0] for name, box in form.boxes.items() if box.chosen}
    return {
        name: chosen.get(name, box.value)
        for name, box in form.boxes.items()
        if name in chosen or box.type not in ("radio", "checkbox", "select")
    }


def _draft_of(form: Form) -> str:
    """The form's key, as its address for drafts has it."""
    return form.autosave.removeprefix("/drafts/").rstrip("/")
