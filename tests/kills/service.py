"""The service of `script/server` itself, beside the checkout's own: its servers, its keeper and its supervisor."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from local_service.places import ROOT
from local_service.ports import free_port
from local_service.processes import bound_to_parent
from tests.kernel.outbox import smtp_sink
from tests.kernel.outbox.smtp_sink import Sink

STARTS = 300.0
PARTS = ("web", "web worker", "worker", "beat", "redis", "postgres")
_SIGN_IN = re.compile(r"(\S+@\S+)\s+(\S+)")


@dataclass
class Service:
    """A running `script/server` with a folder, a port and a mail server of its own."""

    folder: Path
    port: int
    sink: Sink
    environment: dict[str, str]
    process: subprocess.Popen[str]

    def run(self, *arguments: str, code: str = "") -> str:
        """A management command of this service; `code` is read by its shell."""
        done = subprocess.run(
            [ROOT / "script" / "manage", *arguments],
            env=self.environment, input=code, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def ready(self) -> tuple[int, dict[str, str]]:
        """What /readyz answers; status 0 where nothing does."""
        return self._asked("/readyz")

    def alive(self) -> int:
        """What /healthz answers; 0 where nothing does."""
        return self._asked("/healthz")[0]

    def _asked(self, path: str) -> tuple[int, dict[str, str]]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", path, headers={"Host": "localhost"})
            response = line.getresponse()
            text = response.read()
        except OSError:
            return 0, {}
        finally:
            line.close()
        return response.status, json.loads(text) if path == "/readyz" else {}

    def pids(self, part: str) -> list[int]:
        """The processes that are this part now."""
        keeper = json.loads((self.folder / "services.json").read_text())["pid"]
        masters = _children(self.process.pid)
        web = [pid for pid in masters if "gunicorn" in _command(pid)]
        match part:
            case "web":
                return web
            case "web worker":
                return [pid for master in web for pid in _children(master)][:1]
            case "worker":
                return [pid for pid in masters if "celery" in _command(pid) and " worker " in _command(pid)]
            case "beat":
                return [pid for pid in masters if "celery" in _command(pid) and " beat " in _command(pid)]
            case _:
                name = "redis-server" if part == "redis" else "postgres"
                return [pid for pid in _children(keeper) if name in _command(pid)]

    def kill(self, part: str) -> int:
        """End this part as a power cut would; how many processes that were."""
        killed = 0
        for pid in self.pids(part):
            for one in (pid, *_children(pid)):
                try:
                    os.kill(one, signal.SIGKILL)
                except ProcessLookupError:
                    continue
                killed += 1
        return killed

    def wait_ready(self, patience: float) -> float:
        """Until /readyz says so; how many seconds that took. Raises TimeoutError."""
        began = time.monotonic()
        while self.ready()[0] != 200:
            if time.monotonic() - began > patience:
                raise TimeoutError(f"not ready after {patience:.0f} s: {self.ready()}\n{self.last_words()}")
            if self.process.poll() is not None:
                raise RuntimeError(f"script/server has ended:\n{self.last_words()}")
            time.sleep(0.1)
        return time.monotonic() - began

    def sign_ins(self) -> dict[str, str]:
        """The demonstration's accounts: address → password."""
        return dict(_SIGN_IN.findall(self.run("demo_data", "--sign-ins")))

    def last_words(self) -> str:
        """The end of every log."""
        logs = sorted((self.folder / "logs").glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text(errors='replace')[-1500:]}" for log in logs)


@contextmanager
def running() -> Iterator[Service]:
    """The whole service, ready, with its demonstration caseload; gone afterwards with all it made."""
    folder = ROOT / ".local" / f"killed-{uuid4().hex[:8]}"
    folder.mkdir(mode=0o700, parents=True)
    with smtp_sink.listening() as sink:
        port = free_port()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.endswith("_URL")},
            "SENDIASS_LOCAL": str(folder),
            "PORT": str(port),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        }
        for name in (
            "SECRET_KEY",
            "KEK_FILE",
            "AUDIT_SIGNING_KEY_FILE",
            "STATE_DIR",
            "DJANGO_SETTINGS_MODULE",
        ):
            environment.pop(name, None)
        with (folder / "server.out").open("w") as output:
            process = subprocess.Popen(
                bound_to_parent([str(ROOT / "script" / "server")], ending="INT"),
                env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, text=True,
            )  # fmt: skip
        service = Service(folder, port, sink, environment, process)
        try:
            service.wait_ready(STARTS)
            yield service
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)


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


def as_json(text: str) -> Any:
    """The last line of what a command printed, as JSON."""
    return json.loads(text.strip().splitlines()[-1])
