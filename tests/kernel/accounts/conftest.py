"""People as a service comes by them: two found it, the rest are proposed and confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache as shared

from sendiass.accounts.actions import Newcomer, enrol, found_service
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role

PASSWORD = "four green horses sing"
THEN = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class People:
    """Two managers, an administrator, a caseworker and a board member."""

    manager: User
    other_manager: User
    administrator: User
    caseworker: User
    board_member: User


def make_people() -> People:
    """Make them in the data base of the test, each with PASSWORD."""
    manager, administrator = found_service(
        manager=Newcomer("mo@example.org", "Mo Patel", Role.MANAGER),
        second=Newcomer("ada@example.org", "Ada Lowe", Role.ADMINISTRATOR),
        at=THEN,
        invite=False,
    )
    others = [
        enrol(by=manager, confirmed_by=administrator, newcomer=Newcomer(email, name, role), at=THEN)
        for email, name, role in [
            ("rosa@example.org", "Rosa Marsh", Role.MANAGER),
            ("cem@example.org", "Cem Aydın", Role.CASEWORKER),
            ("bea@example.org", "Bea Flint", Role.BOARD_MEMBER),
        ]
    ]
    for person in (manager, administrator, *others):
        person.password = _hashed()
        person.save()
    return People(manager, others[0], administrator, others[1], others[2])


@cache
def _hashed() -> str:
    """Hashed once for all tests: the hash is slow by design."""
    return make_password(PASSWORD)


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    shared.clear()
