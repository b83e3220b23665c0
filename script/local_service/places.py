"""Where things lie in a checkout; it creates nothing on import."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = Path(
    os.environ.get("SENDIASS_LOCAL") or ROOT / ".local"
)  # another folder: another service beside this one
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
SECRETS = LOCAL / "secrets"
POSTGRES = LOCAL / "postgres"
REDIS = LOCAL / "redis"
LOGS = LOCAL / "logs"

PROFILES = ("leicester", "york")
DEFAULT_PROFILE = PROFILES[0]


class Stop(Exception):
    """Set-up cannot go on; the message says what a person can do about it."""


def profile() -> str:
    """The profile the person asked for, by SERVICE_PROFILE. Raises Stop where there is none of that name."""
    name = os.environ.get("SERVICE_PROFILE") or DEFAULT_PROFILE
    known = sorted(file.stem for file in (ROOT / "sendiass" / "profiles").glob("*.toml"))
    if name not in known:
        raise Stop(f"SERVICE_PROFILE is {name!r}, which is no profile: set it to one of {', '.join(known)}.")
    return name


def state_dir(name: str) -> Path:
    """What one profile's service keeps on disk."""
    return LOCAL / name


def ensure_private(folder: Path) -> Path:
    """The folder, made for its owner alone where it was missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_whole(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write so that a reader finds the old text or the new, never a part, whatever interrupts."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
    partial.replace(path)


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """A hash over the names and contents of files, for stamps that say *this was made from that*."""
    digest = hashlib.sha256("\0".join(extra).encode())
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
