"""The team of the demonstration: who signs in, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_DNS, uuid5

from django.contrib.auth.hashers import make_password

from cases.actions.interests import declare
from sendiass import clock
from sendiass.accounts.actions import Newcomer, enrol, found_service, give_clearance, say_ready
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role

PASSWORD = "impartial-and-at-arms-length"  # noqa: S105  printed at start; the demonstration holds nobody's data

MANAGER = Newcomer("manager@demo.example", "Moira Sutcliffe", Role.MANAGER)
ADMINISTRATOR = Newcomer("administrator@demo.example", "Ada Lowe", Role.ADMINISTRATOR)
OTHERS = (
    Newcomer("caseworker@demo.example", "Amina Yusuf", Role.CASEWORKER),
    Newcomer("colleague@demo.example", "Colin Reid", Role.CASEWORKER),
    Newcomer("third@demo.example", "Teresa Quaye", Role.CASEWORKER),
    Newcomer("volunteer@demo.example", "Vera Moss", Role.VOLUNTEER),
    Newcomer("lead@demo.example", "Lena Voss", Role.STRATEGIC_LEAD),
    Newcomer("board@demo.example", "Bola Adeyemi", Role.BOARD_MEMBER),
)


CLEARED_SINCE = timedelta(days=400)
"""As long as the volunteer's first case."""
CLEARED_FOR = timedelta(days=20)
"""Soon enough that it stands on the manager's day."""


@dataclass(frozen=True, slots=True)
class Team:
    """Those who work the demonstration's cases."""

    manager: User
    administrator: User
    caseworkers: tuple[User, ...]
    volunteer: User


def sign_ins() -> list[tuple[str, str]]:
    """Each account's address, and what it is."""
    return [(person.email, person.role.called) for person in (MANAGER, ADMINISTRATOR, *OTHERS)]


def hire(at: datetime) -> Team:
    """Make the accounts, each confirmed by a second person, with one password and no interests; the volunteer cleared."""
    manager, administrator = found_service(manager=MANAGER, second=ADMINISTRATOR, at=at, invite=False)
    others = [enrol(by=manager, confirmed_by=administrator, newcomer=person, at=at) for person in OTHERS]
    hashed = make_password(PASSWORD)
    for person in (manager, administrator, *others):
        person.password = hashed
        person.save(update_fields=["password"])
        declare(by=person, nothing=True, once=uuid5(NAMESPACE_DNS, person.email), at=at)
    *caseworkers, volunteer, _lead, _member = others
    say_ready(by=manager, person=volunteer, at=at - CLEARED_SINCE)
    give_clearance(
        by=manager,
        person=volunteer,
        until_on=clock.day_of(at) + CLEARED_FOR,
        reason="Finished the induction for volunteers.",
        at=at - CLEARED_SINCE,
    )
    return Team(manager, administrator, tuple(caseworkers), volunteer)
