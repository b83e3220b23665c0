"""Visits each page once inside this process and notes what it asked, opened and sealed; it measures nothing.

Run as `python -m benchmarks.recording [PAGE …]` with the environment leading to a filled pair; writes a pickled Recording
to standard output.
"""

from __future__ import annotations

import pickle
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from enum import Enum
from typing import Any
from unittest.mock import patch

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections
from django.test import Client

from benchmarks.caseload import chosen_for_the_first
from benchmarks.pages import Called, Opened, Recorded, Recording, Sealed, Statement, Visit, searched, visits
from cases.choices import CaseRole
from cases.models import Case, CasePerson
from cases.search import find
from sendiass.accounts.models import User
from sendiass.accounts.sessions import SessionStore
from sendiass.audit import ServicePrincipal, reading
from sendiass.audit.actors import serving
from sendiass.crypto import fields
from sendiass.crypto.cells import OpenKey, Place, seal, unseal
from sendiass.profiles import profile

ALIASES = ("default", "audit", "keys")
RECORDER = ServicePrincipal("set-up")
MACHINERY = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class Notes:
    """What was asked, opened and sealed while it listened."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.opened: set[Opened] = set()
        self.sealed: list[Sealed] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear of everything inside."""
        with ExitStack() as stack:
            for alias in ALIASES:
                stack.enter_context(connections[alias].execute_wrapper(self._hear(alias)))
            stack.enter_context(patch.object(fields, "unseal", self._unseal))
            stack.enter_context(patch.object(fields, "seal", self._seal))
            yield

    def _hear(self, alias: str) -> Callable[..., Any]:
        def hear(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.startswith(MACHINERY):
                self.statements.append(Statement(alias, sql, _plain(params or ())))
            return execute(sql, params, many, context)

        return hear

    def _unseal(self, cell: bytes, place: Place, key: OpenKey) -> bytes:
        self.opened.add(Opened(place.table, place.column, place.row))
        return unseal(cell, place, key)

    def _seal(self, plaintext: bytes, place: Place, key: OpenKey) -> bytes:
        cell = seal(plaintext, place, key)
        self.sealed.append(Sealed(cell, plaintext, place.table, place.column, place.row))
        return cell


def record(pages: tuple[str, ...]) -> Recording:
    """Every visit, with what an empty page asks left out."""
    with serving(RECORDER):
        size = Case.objects.count()
    held = chosen_for_the_first(size)
    busy, logged_on = min(held), max(held)
    people = {
        "worker": _account("worker1"),
        "manager": _account("manager"),
        "governor": _account("governor"),
        "governing manager": _account("governing"),
    }
    clients = {who: _signed_in(user) for who, user in people.items()}
    prefix = profile().identity.reference_prefix
    with serving(RECORDER):
        called = _found_alone([f"{prefix}-{number:05d}" for number in sorted(held)], people["manager"])
        theirs = Case.objects.allocated_to(people["governor"]).order_by("reference")[0].reference
    chosen = visits(
        busy=f"{prefix}-{busy:05d}", logged_on=f"{prefix}-{logged_on:05d}", theirs=theirs, called=called
    )
    return Recording(
        recorded=tuple(
            _visited(visit, clients[visit.who], people[visit.who])
            for visit in chosen
            if visit.name.startswith(pages)
        ),
        cookies={who: client.cookies[settings.SESSION_COOKIE_NAME].value for who, client in clients.items()},
        ready=searched("worker", called.name),
    )


def _plain(value: Any) -> Any:
    """A parameter as the driver sends it: the process that measures knows none of our lists of words."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_plain, value))
    return value.value if isinstance(value, Enum) else value


def _visited(visit: Visit, client: Client, user: User) -> Recorded:
    empty = _heard(visit.of_nothing(), client)
    notes = _heard(visit, client)
    usual = Counter((one.alias, one.sql) for one in empty.statements)
    own: list[Statement] = []
    for statement in notes.statements:
        if usual[statement.alias, statement.sql]:
            usual[statement.alias, statement.sql] -= 1
        elif statement.writes or statement not in own:
            own.append(statement)
    return Recorded(
        visit=visit,
        asker=user.pk,
        statements=tuple(own),
        opened=frozenset(notes.opened),
        sealed=tuple(notes.sealed),
        queries=len(notes.statements),
    )


def _heard(visit: Visit, client: Client) -> Notes:
    _ask(visit, client)  # what a process does once is not the page's
    notes = Notes()
    with notes.listening():
        _ask(visit, client)
    return notes


def _ask(visit: Visit, client: Client) -> None:
    answer = client.post(visit.path, visit.sent()) if visit.form else client.get(visit.path)
    if not visit.is_answer(answer.status_code, answer.content.decode()):
        raise RuntimeError(f"{visit.name} ({visit.path}) answered {answer.status_code}")


def _account(name: str) -> User:
    found: User = User.objects.get(email=f"{name}@size.example")
    return found


def _signed_in(user: User) -> Client:
    """A client with a session of this person's, as signing in leaves one."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def _found_alone(references: Iterable[str], manager: User) -> Called:
    """The first of two words' name on these cases who is found by it alone: as much to ask and show at each size."""
    people = (_child_of(reference, manager) for reference in references)
    plain = (one for one in people if len(one.name.replace("-", " ").split()) == 2)
    return next(one for one in plain if len(find(by=manager, text=one.name)) == 1)


def _child_of(reference: str, user: User) -> Called:
    part = CasePerson.objects.select_related("person").get(
        case__reference=reference, role=CaseRole.CHILD_OR_YOUNG_PERSON
    )
    with reading(by=user, subjects=[part.person.key_subject], purpose="a name to search for"):
        return Called(part.person.given_names, part.person.family_name, part.person.date_of_birth)


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(record(tuple(sys.argv[1:]))))
