"""Checks the chain with the public key alone, and names the first entry that isn't as it was sealed. Changes nothing.

What it can't see: an entry removed before it was sealed (a minute), and, without the published heads, a cut of the
newest entries together with their heads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction
from psycopg import sql

from sendiass.audit.actors import ServicePrincipal, serving
from sendiass.audit.chain import GENESIS, KINDS, EntryKind, Head, canonical, link
from sendiass.audit.models import ChainHead, ChainLink
from sendiass.audit.signing import is_signed

RECORD = ServicePrincipal("record")
BATCH = 10_000
NAMED_FAULTS = 50
BACKDATED = timedelta(days=1)  # an entry that says it is this much older than the head before it was sealed

Progress = Callable[[int, int], None]


class What(StrEnum):
    """What happened to an entry, as far as the chain can tell."""

    EDITED = "edited"
    DELETED = "deleted"
    REORDERED = "reordered"
    CUT = "cut"
    FORGED = "forged"
    REWRITTEN = "rewritten"
    RESIGNED = "re-signed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `until` ends a stretch; everything up to `confirmed` is under a good signature."""

    what: What
    position: int
    words: str
    kind: str = ""
    entry_id: UUID | None = None
    until: int | None = None
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class Unsealed:
    """Entries in no link yet: a minute's worth in ordinary times."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found. `faults` come in the chain's order, the first fifty; `fault_count` is all."""

    entries: int
    heads: int
    published: int | None
    confirmed: int
    faults: tuple[Fault, ...]
    fault_count: int
    unsealed: Unsealed
    backdated: int

    @property
    def whole(self) -> bool:
        """Nothing is wrong with what was sealed."""
        return self.fault_count == 0


class Link(NamedTuple):
    """A stored link."""

    position: int
    kind: int
    entry_id: UUID
    hash: bytes


Rows = dict[tuple[int, UUID], list[Sequence[Any]]]


def verify(
    keys: Sequence[Ed25519PublicKey],
    *,
    published: Iterable[Head | None] | None = None,
    progress: Progress = lambda _done, _all: None,
    batch: int = BATCH,
) -> Verdict:
    """Recompute the whole chain and check every head, stored and published, in one snapshot of the data base."""
    with serving(RECORD), _snapshot():
        check = _Check(keys, published)
        total = ChainLink.objects.count()
        for links in _batches(batch):
            check.links(links, _entries(links))
            progress(check.entries, total)
        check.end()
        return check.verdict(_unsealed())


@dataclass
class _Check:
    """The state of one pass along the chain."""

    keys: Sequence[Ed25519PublicKey]
    published_lines: Iterable[Head | None] | None
    previous: bytes | None = GENESIS
    position: int = 0
    entries: int = 0
    heads: int = 0
    published: int = 0
    confirmed: int = 0
    backdated: int = 0
    sealed_at: datetime | None = None
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0

    def __post_init__(self) -> None:
        self._outside = None if self.published_lines is None else _Ahead(self.published_lines)
        self._covered = 0

    def links(self, links: list[Link], rows: Rows) -> None:
        """Check a stretch of links against their entries, and the heads that fall into it."""
        heads = _heads(self.position, links[-1].position)
        for each in links:
            if each.position != self.position + 1:
                self._cut(each.position - 1)
            self._entry(each, rows)
            self.position, self.previous = each.position, each.hash
            self.entries += 1
            for head in heads.get(each.position, ()):
                self._head(head, each.hash)
                self.heads += 1
                self.sealed_at = head.at
            self._published(each.position, each.hash, heads)

    def end(self) -> None:
        """What heads say of positions that aren't there, and links that no head covers."""
        beyond = [head for heads in _heads(self.position, None).values() for head in heads]
        beyond += self._outside.rest() if self._outside else []
        last = max((head.position for head in beyond if self._good(head)), default=0)
        if last:
            self._fault(What.CUT, self.position + 1, "A signed head says the chain went further.", until=last)
        elif beyond:
            self._unsigned(beyond[0])
        if self.position > max(self._covered, last):
            self._fault(
                What.FORGED,
                self._covered + 1,
                "These links are under no signed head: the sealer did not make them.",
                until=self.position,
            )

    def verdict(self, unsealed: Unsealed) -> Verdict:
        """The result."""
        return Verdict(
            entries=self.entries,
            heads=self.heads,
            published=None if self._outside is None else self.published,
            confirmed=self.confirmed,
            faults=tuple(sorted(self.faults, key=lambda fault: fault.position)),
            fault_count=self.fault_count,
            unsealed=unsealed,
            backdated=self.backdated,
        )

    def _entry(self, each: Link, rows: Rows) -> None:
        kind, found = KINDS.get(each.kind), rows.get((each.kind, each.entry_id), [])
        if kind is None or not found:
            self._fault(What.DELETED, each.position, "The entry is gone from the record.", each)
        elif len(found) > 1:
            self._fault(What.FORGED, each.position, "There is more than one entry of this id.", each)
        elif self.previous is not None:
            if link(self.previous, canonical(kind, found[0])) != each.hash:
                self._mismatch(each, rows, self.previous)
            elif self.sealed_at and found[0][kind.at] < self.sealed_at - BACKDATED:
                self.backdated += 1

    def _mismatch(self, each: Link, rows: Rows, previous: bytes) -> None:
        if self.fault_count < NAMED_FAULTS:
            for (number, entry_id), (row, *_) in rows.items():
                if link(previous, canonical(KINDS[number], row)) == each.hash:
                    words = f"The {KINDS[number].word} {entry_id} was sealed at this position."
                    self._fault(What.REORDERED, each.position, words, each)
                    return
        words = "It, its link or the link before it was changed after it was sealed."
        self._fault(What.EDITED, each.position, words, each)

    def _cut(self, until: int) -> None:
        self._fault(What.CUT, self.position + 1, "Links were removed from the chain.", until=until)
        self.previous = None  # nothing to compute the next one from
        if self._outside:
            self.published += sum(head is not None for head in self._outside.up_to(until))

    def _head(self, head: Head, stored: bytes) -> None:
        self._covered = max(self._covered, head.position)
        if not self._good(head):
            self._unsigned(head)
        elif head.hash != stored:
            self._rewritten(head)
        elif not self.fault_count:
            self.confirmed = head.position

    def _published(self, position: int, stored: bytes, heads: dict[int, list[Head]]) -> None:
        if self._outside is None:
            return
        for head in self._outside.up_to(position):
            if head is None:
                words = "A line of the published heads is no head."
                self._fault(What.UNREADABLE, position, words)
                continue
            self.published += 1
            if head in heads.get(head.position, ()):
                continue  # checked already
            if head.position != position:
                words = "A published head comes after one further on: the file was altered."
                self._fault(What.UNREADABLE, head.position, words)
                continue
            known = self.fault_count
            self._head(head, stored)
            if self.fault_count == known:
                words = "This published head was removed from the data base or replaced there."
                self._fault(What.RESIGNED, head.position, words)

    def _rewritten(self, head: Head) -> None:
        if any(self.confirmed < one.position <= head.position and one.entry_id for one in self.faults):
            return  # named already, and nearer
        self._fault(
            What.REWRITTEN,
            self.confirmed + 1,
            "An entry in this stretch was changed, and every link after it made anew.",
            until=head.position,
        )

    def _unsigned(self, head: Head) -> None:
        words = "The head here was not signed by the sealer's key."
        self._fault(What.RESIGNED, head.position, words)

    def _good(self, head: Head) -> bool:
        return is_signed(head, self.keys)

    def _fault(
        self, what: What, position: int, words: str, each: Link | None = None, until: int | None = None
    ) -> None:
        self.fault_count += 1
        if len(self.faults) < NAMED_FAULTS:
            kind = KINDS.get(each.kind) if each else None
            self.faults.append(
                Fault(
                    what=what,
                    position=position,
                    words=words,
                    kind=kind.word if kind else "",
                    entry_id=each.entry_id if each else None,
                    until=until if until != position else None,
                    confirmed=self.confirmed,
                )
            )


