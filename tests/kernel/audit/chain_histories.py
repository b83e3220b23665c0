"""Histories for the chain's tests: entries of both kinds, a sealer with its key, and an owner who breaks in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sendiass.audit import heads, sealing
from sendiass.audit.models import ChainLink, LogEntry, Reading
from sendiass.audit.verifying import Verdict, verify
from sendiass.clock import now

TABLES = ("audit_reading", "audit_logentry", "audit_chainlink", "audit_chainhead")


@dataclass
class Sealer:
    """One signing key and one place to publish."""

    key: Ed25519PrivateKey
    path: Path

    def seal(self, *, everything: bool = True, batch: int = sealing.BATCH, at: datetime | None = None) -> int:
        """Seal and publish, as the job does."""
        sealing.check_published(self.path)
        count = sealing.seal(at=at or now(), key=self.key, everything=everything, batch=batch)
        sealing.publish(self.path)
        return count

    def check(self, *, with_heads: bool = True, batch: int = 7) -> Verdict:
        """What an outsider finds."""
        published = heads.read(self.path) if with_heads else None
        return verify([self.key.public_key()], published=published, batch=batch)


def looked(at: datetime | None = None) -> UUID:
    """One reading."""
    return Reading.objects.create(
        at=at or now(),
        actor_id=uuid4(),
        actor_kind="worker",
        purpose="case page",
        page="cases:case_page",
        subjects=[uuid4(), uuid4()],
    ).id


def changed(at: datetime | None = None) -> UUID:
    """One change, with a cell that nobody needs to open."""
    entry = LogEntry(
        at=at or now(),
        model="cases.person",
        object_id=uuid4(),
        action=LogEntry.Action.UPDATE,
        fields=["family_name"],
        actor_kind="nobody",
        subject_kind="person",
        subject_id=uuid4(),
        changes={"family_name": ["Okafor", "Whitfield"]},
    )
    entry.save(force_insert=True)
    return entry.id


def history(kinds: str = "rcrrcrcr") -> list[UUID]:
    """Entries in this order, r for a reading and c for a change, a second apart."""
    begun = now() - timedelta(hours=1)
    write = {"r": looked, "c": changed}
    return [write[kind](begun + timedelta(seconds=number)) for number, kind in enumerate(kinds)]


def entry_at(position: int) -> UUID:
    """Which entry was sealed at a position."""
    return ChainLink.objects.get(position=position).entry_id


@contextmanager
def broken_in(owner_url: str) -> Iterator[psycopg.Connection]:
    """The owner's own hands: triggers off, anything goes, and nothing in the data base shows it afterwards."""
    with psycopg.connect(owner_url) as owner:
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        yield owner
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only".encode())
