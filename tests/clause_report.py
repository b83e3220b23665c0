"""Counts which clauses have tests, from the marks of the collected suite, and says so at the end of a run.

It works on every core: with several worker processes each collects the whole suite, and one reports for all.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sendiass.clauses import clauses

TESTS = Path(__file__).parent
REPORT = TESTS.parent / ".local" / "clause-report.txt"

Named = Mapping[str, tuple[str, ...]]
"""Clause ids, each with the node ids of the tests that name it."""

_named = pytest.StashKey[dict[str, tuple[str, ...]]]()
_whole = pytest.StashKey[bool]()


def named_clauses(items: Iterable[pytest.Item]) -> dict[str, tuple[str, ...]]:
    """Every clause id a test names, real or not, with the tests that do."""
    found: dict[str, list[str]] = {}
    for item in items:
        ids = {clause for mark in item.iter_markers("clause") for clause in mark.args}
        for clause in sorted(ids):
            found.setdefault(clause, []).append(item.nodeid)
    return {clause: tuple(nodes) for clause, nodes in sorted(found.items())}


def is_whole_suite(items: Iterable[pytest.Item]) -> bool:
    """Whether every test file has a test among these. The browser's journeys may run on their own."""
    collected = {item.path for item in items}
    return all(file in collected or TESTS / "journeys" in file.parents for file in TESTS.rglob("test_*.py"))


def summary(named: Named) -> str:
    """The report's one line."""
    return f"clauses with tests: {len(set(named) & set(clauses()))} of {len(clauses())}"


def report(named: Named) -> str:
    """The whole report: the clauses with their number of tests, then those without."""
    lines = [summary(named), ""]
    for clause in clauses().values():
        count = len(named.get(clause.id, ()))
        told = "no test yet" if not count else f"{count} test{'s' if count > 1 else ''}"
        lines.append(f"{clause.id}  {told:<12} {clause.promise}")
    return "\n".join(lines) + "\n"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Notes what the suite names, after other plug-ins have chosen what runs."""
    config.stash[_named] = named_clauses(items)
    config.stash[_whole] = is_whole_suite(items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hands a worker process's count to the process that reports."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None and _named in session.config.stash:
        output["clauses"] = session.config.stash[_named]
        output["clauses_whole"] = session.config.stash.get(_whole, False)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Takes over the count of a worker process."""
    output = getattr(node, "workeroutput", {})
    if "clauses" in output:
        node.config.stash[_named] = output["clauses"]
        node.config.stash[_whole] = output["clauses_whole"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Prints the line, and writes the report when the whole suite was there."""
    if not config.stash.get(_whole, False):
        return
    named = config.stash[_named]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(report(named), encoding="utf-8")
    terminalreporter.write_line(summary(named))
