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
from contextlib import ExitStack, suppress
from types import FrameType

from local_service import postgres, redis_server
from local_service.places import LOCAL, Stop, write_whole
from local_service.ports import free_port
from local_service.processes import end

LOCK = LOCAL / "services.lock"
READY = LOCAL / "services.json"
TROUBLE = LOCAL / "services.trouble"
LAST_PORTS = LOCAL / "services.ports.json"


class Asked(Exception):
    """Someone asked the keeper to stop, or one of its servers died."""


def keep() -> None:
    """Start both servers, say where they listen, wait until no one needs them, stop them."""
    with ExitStack() as ending, suppress(Asked):
        lock = ending.enter_context(LOCK.open("w"))
        try:
            ports = _start(ending)
        except Stop as trouble:
            TROUBLE.write_text(str(trouble))
            return
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, _asked)
        ending.callback(READY.unlink, missing_ok=True)
        ending.callback(_be_deaf)
        write_whole(READY, json.dumps({"pid": os.getpid(), **ports}))
        fcntl.flock(lock, fcntl.LOCK_EX)


def _start(ending: ExitStack) -> dict[str, int]:
    last = _last_ports()
    ports = {name: free_port(last.get(name)) for name in ("postgres", "redis")}
    for start, name in ((redis_server.start, "redis"), (postgres.start, "postgres")):
        ending.callback(_end, start(ports[name]))
    write_whole(LAST_PORTS, json.dumps(ports))
    return ports


def _end(server: "subprocess.Popen[bytes]") -> None:
    end(server, politely=signal.SIGINT, patience=15)


def _asked(_number: int, _frame: FrameType | None) -> None:
    raise Asked


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
