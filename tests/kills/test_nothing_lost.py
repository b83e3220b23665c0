"""Kills web, worker, clock, broker and data base at random while work is logged and mail is queued (B06).

What was acknowledged is there, once; each message leaves once in effect; and the service comes back by itself.
"""

from __future__ import annotations

import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from uuid import uuid4

import pytest

from tests.canary.browsing import Answer, OverHttp
from tests.canary.pages_read import Form, read
from tests.kills.service import PARTS, Service, as_json, running

pytestmark = [pytest.mark.clause("B06", "B04"), pytest.mark.journey, pytest.mark.once]

SECONDS = 40.0
PEOPLE = 2
FAMILIES = 12
PATIENCE = 90.0
BACK_WITHIN = 60.0
TWO_AT_ONCE = 0.3
INSIDE = re.compile(r"Traceback|\bException\b|psycopg|File &quot;")

STAGE = f"""
import json
from uuid import uuid4
from django.db import transaction
from cases.actions.people import PersonDetails, add_person
from cases.actions.casework import NewCase, open_new_case
from cases.actions.first_contact import Answer
from cases.choices import *
from cases.choices import Agreement, CaseRole, FirstContactItem, HowShared, Issue, ItemState, ReferralSource, Stage
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import acting
worker = User.objects.filter(role="caseworker", is_active=True).order_by("email").first()
made = []
with acting(by=worker), transaction.atomic():
    for number in range({FAMILIES}):
        at = clock.now()
        answers = [
            Answer(FirstContactItem.STATEMENT, ItemState.DONE, who=CaseRole.PARENT_CARER, how=HowShared.PHONE,
                   happened_on=clock.day_of(at), done_by=worker),
            Answer(FirstContactItem.AIM, ItemState.DONE, who=CaseRole.PARENT_CARER, words="Help"),
            Answer(FirstContactItem.INFORMATION, ItemState.DONE),
            Answer(FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.AGREED, who=CaseRole.PARENT_CARER),
            Answer(FirstContactItem.RECORDS_TOLD, ItemState.DONE),
        ]
        new = NewCase(Issue.ASSESSMENT_REQUEST, Stage.ASSESSMENT_REQUESTED, ReferralSource.PARENT, True)
        case = open_new_case(by=worker, new=new, answers=answers, once=uuid4(), at=at)
        parent = add_person(by=worker, case=case, role=CaseRole.PARENT_CARER,
                            details=PersonDetails(given_names=f"Parent {{number}}"), at=at)
        made.append([case.reference, str(parent.id)])
print(json.dumps([worker.email, made]))
"""

COUNT = """
import json
from datetime import timedelta
from cases.models import Intervention
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.outbox.delivery import give_up_lapsed
from sendiass.outbox.models import Message
from sendiass.outbox.rules import LEASE
me = ServicePrincipal("demonstration")
with acting(by=ServicePrincipal("outbox")):
    give_up_lapsed(at=clock.now() + LEASE + timedelta(seconds=LATER))
with acting(by=me), reading(by=me, subjects=(), purpose="counting", everyone=True):
    notes = [one.note for one in Intervention.objects.all()]
    posts = [[one.message_id, one.state, one.recipient_address] for one in Message.objects.filter(channel="email")]
print(json.dumps([[note for note in notes if note.startswith("kept ")], posts]))
"""


@dataclass
class Worked:
    """What the people at their screens were told: *saved*, and how often they had to send again."""

    notes: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    again: int = 0
    broken_pages: list[str] = field(default_factory=list)
    trouble: list[BaseException] = field(default_factory=list)


@dataclass
class Killed:
    """What was killed, what /readyz said meanwhile, and how long it took to be back."""

    parts: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    longest_unready: float = 0.0


