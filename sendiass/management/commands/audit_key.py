"""Makes the sealer's signing key where the operator says, or prints the public half for whoever checks."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sendiass.audit.signing import SigningKeyUnavailable, make_signing_key, public_line, signing_key


class Command(BaseCommand):
    """`manage.py audit_key`."""

    help = "Print the public half of the audit chain's signing key; with --new, make a key first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new", type=Path, metavar="FILE", help="make a new signing key in this new file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["new"]
        try:
            key = make_signing_key(path) if path else signing_key(settings.AUDIT_SIGNING_KEY_FILE)
        except FileExistsError:
            raise CommandError(f"{path} is there already, and a signing key is never replaced.") from None
        except SigningKeyUnavailable as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(public_line(key))
