"""Runs the service's processes side by side, restarts one that falls, and ends them together."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from local_service.places import LOGS, ROOT, Stop, ensure_private
from local_service.processes import bound_to_parent
from local_service.progress import say

RESTARTS, WITHIN = 5, 60.0  # of one process in so many seconds, before something is taken to be wrong
PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0)  # seconds before it is started again, by how often it fell lately
STOPPING = 20.0  # seconds for a worker to finish the job in hand


@dataclass
class Child:
    """One process and how to start it again."""

    name: str
    command: list[str]
    env: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    falls: list[float] = field(default_factory=list)

    def start(self) -> None:
        with self.log.open("ab") as output:
            # Out of the terminal's reach: Ctrl-C comes to us, and we end them in order.
            self.process = subprocess.Popen(
                bound_to_parent(self.command),
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def fallen(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def lately(self) -> int:
        """How often it fell within the time that counts; what is longer ago is forgiven."""
        self.falls = [moment for moment in self.falls if time.monotonic() - moment < WITHIN]
        return len(self.falls)

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join("    " + line for line in lines)


@dataclass
class Supervisor:
    """The children of one `script/server`."""

    prefix: str
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, command: list[str], env: dict[str, str]) -> Child:
        """Start a process whose output goes to a log of its name, begun anew."""
        log = ensure_private(LOGS) / f"{self.prefix}-{name}.log"
        log.write_bytes(b"")
        child = Child(name, command, env, log)
        self.children.append(child)
        child.start()
        return child

    def watch(self, also: Callable[[], None]) -> None:
        """Stay until interrupted; `also` is asked every second and raises Stop if all is lost.

        Raises Stop when a process has fallen too often in a short time.
        """
        while True:
            for child in self.children:
                if child.fallen():
                    self._raise_up(child)
            also()
            time.sleep(1)

    def _raise_up(self, child: Child) -> None:
        before = child.lately()
        child.falls.append(time.monotonic())
        status = child.process.returncode if child.process else None
        if before >= RESTARTS:
            raise Stop(
                f"{child.name} has ended {before + 1} times in {WITHIN:.0f} seconds (status {status}):\n"
                f"{child.last_words()}"
            )
        more = child.log.relative_to(ROOT)
        say(f"! {child.name} ended (status {status}); starting it again. {more} says why.")
        if child.process:
            _kill_group(child.process)  # its workers may hold the port
        time.sleep(PAUSES[min(before, len(PAUSES) - 1)])
        child.start()

    def stop(self) -> None:
        """End every process: politely at first, together with all that it started in the end."""
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOPPING
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _kill_group(process)
        for child in self.children:
            if child.process:
                _kill_group(child.process)


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """What a process that fell may have left behind goes too."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
    process.wait()
