"""Fills the servers of another service beside ours from two dumps, and holds them up until its input ends.

A program of its own: where things lie is read once, from its environment. Tells the service's variables as JSON.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from local_service.application import Application, application
from local_service.places import POSTGRES, fingerprint, profile, write_whole
from local_service.postgres import binaries

MARKS_OF_A_VERSION = re.compile(
    r"^ALTER TABLE ONLY \S+ ALTER COLUMN \S+ SET \(pg_attver=\d+\);\n", re.MULTILINE
)
"""What a server of one minor version notes of its columns, and another refuses to be told."""


def main(data: Path, keys: Path) -> None:
    running = application()
    try:
        for dump, owner in ((data, "OWNER_DATABASE_URL"), (keys, "OWNER_KEYS_DATABASE_URL")):
            _fill(dump, running.variables[owner])
        _spare_the_caseload(running)
        print(json.dumps(running.managing()), flush=True)  # noqa: T201
        sys.stdin.read()
    finally:
        running.release()


def _fill(dump: Path, address: str) -> None:
    dump.write_text(MARKS_OF_A_VERSION.sub("", dump.read_text()))
    command = [
        str(binaries() / "psql"),
        "--no-psqlrc",
        "--quiet",
        "--set",
        "ON_ERROR_STOP=1",
        "--file",
        str(dump),
        address,
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _spare_the_caseload(running: Application) -> None:
    """Let set-up take the demonstration's caseload as loaded: the test lays out families of its own."""
    assert running.embeds_databases
    write_whole(POSTGRES / f"demonstration-{profile()}", fingerprint([], profile()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
