"""The file of published heads: one JSON object to a line, only ever added to, out of the data base's reach."""

from __future__ import annotations

import base64
import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from sendiass.audit.chain import HASH_BYTES, Head

LONGEST_LINE = 1000


class Unreadable(Exception):
    """A line of the file is no head."""


def as_line(head: Head) -> str:
    """One head as it is published."""
    return json.dumps(
        {
            "position": head.position,
            "hash": head.hash.hex(),
            "at": head.at.isoformat(timespec="microseconds"),
            "signature": base64.b64encode(head.signature).decode(),
        }
    )


def from_line(line: str) -> Head:
    """The head on a line. Raises Unreadable."""
    try:
        said = json.loads(line)
        head = Head(
            int(said["position"]),
            bytes.fromhex(said["hash"]),
            datetime.fromisoformat(said["at"]),
            base64.b64decode(said["signature"], validate=True),
        )
    except (ValueError, KeyError, TypeError):
        raise Unreadable(line[:80]) from None
    if len(head.hash) != HASH_BYTES or head.at.tzinfo is None or head.position < 1:
        raise Unreadable(line[:80])
    return head


def read(path: Path) -> Iterator[Head | None]:
    """Every line in order: a head, or None for a line that is none.

    A line that begins just as the next one does was left by a writer killed midway, and is passed over.
    """
    torn = ""
    with path.open(encoding="ascii", errors="replace") as file:
        for line in filter(None, map(str.strip, file)):
            if torn and not line.startswith(torn):
                yield None
            torn = ""
            try:
                head = from_line(line)
            except Unreadable:
                torn = line
            else:
                yield head
    if torn:
        yield None


@contextmanager
def publishing(path: Path) -> Iterator[IO[bytes]]:
    """The file, to be added to by one at a time; made where it was missing."""
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def newest(file: IO[bytes]) -> Head | None:
    """The last whole head, or None in a file without one."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 10 * LONGEST_LINE))
    for line in reversed(file.read().decode("ascii", "replace").splitlines()):
        try:
            return from_line(line)
        except Unreadable:
            continue
    return None


def add(file: IO[bytes], heads: Iterable[Head]) -> int:
    """Add these heads so that they are on the disk before this returns; how many."""
    text = "".join(as_line(head) + "\n" for head in heads)
    if not text:
        return 0
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 1))
    torn = size > 0 and file.read(1) != b"\n"
    file.write((("\n" if torn else "") + text).encode())
    file.flush()
    os.fsync(file.fileno())
    return text.count("\n")
