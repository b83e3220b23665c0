"""Proves to an outsider that nothing sealed in the audit trail was changed since, with the public key alone."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sendiass.audit import heads
from sendiass.audit.signing import SigningKeyUnavailable, public_keys, signing_key
from sendiass.audit.verifying import Fault, Verdict, verify

EACH = 50_000


class Command(BaseCommand):
    """`manage.py verify_audit`."""

    help = (
        "Check the audit chain: exit 0 when it is whole, 1 with the first entry that is not as it was sealed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--public-key",
            type=Path,
            help="file with the sealer's public key, a line each if it ever changed (default: taken from the "
            "signing key, where this machine has it)",
        )
        parser.add_argument(
            "--heads",
            type=Path,
            help="the file of published heads (default: HEADS_FILE, if it is there); without it a cut of the "
            "newest entries together with their heads does not show",
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = self._keys(options["public_key"])
        path: Path | None = options["heads"] or (
            settings.HEADS_FILE if settings.HEADS_FILE.exists() else None
        )
        try:
            published = heads.read(path) if path else None
            verdict = verify(keys, published=published, progress=self._progress)
        except OSError as error:
            raise CommandError(f"The file of published heads can't be read: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps({"whole": verdict.whole, **asdict(verdict)}, default=str, indent=2))
        else:
            self._say(verdict)
        if not verdict.whole:
            sys.exit(1)

    def _keys(self, path: Path | None) -> list[Ed25519PublicKey]:
        try:
            return public_keys(path) if path else [signing_key(settings.AUDIT_SIGNING_KEY_FILE).public_key()]
        except SigningKeyUnavailable as problem:
            raise CommandError(f"{problem}. Name the public key with --public-key FILE.") from None

    def _progress(self, done: int, everything: int) -> None:
        if done % EACH == 0 and done < everything:
            self.stderr.write(f"  {done:,} of {everything:,}")

    def _say(self, verdict: Verdict) -> None:
        out = self.stdout.write
        published = "none given" if verdict.published is None else f"{verdict.published:,}"
        out(
            f"{verdict.entries:,} sealed entries, {verdict.heads:,} signed heads, published heads: {published}."
        )
        if verdict.unsealed.count:
            out(f"{verdict.unsealed.count:,} not yet sealed, the oldest of {verdict.unsealed.oldest}.")
        if verdict.backdated:
            out(f"{verdict.backdated:,} say they were written more than a day before they could be sealed.")
        if verdict.whole:
            out(f"WHOLE: nothing was changed, removed, moved or put in up to position {verdict.confirmed:,}.")
            return
        out(
            f"NOT WHOLE: {verdict.fault_count:,} found. Confirmed up to position {verdict.confirmed:,}. First:"
        )
        for fault in verdict.faults[:10]:
            out(f"  {_line(fault)}")


def _line(fault: Fault) -> str:
    where = f"position {fault.position:,}" + (f" to {fault.until:,}" if fault.until else "")
    entry = f", {fault.kind} {fault.entry_id}" if fault.entry_id else ""
    return f"{fault.what}: {where}{entry}. {fault.words}"
