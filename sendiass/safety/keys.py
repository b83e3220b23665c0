"""The keys: the file that wraps all others, what still needs an old version, the sealer's key and what it published."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from psycopg import sql

from sendiass import clock
from sendiass.accounts import second_factor
from sendiass.audit import heads
from sendiass.audit.chain import KINDS
from sendiass.audit.models import ChainHead
from sendiass.crypto import rotation
from sendiass.crypto.errors import KeyUnavailable
from sendiass.crypto.keyring import KEYS, bound_to, subject_of
from sendiass.crypto.models import DataKey
from sendiass.crypto.providers import key_provider
from sendiass.safety.findings import Finding, advice, unsafe
from sendiass.safety.servers import one

TRIED = 200  # keys of each version, the oldest ones
SEALER_LATE = timedelta(minutes=10)
KEK_WHY = "Who has this file and a copy of the data bases can read every family's record."


def file_of_keys() -> Iterator[Finding]:
    """Whether the key-encryption keys lie where this service alone reads them, apart from what is backed up."""
    path = Path(settings.KEK_FILE)
    try:
        found = path.stat()
    except OSError as trouble:
        yield unsafe(
            f"KEK_FILE names {path}, which can't be read: {trouble.strerror}.",
            why="Nothing can be opened or sealed.",
            rule="SECURITY 1",
            remedy="Put the file back from a share that the service manager or the trustee holds (docs/keys.md).",
        )
        return
    wrong = _readable_to_others(found)
    if wrong:
        yield unsafe(
            f"{path} is {wrong} (mode {stat.S_IMODE(found.st_mode):04o}).",
            why=KEK_WHY,
            rule="SECURITY 1",
            remedy="Let root own it, with mode 0440 and the service's group; or the service's account, with 0400.",
        )
    kept_together = {
        "the code": settings.BASE_DIR,
        "what the service keeps (STATE_DIR)": settings.STATE_DIR,
        "the folder of published heads": Path(settings.HEADS_FILE).parent,
    }
    for words, folder in kept_together.items():
        if path.resolve().is_relative_to(Path(folder).resolve()):
            yield unsafe(
                f"{path} lies among {words}, in {folder}.",
                why=f"It would be copied with them. {KEK_WHY}",
                rule="SECURITY 10",
                remedy="Let KEK_FILE name a file elsewhere, which no backup takes.",
            )


def _readable_to_others(found: os.stat_result) -> str | None:
    """As PostgreSQL judges its own key: root's file may be read by a group, anyone else's by nobody else."""
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o007:
        return "open to everyone on this machine"
    if mode & 0o020 or (mode & 0o040 and found.st_uid != 0):
        return "open to its group"
    return None


def every_key_opens() -> Iterator[Finding]:
    """Whether the keys at hand open what is wrapped, and whether an old one is still needed."""
    provider = key_provider()
    current = provider.current_version()
    versions = (
        DataKey.objects.using(KEYS).order_by("kek_version").values_list("kek_version", flat=True).distinct()
    )
    for version in versions:
        shut = 0
        for row in (
            DataKey.objects.using(KEYS).filter(kek_version=version).order_by("created_at", "id")[:TRIED]
        ):
            try:
                provider.unwrap(row.kek_version, bytes(row.wrapped), bound_to(row.id, subject_of(row)))
            except KeyUnavailable:
                shut += 1
        if shut:
            yield unsafe(
                f"{shut} of the {TRIED} oldest keys under version {version} don't open with {settings.KEK_FILE}.",
                why="The records of these families can't be read.",
                rule="SECURITY 1",
                remedy=f"Put version {version} back into KEK_FILE from a share (docs/keys.md).",
            )
    left = rotation.left(current) + len(second_factor.sealed_before(current))
    if left:
        yield unsafe(
            f"{left:,} keys and second steps are still under an older version than {current}.",
            why="A rotation was begun and not finished: the old key, which may be in other hands, still opens them.",
            rule="SECURITY 1",
            remedy=f"manage.py rotate_keys --to {current}",
        )
        return
    offered = {int(version) for version in json.loads(Path(settings.KEK_FILE).read_text())["keys"]}
    if old := sorted(offered - {current}):
        yield advice(
            f"KEK_FILE still holds version {', '.join(map(str, old))}, which nothing here needs.",
            why="The fewer copies of an old key there are, the less a stolen backup of the keystore is worth.",
            rule="SECURITY 1",
            remedy="Take it out, keep it sealed for 35 days, then destroy it (docs/keys.md).",
        )


def sealers_key() -> Iterator[Finding]:
    """Whether this process is kept from the key that signs the audit chain."""
    path = settings.AUDIT_SIGNING_KEY_FILE
    if path and os.access(path, os.R_OK):
        yield unsafe(
            f"This process can read the key that signs the audit chain ({path}).",
            why="Whoever takes over a process that serves could sign a record of their own making.",
            rule="B04",
            remedy="Give AUDIT_SIGNING_KEY_FILE to the sealer's process alone (docs/audit-chain.md).",
        )


def chain() -> Iterator[Finding]:
    """Whether the sealer keeps up, and what it published agrees with the data base."""
    late = sum(_unsealed_since(kind.table, kind.number) for kind in KINDS.values())
    if late:
        yield unsafe(
            f"{late:,} entries of the record have waited for the sealer for more than ten minutes.",
            why="Until they are sealed, the data base's owner could take them out without a trace.",
            rule="B04",
            remedy="Look whether the sealer runs, and what it says (docs/audit-chain.md, 'When the sealer stops').",
        )
    path = Path(settings.HEADS_FILE)
    if not path.exists():
        if ChainHead.objects.exists():
            yield advice(
                f"The published heads ({path}) can't be seen from here.",
                why="Without them a cut of the newest entries together with their heads does not show.",
                rule="B04",
                remedy="Run this where the sealer's folder is mounted (docker compose run --rm manage check_service).",
            )
        return
    with path.open("rb") as file:
        published = heads.newest(file)
    if published is None:
        return
    stored = ChainHead.objects.filter(position=published.position).first()
    if stored is None or (bytes(stored.hash), bytes(stored.signature)) != (
        published.hash,
        published.signature,
    ):
        yield unsafe(
            f"{path} holds a head at position {published.position:,} that the data base does not.",
            why="Entries were cut off, or an older backup was restored.",
            rule="B04",
            remedy="Run manage.py verify_audit, and keep what it prints.",
        )


def _unsealed_since(table: str, kind: int) -> int:
    question = sql.SQL(
        "SELECT count(*) FROM {} e WHERE e.at < %s AND NOT EXISTS "
        "(SELECT FROM audit_chainlink l WHERE l.entry_id = e.id AND l.kind = %s)"
    ).format(sql.Identifier(table))
    return int(one("default", question, clock.now() - SEALER_LATE, kind))
