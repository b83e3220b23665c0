"""The least a page could cost: the same rows by psycopg, the same cells opened or sealed, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.pages import Opened, Recorded, Sealed, Statement
from sendiass.crypto.cells import KEY_ID, OpenKey, Place, seal, unseal
from sendiass.crypto.providers import FileKeyProvider
from sendiass.crypto.subjects import KeySubject

INSERT = re.compile(r'INSERT INTO "\w+" \(([^)]*)\)')
STANDING = "SELECT set_config('app.worker'"
FRESH = ("id", "once")
"""Columns of which no two rows may say the same: each time anew."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in a result a sealed cell stands, and where the id of its row."""

    at: int
    id_at: int
    table: str
    column: str


class Floor:
    """What one page asked, ready to be asked again and again over connections like the service's own."""

    def __init__(self, recorded: Recorded, environ: Mapping[str, str]) -> None:
        self.recorded = recorded
        self.provider = FileKeyProvider(Path(environ["KEK_FILE"]))
        self.connections = {
            alias: psycopg.connect(environ[variable], autocommit=True)
            for alias, variable in (
                ("default", "DATABASE_URL"),
                ("audit", "DATABASE_URL"),
                ("keys", "KEYS_DATABASE_URL"),
            )
        }
        # As a page says it at its beginning: row-level security is asked for whoever opens it.
        self.connections["default"].execute(
            "SELECT set_config('app.worker', %s, false)", [str(recorded.asker)]
        )
        self.writes = any(one.writes and one.alias == "default" for one in recorded.statements)
        self.names = self._names_of_columns()
        self.cells: dict[str, tuple[Cell, ...]] = {}

    def close(self) -> None:
        for connection in self.connections.values():
            connection.close()

    def ask(self) -> int:
        """Everything once; returns how many cells were opened or sealed."""
        if not self.writes:
            return self._ask()
        with self.connections["default"].transaction():
            return self._ask()

    def _ask(self) -> int:
        keys: dict[bytes, OpenKey] = {}
        closed: list[tuple[Cell, UUID, bytes]] = []
        fresh = _Fresh(self.recorded.sealed)
        for statement in self.recorded.statements:
            cursor = self.connections[statement.alias].execute(statement.sql, fresh.params(statement, keys))
            if cursor.description is None:
                continue
            rows = cursor.fetchall()
            if statement.alias == "keys":
                self._unwrap(cursor, rows, keys)
            else:
                closed += [
                    (cell, row[cell.id_at], row[cell.at])
                    for cell in self._cells(statement, cursor)
                    for row in rows
                    if row[cell.at] is not None
                ]
        return fresh.sealed + self._open(closed, keys)

    def _open(self, closed: list[tuple[Cell, UUID, bytes]], keys: dict[bytes, OpenKey]) -> int:
        number = 0
        for cell, row, content in closed:
            if Opened(cell.table, cell.column, row) in self.recorded.opened:
                unseal(content, Place(cell.table, cell.column, row), keys[content[KEY_ID]])
                number += 1
        return number

    def _unwrap(self, cursor: psycopg.Cursor, rows: list[Any], keys: dict[bytes, OpenKey]) -> None:
        names = [column.name for column in cursor.description or ()]
        if not {"subject_kind", "subject_id", "wrapped"} <= set(names):
            return
        for row in rows:
            one = dict(zip(names, row, strict=True))
            bound = one["id"].bytes + KeySubject(one["subject_kind"], one["subject_id"]).as_bytes()
            key = self.provider.unwrap(one["kek_version"], one["wrapped"], bound)
            keys[one["id"].bytes] = OpenKey(one["id"], AESGCM(key))

    def _cells(self, statement: Statement, cursor: psycopg.Cursor) -> tuple[Cell, ...]:
        """Which columns of the result the page opened, found once by the tables they come from."""
        if statement.sql not in self.cells:
            self.cells[statement.sql] = tuple(self._find_cells(cursor))
        return self.cells[statement.sql]

    def _find_cells(self, cursor: psycopg.Cursor) -> list[Cell]:
        result, opened = cursor.pgresult, {(one.table, one.column) for one in self.recorded.opened}
        if result is None:
            return []
        found, ids = [], {}
        for at in range(result.nfields):
            table, column = self.names.get((result.ftable(at), result.ftablecol(at)), ("", ""))
            if column == "id":
                ids[table] = at
            elif (table, column) in opened and table in ids:
                found.append(Cell(at, ids[table], table, column))
        return found

    def _names_of_columns(self) -> dict[tuple[int, int], tuple[str, str]]:
        rows = self.connections["default"].execute(
            "SELECT attrelid, attnum, relname, attname FROM pg_attribute "
            "JOIN pg_class ON pg_class.oid = attrelid "
            "WHERE relnamespace = 'public'::regnamespace AND attnum > 0"
        )
        return {(table, number): (name, column) for table, number, name, column in rows}


class _Fresh:
    """Gives each asking rows of its own: new ids wherever the recorded ones stood, and cells sealed for them."""

    def __init__(self, sealed: tuple[Sealed, ...]) -> None:
        self.by_cell = {one.cell: one for one in sealed}
        self.ids: dict[Any, UUID] = {}
        self.sealed = 0

    def params(self, statement: Statement, keys: dict[bytes, OpenKey]) -> tuple[Any, ...] | dict[str, Any]:
        """The statement's parameters for this time."""
        if isinstance(statement.params, dict):
            return statement.params
        if statement.sql.startswith(STANDING):
            # Here no transaction holds it: until the next one says otherwise.
            return tuple(False if value is True else value for value in statement.params)
        inserted = INSERT.match(statement.sql)
        if inserted:
            columns = [name.strip(' "') for name in inserted[1].split(",")]
            for place, value in enumerate(statement.params):
                if columns[place % len(columns)] in FRESH:
                    self.ids[value] = uuid4()
        return tuple(self._param(value, keys) for value in statement.params)

    def _param(self, value: Any, keys: dict[bytes, OpenKey]) -> Any:
        if isinstance(value, UUID):
            return self.ids.get(value, value)
        if isinstance(value, bytes) and value in self.by_cell:
            one = self.by_cell[value]
            self.sealed += 1
            place = Place(one.table, one.column, self.ids.get(one.row, one.row))
            return seal(one.plaintext, place, keys[value[KEY_ID]])
        return value
