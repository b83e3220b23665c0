"""A migration operation by which the data base shows a table's rows only to those they are for (SECURITY 4)."""

from __future__ import annotations

from typing import Any

from django.db import migrations, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

SHOWN, ADDED, OWNERS = "shown_to_those_they_are_for", "added_by_those_they_are_for", "all_to_the_owner"


def row_security_anew(table: str, shown: str) -> migrations.RunSQL:
    """Show another choice of rows of a table that has row-level security already. Undone, it stays: a step back opens nothing."""
    return migrations.RunSQL(
        f"ALTER POLICY {SHOWN} ON {table} USING ((SELECT public.stands_for_the_service()) OR ({shown}))",
        migrations.RunSQL.noop,
    )


class RowSecurity(Operation):
    """Show a row where `shown` is true of it, and let it be written where it would be shown, or added where `added` is.

    A part of the service that works for everyone is shown all (`standing.service`), and so is the tables' owner, who
    migrates and backs up. Anybody else, and whoever says not for whom they ask, is shown nothing. It is forced: it
    holds for every role there is, and only these three are named.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, shown: str, added: str = "") -> None:
        self.table, self.shown, self.added = table, shown, added

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__qualname__, [self.table, self.shown, self.added], {})

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
        table = schema_editor.quote_name(self.table)
        statements = [
            f"CREATE POLICY {OWNERS} ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
            f"CREATE POLICY {SHOWN} ON {table} USING ((SELECT public.stands_for_the_service()) OR ({self.shown}))",
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        ]
        if self.added:
            statements.append(f"CREATE POLICY {ADDED} ON {table} FOR INSERT WITH CHECK ({self.added})")
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  Django's signature
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        if not router.allow_migrate(schema_editor.connection.alias, app_label):
            return
        table = schema_editor.quote_name(self.table)
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", params=None)
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", params=None)
        for policy in (OWNERS, SHOWN, ADDED):
            schema_editor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}", params=None)

    def describe(self) -> str:
        return f"Show rows of {self.table} only to those they are for"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.table}_row_security"
