"""Which tests a worker process runs together, and which begin first. pytest-xdist's own groups stand still under
pytest 9.2 (pytest-xdist#1386), and it begins with what has most tests, not with what takes longest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/canary/test_whole_service.py",)
"""Files whose tests share something that takes minutes to make."""
LONGEST = (
    "tests/canary/test_whole_service.py",
    "tests/journeys/test_every_page.py",
    "tests/kills/",
    "tests/journeys/",
    "tests/cases/test_queries.py",
)
"""What takes longest, from the longest on: begun last, it would have one worker wait for the other."""


ONCE = (
    "tests/attacks/test_at_once.py",
    "tests/attacks/test_data_base.py",
    "tests/attacks/test_interests_at_once.py",
    "tests/attacks/test_sessions.py",
    "tests/attacks/test_who_sees.py",
    "tests/canary/",
    "tests/consent/test_screening.py",
    "tests/deployment/",
    "tests/kernel/audit/",
    "tests/kernel/crypto/",
    "tests/kernel/database/",
    "tests/kernel/drafts/",
    "tests/kernel/files/",
    "tests/kernel/visitors/",
    "tests/kills/",
    "tests/walls/test_edges.py",
    "tests/walls/test_grants.py",
    "tests/walls/test_imports.py",
    "tests/walls/test_migrations.py",
    "tests/walls/test_privacy_classes.py",
    "tests/walls/test_row_security.py",
    "tests/walls/test_schedule.py",
    "tests/walls/test_sweeps.py",
    "tests/walls/test_templates.py",
)
"""What no profile changes, and so runs under the first alone: what is under test asks none, or is the data base's."""


def scope_of(nodeid: str) -> str:
    """What is run by one worker: a whole file of TOGETHER, or this test alone."""
    file, _, _ = nodeid.partition("::")
    return file if file in TOGETHER else nodeid


def turn_of(nodeid: str) -> int:
    """Where a test's turn is: the lower, the sooner."""
    return next((turn for turn, place in enumerate(LONGEST) if nodeid.startswith(place)), len(LONGEST))


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what runs under one profile alone."""
    if item.nodeid.startswith(ONCE):
        item.add_marker(pytest.mark.once)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first."""
    items.sort(key=lambda item: turn_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer | None) -> LoadScopeScheduling:
    """A scheduler that keeps TOGETHER together, in the order it is given."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

    config.option.loadscopereorder = False
    return Scheduling(config, log)
