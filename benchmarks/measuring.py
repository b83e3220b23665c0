"""Takes the times: page, empty page and rows in turn, at every size in turn, so that noise meets all alike."""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from benchmarks.databases import Failed
from benchmarks.floors import Floor
from benchmarks.pages import Recorded, Recording, Searched, Visit
from benchmarks.serving import SETTINGS, Browser, serving
from local_service.places import ROOT

WARMING = 5
LONGEST_OPENING = 600.0
"""Seconds for a process to open its index of names, on a machine that does much else."""


@dataclass
class Times:
    """The seconds of one page at one size, each list as long as the others, and how much each asking is.

    `queries` are those of the whole page, `cells` the sealed cells that it opens or seals.
    """

    queries: int
    cells: int = 0
    page: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    rows: list[float] = field(default_factory=list)

    @property
    def floor(self) -> float:
        """The floor's median."""
        return median(empty + rows for empty, rows in zip(self.empty, self.rows, strict=True))

    @property
    def ratio(self) -> float:
        """How many times its floor the page takes, by medians."""
        return median(self.page) / self.floor


@dataclass(frozen=True)
class Measured:
    """One page at every size."""

    visit: Visit
    times: dict[int, Times]

    def growth(self, small: int, large: int) -> float:
        """How many times its own figure at the smaller size the page takes at the larger."""
        return median(self.times[large].page) / median(self.times[small].page)


def p95(seconds: list[float]) -> float:
    """The time that one in twenty exceeds."""
    return quantiles(seconds, n=20)[-1]


def measure(
    environments: Mapping[int, Mapping[str, str]],
    *,
    ports: Mapping[int, int],
    rounds: int,
    pages: Sequence[str],
    say: Callable[[str], None],
) -> list[Measured]:
    """The pages whose names begin so, at every size."""
    if not pages:
        return []
    recordings = {size: _recording(environ, pages) for size, environ in environments.items()}
    with ExitStack() as stack:
        for size, environ in environments.items():
            stack.enter_context(serving(str(size), ports[size], environ))
        for size, recording in recordings.items():
            _wait_for_names(recording, ports[size])
            say(f"the names of {size:,} cases are open")
        found = []
        for visits in zip(*(recording.recorded for recording in recordings.values()), strict=True):
            visit = visits[0].visit
            say(f"{visit.name} ({visit.who})")
            stands = {
                size: _Stand(recorded, recordings[size].cookies[visit.who], ports[size], environments[size])
                for size, recorded in zip(recordings, visits, strict=True)
            }
            _take(stands, rounds)
            found.append(Measured(visit, {size: stand.times for size, stand in stands.items()}))
        return found


def _wait_for_names(recording: Recording, at: int) -> None:
    """Until the process that serves has opened its index of names, which would slow down whatever is measured meanwhile."""
    browser, deadline = (
        Browser(at, recording.cookies[recording.ready.who]),
        time.monotonic() + LONGEST_OPENING,
    )
    while True:
        try:
            browser.time(recording.ready)
        except Failed:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)
        else:
            return


class _Stand:
    """One page at one size, with all it is measured by."""

    def __init__(self, recorded: Recorded, session: str, port: int, environ: Mapping[str, str]) -> None:
        self.visit, self.nothing = recorded.visit, recorded.visit.of_nothing()
        self.browser = Browser(port, session)
        self.floor = Floor(recorded, environ)
        self.times = Times(recorded.queries)

    def warm(self) -> None:
        for _ in range(WARMING):
            self.browser.time(self.visit)
            self.browser.time(self.nothing)
            self.times.cells = self.floor.ask()

    def take(self) -> None:
        """Page, empty page and rows, once each."""
        self.times.page.append(self.browser.time(self.visit))
        self.times.empty.append(self.browser.time(self.nothing))
        began = time.perf_counter()
        self.floor.ask()
        self.times.rows.append(time.perf_counter() - began)


def _take(stands: Mapping[int, _Stand], rounds: int) -> None:
    for stand in stands.values():
        stand.warm()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for stand in stands.values():
                stand.take()
    finally:
        gc.enable()
        for stand in stands.values():
            stand.floor.close()


def measure_names(environ: Mapping[str, str], people: int) -> Searched:
    """The index of names of so many people, in a process of its own."""
    found: Searched = _told_by("benchmarks.searching", environ, str(people))
    return found


def _recording(environ: Mapping[str, str], pages: Sequence[str]) -> Recording:
    found: Recording = _told_by("benchmarks.recording", environ, *pages)
    return found


def _told_by(module: str, environ: Mapping[str, str], *arguments: str) -> Any:
    """What a process with Django set up has to tell: this one has it not, and so costs the floor nothing."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**environ, "DJANGO_SETTINGS_MODULE": SETTINGS},
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        raise Failed(f"{module} could not do its part.")
    return pickle.loads(done.stdout)  # noqa: S301  our own process wrote it
