"""Loads the demonstration's fictional year, once, into a service that was started as a demonstration."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases.models import Case
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal, acting
from sendiass.demonstration.caseload import play
from sendiass.demonstration.people import PASSWORD, hire, sign_ins


class Command(BaseCommand):
    """`manage.py demo_data`."""

    help = "Load some sixty made-up families at all stages. Refuses where there are real accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sign-ins", action="store_true", help="only print the accounts and the password"
        )
        parser.add_argument("--json", action="store_true", help="with --sign-ins: as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "This is not a demonstration (DEMONSTRATION=1), so no made-up families are loaded."
            )
        if options["sign_ins"]:
            self._print_sign_ins(as_json=options["json"])
            return
        if Case.objects.exists():
            self.stdout.write("The demonstration's families are there already.")
            return
        with acting(by=ServicePrincipal("demonstration")), transaction.atomic():
            self._load()

    def _load(self) -> None:
        if User.objects.exists():
            raise CommandError("There are accounts but no cases here: empty the data base, then load again.")
        for progress in play(hire(clock.now()), until=clock.today()):
            self.stdout.write(f"  {progress}")

    def _print_sign_ins(self, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"password": PASSWORD, "accounts": dict(sign_ins())}))
            return
        wide = max(len(role) for _, role in sign_ins())
        for email, role in sign_ins():
            self.stdout.write(f"  {role:<{wide}}  {email}")
        self.stdout.write(f"  {'password':<{wide}}  {PASSWORD}")
