"""Whoever holds both data bases, the queue and the keys' folder sees that an answer came, and nothing of whose (SECURITY 6).

What is compared is what no dump shows: which transaction made and marked each row, and where it lies.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.test import Client

from feedback.actions.batches import settle_batches
from feedback.models import AnonymousAnswer, Batch
from feedback.models import Question as Asked
from sendiass.audit import ServicePrincipal
from sendiass.audit.actors import serving
from tests.asking import after, asked
from tests.cast import Cast, assemble
from tests.conftest import WorkerDatabases
from tests.databases import Pair
from tests.referring import after_a_while

pytestmark = pytest.mark.clause("L30")
MAILBOX = "feedback_shutanswer"
ROWS = "SELECT ctid::text || ' ' || xmin::text || ' ' || xmax::text FROM {}"


def superuser(name: str) -> psycopg.Connection[Any]:
    address = urlsplit(os.environ["TEST_SUPERUSER_DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return psycopg.connect(address, autocommit=True)


def marks(pair: Pair) -> dict[str, set[str]]:
    """Every row of both data bases by its place and who made and marked it, every sequence, the queue, the keys' folder."""
    found: dict[str, set[str]] = {}
    for name in (pair.data, pair.keys):
        with superuser(name) as admin:
            for table, kind in admin.execute(
                "SELECT oid::regclass::text, relkind::text FROM pg_class "
                "WHERE relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace"
            ).fetchall():
                rows = ROWS.format(table) if kind == "r" else f"SELECT last_value::text FROM {table}"
                found[table] = {row for (row,) in admin.execute(rows)}
    with redis.Redis.from_url(str(settings.CACHES["default"]["LOCATION"])) as server:
        found["queue"] = {repr((key, server.dump(key))) for key in server.scan_iter()}
    folder = Path(settings.MAILBOX_KEYS_DIR)
    found["keys' folder"] = {
        repr((one.name, one.stat().st_size, one.stat().st_mtime_ns)) for one in [folder, *folder.iterdir()]
    }
    return found


def changed(before: dict[str, set[str]], now: dict[str, set[str]]) -> dict[str, int]:
    """Where something is otherwise, and how many rows. What ran out in the queue by itself meanwhile is no mark."""
    assert before.keys() == now.keys()
    now = {**now, "queue": now["queue"] | before["queue"]}
    return {where: len(now[where] ^ rows) for where, rows in before.items() if now[where] != rows}


def answer_by_the_pages(client: Client, batch: Batch, words: str) -> None:
    """Question after question, and one change of mind."""
    so_far, root = "{}", f"/q/{batch.code}/"
    client.get(root)
    for question in Asked.objects.filter(questionnaire=batch.questionnaire).order_by("number"):
        said = {"so_far": so_far, "answers": "1", "given": "3", "words": words}
        page = client.post(f"{root}{question.number}/", said)
        assert page.status_code == 200
        so_far = page.context["so_far"]
    sent = {
        "so_far": so_far,
        "once": str(uuid4()),
        "moment": after_a_while(),
        "name": "",
        "contact": "",
        "about": "",
    }
    assert client.post(f"{root}check/", sent).status_code == 302


@pytest.fixture
def cast(committed_db: WorkerDatabases) -> Cast:
    with transaction.atomic(), serving(ServicePrincipal("set-up")):
        return assemble()


def test_an_answer_leaves_one_shut_row_and_no_mark_on_anything_else(
    committed_db: WorkerDatabases, cast: Cast
) -> None:
    batch, family, colleague = asked(), Client(), Client()
    with transaction.atomic():
        colleague.force_login(cast.team.caseworker)
    colleague.get("/cases/")
    answer_by_the_pages(Client(), batch, "The first.")
    before = marks(committed_db.pair)
    assert len(before) > 100
    answer_by_the_pages(family, batch, "Nobody rang back.")
    answer_by_the_pages(colleague, batch, "They listened.")
    assert changed(before, marks(committed_db.pair)) == {MAILBOX: 2}


def test_the_check_sees_a_mark_where_there_is_one(committed_db: WorkerDatabases, cast: Cast) -> None:
    batch = asked()
    before = marks(committed_db.pair)
    with superuser(committed_db.pair.data) as admin, admin.transaction():
        admin.execute("SELECT FROM feedback_batch WHERE id = %s FOR KEY SHARE", [batch.id])
    assert changed(before, marks(committed_db.pair)) == {"feedback_batch": 2}


def test_what_comes_out_lies_in_an_order_of_its_own_and_is_of_one_transaction(
    committed_db: WorkerDatabases, cast: Cast
) -> None:
    batch = asked()
    for number in range(6):
        answer_by_the_pages(Client(), batch, f"Number {number}.")
    assert settle_batches(on=after(batch)) == 1
    with superuser(committed_db.pair.data) as admin:
        made = admin.execute("SELECT id, xmin::text FROM feedback_anonymousanswer ORDER BY ctid").fetchall()
        [(settled,)] = admin.execute("SELECT xmin::text FROM feedback_batch WHERE id = %s", [batch.id])
        [(left,)] = admin.execute(f"SELECT count(*) FROM {MAILBOX}")
    assert len(made) == AnonymousAnswer.objects.count() == 36
    assert Counter(one for _, one in made) == {settled: 36}
    # The id is the place itself but for the figures that every such id has.
    assert [one.bytes[:6] for one, _ in made] == sorted(one.bytes[:6] for one, _ in made)
    assert left == 0
