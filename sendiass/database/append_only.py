"""A migration operation by which a table's rows can be added and read, and never changed or removed."""

from __future__ import annotations

from typing import Any

from django.db import router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

FUNCTION = """
CREATE OR REPLACE FUNCTION public.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END
$$
"""


class AppendOnly(Operation):
    """Refuse UPDATE, DELETE and TRUNCATE of a table to everyone, its owner included.

    The grants keep the application's role out already (grants.py); this holds against a slip of the
    owner's. The trigger is ENABLE ALWAYS, so that no replication setting steps round it.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, [self.table], {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing changes for the models."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  Django's signature
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        if not router.allow_migrate(schema_editor.connection.alias, app_label):
            return
        quote = schema_editor.quote_name
        table, trigger = quote(self.table), quote(self.trigger)
        schema_editor.execute(FUNCTION, params=None)
        schema_editor.execute(
            f"CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()",
            params=None,
        )
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}", params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  Django's signature
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            quote = schema_editor.quote_name
            schema_editor.execute(f"DROP TRIGGER {quote(self.trigger)} ON {quote(self.table)}", params=None)

    @property
    def trigger(self) -> str:
        """The trigger's name, which a refusal carries as its constraint."""
        return f"{self.table}_append_only"[:63]

    def describe(self) -> str:
        return f"Let rows of {self.table} be added and never changed"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_append_only"
