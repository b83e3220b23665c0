"""What `script/server`, `script/test`, `script/benchmark` and `script/manage` do, in order; each step has its own module."""

import fcntl
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local_service import checks, system_packages
from local_service.application import application
from local_service.assets import ensure_assets
from local_service.places import (
    DEFAULT_PROFILE,
    ENVIRONMENT,
    LOCAL,
    PROFILES,
    PYTHON,
    ROOT,
    Stop,
    ensure_private,
)
from local_service.preparation import collect_static_files, ensure_sound_profile, prepare
from local_service.progress import say
from local_service.python_environment import ensure_environment
from local_service.server import alone, port, serve


def manage(arguments: list[str]) -> int:
    """Become `manage.py`; the embedded servers stay up until it ends."""
    with setting_up():
        ensure_environment()
    running = application()
    if running.services:
        running.services.keep_through_exec()
    os.execve(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *arguments], running.managing())  # noqa: S606  no shell is the point


def server(arguments: list[str]) -> int:
    """The whole service, until it is told to stop."""
    if arguments:
        raise Stop("script/server takes no arguments. PORT, SERVICE_PROFILE and DATABASE_URL are variables.")
    _check_ownership()
    with alone():
        at = port()
        with setting_up():
            ensure_environment()
            ensure_sound_profile()
            system_packages.ensure_letters()
            ensure_assets()
            running = application()
            try:
                prepare(running)
            except BaseException:
                running.release()
                raise
        serve(running, at)
    return 0


def test(arguments: list[str]) -> int:
    """`quick`: the inner loop; paths or options: those tests alone; nothing: every check and test.

    Both profiles in turn, unless SERVICE_PROFILE names one or the loop is the quick one.
    """
    quick = arguments[:1] == ["quick"]
    chosen = arguments[1:] if quick else arguments
    with setting_up():
        ensure_environment()
        system_packages.ensure_letters()
        if not quick:
            system_packages.ensure_browser()
        ensure_assets()
    failed = []
    running = application()
    try:
        if quick or not chosen:
            failed += checks.run_checks(running, quick=quick)
            say(f"\n✗ Failed so far: {', '.join(failed)}\n" if failed else "")
        asked = os.environ.get("SERVICE_PROFILE")
        profiles = [asked or DEFAULT_PROFILE] if quick or asked else list(PROFILES)
        failed += checks.run_tests(profiles, [*(checks.OUTSIDE_BROWSER if quick else ()), *chosen])
    finally:
        running.release()
    return 1 if failed else 0


def benchmark(arguments: list[str]) -> int:
    """Measure the service at size: `--help` says with which options."""
    with setting_up():
        ensure_environment()
        ensure_assets()
    running = application()
    try:
        collect_static_files(running)
        done = subprocess.run(
            [PYTHON, "-m", "benchmarks", *arguments],
            cwd=ROOT,
            env={**running.testing(), "PYTHONPATH": str(ROOT / "script")},
            check=False,
        )
    finally:
        running.release()
    return done.returncode


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


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "assets": assets,
    "benchmark": benchmark,
    "manage": manage,
    "server": server,
    "test": test,
}
