"""What the tests of connections share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from sendiass.database.engine.base import DatabaseWrapper
from tests.conftest import WorkerDatabases


@pytest.fixture
def wrapper(committed_db: WorkerDatabases) -> Iterator[DatabaseWrapper]:
    """A connection of Django's own making that nothing else uses."""
    own = connections["default"].copy()
    assert isinstance(own, DatabaseWrapper)
    yield own
    own.close()
