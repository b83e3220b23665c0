"""Brings everything wrapped by a key-encryption key under the current one; the operator adds and removes those."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sendiass.accounts import second_factor
from sendiass.crypto import rotation
from sendiass.crypto.errors import SealedError
from sendiass.crypto.providers import key_provider

PASSES = 5  # what a process with an older file wrapped meanwhile is found by the next


class Command(BaseCommand):
    """`manage.py rotate_keys`."""

    help = (
        "Wrap every data key and every second step's secret anew under the current key-encryption key "
        "(docs/keys.md). Can be stopped anywhere and run again; the service may stay at work."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=int, metavar="N", help="refuse unless N is the current version in KEK_FILE"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            version = key_provider().current_version()
            if options["to"] not in (None, version):
                raise CommandError(
                    f"The current version in KEK_FILE is {version}, not {options['to']}: make it current there first."
                )
            self._rotate(version)
        except SealedError as problem:
            raise CommandError(f"Stopped: {problem}. What was done stays done; run it again.") from None

    def _rotate(self, version: int) -> None:
        for _ in range(PASSES):
            self._pass("data keys", rotation.left(version), lambda: rotation.rewrap(version))
            self._pass(
                "second steps",
                len(second_factor.sealed_before(version)),
                lambda: second_factor.reseal(version),
            )
            left = _left(version)
            if not left:
                self.stdout.write(
                    f"Everything is under version {version}. Older versions are no longer needed."
                )
                return
        raise CommandError(
            f"{left:,} are still under another version: a process at work wraps with an older KEK_FILE. "
            "Restart every process, then run this again. Remove nothing yet."
        )

    def _pass(self, what: str, waiting: int, work: Callable[[], Iterator[int]]) -> None:
        done = 0
        for count in work():
            done += count
            self.stdout.write(f"  {what}: {done:,} of {max(waiting, done):,}")


def _left(version: int) -> int:
    return rotation.left(version) + len(second_factor.sealed_before(version))
