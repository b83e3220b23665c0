"""Who has an account: nobody of the demonstration's, and always two people who can do what takes two."""

from __future__ import annotations

from collections.abc import Iterator

from sendiass.accounts.models import User
from sendiass.accounts.roles import Permission, Role
from sendiass.accounts.second_factor import has_second_factor
from sendiass.demonstration.people import sign_ins
from sendiass.profiles import profile
from sendiass.safety.findings import Finding, advice, unsafe


def demonstration_accounts() -> Iterator[Finding]:
    """Whether anyone can sign in with what the demonstration prints."""
    found = User.objects.active().filter(email__in=[email for email, _ in sign_ins()]).count()
    if found:
        yield unsafe(
            f"{found} accounts of the demonstration are open.",
            why="Their addresses and their password are printed in the software.",
            rule="SECURITY 8",
            remedy="Begin with empty data bases. Nothing of a demonstration may stay.",
        )


def two_people() -> Iterator[Finding]:
    """Whether there are two people for what takes two, and a manager who signs in with a second step."""
    managers = list(User.objects.active().in_role(Role.MANAGER).order_by("id"))
    if not managers:
        yield unsafe(
            "There is no manager.",
            why="Nobody can allocate cases, see to conflicts of interest or propose accounts.",
            rule="Y06",
            remedy="manage.py first_accounts --manager EMAIL NAME --second EMAIL NAME",
        )
        return
    if not any(has_second_factor(manager) for manager in managers):
        yield unsafe(
            "No manager has set up a second step for signing in.",
            why="A password alone, once phished, would open every case.",
            rule="SECURITY 8",
            remedy="Let the managers sign in once: they are led through it.",
        )
    if User.objects.holding(Permission.CONFIRM_ACCOUNTS).count() < 2:
        yield unsafe(
            "Only one person may confirm accounts.",
            why="Nobody can confirm what that person proposes; and nobody could stand in.",
            rule="SECURITY 8",
            remedy="Open an account for a second manager or an administrator.",
        )
    if len(managers) == 1:
        yield advice(
            "There is only one manager.",
            why="A case in which the manager has an interest, or the manager's absence, leaves nobody to decide.",
            rule="Y12",
            remedy="Agree who stands in, and open an account for them.",
        )


def someone_above() -> Iterator[Finding]:
    """Whether anyone decides what the managers may not: their own conflicts, unusual reading, and complaints about them."""
    if not User.objects.holding(Permission.DECIDE_MANAGERS_CONFLICTS).exists():
        yield advice(
            f"Nobody is {profile().escalation.title}.",
            why="A case that every manager is kept from by an interest would wait, and nobody would be told of it; "
            "and whoever complains about a manager could tell it to no one else here.",
            rule="Y12",
            remedy="Let a manager propose an account for whoever it is in your service.",
        )
