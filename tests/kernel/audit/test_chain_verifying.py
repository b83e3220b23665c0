"""The verifier finds what an owner of the data base did to the record, and names the first entry it was done to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from sendiass.audit import signing
from sendiass.audit.chain import GENESIS, KINDS, Head, canonical, link
from sendiass.audit.models import ChainLink
from sendiass.audit.verifying import Fault, What, verify
from sendiass.clock import now
from tests.conftest import WorkerDatabases
from tests.kernel.audit.chain_histories import TABLES, Sealer, broken_in, history, looked

pytestmark = pytest.mark.clause("B04")


@dataclass
class Broken:
    """A sealed history of twelve entries in batches of three, and the owner's connection to it."""

    sealer: Sealer
    url: str
    ids: list[UUID]

    def run(self, statement: str, *values: object) -> None:
        """One statement of the owner's, with every guard switched off meanwhile."""
        with broken_in(self.url) as owner:
            owner.execute(statement.encode(), values)

    @contextmanager
    def hands(self) -> Iterator[psycopg.Connection]:
        """Several."""
        with broken_in(self.url) as owner:
            yield owner

    def first(self, *, with_heads: bool = True) -> Fault:
        """The first fault that the verifier names."""
        verdict = self.sealer.check(with_heads=with_heads)
        assert not verdict.whole
        return verdict.faults[0]


@pytest.fixture
def broken(committed_db: WorkerDatabases, tmp_path: Path) -> Broken:
    sealer = Sealer(Ed25519PrivateKey.generate(), tmp_path / "heads.jsonl")
    with transaction.atomic():
        ids = history("rcrrcrcrccrr")
    sealer.seal(batch=3)
    assert sealer.check().whole
    url = committed_db.server.url("OWNER_DATABASE_URL", committed_db.pair.data)
    return Broken(sealer, url, ids)


def made_anew(owner: psycopg.Connection, position: int) -> None:
    """Compute every link from this position on again, as an owner who has read our code would."""
    row = owner.execute("SELECT hash FROM audit_chainlink WHERE position = %s", [position - 1]).fetchone()
    previous = bytes(row[0]) if row else GENESIS
    links = owner.execute(
        "SELECT position, kind, entry_id FROM audit_chainlink WHERE position >= %s ORDER BY position",
        [position],
    ).fetchall()
    for number, kind, entry_id in links:
        columns = ", ".join(KINDS[kind].columns)
        entry = owner.execute(
            f"SELECT {columns} FROM {KINDS[kind].table} WHERE id = %s".encode(), [entry_id]
        ).fetchone()
        assert entry
        previous = link(previous, canonical(KINDS[kind], entry))
        owner.execute("UPDATE audit_chainlink SET hash = %s WHERE position = %s", [previous, number])


# Entries


def test_an_edited_reading_is_named(broken: Broken) -> None:
    broken.run("UPDATE audit_reading SET actor_id = %s WHERE id = %s", uuid4(), broken.ids[3])
    fault = broken.first()
    assert (fault.what, fault.position, fault.kind, fault.entry_id) == (
        What.EDITED,
        4,
        "reading",
        broken.ids[3],
    )
    assert fault.confirmed == 3


def test_an_edited_cell_of_a_change_is_named(broken: Broken) -> None:
    broken.run("UPDATE audit_logentry SET changes = set_byte(changes, 40, 7) WHERE id = %s", broken.ids[4])
    fault = broken.first()
    assert (fault.what, fault.position, fault.kind, fault.entry_id) == (
        What.EDITED,
        5,
        "change",
        broken.ids[4],
    )


def test_a_deleted_entry_is_named(broken: Broken) -> None:
    broken.run("DELETE FROM audit_reading WHERE id = %s", broken.ids[5])
    fault = broken.first()
    assert (fault.what, fault.position, fault.entry_id) == (What.DELETED, 6, broken.ids[5])


def test_entries_whose_links_were_swapped_are_reordered(broken: Broken) -> None:
    with broken.hands() as owner:
        one, other = broken.ids[2], broken.ids[3]
        for position, entry in ((3, uuid4()), (4, one), (3, other)):
            owner.execute("UPDATE audit_chainlink SET entry_id = %s WHERE position = %s", [entry, position])
    fault = broken.first()
    assert (fault.what, fault.position, fault.entry_id) == (What.REORDERED, 3, broken.ids[3])
    assert str(broken.ids[2]) in fault.words


