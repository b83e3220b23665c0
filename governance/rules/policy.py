"""The policy's clauses, what two versions of them differ in word by word, and what may be done with them (Y27, L33)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Literal
from uuid import UUID

from sendiass.access import Decision, allow, refuse

AMENDMENTS = "Y27"
"""A version is adopted with the minute that agreed each amendment."""
REMOVED = ""
"""What stands for the words of a clause that a version leaves out."""

Place = Literal["same", "added", "removed"]
_WORDS = re.compile(r"\s+|[^\s]+\s*")


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """One clause as a version words it; `key` is the same in every version, and `promises` are ids of the register."""

    key: UUID
    heading: str
    words: str
    promises: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What was agreed when this clause was agreed: other words have another. The data base works it out alike."""
        said = "\x1f".join((self.heading, self.words, ",".join(self.promises)))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that two versions share, or that only the later or only the earlier has."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class ClauseDifference:
    """What became of one clause. `number` is its place in the later version, 0 where that leaves it out."""

    key: UUID
    change: Literal["same", "changed", "added", "removed"]
    number: int
    heading: tuple[Piece, ...]
    words: tuple[Piece, ...]
    promises_added: tuple[str, ...] = ()
    promises_removed: tuple[str, ...] = ()


def word_by_word(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of both texts in order: what is same or removed is the old one, what is same or added the new one."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, first, last, from_here, to_here in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(before[first:last])))
            continue
        if last > first:
            pieces.append(Piece("removed", "".join(before[first:last])))
        if to_here > from_here:
            pieces.append(Piece("added", "".join(after[from_here:to_here])))
    return tuple(pieces)


def as_before(pieces: Iterable[Piece]) -> str:
    """The earlier text, from what is shown of the difference."""
    return "".join(one.text for one in pieces if one.place != "added")


def as_after(pieces: Iterable[Piece]) -> str:
    """The later text, from what is shown of the difference."""
    return "".join(one.text for one in pieces if one.place != "removed")


def differences(old: Sequence[ClauseWords], new: Sequence[ClauseWords]) -> tuple[ClauseDifference, ...]:
    """Every clause of both versions in the later one's order; what that leaves out stands after what it stood behind."""
    before = {one.key: one for one in old}
    kept = {one.key for one in new}
    left_out: dict[UUID | None, list[ClauseWords]] = {}
    behind: UUID | None = None
    for one in old:
        if one.key in kept:
            behind = one.key
        else:
            left_out.setdefault(behind, []).append(one)
    found = [_removed(one) for one in left_out.get(None, [])]
    for number, one in enumerate(new, start=1):
        found.append(_difference(before.get(one.key), one, number))
        found.extend(_removed(gone) for gone in left_out.get(one.key, []))
    return tuple(found)


def _difference(old: ClauseWords | None, new: ClauseWords, number: int) -> ClauseDifference:
    if old is None:
        return ClauseDifference(
            new.key,
            "added",
            number,
            (Piece("added", new.heading),),
            (Piece("added", new.words),),
            promises_added=new.promises,
        )
    return ClauseDifference(
        new.key,
        "same" if old.digest == new.digest else "changed",
        number,
        word_by_word(old.heading, new.heading),
        word_by_word(old.words, new.words),
        tuple(one for one in new.promises if one not in old.promises),
        tuple(one for one in old.promises if one not in new.promises),
    )


def _removed(old: ClauseWords) -> ClauseDifference:
    return ClauseDifference(
        old.key,
        "removed",
        0,
        (Piece("removed", old.heading),),
        (Piece("removed", old.words),),
        promises_removed=old.promises,
    )


def amendments(old: Sequence[ClauseWords], new: Sequence[ClauseWords]) -> Mapping[UUID, str]:
    """The clauses that differ, each with the digest of what is to be agreed: of its words, or REMOVED."""
    before = {one.key: one.digest for one in old}
    after = {one.key: one.digest for one in new}
    changed = {key: digest for key, digest in after.items() if before.get(key) != digest}
    return changed | dict.fromkeys(before.keys() - after.keys(), REMOVED)


def in_full(clauses: Iterable[ClauseWords]) -> str:
    """The whole policy as everybody reads it, clause after clause; the data base composes it alike."""
    return "\n\n".join(
        f"{number}. {one.heading}\n\n{one.words}" for number, one in enumerate(clauses, start=1)
    )


def may_word_clause(
    *, heading: str, words: str, promises: Collection[str], known: Collection[str]
) -> Decision:
    """Whether a clause may stand so: with its heading, its words, and promises that are in the register."""
    if not heading.strip():
        return refuse("Enter a heading.", AMENDMENTS)
    if not words.strip():
        return refuse("Enter the words of the clause.", AMENDMENTS)
    if not set(promises) <= set(known):
        return refuse("Select promises of the register.", AMENDMENTS)
    return allow(AMENDMENTS)


def may_save_over(*, seen: str, now: str) -> Decision:
    """Whether whoever words a clause has seen it as it stands now; `seen` and `now` are digests."""
    if seen == now:
        return allow("as-it-was-seen")
    return refuse(
        "Somebody changed this clause while you wrote. Look at it below, and save again if yours is to stand.",
        "as-it-was-seen",
    )


def may_record_review(
    *,
    reviewed_on: date,
    on: date,
    last_on: date | None,
    has_minute: bool,
    needs_minute: bool,
    seen: int,
    came: int,
) -> Decision:
    """Whether a review may be written down: a past one, after the one before it, with its minute where the group
    reviews the policy, and with every view in sight that the public sent (L33, Y27). `seen` and `came` count those.
    """
    if reviewed_on > on:
        return refuse("This is in the future. Enter the day of the review.", "dates-make-sense")
    if last_on is not None and reviewed_on <= last_on:
        return refuse("A review on this day or later is on record already.", "dates-make-sense")
    if needs_minute and not has_minute:
        return refuse("Select the minute of the meeting that reviewed it.", AMENDMENTS)
    if seen < came:
        return refuse("Another view came in while you wrote. Read it, then save again.", "L33")
    return allow("L33")


def may_adopt(*, clauses: int, is_first: bool, amended: int, agreed: int) -> Decision:
    """Whether a draft may be adopted: the first as it is, any other with a minute for each clause that it amends."""
    if not clauses:
        return refuse("The draft has no clause.", AMENDMENTS)
    if is_first:
        return allow(AMENDMENTS)
    if not amended:
        return refuse("The draft changes nothing. Record the review instead.", AMENDMENTS)
    if agreed < amended:
        missing = amended - agreed
        which = "1 amended clause" if missing == 1 else f"{missing} amended clauses"
        return refuse(f"Say which minute agreed each amendment: it is missing for {which}.", AMENDMENTS)
    return allow(AMENDMENTS)
