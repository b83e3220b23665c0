"""What a check finds: what is so, why it matters, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Degree(StrEnum):
    """How much a finding weighs."""

    UNSAFE = "unsafe"
    """A promise is not kept, or can be broken without anyone noticing."""
    ADVICE = "advice"
    """It holds, and could hold better."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that should be otherwise. `rule` is a clause's id or a section of SECURITY. It names no person."""

    degree: Degree
    what: str
    why: str
    rule: str
    remedy: str


def unsafe(what: str, *, why: str, rule: str, remedy: str) -> Finding:
    """A finding with which the service should not be used."""
    return Finding(Degree.UNSAFE, what, why, rule, remedy)


def advice(what: str, *, why: str, rule: str, remedy: str) -> Finding:
    """A finding to be put right in its time."""
    return Finding(Degree.ADVICE, what, why, rule, remedy)
