"""The surroundings of every test: own data bases, the application's role, a hostile environment."""

from __future__ import annotations

from tests import surroundings

surroundings.enter()  # before pytest-django loads the settings

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from tests import hostility
from tests.databases import Pair, Server

if TYPE_CHECKING:
    from tests.cast import Billing

pytest_plugins = ["tests.clause_report", "tests.cast", "tests.scanner", "tests.scheduling"]

ALIASES = ["default", "audit", "keys"]


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Serve static files from where they are built, without a manifest."""
    from django.conf import settings

    import sendiass.celery  # noqa: F401  jobs are published to this worker's own queue
    from sendiass.database import standing

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_AUTOREFRESH = True
    settings.WHITENOISE_USE_FINDERS = True
    hostility.make_undefined_variables_fail()
    # What a test does by itself it does as a part of the service; what it asks for by a page, as whoever opens that.
    standing._by_default = standing.service("set-up")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses data bases uses all the application's connections to them.

    Where the cast stands is settled before anything else: a test's transaction begins in one pair and stays there.
    """
    for item in items:
        marker, asked = item.get_closest_marker("django_db"), getattr(item, "fixturenames", [])
        if (marker is not None or "db" in asked) and not (marker and "databases" in marker.kwargs):
            stated = marker.kwargs if marker else {}
            item.add_marker(pytest.mark.django_db(**stated, databases=ALIASES), append=False)
        if "cast" in asked and not {"committed_db", "stage"} & set(asked):
            asked.insert(0, "stage")


@dataclass(frozen=True)
class Staged:
    """Where the cast stands, since when, and who is who there."""

    pair: Pair
    on: date
    billing: Billing


class WorkerDatabases:
    """This process's pairs of data bases, an empty one and a stage, and Django's connections pointed at one."""

    def __init__(self) -> None:
        _keep_connections_by_thread()
        self.server = Server()
        self.server.sweep()
        self.template = self.server.template()
        self.empty = self.copy()
        self.stage: Staged | None = None
        self.point(self.empty)

    def copy(self) -> Pair:
        """A fresh copy of the template, ours until this process ends."""
        pair = self.server.claim()
        self.server.clone(self.template, pair)
        return pair

    def point(self, pair: Pair) -> None:
        """Lead Django's connections to this pair."""
        from django.db import connections

        self.pair = pair
        for alias in connections:
            name = pair.keys if alias in {"keys", "keys_owner"} else pair.data
            connections.settings[alias]["NAME"] = name
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name

    def set_stage(self) -> Staged:
        """Lead Django's connections to where the cast stands, made anew when the day has changed."""
        from django.db import transaction

        from sendiass import clock
        from tests.cast import assemble

        if self.stage is None or self.stage.on != clock.today():
            if self.stage:
                self.server.drop(self.stage.pair)
            self.point(self.copy())
            with transaction.atomic():
                self.stage = Staged(self.pair, clock.today(), assemble().billing())
        self.point(self.stage.pair)
        return self.stage

    def renew(self) -> None:
        """Begin again with a fresh copy."""
        self.close_connections()
        self.server.clone(self.template, self.empty)

    def close_connections(self) -> None:
        from django.db import connections

        for connection in connections.all(initialized_only=True):
            connection.close()

    def drop(self) -> None:
        self.close_connections()
        for pair in (self.empty, *([self.stage.pair] if self.stage else [])):
            self.server.drop(pair)
        self.server.close()


@pytest.fixture(scope="session")
def worker_databases(django_db_blocker: DjangoDbBlocker) -> Iterator[WorkerDatabases]:
    """The pair this process owns."""
    with django_db_blocker.unblock():
        own = WorkerDatabases()
    yield own
    with django_db_blocker.unblock():
        own.drop()


@pytest.fixture
def stage(worker_databases: WorkerDatabases, django_db_blocker: DjangoDbBlocker) -> Iterator[Staged]:
    """The pair of data bases in which the cast stands already, in place of the empty one."""
    with django_db_blocker.unblock():
        stage = worker_databases.set_stage()
    yield stage
    with django_db_blocker.unblock():
        worker_databases.point(worker_databases.empty)


@pytest.fixture(scope="session", autouse=True)
def mailbox_keys(tmp_path_factory: pytest.TempPathFactory) -> None:
    """This process's own folder for the keys of mailboxes."""
    from django.conf import settings

    settings.MAILBOX_KEYS_DIR = tmp_path_factory.mktemp("mailbox-keys")


@pytest.fixture(scope="session")
def django_db_setup(worker_databases: WorkerDatabases) -> None:
    """Stands in for pytest-django's: the pair is cloned, not created."""
    _mirror_audit()


def _keep_connections_by_thread() -> None:
    """Keep one set of connections in each thread, whether or not an event loop runs in it.

    Playwright keeps a loop running in ours, and Django would begin a second set beside the first.
    """
    from django.db import connections

    connections._connections = threading.local()  # type: ignore[attr-defined]


def _mirror_audit() -> None:
    """Let a test that rolls back see on one connection what it wrote on the other.

    A reading's entry survives a rollback only on a connection of its own: `committed_db` has one.
    """
    from django.db import connections

    connections["audit"].close()
    connections["audit"] = connections["default"]


@pytest.fixture
def committed_db(
    django_db_setup: None, worker_databases: WorkerDatabases, django_db_blocker: DjangoDbBlocker
) -> Iterator[WorkerDatabases]:
    """Data bases in which this test really commits: for browsers, threads and races. Renewed afterwards."""
    from django.db import connections

    del connections["audit"]
    with django_db_blocker.unblock():
        yield worker_databases
        worker_databases.renew()
        _mirror_audit()


@pytest.fixture
def owner_db(worker_databases: WorkerDatabases) -> Iterator[psycopg.Connection]:
    """Plain SQL to the data as its owner, in a transaction of its own that is rolled back."""
    yield from _connection(worker_databases, "OWNER_DATABASE_URL")


@pytest.fixture
def app_sql(worker_databases: WorkerDatabases) -> Iterator[psycopg.Connection]:
    """Plain SQL to the data as the application's role, in a transaction of its own that is rolled back."""
    yield from _connection(worker_databases, "DATABASE_URL")


@pytest.fixture
def keys_owner_db(worker_databases: WorkerDatabases) -> Iterator[psycopg.Connection]:
    """Plain SQL to the keys as their owner, in a transaction of its own that is rolled back."""
    yield from _connection(worker_databases, "OWNER_KEYS_DATABASE_URL")


@pytest.fixture
def keys_sql(worker_databases: WorkerDatabases) -> Iterator[psycopg.Connection]:
    """Plain SQL to the keys as the application's role, in a transaction of its own that is rolled back."""
    yield from _connection(worker_databases, "KEYS_DATABASE_URL")


def _connection(own: WorkerDatabases, variable: str) -> Iterator[psycopg.Connection]:
    database = own.pair.keys if "KEYS" in variable else own.pair.data
    # A lock that the test itself holds elsewhere should fail the test, not hang it. It is asked for a part of the service,
    # as whoever can send any statement can have it.
    options = "-c lock_timeout=5s -c app.service=set-up"
    connection = psycopg.connect(own.server.url(variable, database), options=options)
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()


@pytest.fixture(autouse=True, scope="session")
def _hostile_environment() -> Iterator[None]:
    with hostility.no_network(), hostility.unordered_is_shuffled():
        yield
