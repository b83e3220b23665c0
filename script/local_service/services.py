"""Holds the embedded PostgreSQL and Redis up for the calling process, starting them if they are down."""

import fcntl
import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from local_service.keeper import LOCK, READY, TROUBLE
from local_service.places import LOCAL, LOGS, PYTHON, ROOT, Stop, ensure_private
from local_service.processes import is_alive, wait_gone

STARTING = 150.0  # seconds; recovery after a crash may take long


@dataclass(frozen=True)
class Services:
    """Where the embedded servers listen, and the lock that keeps them up while it is open."""

    postgres_port: int
    redis_port: int
    keeper: int
    lock: IO[str]

    def keep_through_exec(self) -> None:
        """Let the program that replaces this process hold the servers up in its stead."""
        os.set_inheritable(self.lock.fileno(), True)

    def release(self) -> None:
        """Need them no longer; if no one else does, return when they have stopped."""
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(self.lock, fcntl.LOCK_UN)
        else:
            if is_alive(self.keeper):
                os.kill(self.keeper, signal.SIGTERM)
                wait_gone(self.keeper, patience=40)
        self.lock.close()


def hold() -> Services:
    """The running servers, started if need be, up until `release` or the end of this process."""
    ensure_private(LOCAL)
    lock = LOCK.open("w")
    fcntl.flock(lock, fcntl.LOCK_SH)  # waits while a keeper is busy stopping
    with (LOCAL / "services.start.lock").open("w") as one_starter:
        fcntl.flock(one_starter, fcntl.LOCK_EX)
        found = _running() or _start()
    return Services(found["postgres"], found["redis"], found["pid"], lock)


def _running() -> dict[str, int] | None:
    try:
        found: dict[str, int] = json.loads(READY.read_text())
    except (OSError, ValueError):
        return None
    return found if is_alive(found["pid"]) and _is_keeper(found["pid"]) else None


def _is_keeper(pid: int) -> bool:
    try:
        return "local_service.keeper" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


def _start() -> dict[str, int]:
    READY.unlink(missing_ok=True)
    TROUBLE.unlink(missing_ok=True)
    with (ensure_private(LOGS) / "keeper.log").open("ab") as output:
        keeper = subprocess.Popen(
            [PYTHON, "-m", "local_service.keeper"],
            cwd=ROOT / "script",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    deadline = time.monotonic() + STARTING
    while keeper.poll() is None and time.monotonic() < deadline:
        found = _running()
        if found:
            keeper.returncode = 0  # it outlives us on purpose: no warning that it still runs
            return found
        time.sleep(0.02)
    if TROUBLE.exists():
        raise Stop(TROUBLE.read_text())
    raise Stop("PostgreSQL and Redis did not start; .local/logs/keeper.log says why.")
