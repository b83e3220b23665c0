"""How long the work at hand waits for a data base that has taken its question and says nothing. It asks nothing itself.

A server that has fallen is noticed at once; one that hangs (a full disk, a frozen machine) is noticed by waiting alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

CONNECTING = 5
"""Seconds until a server that takes up a call must have answered it; a healthy one needs some milliseconds."""

_limit: ContextVar[float | None] = ContextVar("patience", default=None)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """No statement within waits longer than this for its answer: OperationalError, and the connection is given up."""
    token = _limit.set(min(seconds, _limit.get() or seconds))
    try:
        yield
    finally:
        _limit.reset(token)


def how_long() -> float | None:
    """The seconds a statement may take now; None where nobody waits for it (a job has its own limit)."""
    return _limit.get()
