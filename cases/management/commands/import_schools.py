"""Takes the national register of schools into the directory, from its own download."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.actions.schools import Taken, take_register
from cases.forms.register import Broken, Register, read_register
from sendiass import clock
from sendiass.access import Refused

MISSING_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Load or refresh the schools in the directory from the national register: the CSV of all "
        "establishments (edubasealldata) from Get Information about Schools. The whole file is checked "
        "first; a file with anything wrong changes nothing. No school is ever removed: closed ones are "
        "marked, and renamed ones are still found by their former names. It can be run again at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the CSV, as it was downloaded")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument(
            "--la",
            action="append",
            default=[],
            metavar="CODE",
            help="only this local authority's schools, by its three-digit code; may be given more than once",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        codes, is_rehearsal = options["la"], options["dry_run"]
        try:
            register = read_register(options["file"], authorities=codes)
            if codes and not register.schools:
                raise CommandError(
                    f"No school in the file is in the area of {', '.join(codes)}. Nothing was changed."
                )
            total = len(register.schools)
            self.stderr.write(f"The file is sound: {total:,} schools to look at.")
            taken = take_register(
                schools=register.schools,
                authorities=codes,
                on=clock.today(),
                at=clock.now(),
                is_rehearsal=is_rehearsal,
                tell=lambda done: self.stderr.write(f"{done:,} of {total:,}"),
            )
        except Broken as broken:
            raise CommandError("\n".join(["Nothing was changed.", *broken.problems])) from None
        except Refused as refused:
            raise CommandError(refused.decision.reason) from None
        if is_rehearsal:
            self.stdout.write("This was a dry run: nothing was changed. It would be:")
        for line in _summary(register, taken):
            self.stdout.write(line)


def _summary(register: Register, taken: Taken) -> list[str]:
    lines = [
        f"New: {taken.new:,}",
        f"Changed: {taken.changed:,} (renamed {taken.renamed:,}, closed {taken.closed:,}, reopened {taken.reopened:,})",
        f"Unchanged: {taken.unchanged:,}",
    ]
    lines += [f"Left out, {why}: {count:,}" for why, count in sorted(register.left_out.items())]
    lines += [
        f"Of a type we have no word for, “{name}”: {count:,}"
        for name, count in sorted(register.unknown_types.items())
    ]
    if taken.missing:
        lines.append(f"In the directory but no longer in the file, and kept: {len(taken.missing):,}")
        lines += [f"  {name}" for name in taken.missing[:MISSING_SHOWN]]
        if len(taken.missing) > MISSING_SHOWN:
            lines.append(f"  and {len(taken.missing) - MISSING_SHOWN:,} more")
    return lines
