"""Makes .venv hold exactly what requirements/all.lock names, by hash, and nothing else."""

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from local_service import system_packages
from local_service.places import ENVIRONMENT, LOCAL, PYTHON, REQUIREMENTS, fingerprint, write_whole
from local_service.progress import run, step

TOOLS = LOCAL / "tools"
UV = TOOLS / "bin" / "uv"
STAMP = ENVIRONMENT / "made-from"
UNFINISHED = ENVIRONMENT / "unfinished"


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
    usable = PYTHON.exists() and not UNFINISHED.exists() and _works(PYTHON)
    if not usable:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        run(
            [UV, "venv", "--no-config", "--python", sys.executable, ENVIRONMENT],
            failing="The Python environment could not be made.",
            log="environment",
        )
    STAMP.unlink(missing_ok=True)
    UNFINISHED.touch()


def _works(python: Path) -> bool:
    same = f"import sys; raise SystemExit(sys.version_info[:2] != {sys.version_info[:2]})"
    return subprocess.run([python, "-c", same], check=False, capture_output=True).returncode == 0


def _install(lock: Path) -> None:
    run(
        [UV, "pip", "sync", "--require-hashes", "--python", PYTHON, lock],
        failing="The Python packages could not be installed.",
        log="packages",
        env={**os.environ, **_index_settings()},
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
        pip = _environment_with_pip(TOOLS)
        run(
            [*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock],
            failing="The package installer could not be fetched.",
            log="uv",
            advise=lambda _: "Is there a network? pip's own settings (an index, a proxy) are respected.",
        )
        write_whole(stamp, made_from)


def _environment_with_pip(folder: Path) -> list[str | Path]:
    """An empty environment, and the command that is pip in it.

    Debian keeps the part that brings pip in a package of its own: it is installed if that is possible.
    """
    if find_spec("ensurepip") is None and find_spec("pip") is None:
        system_packages.ensure(
            "Python's venv module",
            [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"],
            alternatives=["python3-venv"],
        )
    bare = [] if _has_ensurepip() else ["--without-pip"]
    run(
        [sys.executable, "-m", "venv", *bare, folder],
        failing="The environment for the package installer could not be made.",
        log="venv",
    )
    if bare:
        return [sys.executable, "-m", "pip", "--python", folder / "bin" / "python"]
    return [folder / "bin" / "python", "-m", "pip"]


def _has_ensurepip() -> bool:
    """Asked in a new process, for it may have been installed a moment ago."""
    ask = [sys.executable, "-c", "import ensurepip"]
    return subprocess.run(ask, check=False, capture_output=True).returncode == 0


def _index_settings() -> dict[str, str]:
    """What pip was told about package indexes, for uv, which does not read pip's settings."""
    if any(name.startswith(("UV_INDEX", "UV_DEFAULT_INDEX")) for name in os.environ):
        return {}
    listed = subprocess.run(
        [TOOLS / "bin" / "python", "-m", "pip", "config", "list"], check=False, capture_output=True, text=True
    )
    told: dict[str, str] = {}
    for line in listed.stdout.splitlines():
        name, _, value = line.partition("=")
        told[name.rpartition(".")[2]] = value.strip("'\"")
    told |= {
        key: os.environ[f"PIP_{key.upper().replace('-', '_')}"]
        for key in ("index-url",)
        if os.environ.get(f"PIP_{key.upper().replace('-', '_')}")
    }
    return {"UV_DEFAULT_INDEX": told["index-url"]} if "index-url" in told else {}
