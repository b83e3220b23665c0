"""What the application's role may do to each table, said anew after every migration; it owns nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connections, models, transaction
from psycopg import sql

from sendiass.database.router import KEYS_ALIASES, KEYSTORE

EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")
ADDING = ("SELECT", "INSERT")
KEEPING = ("SELECT", "INSERT", "UPDATE")
LOOKING = ("SELECT",)


def rights(alias: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each table of the data base behind an owner's alias, with the application's rights to it.

    A model that declares `append_only = True` may be read and added to, and so may one that declares
    `emptied_by_function = True`, which a function of the data base empties; one that declares
    `written_by_triggers = True` or `written_by_owner = True` may only be read; one that declares `never_deleted = True`
    may be changed too, but what stays on record is not removed. Tables that no model claims are not named, and so stay
    closed; Django's record of migrations may be read.
    """
    yield "django_migrations", LOOKING
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        here = (options.app_label == KEYSTORE) == (alias in KEYS_ALIASES)
        if here and options.managed and not options.proxy:
            yield options.db_table, _rights_to(model)


def _rights_to(model: type[models.Model]) -> tuple[str, ...]:
    if getattr(model, "written_by_triggers", False) or getattr(model, "written_by_owner", False):
        return LOOKING
    if getattr(model, "append_only", False) or getattr(model, "emptied_by_function", False):
        return ADDING
    return KEEPING if getattr(model, "never_deleted", False) else EVERYTHING


def apply_grants(alias: str, role: str) -> None:
    """Give the role its rights, as the owner behind the alias, and take away whatever else it or PUBLIC had.

    All in one transaction, so a service at work never meets a moment without rights.
    """
    grantee = sql.Identifier(role)
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        present = set(connections[alias].introspection.table_names(cursor))
        for whom in (sql.SQL("PUBLIC"), grantee):
            for what in ("SCHEMA public", "ALL TABLES IN SCHEMA public", "ALL SEQUENCES IN SCHEMA public"):
                cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.SQL(what), whom))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(grantee))
        cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(grantee))
        for table, allowed in rights(alias):
            if table in present:
                words = sql.SQL(", ").join(sql.SQL(right) for right in allowed)
                grant = sql.SQL("GRANT {} ON TABLE {} TO {}")
                cursor.execute(grant.format(words, sql.Identifier(table), grantee))
