"""The wall of the words: time has one source, and no name in the code says what the house calls otherwise."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("sendiass", "cases", "consent", "feedback", "governance")

NOT_OUR_WORDS = {
    "client": "person, family",
    "customer": "person, family",
    "tenant": "service, profile",
    "ticket": "case, enquiry",
    "tier": "level",
    "priority": "level, or a date",
    "assignment": "allocation",
    "assignee": "worker",
    "blacklist": "interest, conflict",
    "reminder": "deadline, task",
    "sla": "deadline",
    "cyp": "child or young person",
    "denied": "refused",
    "helper": "the room it belongs to",
    "helpers": "the room it belongs to",
    "util": "the room it belongs to",
    "utils": "the room it belongs to",
    "manager_class": "a room of its own",
}
"""Words that name nothing here, with what is said instead."""

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def names(text: str) -> Iterator[tuple[int, str]]:
    """The names a module gives: of what it defines, takes and assigns. What a library is called is not ours."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def words(name: str) -> set[str]:
    """The words a name is made of."""
    return {part.lower() for part in _PARTS.findall(name)} | {name.lower()}


def other_words(text: str) -> Iterator[str]:
    """The names in a module that hold a word the house has another for."""
    for line, name in names(text):
        for word in sorted(words(name) & set(NOT_OUR_WORDS)):
            yield f"{line}: {name}: say {NOT_OUR_WORDS[word]}"


def test_every_name_is_in_the_words_of_the_house() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{said}"
        for floor in FLOORS
        for file in sorted((ROOT / floor).rglob("*.py"))
        if "migrations" not in file.parts
        for said in other_words(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_module_is_named_in_the_words_of_the_house() -> None:
    found = [
        str(file.relative_to(ROOT))
        for floor in FLOORS
        for file in sorted((ROOT / floor).rglob("*"))
        if words(file.stem) & set(NOT_OUR_WORDS)
        and "__pycache__" not in file.parts
        and "static" not in file.parts
    ]
    assert found == []


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for floor in FLOORS
        for file in sorted((ROOT / floor).rglob("*.py"))
        if "migrations" not in file.parts
        and (text := file.read_text(encoding="utf-8")).strip()
        and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_the_search_for_words_sees_what_a_module_names_and_not_what_it_uses() -> None:
    text = (
        "from library import TicketClient\n"
        "class ClientList: ...\n"
        "def assign(customer_id): tier = TicketClient().tier\n"
        "patient = 'client'\n"
    )
    assert list(other_words(text)) == [
        "2: ClientList: say person, family",
        "3: customer_id: say person, family",
        "3: tier: say level",
    ]


CLOCKS = {
    "datetime.now": "from datetime import UTC, datetime\n\nat = datetime.now(UTC)\n",
    "date.today": "from datetime import date\n\non = date.today()\n",
    "timezone.now": "from django.utils import timezone\n\nat = timezone.now()\n",
    "time.time": "import time\n\nat = time.time()\n",
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_another_source_of_time_fails_the_lint(clock: str) -> None:
    said = lint(CLOCKS[clock], "cases/actions/planted.py")
    assert said.returncode == 1
    assert "TID251" in said.stdout
    assert "sendiass.clock" in said.stdout


def test_the_clock_of_the_house_passes_the_lint() -> None:
    said = lint("from sendiass import clock\n\nat = clock.now()\n", "cases/actions/planted.py")
    assert said.returncode == 0, said.stdout


def lint(text: str, name: str) -> subprocess.CompletedProcess[str]:
    """What ruff's ban on other clocks says of a module that would stand there."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("ruff"),
            "check",
            "--no-cache",
            "--select",
            "TID",
            "--stdin-filename",
            name,
            "-",
        ],
        cwd=ROOT,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_only_the_clock_tells_the_time() -> None:
    asking = [
        f"{file.relative_to(ROOT)}:{number}"
        for floor in FLOORS
        for file in sorted((ROOT / floor).rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if "noqa: TID251" in line
    ]
    assert len(asking) == 1
    assert asking[0].startswith("sendiass/clock.py:")
