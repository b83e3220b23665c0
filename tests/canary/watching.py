"""Watches, while the service works, what is gone afterwards: temporary files, command lines, environments."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROC = Path("/proc")
PAUSE = 0.02  # seconds between two looks


@dataclass
class Seen:
    """Everything that was there at any look: what it was, and its bytes."""

    files: set[bytes] = field(default_factory=set)
    commands: set[bytes] = field(default_factory=set)
    core_limits: set[str] = field(default_factory=set)
    looks: int = 0


@contextmanager
def watching(folder: Path, session_leaders: list[int]) -> Iterator[Seen]:
    """Look again and again at the folder, and at the processes of these sessions."""
    seen, over = Seen(), threading.Event()

    def watch() -> None:
        while not over.wait(PAUSE):
            _look(folder, session_leaders, seen)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _look(folder: Path, session_leaders: list[int], seen: Seen) -> None:
    seen.looks += 1
    for path in folder.rglob("*"):
        seen.files.add(str(path.relative_to(folder)).encode())
        _keep(path, seen.files)
    for process in PROC.iterdir():
        if process.name.isdecimal() and _session(process) in session_leaders:
            _look_at_process(process, folder, seen)


def _look_at_process(process: Path, folder: Path, seen: Seen) -> None:
    for name in ("cmdline", "environ"):
        _keep(process / name, seen.commands)
    try:
        limits = (process / "limits").read_text()
        seen.core_limits |= {line.split()[4] for line in limits.splitlines() if line.startswith("Max core")}
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
