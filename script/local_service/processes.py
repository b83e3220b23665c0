"""Starting processes that die with their parent, and ending them; it knows no particular program."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

ACCOUNT = "sendiass"


class Account(NamedTuple):
    """A system account under which root runs what refuses to run as root."""

    name: str
    uid: int
    gid: int


@cache
def unprivileged_account() -> Account | None:
    """The account for PostgreSQL and Redis: ourselves (None), unless we are root.

    As root an account without a shell or a home is made once; *nobody* serves where none can be made.
    """
    if os.geteuid() != 0:
        return None
    if not _exists(ACCOUNT) and shutil.which("useradd"):
        make = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(make, check=False, capture_output=True)
    entry = pwd.getpwnam(ACCOUNT if _exists(ACCOUNT) else "nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def bound_to_parent(command: list[str], *, ending: str = "TERM") -> list[str]:
    """The command, made to receive a signal when the process that starts it dies (where setpriv exists)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", ending, "--", *command] if setpriv else command


def as_account(command: list[str], account: Account | None, *, ending: str = "TERM") -> list[str]:
    """The command under an unprivileged account, still able to reach a checkout below root's own folder."""
    if account is None:
        return bound_to_parent(command, ending=ending)
    setpriv = shutil.which("setpriv") or "setpriv"
    # The capability lets it traverse /root, whose mode we would otherwise have to loosen for everyone.
    rights = ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]
    identity = ["--reuid", str(account.uid), "--regid", str(account.gid), "--clear-groups"]
    return [setpriv, *identity, *rights, "--pdeathsig", ending, "--", *command]


def give(path: Path, account: Account | None) -> None:
    """Hand a file or an empty folder to the account."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def is_alive(pid: int) -> bool:
    """Whether the process exists and is more than a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def end(process: "subprocess.Popen[bytes]", *, politely: signal.Signals, patience: float) -> None:
    """Ask the process to end, wait, and kill it if it does not."""
    if process.poll() is None:
        process.send_signal(politely)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_gone(pid: int, *, patience: float) -> bool:
    """Wait until a process that is not our child has ended; False when patience ran out."""
    deadline = time.monotonic() + patience
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
