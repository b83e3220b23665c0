"""Brings both data bases to the current shape as their owners, and says anew what the application may do."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils.module_loading import import_string

from sendiass.database.grants import apply_grants
from sendiass.database.router import KEYSTORE


class Command(BaseCommand):
    help = (
        "Migrates the data and the keys data base as their owners, puts in what the profile says that the data base "
        "holds to, and grants the application its rights."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [
            variable
            for alias, variable in (
                ("owner", "OWNER_DATABASE_URL"),
                ("keys_owner", "OWNER_KEYS_DATABASE_URL"),
            )
            if alias not in settings.DATABASES
        ]
        if missing:
            raise CommandError(f"Set {' and '.join(missing)}: only the tables' owner may change their shape.")
        verbosity = options["verbosity"]
        call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
        if apps.is_installed("sendiass.crypto"):
            call_command("migrate", KEYSTORE, database="keys_owner", interactive=False, verbosity=verbosity)
        for path in settings.PUT_IN_BY_THE_OWNER:
            try:
                import_string(path)(using="owner")
            except Error as refused:
                raise CommandError(
                    f"The profile says what the records do not allow: {refused}. Change the one or the other."
                ) from refused
        apply_grants("owner", settings.APPLICATION_ROLE)
        apply_grants("keys_owner", settings.KEYS_ROLE)
