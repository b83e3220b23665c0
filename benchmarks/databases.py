"""Makes and keeps the benchmark's own pairs of data bases, one for each size; no other data base is touched."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from tests.databases import ROOT, Pair, Server, shape

PREFIX = "benchmark_"
FILLED_BY = ("caseload.py", "filling.py", "names.py", "sheets.py")


class Failed(Exception):
    """The benchmark cannot go on; the message says why."""


def ensure(size: int, *, fresh: bool, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment that leads to a filled pair of this size, made where there is none of the present shape."""
    server = Server(environ)
    try:
        pair = Pair.named(f"{PREFIX}{environ['SERVICE_PROFILE']}_{size}_{_shape()}")
        with server.locked(pair.data):
            if fresh or not server.exists(pair):
                _forget_others(server, size, environ)
                _make(server, pair, size, environ)
        return {**environ, **_addresses(server, pair)}
    finally:
        server.close()


def _make(server: Server, pair: Pair, size: int, environ: Mapping[str, str]) -> None:
    """Fill under another name and rename, so that a pair that is there is whole."""
    unfinished = Pair.named(f"{PREFIX}unfinished_{uuid4().hex[:12]}")
    server.clone(server.template(), unfinished)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.filling", str(size)],
            cwd=ROOT,
            env={**environ, **_addresses(server, unfinished)},
            check=False,
        )
        if done.returncode != 0:
            raise Failed(f"The caseload of {size:,} cases could not be made.")
        server.rename(unfinished, pair)
    finally:
        server.drop(unfinished)


def _forget_others(server: Server, size: int, environ: Mapping[str, str]) -> None:
    """Drop pairs of this size that no longer fit, and what a run that was killed has left behind."""
    for prefix in (f"{PREFIX}{environ['SERVICE_PROFILE']}_{size}_", f"{PREFIX}unfinished_"):
        for name in server.names(prefix):
            server.drop(Pair.named(name))


def _addresses(server: Server, pair: Pair) -> dict[str, str]:
    return {
        variable: server.url(variable, pair.keys if "KEYS" in variable else pair.data)
        for variable in (
            "DATABASE_URL",
            "OWNER_DATABASE_URL",
            "KEYS_DATABASE_URL",
            "OWNER_KEYS_DATABASE_URL",
        )
    }


def _shape() -> str:
    """A hash of all that decides what is in a pair: the data bases' shape and what fills them."""
    digest = hashlib.sha256(shape().encode())
    for name in FILLED_BY:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:12]
