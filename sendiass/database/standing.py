"""For whom the data base answers: a worker, a named part of the service, or nobody. It decides nothing for them.

Row-level security asks it of each row of casework (SECURITY 4): what nobody stands for, nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus


class Standing(NamedTuple):
    """A worker by id, or a part of the service by name; neither is nobody."""

    worker: str = ""
    service: str = ""


NOBODY = Standing()
SAID = "SELECT set_config('app.worker', %s, %s), set_config('app.service', %s, %s)"
SAID_FOR_LOOKING = f"{SAID}, set_config('transaction_read_only', 'on', true)"

_standing: ContextVar[Standing] = ContextVar("standing")
_by_default = NOBODY
"""For whom it is asked where nobody has said it; tests set a part of the service here, for what they do by themselves."""


def worker(key: UUID) -> Standing:
    """As the worker of that account."""
    return Standing(worker=str(key))


def service(name: str) -> Standing:
    """As the part of the service that has this name."""
    return Standing(service=name)


@contextmanager
def standing_as(who: Standing, *, read_only: bool = False, to_its_end: bool = False) -> Iterator[None]:
    """Whatever is asked of the data base inside is asked for `who`.

    Within a transaction it holds no longer than that; outside of one, as in a job, until the end of the block, over each
    connection that the job comes to use. `read_only` lets the transaction write nothing more; `to_its_end` is for a block
    that a transaction ends with, so that nothing need be said once more.
    """
    before = _standing.get(_by_default)
    token = _standing.set(who)
    # In a transaction it is always said: behind a pool, who knows what the session was told by another.
    is_news = who != before or connection.in_atomic_block
    try:
        # One that is not open yet is told when it opens.
        if is_news and connection.connection is not None:
            _say(who, connection, read_only=read_only)
        yield
    finally:
        _standing.reset(token)
        if is_news and not to_its_end and _is_listening(connection):
            _say(before, connection)


def look_again() -> None:
    """What a worker was given is found once in a transaction: find it anew, where another may have given more meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.given', '', true)")


def say_again(to: BaseDatabaseWrapper) -> None:
    """Tell a new connection for whom it is asked; nobody need be told of nobody."""
    who = _standing.get(_by_default)
    if who != NOBODY:
        _say(who, to)


def _say(who: Standing, to: Any, *, read_only: bool = False) -> None:
    only_now = to.in_atomic_block
    with to.cursor() as cursor:
        cursor.execute(SAID_FOR_LOOKING if read_only else SAID, [who.worker, only_now, who.service, only_now])


def _is_listening(to: Any) -> bool:
    """Whether there is a connection that would take a statement; one that will not is rolled back or closed, and forgets."""
    if to.connection is None or to.connection.closed:
        return False
    return to.connection.info.transaction_status not in (TransactionStatus.INERROR, TransactionStatus.UNKNOWN)
