"""Sends keys to the keys' data base and everything else to the data; it never spreads a model over both."""

from __future__ import annotations

from typing import Any

from django.db import models

KEYSTORE = "keystore"
DATA_ALIASES = frozenset({"default", "audit", "owner"})  # three connections to one data base
KEYS_ALIASES = frozenset({"keys", "keys_owner"})
MIGRATING = frozenset({"default", "owner", *KEYS_ALIASES})


class Router:
    """Django's database router (DATABASE_ROUTERS)."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:  # noqa: ARG002  Django's signature
        """The alias of the application's role for this model."""
        return "keys" if model._meta.app_label == KEYSTORE else "default"

    db_for_write = db_for_read

    def allow_relation(self, first: models.Model, second: models.Model, **hints: Any) -> bool:  # noqa: ARG002  Django's signature
        """Whether both rows live in the same data base, whichever connection brought them."""
        return (first._meta.app_label == KEYSTORE) == (second._meta.app_label == KEYSTORE)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:  # noqa: ARG002  Django's signature
        """Whether this alias reaches the data base where the app's tables belong."""
        return db in MIGRATING and (db in KEYS_ALIASES) == (app_label == KEYSTORE)
