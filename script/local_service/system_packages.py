"""Finds or installs, by apt, the few things of the operating system that wheels do not bring."""

import ctypes.util
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from local_service.places import Stop
from local_service.progress import run, say, step

# WeasyPrint draws letters with these; the fonts give them, and the browser, a face for names in any script.
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
FACE = "fonts-liberation"
SCRIPTS = "fonts-noto-core"
A_FACE_FOR_SCRIPTS = ("NotoSansGujarati", "NotoSans-Regular")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def ensure_letters() -> None:
    """Pango and a font, without which no letter can be drawn; and fonts for names in other scripts, if we may."""
    missing = [] if _has_pango() else list(PANGO)
    if not _has_font((".ttf", ".otf", ".ttc", ".pfb")):
        missing.append(FACE)
    lacks_scripts = not _has_font(A_FACE_FOR_SCRIPTS)
    if missing:
        ensure("Pango and fonts (they draw the letters)", [*missing, *([SCRIPTS] if lacks_scripts else [])])
    elif lacks_scripts:
        try:
            ensure("Fonts for names in any script", [SCRIPTS])
        except Stop as problem:
            say(f"• Letters to people whose names need another script will show boxes.\n  {problem}")


def ensure_browser() -> None:
    """Chromium, in which the journeys run."""
    if not browser():
        ensure("Chromium (the journeys run in it)", ["chromium", FACE])


def browser() -> str | None:
    """The browser's program, if there is one."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


def _has_pango() -> bool:
    return all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))


def _has_font(marks: tuple[str, ...]) -> bool:
    """Whether a font whose file begins or ends with one of these is installed where fontconfig looks."""
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".fonts"))
    return any(
        name.startswith(marks) or name.endswith(marks)
        for folder in folders
        for _, _, names in os.walk(folder)
        for name in names
    )


def ensure(what: str, packages: list[str], *, alternatives: list[str] | None = None) -> None:
    """Install Debian packages.

    Raises Stop with the command a person can run where we may not, or where it fails.
    """
    by_hand = f"apt-get install {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise Stop(
            f"{what} is missing. On Debian or Ubuntu: {by_hand}. Elsewhere, install the same by other means."
        )
    privilege = _privilege()
    if privilege is None:
        raise Stop(
            f"{what} is missing, and installing it needs root. Run this, then try again:\n    sudo {by_hand}"
        )
    with step(f"Installing {what} ({', '.join(packages)})"):
        _refresh(tuple(privilege))
        try:
            _install(privilege, packages, what, by_hand)
        except Stop:
            if not alternatives:
                raise
            _install(privilege, alternatives, what, by_hand)


@cache
def _refresh(privilege: tuple[str, ...]) -> None:
    run([*privilege, "apt-get", "update"], failing="apt-get update failed.", log="apt-update", env=_quiet())


def _install(privilege: list[str], packages: list[str], what: str, by_hand: str) -> None:
    options = ["--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    run(
        [*privilege, "apt-get", "install", *options, *packages],
        failing=f"{what} could not be installed.",
        log="apt-install",
        env=_quiet(),
        advise=lambda _: f"Install it by hand and try again:\n    sudo {by_hand}",
    )


def _privilege() -> list[str] | None:
    """What to put before a command that root must run; None where we may not."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def _quiet() -> dict[str, str]:
    return {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