def test_entries_whose_times_were_swapped_are_named(broken: Broken) -> None:
    broken.run(
        "UPDATE audit_reading r SET at = o.at FROM audit_reading o WHERE (r.id, o.id) IN ((%s, %s), (%s, %s))",
        *(broken.ids[2], broken.ids[3], broken.ids[3], broken.ids[2]),
    )
    fault = broken.first()
    assert (fault.what, fault.position, fault.entry_id) == (What.EDITED, 3, broken.ids[2])


def test_entries_whose_ids_were_swapped_are_named(broken: Broken) -> None:
    with broken.hands() as owner:
        one, other, between = broken.ids[2], broken.ids[3], uuid4()
        for before, after in ((one, between), (other, one), (between, other)):
            owner.execute("UPDATE audit_reading SET id = %s WHERE id = %s", [after, before])
    assert (broken.first().what, broken.first().position) == (What.EDITED, 3)


def test_an_entry_changed_to_another_kind_of_row_is_named(broken: Broken) -> None:
    broken.run("UPDATE audit_chainlink SET kind = 9 WHERE position = 7")
    assert (broken.first().what, broken.first().position) == (What.DELETED, 7)


# Links and heads


def test_links_cut_from_the_middle_are_missed(broken: Broken) -> None:
    broken.run("DELETE FROM audit_chainlink WHERE position IN (5, 6)")
    fault = broken.first()
    assert (fault.what, fault.position, fault.until) == (What.CUT, 5, 6)


def test_a_tail_cut_with_its_links_and_entries_is_missed(broken: Broken) -> None:
    with broken.hands() as owner:
        for entry in broken.ids[10:]:
            owner.execute("DELETE FROM audit_reading WHERE id = %s", [entry])
        owner.execute("DELETE FROM audit_chainlink WHERE position > 10")
    for with_heads in (True, False):
        fault = broken.first(with_heads=with_heads)
        assert (fault.what, fault.position, fault.until) == (What.CUT, 11, 12)


def test_a_tail_cut_with_its_heads_shows_by_the_published_ones(broken: Broken) -> None:
    with broken.hands() as owner:
        for entry in broken.ids[9:]:
            owner.execute("DELETE FROM audit_reading WHERE id = %s", [entry])
            owner.execute("DELETE FROM audit_logentry WHERE id = %s", [entry])
        owner.execute("DELETE FROM audit_chainlink WHERE position > 9")
        owner.execute("DELETE FROM audit_chainhead WHERE position > 9")
    fault = broken.first()
    assert (fault.what, fault.position, fault.until, fault.confirmed) == (What.CUT, 10, 12, 9)
    unpublished = broken.sealer.check(with_heads=False)
    assert unpublished.whole, "that is what the published heads are for"


def test_a_whole_chain_that_was_wiped_shows_by_the_published_heads(broken: Broken) -> None:
    with broken.hands() as owner:
        for table in ("audit_reading", "audit_logentry", "audit_chainlink", "audit_chainhead"):
            owner.execute(f"DELETE FROM {table}".encode())
    assert (broken.first().what, broken.first().position, broken.first().until) == (What.CUT, 1, 12)


def test_a_chain_made_anew_after_an_edit_is_caught_within_one_sealing(broken: Broken) -> None:
    with broken.hands() as owner:
        owner.execute("UPDATE audit_logentry SET actor_id = %s WHERE id = %s", [uuid4(), broken.ids[4]])
        made_anew(owner, 5)
    for with_heads in (True, False):
        fault = broken.first(with_heads=with_heads)
        assert (fault.what, fault.position, fault.until, fault.confirmed) == (What.REWRITTEN, 4, 6, 3)


def test_a_chain_made_anew_and_signed_with_another_key_is_re_signed(broken: Broken) -> None:
    forger = Ed25519PrivateKey.generate()
    with broken.hands() as owner:
        owner.execute("UPDATE audit_logentry SET actor_id = %s WHERE id = %s", [uuid4(), broken.ids[4]])
        made_anew(owner, 5)
        for position in (6, 9, 12):
            row = owner.execute("SELECT hash FROM audit_chainlink WHERE position = %s", [position]).fetchone()
            assert row
            head = signing.sign(Head(position, bytes(row[0]), now()), forger)
            owner.execute(
                "UPDATE audit_chainhead SET hash = %s, at = %s, signature = %s WHERE position = %s",
                [head.hash, head.at, head.signature, position],
            )
    without = broken.first(with_heads=False)
    assert (without.what, without.position, without.confirmed) == (What.RESIGNED, 6, 3)
    fault = broken.first()
    assert (fault.what, fault.position, fault.until) == (What.REWRITTEN, 4, 6)