class _Ahead:
    """Published heads, taken as the chain reaches them."""

    def __init__(self, lines: Iterable[Head | None]) -> None:
        self._lines = iter(lines)
        self._next = next(self._lines, _END)

    def up_to(self, position: int) -> Iterator[Head | None]:
        """The lines up to this position of the chain."""
        while self._next is not _END and (self._next is None or self._next.position <= position):
            yield self._next
            self._next = next(self._lines, _END)

    def rest(self) -> list[Head]:
        """The heads beyond the end of the chain."""
        found = [] if self._next in (None, _END) else [self._next]
        return [*found, *(head for head in self._lines if head)]


_END = Head(0, b"", datetime.max)  # noqa: DTZ901  stands for no line


@contextmanager
def _snapshot() -> Iterator[None]:
    """One unchanging view of the data base, in which nothing can be written."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _batches(size: int) -> Iterator[list[Link]]:
    last = -1
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT position, kind, entry_id, hash FROM audit_chainlink "
                "WHERE position > %s ORDER BY position LIMIT %s",
                [last, size],
            )
            links = [Link(*row) for row in cursor.fetchall()]
            if not links:
                return
            yield links
            last = links[-1].position


def _entries(links: list[Link]) -> Rows:
    rows: Rows = {}
    with connection.cursor() as cursor:
        for kind in KINDS.values():
            ids = [each.entry_id for each in links if each.kind == kind.number]
            cursor.execute(_select(kind), [ids])
            for row in cursor.fetchall():
                rows.setdefault((kind.number, row[0]), []).append(row)
    return rows


def _select(kind: EntryKind) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, kind.columns))
    return sql.SQL("SELECT {} FROM {} WHERE id = ANY(%s::uuid[])").format(columns, sql.Identifier(kind.table))


def _heads(after: int, until: int | None) -> dict[int, list[Head]]:
    rows = ChainHead.objects.filter(position__gt=after).order_by("position")
    if until is not None:
        rows = rows.filter(position__lte=until)
    found: dict[int, list[Head]] = {}
    for row in rows.iterator(2000):
        head = Head(row.position, bytes(row.hash), row.at, bytes(row.signature))
        found.setdefault(row.position, []).append(head)
    return found


def _unsealed() -> Unsealed:
    count, oldest = 0, None
    with connection.cursor() as cursor:
        for kind in KINDS.values():
            query = sql.SQL(
                "SELECT count(*), min(e.at) FROM {} e WHERE NOT EXISTS "
                "(SELECT FROM audit_chainlink l WHERE l.entry_id = e.id AND l.kind = {})"
            ).format(sql.Identifier(kind.table), sql.Literal(kind.number))
            cursor.execute(query)
            some, first = cursor.fetchone()
            count += some
            oldest = min(filter(None, (oldest, first)), default=None)
    return Unsealed(count, oldest)
