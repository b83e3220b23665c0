"""Asks each check in turn. One that cannot ask is named with its reason: silence is never taken for safety."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import redis
from django.db import Error as DatabaseError

from sendiass.crypto.errors import SealedError
from sendiass.safety.findings import Degree, Finding


@dataclass(frozen=True, slots=True)
class Check:
    """One question to the deployment, in words, and the function that answers it with findings."""

    name: str
    answer: Callable[[], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, by check, and what could not be asked."""

    asked: tuple[str, ...]
    findings: tuple[tuple[str, Finding], ...]
    unasked: tuple[tuple[str, str], ...]

    @property
    def unsafe(self) -> list[tuple[str, Finding]]:
        return [(name, found) for name, found in self.findings if found.degree is Degree.UNSAFE]

    @property
    def advice(self) -> list[tuple[str, Finding]]:
        return [(name, found) for name, found in self.findings if found.degree is Degree.ADVICE]

    @property
    def exit_code(self) -> int:
        """0 safe, 1 unsafe, 2 when nothing unsafe was found but something could not be asked."""
        if self.unsafe:
            return 1
        return 2 if self.unasked else 0


def ask(checks: Iterable[Check]) -> Verdict:
    """Ask every check; one that fails does not keep the others from being asked."""
    asked: list[str] = []
    findings: list[tuple[str, Finding]] = []
    unasked: list[tuple[str, str]] = []
    for check in checks:
        try:
            found = list(check.answer())
        except (DatabaseError, redis.RedisError, OSError, SealedError) as trouble:
            unasked.append((check.name, f"{type(trouble).__name__}: {str(trouble).splitlines()[0]}"))
        else:
            asked.append(check.name)
            findings += [(check.name, one) for one in found]
    return Verdict(tuple(asked), tuple(findings), tuple(unasked))
