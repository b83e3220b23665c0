"""Says whether this deployment is safe to use, and if not, what is missing, why it matters and what to do."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from sendiass.safety import CHECKS, Finding, Verdict, ask


class Command(BaseCommand):
    """`manage.py check_service`."""

    help = (
        "Is this deployment safe to use? Exit 0: nothing unsafe was found. 1: something is unsafe, and is named. "
        "2: something could not be asked. Run it where the web process runs: it judges what that process can see."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = ask(CHECKS)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(verdict), indent=2))
        else:
            self._say(verdict)
        if verdict.exit_code:
            sys.exit(verdict.exit_code)

    def _say(self, verdict: Verdict) -> None:
        for heading, findings in (("UNSAFE", verdict.unsafe), ("ADVICE", verdict.advice)):
            for name, found in findings:
                self.stdout.write("\n".join(_lines(heading, name, found)))
        for name, trouble in verdict.unasked:
            self.stdout.write(f"NOT ASKED  {name}\n    {trouble}\n")
        self.stdout.write(_summary(verdict))


def _lines(heading: str, name: str, found: Finding) -> list[str]:
    return [
        f"{heading}  {found.what}",
        f"    Why:   {found.why} ({found.rule})",
        f"    To do: {found.remedy}",
        f"    Check: {name}",
        "",
    ]


def _summary(verdict: Verdict) -> str:
    asked = len(verdict.asked) + len(verdict.unasked)
    counts = f"{asked} checks: {len(verdict.unsafe)} unsafe, {len(verdict.advice)} to improve"
    if verdict.unasked:
        counts += f", {len(verdict.unasked)} could not be asked"
    words = {0: "SAFE TO USE", 1: "NOT SAFE TO USE", 2: "NOT KNOWN TO BE SAFE"}
    return f"{counts}. {words[verdict.exit_code]}."


def _as_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "safe": verdict.exit_code == 0,
        "checks": [*verdict.asked, *(name for name, _ in verdict.unasked)],
        "findings": [{"check": name, **asdict(found)} for name, found in verdict.findings],
        "unasked": [{"check": name, "trouble": trouble} for name, trouble in verdict.unasked],
    }
