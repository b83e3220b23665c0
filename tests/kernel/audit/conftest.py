"""The tables of the tests' own models, and someone to look."""

from __future__ import annotations

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from tests.conftest import WorkerDatabases
from tests.kernel.sealed_rows import Worker, make_tables


@pytest.fixture(autouse=True)
def _tables(worker_databases: WorkerDatabases, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        owner = worker_databases.server.url("OWNER_DATABASE_URL", worker_databases.pair.data)
        make_tables(owner, settings.DATABASES["default"]["USER"])


@pytest.fixture
def worker() -> Worker:
    return Worker()
