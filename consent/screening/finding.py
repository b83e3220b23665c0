"""What a screen finds: where in a text, of what kind, and whom it may be about. Plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

Stretches = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is marked."""


class Kind(Enum):
    """What about a passage may say who someone is; the value completes *it …*."""

    NAME = "may be the name of someone we know"
    REFERENCE = "is a reference of ours"
    BORN = "is a date of birth that we hold"
    NUMBER = "is a phone number that we hold"
    EMAIL = "is an email address that we hold"
    POSTCODE = "is a postcode that we hold"
    RARE = "names a school beside a need that few children there have"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of one part of a text, from `start` until before `end`.

    `people` are those it may be about; empty for what is seen by its form alone.
    """

    part: str
    start: int
    end: int
    kind: Kind
    people: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Screened:
    """What one worker may be told of a text, by its parts.

    `marked` is what they may be shown. `held` is whether it has to wait for the manager: whether it does, and
    nothing else, is what they learn of anyone they may not see.
    """

    texts: Mapping[str, str]
    marked: tuple[Finding, ...] = ()
    held: bool = False
    people: frozenset[UUID] = field(default=frozenset())

    @property
    def is_clear(self) -> bool:
        """Whether it may be published as it stands."""
        return not self.marked and not self.held

    def words(self, finding: Finding) -> str:
        """The words that were found."""
        return self.texts[finding.part][finding.start : finding.end]

    def stretches(self, part: str) -> Stretches:
        """A part's whole text in pieces, each with whether it is marked."""
        text, done = self.texts[part], 0
        found: list[tuple[str, bool]] = []
        for one in self.marked:
            if one.part == part:
                found += [(text[done : one.start], False), (text[one.start : one.end], True)]
                done = one.end
        return tuple(piece for piece in (*found, (text[done:], False)) if piece[0])


def merged(findings: list[Finding]) -> tuple[Finding, ...]:
    """In the order of the text; what overlaps is one, of the kind that began first."""
    found: list[Finding] = []
    for one in sorted(findings, key=lambda each: (each.part, each.start, -each.end)):
        last = found[-1] if found else None
        if last and last.part == one.part and one.start < last.end:
            found[-1] = Finding(
                last.part, last.start, max(last.end, one.end), last.kind, last.people | one.people
            )
        else:
            found.append(one)
    return tuple(found)
