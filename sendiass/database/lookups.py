"""How the data bases are asked beyond Django's own lookups; it knows no table."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, Lookup, UUIDField


@CharField.register_lookup
@UUIDField.register_lookup
class AnyOf(Lookup):
    """`any_of`: one of these ids or words, however many, given or selected; they are one array, where `in` has each by itself.

    Given ones need not be read and weighed one by one before the data base begins. Selected ones it finds once and
    goes from them to the rows by an index, where for `in` it may come to read all rows there are and compare them.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`id = ANY (array)`; for no ids at all the data base is not asked."""
        column, params = self.process_lhs(compiler, connection)
        if self.rhs_is_direct_value():
            ids = list(self.rhs)
            if not ids:
                raise EmptyResultSet
            return f"{column} = ANY (%s)", (*params, ids)
        selected, its_params = compiler.compile(self.rhs)
        return f"{column} = ANY (ARRAY{selected})", (*params, *its_params)


@CharField.register_lookup
class BegunBy(Lookup):
    """`begun_by`: begins with these letters, worded as a range that an index finds behind row-level security, too.

    LIKE might tell what it compares, PostgreSQL holds, and so it is asked only of rows that are shown: of all there are.
    """

    lookup_name = "begun_by"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """From the letters themselves to before the next there could be."""
        column, params = self.process_lhs(compiler, connection)
        begun = str(self.rhs)
        following = begun[:-1] + chr(ord(begun[-1]) + 1)
        return f"({column} ~>=~ %s AND {column} ~<~ %s)", (*params, begun, *params, following)


class _NotOf(Lookup):
    """None of those a function of the data base finds for a worker, whom the row is compared with.

    The data base alone knows which those are: no statement of a worker's own can list them. They are found once for each
    statement, and looked up for each row.
    """

    function = ""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`id NOT IN (SELECT …)`."""
        column, params = self.process_lhs(compiler, connection)
        worker, its_params = self.process_rhs(compiler, connection)
        return f"{column} NOT IN (SELECT public.{self.function}({worker}))", (*params, *its_params)


@UUIDField.register_lookup
class NotShutTo(_NotOf):
    """`not_shut_to`: a case in which this worker has no conflict of interest that stands (Y12)."""

    lookup_name, function = "not_shut_to", "cases_shut_to"


@UUIDField.register_lookup
class NotMetBy(_NotOf):
    """`not_met_by`: the same of any case there is, theirs by their role or not (Y12)."""

    lookup_name, function = "not_met_by", "cases_met_by"


@UUIDField.register_lookup
class NotKeptFrom(_NotOf):
    """`not_kept_from`: a case that may be lent to this worker: no conflict of theirs stands or is still a question (Y12)."""

    lookup_name, function = "not_kept_from", "cases_kept_from"


@UUIDField.register_lookup
class NotHiddenFrom(_NotOf):
    """`not_hidden_from`: a request from the public form that no interest of this worker meets (Y12)."""

    lookup_name, function = "not_hidden_from", "cases_requests_hidden_from"


@UUIDField.register_lookup
class NotWithheldFrom(_NotOf):
    """`not_withheld_from`: a call that names no interest of this worker, nor answers a request that does (Y12)."""

    lookup_name, function = "not_withheld_from", "cases_calls_hidden_from"
