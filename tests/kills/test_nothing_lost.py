"""Kills web, worker, clock, broker and data base at random while work is logged and mail is queued (B06).

What was acknowledged is there, once; each message leaves once in effect; and the service comes back by itself.
KILL_SEED repeats a storm, KILL_SECONDS makes it longer; the counts are shown by `pytest -s`.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.conftest import WorkerDatabases
from tests.kills.counting import Asked, Found, Post, Told, disagreements
from tests.kills.people import PATIENCE, Person, Seen
from tests.kills.service import Service, running
from tests.kills.storm import HELD, WAYS, Storm, Watch

pytestmark = [pytest.mark.clause("B06", "B04"), pytest.mark.journey]

SECONDS = 30.0
FAMILIES = 8  # for each of the three caseworkers
BACK_WITHIN = 240.0  # on a machine with much else to do; a quiet one takes a tenth
DRAINED_WITHIN = 240.0  # what a fallen part held up waits a minute before it is tried again


def test_every_acknowledged_write_is_there_and_every_message_leaves_once(
    worker_databases: WorkerDatabases, record_property: Callable[[str, object], None]
) -> None:
    seed = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
    seconds = float(os.environ.get("KILL_SECONDS") or SECONDS)
    print(f"\nKILL_SEED={seed} KILL_SECONDS={seconds:.0f}")  # noqa: T201
    with running(worker_databases) as service:
        people = _people(service, seed)
        watch = Watch(service)
        storm = Storm(service, watch, random.Random(seed))  # noqa: S311  to be repeated, not to be secret
        with watch.watching():
            with _at_work(people):
                storm.hold_each()
                storm.rage(seconds)
            back = service.wait_ready(BACK_WITHIN)
        told, seen = _together(people)
        errors = service.errors()
        asked = _wait_for(service, "unasked")
        drained = _drain(service)
        there = service.inside("take_stock", str(service.folder))
        found = Found(
            notes=there["notes"],
            drafts=there["drafts"],
            posts=[Post(*post) for post in there["posts"]],
            arrived=[mail["Message-ID"] for mail in service.sink.mails],
            asked=[Asked(*one) for one in there["asked"]],
        )
    counts = {
        "killed": dict(storm.killed),
        "held still until named (seconds)": {part: round(took, 1) for part, took in storm.held.items()},
        "interventions tried / acknowledged / there": [len(told.tried), len(told.saved), len(found.notes)],
        "drafts left / there": [len(told.drafts), len(found.drafts)],
        "asked again": dict(seen.asked_again),
        "given back by the page": seen.given_back,
        "messages caused / letters sent / written / arrived": [
            len(told.addresses),
            len(told.letters),
            len(found.posts),
            len(found.arrived),
        ],
        "messages by state": dict(Counter(post.state for post in found.posts)),
        "of the unsure, arrived": sum(
            post.state == "unsure" and post.message_id in found.arrived for post in found.posts
        ),
        "/readyz named": dict(watch.said),
        "longest not ready (seconds)": round(watch.longest_unready, 1),
        "ready after the storm (seconds)": round(back, 1),
        "all asked after the storm (seconds)": round(asked, 1),
        "people of closed cases asked / not": [
            sum("sent" in one.invitations for one in found.asked),
            sum("sent" not in one.invitations for one in found.asked),
        ],
        "mail drained (seconds)": round(drained, 1),
        "chain": there["chain"],
    }
    for name, value in counts.items():
        print(f"  {name}: {value}")  # noqa: T201
        record_property(name, str(value))
    assert disagreements(told, found) == []
    assert told.saved, "nobody got anything done"
    assert told.addresses, "nobody was written to"
    assert any("sent" in one.invitations for one in found.asked), "nobody was asked what they thought"
    assert told.letters, "no school was told anything"
    assert set(storm.killed) == set(WAYS)
    assert set(storm.held) == set(HELD)
    assert seen.unfit == [], errors
    assert "WHOLE" in there["chain"]


def _people(service: Service, seed: int) -> list[Person]:
    """Caseworkers with their families, and chances of their own."""
    laid_out = service.inside("lay_out", FAMILIES)
    families: dict[str, list[list[str]]] = laid_out["families"]
    return [
        Person(
            service,
            email,
            laid_out["password"],
            [(reference, parent, permission) for reference, parent, permission in theirs],
            random.Random(f"{seed} {email}"),  # noqa: S311
        )
        for email, theirs in families.items()
    ]


class _at_work:  # noqa: N801  reads as a word where it is used
    """People at work while inside; afterwards each has ended what they had begun."""

    def __init__(self, people: list[Person]) -> None:
        self.stop = threading.Event()
        self.people = people
        self.threads = [threading.Thread(target=one.work, args=(self.stop,)) for one in people]

    def __enter__(self) -> None:
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE * 3)
        assert not any(thread.is_alive() for thread in self.threads), "someone never ended"
        assert [one.trouble for one in self.people if one.trouble] == []


def _together(people: list[Person]) -> tuple[Told, Seen]:
    told, seen = Told(), Seen()
    for one in people:
        told.tried += one.told.tried
        told.saved += one.told.saved
        told.drafts |= one.told.drafts
        told.addresses += one.told.addresses
        told.letters += one.told.letters
        seen.asked_again += one.seen.asked_again
        seen.given_back += one.seen.given_back
        seen.unfit += one.seen.unfit
    return told, seen


def _wait_for(service: Service, what: str) -> float:
    """Let the clock's own sweeps do it, and nothing of this test; seconds until nothing of it was left."""
    began = time.monotonic()
    while left := service.inside(what):
        assert time.monotonic() - began < DRAINED_WITHIN, f"{left} {what}"
        time.sleep(2)
    return time.monotonic() - began


def _drain(service: Service) -> float:
    """Let the worker deliver what waits, by itself; seconds until nothing waited any more."""
    began = time.monotonic()
    while waiting := service.messages()["waiting"]:
        assert time.monotonic() - began < DRAINED_WITHIN, f"{waiting} messages still wait"
        time.sleep(0.5)
    return time.monotonic() - began
