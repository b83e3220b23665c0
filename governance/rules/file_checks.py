"""How a sample of case files is drawn, and who may check which: decided on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from uuid import UUID

from governance.choices import Promise, Verdict
from sendiass.access import Decision, allow, refuse

DIP_SAMPLE = "L16"
MOST_IN_A_SAMPLE, LONGEST_DAYS = 20, 366

CLAUSES: Mapping[Promise, str] = MappingProxyType(
    {
        Promise.STATEMENT: "Y15",
        Promise.OPTIONS: "Y10",
        Promise.LEGAL_BASIS: "Y03",
        Promise.PERMISSION: "L24",
        Promise.PASSED_ON: "L25",
        Promise.ROLE: "Y14",
        Promise.LANGUAGE: "L02",
    }
)
"""The clause that each promise is."""

SAY_WHAT = frozenset({Verdict.PARTLY, Verdict.NOT_KEPT})
"""What is found is said in words, too."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one promise."""

    promise: Promise
    verdict: Verdict
    words: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """How often one promise was found kept, partly kept and not kept in a time."""

    promise: Promise
    kept: int = 0
    partly: int = 0
    not_kept: int = 0

    @property
    def looked_at(self) -> int:
        """How often it arose."""
        return self.kept + self.partly + self.not_kept


def draw(of: Iterable[UUID], *, size: int, seed: str) -> list[UUID]:
    """So many of these, by chance: the same for the same seed and the same files, in whatever order they come.

    Each is as likely as any other, for whoever does not know the seed beforehand: they are put in order by a digest of
    the seed and the file.
    """
    return sorted(set(of), key=lambda one: (sha256(seed.encode() + b"\0" + one.bytes).digest(), one))[:size]


def may_draw(
    *, is_own: bool, works_cases: bool, first_on: date, last_on: date, size: int, on: date
) -> Decision:
    """Whether a sample of this worker's files may be drawn from these days."""
    if is_own:
        return refuse("Nobody checks their own work. Another manager draws these.", DIP_SAMPLE)
    if not works_cases:
        return refuse("They work no cases.", DIP_SAMPLE)
    if last_on > on or first_on > last_on:
        return refuse("Enter days in their order that are not in the future.", "dates-make-sense")
    if (last_on - first_on).days > LONGEST_DAYS:
        return refuse("A sample is of recent work: of a year at most.", DIP_SAMPLE)
    if not 1 <= size <= MOST_IN_A_SAMPLE:
        return refuse(f"Draw between 1 and {MOST_IN_A_SAMPLE} files.", DIP_SAMPLE)
    return allow(DIP_SAMPLE)


def may_record_check(*, checker: UUID, worker: UUID, is_done: bool, found: Iterable[Found]) -> Decision:
    """Whether these findings may be written down: by somebody else, once, of every promise, and in words what is amiss."""
    if checker == worker:
        return refuse("Nobody checks their own work.", DIP_SAMPLE)
    if is_done:
        return refuse("This file is checked already.", DIP_SAMPLE)
    by_promise = {one.promise: one for one in found}
    for promise in Promise:
        if promise not in by_promise:
            return refuse(f"Say what you found: {promise.label.lower()}.", CLAUSES[promise])
        one = by_promise[promise]
        if one.verdict in SAY_WHAT and not one.words.strip():
            return refuse("Say in words what is amiss, so that the worker can answer.", CLAUSES[promise])
    return allow(DIP_SAMPLE)


def may_reply(*, who: UUID, worker: UUID, is_done: bool) -> Decision:
    """Whether somebody may reply to a check: whose work it was, once there are findings."""
    if who != worker:
        return refuse("Whose work it is replies.", DIP_SAMPLE)
    if not is_done:
        return refuse("It is not checked yet.", DIP_SAMPLE)
    return allow(DIP_SAMPLE)


def themes(found: Iterable[tuple[str, str]]) -> list[Theme]:
    """What many checks found, promise by promise: from pairs of a promise and a verdict."""
    counts = Counter(found)
    return [
        Theme(
            promise,
            counts[promise, Verdict.KEPT],
            counts[promise, Verdict.PARTLY],
            counts[promise, Verdict.NOT_KEPT],
        )
        for promise in Promise
    ]
