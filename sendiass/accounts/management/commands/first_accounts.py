"""Makes the first two accounts of a fresh service, each invited by mail to set a password."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from sendiass.access import Refused
from sendiass.accounts.actions import Newcomer, found_service
from sendiass.accounts.roles import Role
from sendiass.clock import now


class Command(BaseCommand):
    help = (
        "Make the first two accounts of a fresh service: a manager, who proposes accounts, and a second "
        "person, who confirms them. Both are invited by email to set a password. Refuses when there is "
        "any account."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--manager", nargs=2, metavar=("EMAIL", "NAME"), required=True)
        parser.add_argument("--second", nargs=2, metavar=("EMAIL", "NAME"), required=True)
        parser.add_argument(
            "--second-role",
            choices=[Role.ADMINISTRATOR.value, Role.MANAGER.value],
            default=Role.ADMINISTRATOR.value,
            help="the second person's role (default: administrator)",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        manager = _newcomer(options["manager"], Role.MANAGER)
        second = _newcomer(options["second"], Role(options["second_role"]))
        try:
            found_service(manager=manager, second=second, at=now())
        except Refused as refused:
            raise CommandError(refused.decision.reason) from None
        self.stdout.write("Two accounts made. Both people have been sent a link to set a password.")


def _newcomer(person: list[str], role: Role) -> Newcomer:
    email, name = person
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email} is not an email address") from None
    if not name.strip() or len(name) > 200:
        raise CommandError("A name has 1 to 200 characters")
    return Newcomer(email, name.strip(), role)
