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

from benchmarks.databases import Failed
from benchmarks.floors import Floor
from benchmarks.pages import EMPTY, Recorded, Recording
from benchmarks.serving import SETTINGS, Browser, serving
from local_service.places import ROOT

WARMING = 5


@dataclass
class Times:
    """The seconds of one page at one size, each list as long as the others."""

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

    recorded: Recorded
    times: dict[int, Times]
    cells: int

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
    """The pages whose names begin so (all, if none is named) at every size."""
    with ExitStack() as stack:
        recordings = {size: _recording(environ, pages) for size, environ in environments.items()}
        for size, environ in environments.items():
            stack.enter_context(serving(str(size), ports[size], environ))
        found = []
        for number, recorded in enumerate(next(iter(recordings.values())).recorded):
            visit = recorded.visit
            say(f"{visit.name} ({visit.who})")
            stands = {
                size: _Stand(
                    recording.recorded[number], recording.cookies[visit.who], ports[size], environments[size]
                )
                for size, recording in recordings.items()
            }
            cells = _take(stands, rounds)
            found.append(Measured(recorded, {size: stand.times for size, stand in stands.items()}, cells))
        return found


class _Stand:
    """One page at one size, with all it is measured by."""

    def __init__(self, recorded: Recorded, session: str, port: int, environ: Mapping[str, str]) -> None:
        self.visit = recorded.visit
        self.browser = Browser(port, session)
        self.floor = Floor(recorded, environ)
        self.times = Times()

    def page(self) -> float:
        seconds, status = self.browser.time(self.visit.path, self.visit.sent())
        if status != (302 if "once" in self.visit.form else 200):
            raise Failed(f"{self.visit.name} answered {status}")
        return seconds

    def empty(self) -> float:
        seconds, status = self.browser.time(EMPTY, self.visit.sent())
        if status != 200:
            raise Failed(f"the empty page answered {status}")
        return seconds

    def rows(self) -> float:
        began = time.perf_counter()
        self.floor.ask()
        return time.perf_counter() - began


def _take(stands: Mapping[int, _Stand], rounds: int) -> int:
    cells = 0
    for stand in stands.values():
        for _ in range(WARMING):
            stand.page(), stand.empty()
            cells = stand.floor.ask()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for stand in stands.values():
                stand.times.page.append(stand.page())
                stand.times.empty.append(stand.empty())
                stand.times.rows.append(stand.rows())
    finally:
        gc.enable()
        for stand in stands.values():
            stand.floor.close()
    return cells


def _recording(environ: Mapping[str, str], pages: Sequence[str]) -> Recording:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.recording", *pages],
        cwd=ROOT,
        env={**environ, "DJANGO_SETTINGS_MODULE": SETTINGS},
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        raise Failed("The pages could not be recorded.")
    found: Recording = pickle.loads(done.stdout)  # noqa: S301  our own process wrote it
    return found
