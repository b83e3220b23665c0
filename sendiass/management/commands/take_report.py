"""Takes one report of mail that did not arrive from a mail server's pipe; it keeps nothing of it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from sendiass import clock
from sendiass.audit import acting
from sendiass.outbox import returns
from sendiass.outbox.bounces import LARGEST
from sendiass.outbox.writing import OUTBOX

TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the report and hands it over again."""


class Command(BaseCommand):
    """`manage.py take_report < REPORT`."""

    help = "Take one report of mail that did not arrive (RFC 3464) on standard input, as a mail server's pipe gives it."

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        try:
            with acting(by=OUTBOX):
                known = returns.take_report(raw, at=clock.now())
        except Exception as error:
            self.stderr.write(f"Not taken in, to be tried again: {type(error).__name__}")
            sys.exit(TRY_AGAIN)
        self.stdout.write("A message came back." if known else "Nothing of ours was reported lost.")
