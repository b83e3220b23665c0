"""Says what is happening and how long it took; it knows nothing of what the steps do."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from local_service.places import LOGS, ROOT, Stop, ensure_private

PATIENCE = 10.0  # seconds of silence before a step says that it is still at work


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Announce a step, remind while it lasts, and end with the seconds it took. Steps may overlap."""
    say(f"• {what} …")
    began = time.monotonic()
    finished = threading.Event()

    def remind() -> None:
        while not finished.wait(PATIENCE):
            say(f"  … still at it after {time.monotonic() - began:.0f} s: {what}")

    reminder = threading.Thread(target=remind, daemon=True)
    reminder.start()
    try:
        yield
    finally:
        finished.set()
        reminder.join()
    say(f"  {time.monotonic() - began:5.1f} s  {what}")


def run(
    command: list[str | Path],
    *,
    failing: str,
    log: str,
    env: dict[str, str] | None = None,
    advise: Callable[[str], str] = lambda _output: "",
) -> None:
    """Run a command quietly into .local/logs.

    Raises Stop with the end of its output when it fails: `failing` says what did not work,
    `advise` may add what to do, given the output.
    """
    path = ensure_private(LOGS) / f"{log}.log"
    with path.open("wb") as output:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=env if env is not None else dict(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        text = path.read_text(errors="replace")
        ending = "\n".join("    " + line for line in text.splitlines()[-25:])
        raise Stop(f"{failing}\n{ending}\n  (all of it: {path.relative_to(ROOT)})\n{advise(text)}".rstrip())


def fail(message: str) -> int:
    """Print why it stopped, for a command to return as its exit status."""
    print(f"\n✗ {message}", file=sys.stderr, flush=True)
    return 1
