"""The service of `script/server` itself, beside the checkout's own: its servers, its keeper and its supervisor."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

import psycopg

from local_service.places import ROOT
from local_service.ports import free_port
from local_service.postgres import binaries
from local_service.processes import bound_to_parent
from tests.conftest import WorkerDatabases
from tests.kernel.outbox import smtp_sink
from tests.kernel.outbox.smtp_sink import Sink

STARTING = 400.0  # seconds, on a machine with much else to do
OURS = (
    "SECRET_KEY",
    "KEK_FILE",
    "AUDIT_SIGNING_KEY_FILE",
    "HEADS_FILE",
    "STATE_DIR",
    "DEMONSTRATION",
    "DJANGO_SETTINGS_MODULE",
    "PYTHONPATH",
)
"""What the tests' own service was told and this one finds for itself, as every address is."""


@dataclass
class Service:
    """A running `script/server` with a folder, a port and a mail server of its own."""

    folder: Path
    port: int
    sink: Sink
    variables: dict[str, str]
    supervisor: subprocess.Popen[str]

    def inside(self, function: str, *arguments: object) -> Any:
        """What a function of `tests.kills.stage` tells from inside this service."""
        code = f"from tests.kills import stage; stage.{function}{arguments!r}"
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "--command", code],
            cwd=ROOT,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{code} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout.splitlines()[-1])

    def messages(self) -> Counter[str]:
        """How many messages are in which state."""
        with psycopg.connect(self.variables["DATABASE_URL"], connect_timeout=5) as line:
            return Counter(
                dict(line.execute("SELECT state, count(*) FROM outbox_message GROUP BY state").fetchall())
            )

    def ready(self) -> tuple[int, frozenset[str]]:
        """The status of /readyz (0 where nothing answers), and what it names as not answering."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("GET", "/readyz", headers={"Host": "localhost"})
            response = line.getresponse()
            words = json.loads(response.read())
        except (OSError, http.client.HTTPException):
            return 0, frozenset()
        finally:
            line.close()
        return response.status, frozenset(name for name, word in words.items() if word != "ready")

    def wait_ready(self, patience: float) -> float:
        """Until /readyz says so; how many seconds that took. Raises TimeoutError."""
        began = time.monotonic()
        while (said := self.ready())[0] != 200:
            if self.supervisor.poll() is not None:
                raise RuntimeError(f"script/server has ended:\n{self.last_words()}")
            if time.monotonic() - began > patience:
                raise TimeoutError(f"not ready after {patience:.0f} s: {said}\n{self.last_words()}")
            time.sleep(0.1)
        return time.monotonic() - began

    def processes(self, part: str) -> list[int]:
        """The processes that are this part now; a server's whole family, a backend by itself."""
        children = _children(self.supervisor.pid)
        match part:
            case "web":
                return [pid for pid in children if "gunicorn" in _command(pid)]
            case "web worker":
                return [one for pid in self.processes("web") for one in _children(pid)][:1]
            case "worker" | "beat":
                found = [pid for pid in children if f" {part} " in _command(pid)]
                return [*found, *(one for pid in found for one in _children(pid))]
            case "redis":
                return self._server("redis-server")
            case "postgres":
                found = self._server("postgres")
                return [*found, *(one for pid in found for one in _children(pid))]
            case "backend":
                return [pid for pid in self.processes("postgres") if " sendiass_app " in _command(pid)]
        raise ValueError(part)

    def signal(self, pids: Iterable[int], number: signal.Signals) -> int:
        """Send a signal to processes; how many were there to get it."""
        reached = 0
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
            reached += 1
        return reached

    def last_words(self) -> str:
        """The end of every log."""
        logs = [*sorted((self.folder / "logs").glob("*.log")), self.folder / "server.out"]
        return "\n".join(f"== {log.name}\n{log.read_text(errors='replace')[-2000:]}" for log in logs)

    def errors(self) -> str:
        """What web wrote of faults of its own, each with how it came to it."""
        log = (self.folder / "logs" / f"{self.variables['SERVICE_PROFILE']}-web.log").read_text(
            errors="replace"
        )
        lines = log.splitlines()
        starts = [number for number, line in enumerate(lines) if "Internal Server Error" in line]
        return "\n".join("\n".join(lines[start : start + 80]) for start in starts)

    def _server(self, program: str) -> list[int]:
        keeper = json.loads((self.folder / "services.json").read_text())["pid"]
        return [pid for pid in _children(keeper) if program in _command(pid).partition(" ")[0]]


@contextmanager
def running(like: WorkerDatabases) -> Iterator[Service]:
    """The whole service, ready and empty, its tables as those of these data bases; gone afterwards with all it made."""
    folder = ROOT / ".local" / f"killed-{uuid4().hex[:8]}"
    folder.mkdir(mode=0o700, parents=True)
    with ExitStack() as ending:
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        sink = ending.enter_context(smtp_sink.listening())
        port = free_port()
        environment = {
            **{name: value for name, value in os.environ.items() if not _is_of_the_tests(name)},
            "SENDIASS_LOCAL": str(folder),
            "PORT": str(port),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        }
        output = ending.enter_context((folder / "server.out").open("w"))
        with _cloned(like, folder, environment, output) as variables:
            supervisor = subprocess.Popen(
                bound_to_parent([str(ROOT / "script" / "server")], ending="INT"),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                text=True,
            )
            ending.callback(_end, supervisor)
            service = Service(folder, port, sink, variables, supervisor)
            service.wait_ready(STARTING)
        yield service


def _is_of_the_tests(name: str) -> bool:
    return name.endswith("_URL") or name in OURS


@contextmanager
def _cloned(
    like: WorkerDatabases, folder: Path, environment: dict[str, str], output: IO[str]
) -> Iterator[dict[str, str]]:
    """The servers of the service beside, filled; up while inside, and as long as somebody else needs them."""
    dumps = [folder / "data.sql", folder / "keys.sql"]
    for dump, owner, name in zip(
        dumps,
        ("OWNER_DATABASE_URL", "OWNER_KEYS_DATABASE_URL"),
        (like.pair.data, like.pair.keys),
        strict=True,
    ):
        command = [
            str(binaries() / "pg_dump"),
            "--no-owner",
            "--no-acl",
            "--enable-row-security",  # the owner is shown all, and says so
            "--file",
            str(dump),
            like.server.url(owner, name),
        ]
        subprocess.run(command, check=True)
    filling = subprocess.Popen(
        [sys.executable, "-m", "tests.kills.cloned", *dumps],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "script")])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=output,
        text=True,
    )
    assert filling.stdin
    assert filling.stdout
    try:
        yield json.loads(filling.stdout.readline())
    finally:
        filling.communicate()


def _end(supervisor: subprocess.Popen[str]) -> None:
    supervisor.send_signal(signal.SIGINT)
    try:
        supervisor.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(supervisor.pid, signal.SIGKILL)
        supervisor.wait()


def _children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == str(pid) and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
