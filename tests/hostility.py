"""Makes what only works by luck fail in tests: the network, undefined template variables, unordered rows."""

from __future__ import annotations

import inspect
import ipaddress
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parents[1]
OURS = ("sendiass", "cases", "consent", "feedback", "governance")


class NetworkForbidden(Exception):
    """A test tried to reach beyond this machine."""


class UndefinedVariable(Exception):
    """One of our templates names a variable that the page does not give it."""


def _is_loopback(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def no_network() -> Iterator[None]:
    """Refuse connections other than to this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guard(self: socket.socket, address: Any) -> None:
        if not _is_loopback(address):
            self.close()
            raise NetworkForbidden(f"A test tried to reach {address}")

    def guarded(self: socket.socket, address: Any) -> None:
        guard(self, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        guard(self, address)
        return connect_ex(self, address)

    with (
        mock.patch.object(socket.socket, "connect", guarded),
        mock.patch.object(socket.socket, "connect_ex", guarded_ex),
    ):
        yield


class _Undefined(str):
    """What Django shows for an undefined variable: it raises in our templates and is empty in libraries'.

    Django's own form and error templates rely on undefined variables being empty.
    """

    __slots__ = ()

    def __contains__(self, _key: object) -> bool:
        return True  # makes Django format us with the variable, which leads to __mod__

    def __mod__(self, variable: Any) -> str:
        template = _template_being_rendered()
        if template is not None and _is_ours(template):
            raise UndefinedVariable(f"{template}: {variable}")
        return ""


def _template_being_rendered() -> str | None:
    """The file of the template whose variable Django is resolving, from Django's own call."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_code.co_name == "resolve" and "context" in frame.f_locals:
            context = frame.f_locals["context"]
            template = getattr(context.render_context, "template", None) or context.template
            return str(template.origin.name)
        frame = frame.f_back
    return None


def _is_ours(template: str) -> bool:
    path = Path(template)
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in OURS


def make_undefined_variables_fail() -> None:
    """Undefined variables in our own templates raise UndefinedVariable, in every engine made from the settings."""
    from django.conf import settings

    for engine in settings.TEMPLATES:
        engine["OPTIONS"]["string_if_invalid"] = _Undefined("undefined")


@contextmanager
def unordered_is_shuffled() -> Iterator[None]:
    """A queryset without an order comes in another order each time, as the data base is free to give it."""
    from django.db.models import QuerySet

    from sendiass.database import questions

    fetch = QuerySet._fetch_all
    ask = questions.Question.__call__
    dice = random.Random(20260401)  # noqa: S311  not a secret

    def fetch_shuffled(self: QuerySet[Any]) -> None:
        fresh = self._result_cache is None
        fetch(self)
        rows = self._result_cache
        if fresh and rows and len(rows) > 1 and not self.ordered and not self.query.is_sliced:
            dice.shuffle(rows)

    def ask_shuffled(self: questions.Question[Any, Any], **given: Any) -> list[Any]:
        rows = ask(self, **given)
        asked = self.asking(**given) if len(rows) > 1 else None
        if asked is not None and not asked.ordered and not asked.query.is_sliced:
            dice.shuffle(rows)
        return rows

    with (
        mock.patch.object(QuerySet, "_fetch_all", fetch_shuffled),
        mock.patch.object(questions.Question, "__call__", ask_shuffled),
    ):
        yield
