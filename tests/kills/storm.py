"""The storm: what is held still, what is killed and when, and what /readyz says all the while."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from local_service import keeper, supervisor
from tests.kills.service import Service

WAYS = {
    "web": "web",
    "web worker": "",
    "worker": "worker",
    "worker in mid-mail": "worker",
    "beat": "beat",
    "redis": "servers",
    "postgres": "servers",
    "postgres, told to stop at once": "servers",
    "backend": "",
}
"""Every way to kill, with whoever counts how often that happens: the supervisor each process, the keeper its servers.

Either takes more than a few falls in a minute for a fault that starting again does not mend, and gives up (an empty
name: nobody counts, the server or process above starts it again).
"""
MOST = min(keeper.RESTARTS, supervisor.RESTARTS)
WITHIN = max(keeper.WITHIN, supervisor.WITHIN)
TWO_AT_ONCE = 0.25
PAUSE = (1.0, 3.5)  # seconds between kills
ANSWERS_WITHIN = 240.0  # seconds for web to be started again, on a machine with much else to do
NAMED_WITHIN = 45.0  # seconds for /readyz to name what stands still
HELD = {"postgres": {"database", "keys"}, "redis": {"queue"}, "worker": {"worker"}}
"""What is held still, and what /readyz then names: the queue's silence hides the worker's sign of life too."""


@dataclass
class Watch:
    """What /readyz says, asked without end by a thread of its own."""

    service: Service
    names: frozenset[str] = frozenset()
    status: int = 200
    said: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    longest_unready: float = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Ask while inside."""
        over = threading.Event()
        thread = threading.Thread(target=self._look, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _look(self, over: threading.Event) -> None:
        unready_since = 0.0
        while not over.wait(0.1):
            self.status, self.names = self.service.ready()
            now = time.monotonic()
            self.answers += 1
            self.said.update(self.names or (["nothing answers"] if self.status == 0 else []))
            unready_since = 0.0 if self.status == 200 else unready_since or now
            if unready_since:
                self.longest_unready = max(self.longest_unready, now - unready_since)


@dataclass
class Storm:
    """One storm over one service. `chance` decides everything that is left to chance."""

    service: Service
    watch: Watch
    chance: random.Random
    killed: Counter[str] = field(default_factory=Counter)
    held: dict[str, float] = field(default_factory=dict)
    _falls: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def hold_each(self) -> None:
        """Hold each part still, as a frozen machine would, until /readyz names it; seconds that took."""
        parts = list(HELD)
        self.chance.shuffle(parts)
        for part in parts:
            self._hold(part)

    def _hold(self, part: str) -> None:
        pids, began = self.service.processes(part), time.monotonic()
        assert self.service.signal(pids, signal.SIGSTOP), f"there is no {part}"
        try:
            if part == "worker":  # its last sign of life would outlive the test
                self._kill("redis")
            while not HELD[part] <= self.watch.names or (part == "worker" and "queue" in self.watch.names):
                assert time.monotonic() - began < NAMED_WITHIN, (
                    f"{part} stands still, and /readyz names {self.watch}"
                )
                time.sleep(0.05)
            self.held[part] = time.monotonic() - began
        finally:
            self.service.signal(pids, signal.SIGCONT)

    def rage(self, seconds: float) -> None:
        """Kill one thing or two every few seconds in which people get through, each way at least once."""
        until, ways = time.monotonic() + seconds, list(WAYS)
        self.chance.shuffle(ways)
        while ways or time.monotonic() < until:
            self._let_people_through()
            time.sleep(self.chance.uniform(*PAUSE))
            for _ in range(1 + (self.chance.random() < TWO_AT_ONCE)):
                may = [way for way in ways or WAYS if self._is_forgiven(way)]
                if not may:
                    break
                way = may[0] if ways else self.chance.choice(may)
                if self._kill(way) and way in ways:
                    ways.remove(way)

    def _let_people_through(self) -> None:
        """Until web answers again, whatever it says: nobody would be interrupted at anything before."""
        began = time.monotonic()
        while self.watch.status == 0:
            assert time.monotonic() - began < ANSWERS_WITHIN, self.service.last_words()
            time.sleep(0.1)

    def _is_forgiven(self, way: str) -> bool:
        """Whether one more fall is within what supervisor and keeper start again."""
        since, counts = time.monotonic() - WITHIN, WAYS[way]
        return not counts or sum(moment > since for moment in self._falls[counts]) < MOST - 1

    def _kill(self, way: str) -> bool:
        """Kill in this way; False where there was nothing to kill."""
        part, number = way, signal.SIGKILL
        if way == "worker in mid-mail":
            part = "worker"
            self._wait_for_mail()
        elif way == "postgres, told to stop at once":
            part, number = "postgres", signal.SIGQUIT
        found = self.service.processes(part)
        if part == "postgres":
            found = found[:1]  # its backends notice
        elif part == "backend":
            found = [self.chance.choice(found)] if found else []
        reached = self.service.signal(found, number)
        self.service.sink.before_content = None
        if reached:
            self.killed[way] += 1
            self._falls[WAYS[way]].append(time.monotonic())
        return reached > 0

    def _wait_for_mail(self) -> None:
        """Until the worker has a mail half handed over, if there is one; the server keeps it waiting."""
        self.service.sink.at_content.clear()
        self.service.sink.before_content = threading.Event()
        self.service.sink.at_content.wait(3)
