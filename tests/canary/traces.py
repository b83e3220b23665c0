"""Gathers what a service leaves behind, by where it lies. It judges nothing."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from local_service import postgres
from local_service.places import ROOT
from tests.canary.service import Service
from tests.canary.walker import Walk
from tests.canary.watching import Seen

DATABASES = ("sendiass", "sendiass_keys")
FOLDER_BEFORE = "folder of the service before the release"
PAGE = 8192
LONG_HEAD, SHORT_HEAD = 40, 24
"""Bytes that begin a page of the write-ahead log, in the first of a file and in the others (xlog_internal.h)."""
FIRST_BLOCK = re.compile(rb"\x00(?!\0\0)(?=[\s\S]{2}\0\0\x78[\x01\x5e\x9c\xda])")
"""Where rows begin in a packed dump: a block's sign and length, and a stream of zlib (pg_backup_custom.c).

A block of no length ends them: zeros before a text of 0x178 letters look like one, and begin nothing.
"""
NOT_OURS = frozenset(
    {".git", ".venv", ".local", "node_modules", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
)


@dataclass(repr=False)  # of hundreds of megabytes
class Traces:
    """What was left, by channel: the pieces of it."""

    pieces: dict[str, list[bytes]] = field(default_factory=dict)
    columns: list[tuple[str, str, bytes]] = field(default_factory=list)

    def add(self, channel: str, *pieces: bytes | str) -> None:
        """Put pieces to a channel."""
        kept = self.pieces.setdefault(channel, [])
        kept += [piece if isinstance(piece, bytes) else piece.encode() for piece in pieces]

    def size(self, channel: str) -> int:
        """Bytes of a channel."""
        return sum(map(len, self.pieces.get(channel, ())))


def of_running(service: Service, traces: Traces) -> None:
    """What can be asked for while the service runs: dumps, and Redis's snapshot."""
    for name in DATABASES:
        plain = _dump(service, name, "plain")
        traces.add("dump", plain)
        traces.columns += list(columns_of(plain))
        traces.add("packed dump", in_one_piece(_dump(service, name, "custom")))
    with service.redis() as server:
        server.save()
    with service.as_superuser("sendiass") as admin:
        activity = admin.execute("SELECT query FROM pg_stat_activity").fetchall()
        admin.execute("CHECKPOINT")
        admin.execute("SELECT pg_switch_wal()")
    traces.add("statements in hand", *(query or "" for (query,) in activity))


def of_mailbox_shut(service: Service, traces: Traces) -> None:
    """What somebody takes away who comes before the answers of a period are let out."""
    traces.add("dump before the release", *(_dump(service, name, "plain") for name in DATABASES))
    for path in _files(service.state):
        traces.add(FOLDER_BEFORE, path.name, path.read_bytes())


def holding(traces: Traces, key: bytes) -> set[str]:
    """The channels in which these bytes lie: as they are, in hexadecimal, or in base64 at any offset."""
    coded = [base64.b64encode(b"\0" * offset + key)[4 if offset else 0 : -4] for offset in range(3)]
    shapes = [key, key.hex().encode(), key.hex().upper().encode(), *coded]
    shapes += [shape.translate(bytes.maketrans(b"+/", b"-_")) for shape in coded]
    return {
        channel
        for channel, pieces in traces.pieces.items()
        if any(shape in piece for piece in pieces for shape in shapes)
    }


def of_stopped(service: Service, traces: Traces, since: float) -> None:
    """What lies on the disk when everything has ended."""
    for path in _files(service.data):
        if path.relative_to(service.data).parts[0] != "pg_wal":
            traces.add("files of the data base", path.read_bytes())
    traces.add("write-ahead log", written_ahead(_files(service.data / "pg_wal")))
    for path in _files(service.folder / "redis"):
        if path.name != "redis.conf":
            snapshot = path.suffix == ".rdb" and "base" not in path.name
            traces.add("Redis snapshot" if snapshot else "Redis append-only file", path.read_bytes())
    for name in ("postgres", "redis", "web", "worker", "beat"):
        traces.add(f"log of {name}", service.log(name))
    for path in _files(service.state):
        traces.add("folder of the service", path.name, path.read_bytes())
    traces.add("folder of the code", *written_since(ROOT, since))


def of_walk(walk: Walk, traces: Traces) -> None:
    """What the browsers met on their way."""
    traces.add("titles", *walk.titles)
    for person in (*walk.people, *walk.others):
        traces.add("addresses, headers, cookies", *person.browser.met)


def of_mail(service: Service, traces: Traces) -> None:
    """What the mail server was told before the bodies: envelopes and headers but for the recipient."""
    for mail in service.sink.mails:
        shown = [f"{name}: {value}" for name, value in mail.items() if name.lower() != "to"]
        traces.add("headers of mail", "\n".join([*shown, *_parts(mail)]))


def of_watch(seen: Seen, traces: Traces) -> None:
    """What was seen while it lasted."""
    traces.add("temporary files", *seen.files)
    traces.add("command lines and environments", *seen.commands)


def written_ahead(files: Iterable[Path]) -> bytes:
    """The records of a write-ahead log one after another: a page begins in the middle of a word with a head of its own."""
    return b"".join(
        log[start + (SHORT_HEAD if start else LONG_HEAD) : start + PAGE]
        for log in (path.read_bytes() for path in files)
        for start in range(0, len(log), PAGE)
    )


def in_one_piece(dump: bytes) -> bytes:
    """A packed dump whose streams are no longer broken into blocks, each with its length before it."""
    pieces, at = [], 0
    while first := FIRST_BLOCK.search(dump, at):
        pieces.append(dump[at : first.start()])
        at = first.start()
        while length := int.from_bytes(dump[at + 1 : at + 5], "little"):
            pieces.append(dump[at + 5 : at + 5 + length])
            at += 5 + length
    return b"".join([*pieces, dump[at:]])


def columns_of(dump: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Table, column and all values of it, in a plain dump."""
    table, names = "", list[str]()
    values: list[list[bytes]] = []
    for line in dump.splitlines():
        if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;"):
            head, _, rest = line.decode().removeprefix("COPY ").partition(" (")
            table, names = head.removeprefix("public."), rest.rpartition(") FROM")[0].split(", ")
            values = [[] for _ in names]
        elif line == b"\\." and table:
            yield from (
                (table, name.strip('"'), b"\n".join(cells)) for name, cells in zip(names, values, strict=True)
            )
            table = ""
        elif table:
            for cells, cell in zip(values, line.split(b"\t"), strict=True):
                cells.append(cell)


def _dump(service: Service, database: str, form: str) -> bytes:
    command = [
        str(postgres.binaries() / "pg_dump"),
        f"--format={form}",
        service.database("postgres", database),
    ]
    return subprocess.run(command, check=True, capture_output=True).stdout


def _parts(mail: EmailMessage) -> Iterator[str]:
    for part in mail.walk():
        if part is not mail:
            yield str(part.items())


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def written_since(folder: Path, since: float) -> Iterator[bytes]:
    """Files that a process has written into the folder of the code since then."""
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        for path in (Path(where) / name for name in names):
            if path.stat().st_mtime >= since:
                yield str(path).encode()
                yield path.read_bytes()
