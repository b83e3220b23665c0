"""How the data bases are asked beyond Django's own lookups; it knows no table."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Lookup, UUIDField


@UUIDField.register_lookup
class AnyOf(Lookup):
    """`any_of`: one of these ids, however many. They are sent as one array, where `in` would send each by itself.

    The data base need not read and weigh a list of a hundred parameters before it begins.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """`id = ANY (array)`; for no ids at all the data base is not asked."""
        ids = list(self.rhs)
        if not ids:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s)", [*params, ids]