def test_a_replaced_head_is_found(broken: Broken) -> None:
    broken.run("UPDATE audit_chainhead SET hash = %s WHERE position = 6", b"f" * 32)
    fault = broken.first()
    assert (fault.what, fault.position, fault.confirmed) == (What.RESIGNED, 6, 3)


def test_a_removed_head_is_found(broken: Broken) -> None:
    broken.run("DELETE FROM audit_chainhead WHERE position = 6")
    assert (broken.first().what, broken.first().position) == (What.RESIGNED, 6)


def test_an_old_head_moved_further_on_is_found(broken: Broken) -> None:
    broken.run("UPDATE audit_chainhead SET position = 8 WHERE position = 6")
    assert broken.first(with_heads=False).what is What.RESIGNED


def test_a_forged_entry_with_a_link_is_named(broken: Broken) -> None:
    forged = looked()
    with broken.hands() as owner:
        owner.execute(
            "INSERT INTO audit_chainlink (position, kind, entry_id, hash) VALUES (13, 1, %s, '')", [forged]
        )
        made_anew(owner, 13)
    for with_heads in (True, False):
        fault = broken.first(with_heads=with_heads)
        assert (fault.what, fault.position) == (What.FORGED, 13)


def test_a_forged_entry_in_the_middle_is_caught_within_one_sealing(broken: Broken) -> None:
    forged = looked()
    with broken.hands() as owner:
        owner.execute("UPDATE audit_chainlink SET position = position + 100 WHERE position > 4")
        owner.execute("UPDATE audit_chainlink SET position = position - 99 WHERE position > 100")
        owner.execute(
            "INSERT INTO audit_chainlink (position, kind, entry_id, hash) VALUES (5, 1, %s, '')", [forged]
        )
        made_anew(owner, 5)
    fault = broken.first()
    assert (fault.what, fault.position, fault.until) == (What.REWRITTEN, 4, 6)


def test_a_second_entry_of_the_same_id_is_named(broken: Broken) -> None:
    with broken.hands() as owner:
        owner.execute("ALTER TABLE audit_reading DROP CONSTRAINT audit_reading_pkey")
        owner.execute("INSERT INTO audit_reading SELECT * FROM audit_reading WHERE id = %s", [broken.ids[3]])
    fault = broken.first()
    assert (fault.what, fault.position, fault.entry_id) == (What.FORGED, 4, broken.ids[3])


def test_a_published_file_that_was_altered_is_found(broken: Broken) -> None:
    lines = broken.sealer.path.read_text().splitlines()
    for altered in (
        [lines[0], "no head", *lines[1:]],
        [*lines, lines[3][:50]],
        [lines[1], lines[0].replace('"at": "2', '"at": "1'), *lines[2:]],
    ):
        broken.sealer.path.write_text("\n".join(altered) + "\n")
        assert broken.first().what in {What.UNREADABLE, What.RESIGNED}


def test_a_line_that_a_killed_sealer_left_half_written_is_no_fault(broken: Broken) -> None:
    lines = broken.sealer.path.read_text().splitlines()
    broken.sealer.path.write_text("\n".join([*lines[:3], lines[3][:50], lines[3]]) + "\n")
    assert broken.sealer.check().whole


def test_heads_of_the_key_before_and_of_the_key_after_both_count(broken: Broken) -> None:
    later = Ed25519PrivateKey.generate()
    with broken.hands() as owner:
        row = owner.execute("SELECT hash, at FROM audit_chainhead WHERE position = 12").fetchone()
        assert row
        head = signing.sign(Head(12, bytes(row[0]), row[1]), later)
        owner.execute("UPDATE audit_chainhead SET signature = %s WHERE position = 12", [head.signature])
    keys = [broken.sealer.key.public_key(), later.public_key()]
    assert verify(keys).whole
    assert not verify(keys[:1]).whole


# Any one change, anywhere


CHANGES = {
    "an edit": "UPDATE {table} SET correlation = correlation || 'x' WHERE id = %(entry)s",
    "a deletion": "DELETE FROM {table} WHERE id = %(entry)s",
    "a cut link": "DELETE FROM audit_chainlink WHERE position = %(position)s",
    "another entry's link": (
        "UPDATE audit_chainlink SET entry_id = gen_random_uuid() WHERE position = %(position)s"
    ),
    "a link's hash": (
        "UPDATE audit_chainlink SET hash = set_byte(hash, 0, 255 - get_byte(hash, 0)) "
        "WHERE position = %(position)s"
    ),
}


