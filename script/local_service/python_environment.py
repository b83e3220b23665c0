"""Makes .venv hold exactly what requirements/all.lock names, by hash, and nothing else."""

import os
import shutil
import subprocess
import sys
import sysconfig
from functools import cache
from pathlib import Path

from local_service import system_packages
from local_service.places import ENVIRONMENT, LOCAL, PYTHON, REQUIREMENTS, Stop, fingerprint, write_whole
from local_service.progress import run, say, step

TOOLS = LOCAL / "tools"
UV = TOOLS / "bin" / "uv"
STAMP = ENVIRONMENT / "made-from"
UNFINISHED = ENVIRONMENT / "unfinished"
SAME_PYTHON = f"import sys; raise SystemExit(sys.version_info[:2] != {sys.version_info[:2]})"


def ensure_environment() -> None:
    """The environment as the lock says; at once when it was made from this lock by this Python."""
    lock = REQUIREMENTS / "all.lock"
    made_from = fingerprint([lock], sys.version, sysconfig.get_platform(), str(ENVIRONMENT))
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == made_from:
        return
    _ensure_uv()
    packages = sum("==" in line for line in lock.read_text().splitlines())
    with step(f"Installing {packages} Python packages into .venv"):
        _ensure_empty_environment()
        _install(lock)
        UNFINISHED.unlink()
        write_whole(STAMP, made_from)


def _ensure_empty_environment() -> None:
    """A usable .venv; one that was interrupted, or belongs to a Python that has gone, is made anew."""
    usable = PYTHON.exists() and not UNFINISHED.exists() and _works(PYTHON, SAME_PYTHON)
    if not usable:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        run(
            [UV, "venv", "--no-config", "--python", sys.executable, ENVIRONMENT],
            failing="The Python environment could not be made.",
            log="environment",
        )
    STAMP.unlink(missing_ok=True)
    UNFINISHED.touch()


def _install(lock: Path) -> None:
    """By uv, in seconds; by pip, in a minute or two, where uv finds no way to the index."""
    hashed = ["--require-hashes"]
    try:
        run(
            [UV, "pip", "sync", *hashed, "--python", PYTHON, lock],
            failing="uv could not install the Python packages.",
            log="packages",
            env={**os.environ, **_index_settings()},
        )
    except Stop:
        say("  uv did not manage; pip tries, which takes longer")
        run(
            [*_pip(PYTHON), "install", "--quiet", *hashed, "--requirement", lock],
            failing="The Python packages could not be installed.",
            log="packages-pip",
            advise=lambda _: "Is there a network? Run this again to go on where it stopped.",
        )


def _ensure_uv() -> None:
    """The installer, pinned by hash, in a small environment of its own."""
    lock = REQUIREMENTS / "uv.lock"
    stamp, made_from = TOOLS / "made-from", fingerprint([lock], sys.version, str(TOOLS))
    if UV.exists() and stamp.exists() and stamp.read_text() == made_from:
        return
    with step("Installing the package installer (uv)"):
        shutil.rmtree(TOOLS, ignore_errors=True)
        _make_tools()
        run(
            [*_pip(TOOLS / "bin" / "python"), "install", "--quiet", "--require-hashes", "-r", lock],
            failing="The package installer could not be fetched.",
            log="uv",
            advise=lambda _: "Is there a network? pip's own settings (an index, a proxy) are respected.",
        )
        write_whole(stamp, made_from)


def _make_tools() -> None:
    """An environment for uv; with a pip in it only where the machine has none, for that takes a while.

    Debian keeps what brings pip in a package of its own: it is installed if that is possible.
    """
    if not _has_pip() and not _works(Path(sys.executable), "import ensurepip"):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        system_packages.ensure(
            "Python's venv module", [f"python{version}-venv"], alternatives=["python3-venv"]
        )
    bare = ["--without-pip"] if _has_pip() else []
    run(
        [sys.executable, "-m", "venv", *bare, TOOLS],
        failing="The environment for the package installer could not be made.",
        log="venv",
    )


def _pip(target: Path) -> list[str | Path]:
    """The command that is pip, working on the environment of the target's Python."""
    own = TOOLS / "bin" / "python"
    runner = Path(sys.executable) if _has_pip() else own
    return [runner, "-m", "pip", "--disable-pip-version-check", "--python", target]


@cache
def _has_pip() -> bool:
    """Whether this Python has a pip that can work on another environment (22.3)."""
    new_enough = "import pip; raise SystemExit(tuple(map(int, pip.__version__.split('.')[:2])) < (22, 3))"
    return _works(Path(sys.executable), new_enough)


def _works(python: Path, code: str) -> bool:
    """Whether this code runs there; asked in a new process, for the answer may have changed a moment ago."""
    return subprocess.run([python, "-c", code], check=False, capture_output=True).returncode == 0


def _index_settings() -> dict[str, str]:
    """What pip was told about the package index, for uv, which does not read pip's settings."""
    listed = subprocess.run([*_pip(PYTHON), "config", "list"], check=False, capture_output=True, text=True)
    told = {}
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        told[name.rpartition(".")[2]] = value.strip("'\"")
    wanted = {"UV_DEFAULT_INDEX": told.get("index-url"), "SSL_CERT_FILE": told.get("cert")}
    return {name: value for name, value in wanted.items() if value and name not in os.environ}
