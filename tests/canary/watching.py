"""Watches, while the service works, what is gone afterwards: temporary files, command lines, environments."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
PAUSE = 0.02  # seconds between two looks


@dataclass(repr=False)  # of hundreds of megabytes
class Seen:
    """Everything that was there at any look: what it was, and its bytes."""

    files: set[bytes] = field(default_factory=set)
    commands: set[bytes] = field(default_factory=set)
    core_limits: dict[int, set[str]] = field(default_factory=dict)
    looks: int = 0


@contextmanager
def watching(folder: Path, leaders: list[int]) -> Iterator[Seen]:
    """Look again and again into the folder, and at the processes of these sessions: fifty times a second, and twelve."""
    seen, over = Seen(), threading.Event()

    def watch() -> None:
        processes: list[Path] = []
        while not over.wait(PAUSE):
            _look_into(folder, seen)
            if seen.looks % 8 == 0:
                processes = [
                    one for one in PROC.iterdir() if one.name.isdecimal() and _session(one) in leaders
                ]
            if seen.looks % 4 == 0:
                for process in processes:
                    _look_at_process(process, folder, seen)
            seen.looks += 1

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _look_into(folder: Path, seen: Seen) -> None:
    for path in folder.rglob("*"):
        seen.files.add(str(path.relative_to(folder)).encode())
        _keep(path, seen.files)


def _look_at_process(process: Path, folder: Path, seen: Seen) -> None:
    for name in ("cmdline", "environ"):
        _keep(process / name, seen.commands)
    try:
        limits = (process / "limits").read_text()
        core = {line.split()[4] for line in limits.splitlines() if line.startswith("Max core")}
        seen.core_limits.setdefault(_session(process), set()).update(core)
        handles = list((process / "fd").iterdir())
    except OSError:  # it has ended meanwhile
        return
    for handle in handles:
        try:
            held = str(handle.readlink())
        except OSError:
            continue
        if held.startswith(str(folder)):  # also what no folder lists any more
            _keep(handle, seen.files)


def _session(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[3])
    except (OSError, IndexError):
        return 0


def _keep(path: Path, kept: set[bytes]) -> None:
    try:
        if path.is_file() or path.parent.name == "fd":
            kept.add(path.read_bytes())
    except OSError:  # gone between two glances
        return