@pytest.fixture
def as_owner(committed_db: WorkerDatabases) -> Iterator[None]:
    """Let the owner be the one who writes, seals and breaks in: all in one transaction that can be undone."""
    ours = connections["default"]
    connections["default"] = connections["owner"]
    yield
    connections["default"].close()
    connections["default"] = ours


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kinds=st.text("rc", min_size=1, max_size=12),
    batch=st.integers(1, 5),
    pages=st.integers(1, 6),
    change=st.sampled_from(sorted(CHANGES)),
    where=st.floats(0, 1, exclude_max=True),
)
def test_any_one_change_to_any_history_is_found_where_it_was_made(
    as_owner: None, tmp_path: Path, kinds: str, batch: int, pages: int, change: str, where: float
) -> None:
    sealer = Sealer(Ed25519PrivateKey.generate(), tmp_path / str(uuid4()))
    position = 1 + int(where * len(kinds))
    with transaction.atomic():
        for table in TABLES:
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        history(kinds)
        sealer.seal(batch=batch)
        assert sealer.check(batch=pages).whole
        stored = ChainLink.objects.get(position=position)
        with connection.cursor() as cursor:
            statement = CHANGES[change].format(table=KINDS[stored.kind].table)
            cursor.execute(statement, {"entry": stored.entry_id, "position": position})
        verdict = sealer.check(batch=pages)
        transaction.set_rollback(True)
    first = verdict.faults[0]
    assert first.position == position
    assert first.confirmed < position
    assert first.what in {What.EDITED, What.DELETED, What.CUT}


# The command


def said(*arguments: str) -> tuple[int, str]:
    """What the command answers: its exit code and its words."""
    out = StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def public(tmp_path: Path, broken: Broken) -> list[str]:
    """The arguments of someone with the public key and the published heads."""
    (tmp_path / "public").write_text(signing.public_line(broken.sealer.key) + "\n")
    return ["--public-key", str(tmp_path / "public"), "--heads", str(broken.sealer.path)]


def test_the_command_needs_the_public_key_alone(
    broken: Broken, public: list[str], settings: Settings
) -> None:
    settings.AUDIT_SIGNING_KEY_FILE = settings.KEK_FILE = Path("/nowhere")
    code, words = said(*public)
    assert (code, "WHOLE: nothing was changed" in words, "12 sealed entries" in words) == (0, True, True)


def test_the_command_names_what_was_edited_and_fails(broken: Broken, public: list[str]) -> None:
    broken.run("UPDATE audit_reading SET purpose = 'nothing' WHERE id = %s", broken.ids[3])
    code, words = said(*public)
    assert code == 1
    assert f"edited: position 4, reading {broken.ids[3]}" in words
    code, words = said(*public, "--json")
    result = json.loads(words)
    assert (code, result["whole"], result["faults"][0]["position"]) == (1, False, 4)


def test_the_command_with_somebody_elses_key_trusts_no_head(
    broken: Broken, public: list[str], tmp_path: Path
) -> None:
    (tmp_path / "public").write_text(signing.public_line(Ed25519PrivateKey.generate()))
    code, words = said(*public)
    assert (code, "re-signed" in words) == (1, True)


def test_the_command_says_which_key_it_wants(settings: Settings, tmp_path: Path, db: None) -> None:
    settings.AUDIT_SIGNING_KEY_FILE = None
    with pytest.raises(CommandError, match="--public-key"):
        said()
    with pytest.raises(CommandError, match="can't be read"):
        said("--public-key", str(tmp_path / "none"))


def test_a_key_made_by_the_command_signs_what_its_printed_half_checks(
    tmp_path: Path, settings: Settings
) -> None:
    out = StringIO()
    call_command("audit_key", "--new", str(tmp_path / "key"), stdout=out)
    (tmp_path / "public").write_text(out.getvalue())
    head = signing.sign(Head(1, b"h" * 32, now()), signing.signing_key(tmp_path / "key"))
    assert signing.is_signed(head, signing.public_keys(tmp_path / "public"))
    with pytest.raises(CommandError, match="never replaced"):
        call_command("audit_key", "--new", str(tmp_path / "key"), stdout=out)
