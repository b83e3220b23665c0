"""The wall of the register: tests and decisions name real clauses, and what is said to be kept has a test."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sendiass.clauses import clauses, house_rules
from tests.clause_report import is_whole_suite, named_clauses, report, summary

ROOT = Path(__file__).parents[2]

KEPT = (
    "L02",
    "L03",
    "L17",
    "L20",
    "L21",
    "L22",
    "L23",
    "L25",
    "L26",
    "L27",
    "L28",
    "Y02",
    "Y04",
    "Y09",
    "Y15",
    "Y17",
    "Y18",
    "Y20",
    "Y28",
)
"""The clauses the software keeps so far. It grows with every piece of work, and never shrinks."""


def test_every_clause_a_test_names_is_in_the_register(request: pytest.FixtureRequest) -> None:
    unknown = {
        clause: nodes
        for clause, nodes in named_clauses(request.session.items).items()
        if clause not in clauses()
    }
    assert not unknown, f"no such clause: {unknown}"


def test_every_clause_said_to_be_kept_has_a_test(request: pytest.FixtureRequest) -> None:
    if not is_whole_suite(request.session.items):
        pytest.skip("only the whole suite shows which clauses have no test")
    named = named_clauses(request.session.items)
    missing = [f"{clause}: {clauses()[clause].promise}" for clause in KEPT if clause not in named]
    assert not missing, "these clauses are said to be kept, and no test names them: " + "; ".join(missing)


def test_the_report_counts_only_clauses_of_the_register() -> None:
    named = {"L23": ("a", "b"), "Y15": ("a",), "X99": ("a",)}
    assert summary(named) == f"clauses with tests: 2 of {len(clauses())}"
    lines = report(named).splitlines()
    assert any(line.startswith("L23  2 tests") for line in lines)
    assert any(line.startswith("Y15  1 test ") for line in lines)
    assert any(line.startswith("L01  no test yet") for line in lines)


def test_every_decision_in_the_code_names_a_clause_or_a_rule_of_the_house() -> None:
    known = set(clauses()) | set(house_rules())
    unknown = [
        f"{file.relative_to(ROOT)}:{line} names {rule!r}"
        for file in _code()
        for line, rule in rules_named(file)
        if rule not in known
    ]
    assert not unknown, "add the rule to sendiass/clauses/register.toml, or name a clause: " + "; ".join(
        unknown
    )


def test_the_search_for_rules_finds_what_a_module_names(tmp_path: Path) -> None:
    module = tmp_path / "access.py"
    module.write_text(
        "from sendiass.access import allow, refuse as no\n"
        'RULE = "Q77"\n'
        'def may(): return allow("Q78") if 1 else no("Because.", RULE)\n'
        'def also(): return no(rule="Q79", reason="x")\n',
        encoding="utf-8",
    )
    assert {rule for _, rule in rules_named(module)} == {"Q77", "Q78", "Q79"}


def _code() -> Iterator[Path]:
    for folder in ("sendiass", "cases", "consent", "feedback", "governance"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def rules_named(file: Path) -> Iterator[tuple[int, str]]:
    """The rules a module's decisions name, written out or by a constant of the module, with their lines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    makers = {
        alias.asname or alias.name: {"allow": 0, "refuse": 1, "Decision": 2}[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "sendiass.access"
        for alias in node.names
        if alias.name in {"allow", "refuse", "Decision"}
    }
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers):
            continue
        place = makers[node.func.id]
        stated = [word.value for word in node.keywords if word.arg == "rule"] + node.args[place : place + 1]
        for value in stated:
            rule = value.value if isinstance(value, ast.Constant) else constants.get(getattr(value, "id", ""))
            if isinstance(rule, str):
                yield node.lineno, rule
