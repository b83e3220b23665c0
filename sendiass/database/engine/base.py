"""Django's connection to PostgreSQL, which gives up a server that hangs, and keeps more statements prepared.

PostgreSQL's own limits (`statement_timeout`) are kept by the server, which is what hangs; those of TCP are kept by its
kernel, which goes on answering for a process that stands still.
"""

from __future__ import annotations

from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import IsolationLevel
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from sendiass.database.patience import how_long
from sendiass.database.standing import say_again

Answer = TypeVar("Answer")
LOOK_UP = 0.1  # seconds between looks at whether someone interrupts us; psycopg's own
MOST_PREPARED = 300
"""So many statements one connection keeps prepared: a day's pages send some hundred, psycopg's own limit."""


class Connection(psycopg.Connection[Any]):
    """A connection that waits no longer than the work at hand has patience."""

    def wait(self, gen: PQGen[Answer], interval: float = LOOK_UP, timeout: float | None = None) -> Answer:
        """As psycopg's. Raises OperationalError once patience is over, and closes: nobody listens for the answer."""
        try:
            return super().wait(gen, interval, how_long() if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.close()
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, over such connections."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """A new connection; of Django's options we use neither pool nor isolation level."""
        self.isolation_level = IsolationLevel.READ_COMMITTED
        if (limit := how_long()) is not None:
            conn_params["connect_timeout"] = min(limit, float(conn_params["connect_timeout"]))
        connection = Connection.connect(**conn_params)
        connection.prepared_max = MOST_PREPARED
        return connection

    def init_connection_state(self) -> None:
        """As Django's; a connection that a job comes to use in between is told for whom it is asked."""
        super().init_connection_state()
        if self.alias == DEFAULT_DB_ALIAS:
            say_again(self)
