"""Runs every check and then the tests, each with the time it took; what they check is not its business."""

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from local_service.application import Application, application
from local_service.places import ENVIRONMENT, PYTHON, ROOT
from local_service.progress import say

WORKERS = ("-n", "2", "--dist", "load")  # tests/scheduling.py says what stays together
OUTSIDE_BROWSER = ("-m", "not journey and not once")
NOT_AGAIN = ("-m", "not once")  # what no profile changes is tested under the first alone


@dataclass(frozen=True)
class Check:
    """One check and the command that makes it."""

    name: str
    command: tuple[str | Path, ...]
    quick: bool = True


def _program(name: str, *arguments: str) -> tuple[str | Path, ...]:
    return (ENVIRONMENT / "bin" / name, *arguments)


CHECKS = (
    Check("lint (ruff)", _program("ruff", "check")),
    Check("format (ruff)", _program("ruff", "format", "--check")),
    Check("types (mypy)", _program("mypy")),
    Check("storeys and rooms (import-linter)", _program("lint-imports")),
    Check(
        "templates (djlint)",
        _program("djlint", "--lint", "--quiet", "sendiass", "cases", "consent", "feedback", "governance"),
        quick=False,
    ),
    Check("system checks", (PYTHON, ROOT / "manage.py", "check"), quick=False),
    Check(
        "migrations match the models",
        (PYTHON, ROOT / "manage.py", "makemigrations", "--check", "--dry-run"),
        quick=False,
    ),
)


NONE_CHOSEN = 5  # pytest's answer where every test asked for runs under the first profile alone


def run_checks(running: Application, *, quick: bool) -> list[str]:
    """Make every check, show what a failing one says, and name those that failed."""
    return [
        check.name for check in CHECKS if (check.quick or not quick) and not _passes(check, running.testing())
    ]


def _passes(check: Check, env: dict[str, str]) -> bool:
    began = time.monotonic()
    say(f"• {check.name} …")
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    if not passed:
        say(done.stdout.rstrip())
    say(f"  {'passed' if passed else '✗ FAILED'} in {time.monotonic() - began:.1f} s")
    return passed


def run_tests(profiles: list[str], arguments: list[str]) -> list[str]:
    """The tests under each profile; pytest speaks for itself. Names the profiles under which some failed."""
    failed = []
    for number, name in enumerate(profiles):
        say(f"• tests as {name} …")
        running = application(name)
        try:
            done = subprocess.run(
                [PYTHON, "-m", "pytest", *WORKERS, *(NOT_AGAIN if number else ()), *arguments],
                cwd=ROOT,
                env=running.testing(),
                check=False,
            )
        finally:
            running.release()
        if done.returncode not in ((0, NONE_CHOSEN) if number else (0,)):
            failed.append(f"tests as {name}")
    return failed
