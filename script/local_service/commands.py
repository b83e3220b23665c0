"""What `script/server`, `script/test` and `script/manage` do, step by step; each step lives in its own module."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local_service.application import application
from local_service.assets import ensure_assets
from local_service.places import ENVIRONMENT, LOCAL, PYTHON, ROOT, Stop, ensure_private
from local_service.progress import say
from local_service.python_environment import ensure_environment


def manage(arguments: list[str]) -> int:
    """Become `manage.py`; the embedded servers stay up until it ends."""
    with setting_up():
        ensure_environment()
    running = application()
    if running.services:
        running.services.keep_through_exec()
    os.execve(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *arguments], running.managing())


def assets(_arguments: list[str]) -> int:
    """Build the assets and nothing else."""
    with setting_up():
        ensure_environment()
        ensure_assets()
    return 0


@contextmanager
def setting_up() -> Iterator[None]:
    """One set-up at a time in a checkout; a second waits for the first and finds its work done."""
    _check_ownership()
    with (ensure_private(LOCAL) / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("• Another set-up is at work in this checkout; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_ownership() -> None:
    """What root made here, others cannot change: say so, rather than fail somewhere in the middle."""
    for folder in (ROOT, LOCAL, ENVIRONMENT):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise Stop(
                f"{folder} belongs to another account. Run this as that account, or remove the folder first."
            )


COMMANDS: dict[str, Callable[[list[str]], int]] = {"assets": assets, "manage": manage}
