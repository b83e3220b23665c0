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

RESTARTS = 3  # of one process, before something is taken to be wrong
STOPPING = 20.0  # seconds for a worker to finish the job in hand


@dataclass
class Child:
    """One process and how to start it again."""

    name: str
    command: list[str]
    env: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    falls: int = 0

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

        Raises Stop when a process has fallen too often.
        """
        while True:
            for child in self.children:
                if child.fallen():
                    self._raise_up(child)
            also()
            time.sleep(1)

    def _raise_up(self, child: Child) -> None:
        child.falls += 1
        status = child.process.returncode if child.process else None
        if child.falls > RESTARTS:
            raise Stop(f"{child.name} has ended {child.falls} times (status {status}):\n{child.last_words()}")
        more = child.log.relative_to(ROOT)
        say(f"! {child.name} ended (status {status}); starting it again. {more} says why.")
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
