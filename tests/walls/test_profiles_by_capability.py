"""The wall of the profiles: code asks a profile for a capability, and no code knows a service by name."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

from sendiass.profiles import available

ROOT = Path(__file__).parents[2]
PROFILES = ROOT / "sendiass" / "profiles"


def test_no_code_knows_a_service_by_name() -> None:
    named = [f"{file.relative_to(ROOT)}:{line}" for file in _code() for line in lines_naming_a_service(file)]
    assert not named, "ask the profile for what is needed instead of the service's name: " + ", ".join(named)


def test_no_template_knows_a_service_by_name() -> None:
    named = [
        f"{file.relative_to(ROOT)}: {name}"
        for folder in ("sendiass", "cases", "consent", "feedback", "governance")
        for kind in ("*.html", "*.txt")
        for file in (ROOT / folder).rglob(kind)
        for name in available()
        if name in file.read_text(encoding="utf-8").lower()
    ]
    assert not named, "take the words from the profile: " + ", ".join(named)


def test_the_search_sees_code_and_passes_over_comments_and_docstrings(tmp_path: Path) -> None:
    name = available()[0]
    module = tmp_path / "module.py"
    module.write_text(
        f'"""Source: the {name} policy."""\n'
        f"# {name}\n"
        f'def may() -> bool:\n    """Of {name}."""\n    return SERVICE == "{name.title()}"\n'
        f"is_{name} = 1\n",
        encoding="utf-8",
    )
    assert list(lines_naming_a_service(module)) == [5, 6]


def _code() -> Iterator[Path]:
    for folder in ("sendiass", "cases", "consent", "feedback", "governance"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            fictional = any("demo" in part for part in file.relative_to(ROOT).parts)
            if PROFILES not in file.parents and not fictional:
                yield file


def lines_naming_a_service(file: Path) -> Iterator[int]:
    """The lines whose names or strings hold a service's name; comments and docstrings may give a source."""
    text = file.read_text(encoding="utf-8")
    docstrings = set(_docstring_lines(ast.parse(text)))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT or token.start[0] in docstrings:
            continue
        if any(name in token.string.lower() for name in available()):
            yield token.start[0]


def _docstring_lines(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for statement in body:
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    yield statement.lineno
