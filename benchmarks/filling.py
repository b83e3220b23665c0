"""Fills a migrated pair of data bases with a caseload by COPY, on every core, saying how far it is.

Run as `python -m benchmarks.filling SIZE` with the environment leading to the pair.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import UTC
from multiprocessing import get_context
from uuid import uuid4

import django
import psycopg
from django.db import transaction
from psycopg import sql

django.setup()

from benchmarks.caseload import (
    IN_ORDER,
    KEY_COLUMNS,
    KEY_TABLE,
    WORKERS,
    Service,
    batch_of,
    chosen_for_the_first,
)
from cases.actions.agencies import AgencyDetails, add_agency
from cases.actions.casework import allocate
from cases.actions.interests import Connection, declare, declare_interest
from cases.choices import InterestKind
from cases.models import Agency, Case, Conflict
from sendiass import clock
from sendiass.accounts.actions import Newcomer, enrol, found_service
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import ServicePrincipal, acting
from sendiass.demonstration.names import SCHOOLS

BATCH = 500
HELD_BY_THE_GOVERNOR = 100
BUILT_AFTERWARDS = ("audit_logentry", "audit_reading")
"""Tables whose indexes are made once their rows are there; the others' are asked by triggers meanwhile."""


def fill(size: int) -> None:
    """Everything, in minutes."""
    began = time.monotonic()
    service = _found(size)
    with _owner() as owner, _without_indexes(owner), _without_force(owner):
        _fill_in_parallel(service)
        _say("making the indexes of the audit", began)
    with _owner() as owner:
        for sequence in ("cases_case_reference", "cases_enquiry_reference"):
            owner.execute("SELECT setval(%s::text::regclass, %s)", [sequence, size])
        owner.commit()
        _say("what some have an interest in", began)
        _become_governors(service)
        _say("gathering statistics", began)
        _settle(owner)
    with psycopg.connect(os.environ["OWNER_KEYS_DATABASE_URL"]) as keys:
        _settle(keys)
    _say(f"{size:,} cases are there", began)


def _found(size: int) -> Service:
    """The accounts and schools, by the application's own verbs."""
    at = clock.now()
    with acting(by=ServicePrincipal("set-up")):
        manager, second = found_service(
            manager=Newcomer("manager@size.example", "Moira Sutcliffe", Role.MANAGER),
            second=Newcomer("administrator@size.example", "Ada Lowe", Role.ADMINISTRATOR),
            at=at,
            invite=False,
        )
        workers = [
            enrol(
                by=manager,
                confirmed_by=second,
                newcomer=Newcomer(f"worker{number}@size.example", f"Worker {number}", Role.CASEWORKER),
                at=at,
            ).id
            for number in range(1, WORKERS + 1)
        ]
        for name, role in (("governor", Role.CASEWORKER), ("governing", Role.MANAGER)):
            newcomer = Newcomer(f"{name}@size.example", f"Grace {name.title()}", role)
            enrol(by=manager, confirmed_by=second, newcomer=newcomer, at=at)
        schools = [
            add_agency(
                by=manager,
                details=AgencyDetails(
                    name=f"{name} {number}", kind=kind, is_local_authority=False, setting_type=setting
                ),
                at=at,
            ).id
            for number in range(1, 11)
            for name, kind, setting in SCHOOLS
        ]
    return Service(
        size=size,
        until=at.astimezone(UTC),
        manager=manager.id,
        workers=tuple(workers),
        schools=tuple(schools),
        first_workers=chosen_for_the_first(size),
    )


def _become_governors(service: Service) -> None:
    """One worker who holds as many cases at any size, and one manager, are governors of two schools.

    By the application's own verbs: what they hold there is taken from them, so the worker is given others.
    """
    at = clock.now()
    with acting(by=ServicePrincipal("set-up")):
        governor, manager = (
            User.objects.get(email=f"{name}@size.example") for name in ("governor", "governing")
        )
        allocating = User.objects.get(pk=service.manager)
        for who in (governor, manager):
            for school in service.schools[:2]:
                connection = Connection(kind=InterestKind.GOVERNOR, agency=Agency.objects.get(pk=school))
                declare_interest(by=who, connection=connection, once=uuid4(), at=at)
        with transaction.atomic():
            declare(by=governor, nothing=False, once=uuid4(), at=at)
        shut = Conflict.objects.filter(worker=governor).values("case")
        free = Case.objects.filter(status="open").exclude(pk__in=shut)
        for case in free.order_by("-reference")[:HELD_BY_THE_GOVERNOR]:
            allocate(by=allocating, case=case, worker=governor, reason="", at=at)


def _fill_in_parallel(service: Service) -> None:
    began, done, written = time.monotonic(), 0, Counter[str]()
    numbers = range(1, service.size + 1)
    parts = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("spawn")) as pool:
        waited_for = {pool.submit(_write, part, service): len(part) for part in parts}
        try:
            for finished in as_completed(waited_for):
                written.update(finished.result())
                done += waited_for[finished]
                if done % (10 * BATCH) == 0 or done == service.size:
                    _say(f"{done:,} of {service.size:,} cases, {written.total():,} rows", began)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _write(numbers: Sequence[int], service: Service) -> Counter[str]:
    """One part of the caseload, whole or not at all; the keys are committed first, as the keyring does it."""
    batch = batch_of(numbers, service)
    columns = sql.SQL(", ").join(map(sql.Identifier, KEY_COLUMNS))
    copy_keys = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(KEY_TABLE), columns)
    with (
        psycopg.connect(os.environ["OWNER_KEYS_DATABASE_URL"]) as keys,
        keys.cursor() as cursor,
        cursor.copy(copy_keys) as copy,
    ):
        for row in batch.keys:
            copy.write_row(row)
    with _owner() as data:
        data.execute("SET LOCAL synchronous_commit = off")
        written = {model.__name__: batch[model].write(data) for model in IN_ORDER}
    return Counter({**written, "DataKey": len(batch.keys)})


@contextmanager
def _without_indexes(owner: psycopg.Connection) -> Iterator[None]:
    """Without those that nothing asks while the tables fill; made again afterwards."""
    rows = owner.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = ANY(%s::text[]::regclass[]) AND NOT indisunique",
        [list(BUILT_AFTERWARDS)],
    ).fetchall()
    for name, _ in rows:
        owner.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)))
    owner.commit()
    yield
    for _, definition in rows:
        owner.execute(definition)
    owner.commit()


@contextmanager
def _without_force(owner: psycopg.Connection) -> Iterator[None]:
    """Row-level security is asked of its owner, too, and takes no COPY; while the tables fill it is not."""
    rows = owner.execute("SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity").fetchall()
    for (name,) in rows:
        owner.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(sql.SQL(name)))
    owner.commit()
    yield
    for (name,) in rows:
        owner.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(sql.SQL(name)))
    owner.commit()


def _settle(connection: psycopg.Connection) -> None:
    """Leave the tables as a data base that has long been at work has them: counted, and their maps made."""
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM (ANALYZE)")
    connection.execute("CHECKPOINT") if _may_checkpoint(connection) else None


def _may_checkpoint(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT pg_has_role('pg_checkpoint', 'MEMBER')").fetchone()
    return bool(row and row[0])


def _owner() -> psycopg.Connection:
    return psycopg.connect(os.environ["OWNER_DATABASE_URL"])


def _say(what: str, began: float) -> None:
    print(f"  {time.monotonic() - began:5.0f} s  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    fill(int(sys.argv[1]))