class Person:
    """Someone at a browser who sends a form again until it is acknowledged, as people do."""

    def __init__(
        self, service: Service, account: tuple[str, str], worked: Worked, chance: random.Random
    ) -> None:
        self.service, self.worked, self.chance = service, worked, chance
        self.email, self.password = account
        self.browser = self._new()

    def log(self, reference: str) -> None:
        """Log an intervention."""
        note = f"kept {uuid4()}"
        path = f"/cases/{reference}/"
        form = self._form(path, "note")
        fields = {"channel": "phone_call", "kinds": "advice", "level": "2", "minutes": "15",
                  "happened_on": "today", "note": note, "next_task": ""}  # fmt: skip
        self._send(path, form, fields)
        self.worked.notes.append(note)

    def tell_address(self, reference: str, person: str) -> None:
        """Note a safe address, upon which the service writes to it."""
        address = f"{uuid4().hex}@family.example"
        path = f"/cases/{reference}/people/{person}/contact/add/"
        form = self._form(path, "email")
        self._send(path, form, {"kind": "email", "email": address, "safety": "safe"})
        self.worked.addresses.append(address)

    def sign_in(self) -> None:
        """Sign in anew."""
        self.browser = self._new()
        form = self._boxes(self._until_answered(lambda: self.browser.get("/account/login/")), "password")
        fields = {**_given(form), "login": self.email, "password": self.password}
        self._until_answered(lambda: self.browser.post("/account/login/", list(fields.items())))

    def _new(self) -> OverHttp:
        return OverHttp(self.service.port, f"localhost:{self.service.port}", scheme="http")

    def _form(self, path: str, box: str) -> Form:
        for _ in range(20):
            answer = self._until_answered(lambda: self.browser.get(path))
            if answer.leads_to.startswith("/account/"):
                self.sign_in()
            elif answer.status == 200:
                return self._boxes(answer, box)
        raise AssertionError(f"{path} never opened: {answer.status} {answer.leads_to}")

    def _send(self, path: str, form: Form, fields: dict[str, str]) -> None:
        """The same form, with its same key, until it is acknowledged."""
        sent = {**_given(form), **fields}
        for _ in range(40):
            answer = self._until_answered(lambda: self.browser.post(path, list(sent.items())))
            if answer.status == 302 and not answer.leads_to.startswith("/account/"):
                return
            self.worked.again += 1
            if answer.status == 200:
                raise AssertionError(f"{path} refused: {[one.words for one in read(answer.html).problems]}")
            fresh = self._form(path, "note" if "note" in fields else "email")
            sent["csrfmiddlewaretoken"] = _given(fresh)["csrfmiddlewaretoken"]
        raise AssertionError(f"{path} was never acknowledged")

    def _until_answered(self, ask: Callable[[], Answer]) -> Answer:
        """The first answer that is no fault of a part that is down; a page that shows its inside is noted."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = self._answer(ask)
            if answer is not None and answer.status < 500:
                return answer
            if answer is not None and INSIDE.search(answer.html):
                self.worked.broken_pages.append(answer.html[:500])
            self.worked.again += 1
            time.sleep(0.2)
        raise AssertionError(f"nothing answered for {PATIENCE:.0f} seconds")

    @staticmethod
    def _answer(ask: Callable[[], Answer]) -> Answer | None:
        """The answer, or None where the line was cut or nobody took it up."""
        try:
            return ask()
        except (OSError, HTTPException):
            return None

    @staticmethod
    def _boxes(answer: Answer, box: str) -> Form:
        return next(form for form in read(answer.html).forms if box in form.boxes)


def _given(form: Form) -> dict[str, str]:
    return {name: box.value for name, box in form.boxes.items() if box.type == "hidden"}


def work(person: Person, families: Iterator[tuple[str, str]], stop: threading.Event) -> None:
    """Log and write, family after family, until told to stop."""
    try:
        person.sign_in()
        references: list[str] = []
        while not stop.is_set():
            if found := next(families, None):
                references.append(found[0])
                person.tell_address(*found)
            person.log(person.chance.choice(references))
    except Exception as error:  # told to the test, which fails with it
        person.worked.trouble.append(error)


def kill_at_random(service: Service, chance: random.Random) -> Killed:
    """Kill one part or two every few seconds, and look at /readyz all the while."""
    killed, until = Killed(), time.monotonic() + SECONDS
    turns = list(PARTS)
    chance.shuffle(turns)
    next_kill, unready_since = time.monotonic() + 2, 0.0
    while time.monotonic() < until:
        status, words = service.ready()
        killed.said.update(name for name, word in words.items() if word != "ready")
        now = time.monotonic()
        unready_since = 0.0 if status == 200 else unready_since or now
        killed.longest_unready = max(killed.longest_unready, now - unready_since if unready_since else 0.0)
        if now >= next_kill:
            parts = {turns.pop(0) if turns else chance.choice(PARTS)}
            parts |= {chance.choice(PARTS)} if chance.random() < TWO_AT_ONCE else set()
            for part in sorted(parts):
                killed.parts[part] += bool(_kill(service, part))
            next_kill = time.monotonic() + chance.uniform(2.5, 5.0)
        time.sleep(0.05)
    return killed


def _kill(service: Service, part: str) -> int:
    """Kill it; a worker while it hands a mail over, if there is one on its way."""
    if part != "worker":
        return service.kill(part)
    service.sink.at_content.clear()
    service.sink.before_content = held = threading.Event()
    service.sink.at_content.wait(3)
    killed = service.kill(part)
    service.sink.before_content = None
    held.set()
    return killed


def test_every_acknowledged_write_is_there_and_every_message_leaves_once() -> None:
    seed = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
    print(f"KILL_SEED={seed}")  # noqa: T201
    with running() as service:
        email, families = as_json(service.run("shell", "--no-imports", code=STAGE))
        password = service.sign_ins()[email]
        worked, stop = Worked(), threading.Event()
        queue = iter([(str(reference), str(person)) for reference, person in families])
        lock = threading.Lock()

        def shared() -> Iterator[tuple[str, str]]:
            while True:
                with lock:
                    found = next(queue, None)
                if found is None:
                    return
                yield found

        threads = [
            threading.Thread(
                target=work,
                args=(
                    Person(service, (email, password), worked, random.Random(seed + number)),  # noqa: S311
                    shared(),
                    stop,
                ),
            )
            for number in range(PEOPLE)
        ]
        for thread in threads:
            thread.start()
        killed = kill_at_random(service, random.Random(seed))  # noqa: S311
        stop.set()
        for thread in threads:
            thread.join(PATIENCE * 2)
        back = service.wait_ready(BACK_WITHIN)
        assert not worked.trouble, worked.trouble
        notes, posts = _settled(service)
        states = Counter(state for _, state, address in posts if address in set(worked.addresses))
        heads = next(service.folder.rglob("audit-heads.jsonl"), None)
        arrived = Counter(mail["Message-ID"] for mail in service.sink.mails)
        print(  # noqa: T201
            f"killed {dict(killed.parts)}; acknowledged {len(worked.notes)} notes, {len(worked.addresses)} addresses; "
            f"sent again {worked.again}; mail {dict(states)}; said {dict(killed.said)}; "
            f"longest not ready {killed.longest_unready:.1f} s; ready again after {back:.1f} s"
        )
        assert len(killed.parts) >= len(PARTS) - 1
        assert Counter(notes) & Counter(worked.notes) == Counter(worked.notes), "a note was lost"
        assert max(Counter(notes).values()) == 1, "a note stands twice"
        assert {address for _, _, address in posts} >= set(worked.addresses), "a message was never written"
        assert max(arrived.values(), default=0) <= 1, "a message left twice"
        for message_id, state, address in posts:
            if address in worked.addresses:
                assert state in {"sent", "unsure", "stuck"}, (
                    address,
                    state,
                )  # the last two are shown to a person
                assert state != "sent" or arrived[message_id] == 1
        assert not worked.broken_pages
        assert {"database", "keys"} <= set(killed.said)
        assert heads is not None
        public = service.folder / "chain.pub"
        public.write_text(service.run("audit_key").strip().splitlines()[-1] + "\n")
        said = service.run("verify_audit", "--public-key", str(public), "--heads", str(heads))
        assert "WHOLE" in said


def _settled(service: Service) -> tuple[list[str], list[list[str]]]:
    """What is there once nothing waits any more; what a killed worker left half done is given up, later on."""
    deadline = time.monotonic() + 120
    while True:
        late = time.monotonic() > deadline - 60
        code = COUNT.replace("LATER", "0" if late else "-10**6")
        notes, posts = as_json(service.run("shell", "--no-imports", code=code))
        if time.monotonic() > deadline or not any(
            state in {"waiting", "being_sent"} for _, state, _ in posts
        ):
            return notes, posts
        time.sleep(3)
