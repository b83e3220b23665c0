"""Keeps the embedded PostgreSQL and Redis running for as long as anyone in this checkout needs them.

Whoever needs them holds a shared lock on one file (services.py). The keeper waits for that lock to be
its own alone: the kernel grants it when the last holder has ended, however it ended, so nothing is
ever left running. It runs in the background, outside the terminal's reach.
"""

import fcntl
import json
import os
import signal
import subprocess
import time
from contextlib import ExitStack, suppress
from types import FrameType
from typing import IO

from local_service import postgres, redis_server
from local_service.places import LOCAL, Stop, write_whole
from local_service.ports import free_port
from local_service.processes import end

LOCK = LOCAL / "services.lock"
READY = LOCAL / "services.json"
TROUBLE = LOCAL / "services.trouble"
LAST_PORTS = LOCAL / "services.ports.json"


LINGERS = 120.0  # seconds that a killed server's remains may be in the way, on a machine with much else to do
RESTARTS, WITHIN = 5, 60.0  # of both servers in so many seconds, before something is taken to be wrong


class Asked(Exception):
    """Someone asked the keeper to stop."""


class Fallen(Exception):
    """A server has ended that nobody asked to."""


def keep() -> None:
    """Start both servers, say where they listen, start again what falls, and stop both when no one needs them."""
    with ExitStack() as ending, suppress(Asked):
        lock = ending.enter_context(LOCK.open("w"))
        servers = Servers(_ports())
        ending.callback(servers.end)
        try:
            servers.start()
        except Stop as trouble:
            TROUBLE.write_text(str(trouble))
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _asked)
        ending.callback(READY.unlink, missing_ok=True)
        ending.callback(_be_deaf)
        write_whole(READY, json.dumps({"pid": os.getpid(), **servers.ports}))
        while not _is_needed_no_more(lock, servers):
            pass


def _is_needed_no_more(lock: IO[str], servers: "Servers") -> bool:
    """Wait for the lock; False when a server fell meanwhile and was started again."""
    try:
        signal.signal(signal.SIGCHLD, _fallen)
        if not servers.fallen():  # before we listened
            fcntl.flock(lock, fcntl.LOCK_EX)
            return True
    except Fallen:
        pass
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    servers.raise_up()
    return False


class Servers:
    """PostgreSQL and Redis, each on its port."""

    def __init__(self, ports: dict[str, int]) -> None:
        self.ports = ports
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._falls: list[float] = []

    def start(self) -> None:
        """Start both. Raises Stop."""
        for name in ("redis", "postgres"):
            self._running[name] = STARTERS[name](self.ports[name])
        write_whole(LAST_PORTS, json.dumps(self.ports))

    def fallen(self) -> list[str]:
        """Those that have ended."""
        return [name for name, process in self._running.items() if process.poll() is not None]

    def raise_up(self) -> None:
        """Start again what has fallen, on the same port. Raises Asked when that happens too often."""
        now = time.monotonic()
        self._falls = [moment for moment in self._falls if now - moment < WITHIN]
        for name in self.fallen():
            self._falls.append(now)
            if len(self._falls) > RESTARTS:
                raise Asked
            print(f"{name} ended (status {self._running[name].returncode}); starting it again", flush=True)
            self._running[name] = self._again(name)

    def _again(self, name: str) -> "subprocess.Popen[bytes]":
        """As start; what a killed PostgreSQL has left behind may take a moment to go."""
        deadline = time.monotonic() + LINGERS
        while True:
            try:
                return STARTERS[name](self.ports[name])
            except Stop as trouble:
                if time.monotonic() > deadline:
                    print(trouble, flush=True)
                    raise Asked from None
                time.sleep(0.5)

    def end(self) -> None:
        """Stop both."""
        for process in self._running.values():
            end(process, politely=signal.SIGINT, patience=15)


STARTERS = {"redis": redis_server.start, "postgres": postgres.start}


def _ports() -> dict[str, int]:
    last = _last_ports()
    return {name: free_port(last.get(name)) for name in STARTERS}


def _asked(_number: int, _frame: FrameType | None) -> None:
    raise Asked


def _fallen(_number: int, _frame: FrameType | None) -> None:
    signal.signal(
        signal.SIGCHLD, signal.SIG_DFL
    )  # told once: the second must not interrupt the answer to the first
    raise Fallen


def _be_deaf() -> None:
    """Stopping has begun: what else arrives must not interrupt it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def _last_ports() -> dict[str, int]:
    try:
        ports: dict[str, int] = json.loads(LAST_PORTS.read_text())
    except (OSError, ValueError):
        return {}
    return ports


if __name__ == "__main__":
    keep()
