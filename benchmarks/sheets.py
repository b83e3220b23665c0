"""Rows on their way into tables by COPY, their sealed fields sealed as the application would; it decides no value."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.db.models import Model
from psycopg import sql

from sendiass.crypto.cells import OpenKey, Place, seal
from sendiass.crypto.fields import SealedField


class Sheet:
    """The rows of one table. What a row does not say is what the model's field begins with."""

    def __init__(self, model: type[Model], chance: Random) -> None:
        self.table = model._meta.db_table
        self.chance = chance
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        self.columns = [str(field.column) for field in fields]
        self.rows: list[list[Any]] = []
        self._place_of = {field.attname: place for place, field in enumerate(fields)}
        self._usual = [None if callable(field.default) else field.get_default() for field in fields]
        self._made = [
            (place, self.new_id if field.default is uuid4 else field.get_default)
            for place, field in enumerate(fields)
            if callable(field.default)
        ]
        self._sealed = [
            (place, str(field.column), field.encode)
            for place, field in enumerate(fields)
            if isinstance(field, SealedField)
        ]

    def add(self, *, key: OpenKey | None = None, **said: Any) -> UUID:
        """One more row; returns its id. Raises KeyError for a field the table has not."""
        row: list[Any] = self._usual.copy()
        for name, value in said.items():
            row[self._place_of[name]] = value
        for place, make in self._made:
            if row[place] is None:
                row[place] = make()
        row_id: UUID = row[self._place_of["id"]]
        for place, column, encode in self._sealed:
            if row[place] is not None:
                if key is None:
                    raise ValueError(f"{self.table}.{column} needs a key to be sealed")
                row[place] = seal(encode(row[place]), Place(self.table, column, row_id), key)
        self.rows.append(row)
        return row_id

    def new_id(self) -> UUID:
        """A random id, the same for the same chance."""
        return UUID(int=self.chance.getrandbits(128), version=4)

    def write(self, connection: psycopg.Connection) -> int:
        """Copy the rows into the table and begin again; returns how many they were."""
        types: dict[str, int] = dict(
            connection.execute(
                "SELECT attname, atttypid FROM pg_attribute WHERE attrelid = %s::regclass", [self.table]
            ).fetchall()
        )
        statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
            sql.Identifier(self.table),
            sql.SQL(", ").join(map(sql.Identifier, self.columns)),
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types([types[column] for column in self.columns])
            for row in self.rows:
                copy.write_row(row)
        number = len(self.rows)
        self.rows = []
        return number
