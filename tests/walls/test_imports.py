"""The wall of the house's order: imports go down, the list of rooms is closed, and each contract can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")
FLOORS = ("sendiass", "cases", "consent", "feedback", "governance", "benchmarks")


def check(house: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the house that stands in this folder."""
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [LINTER, "--no-logo", *chosen],
        cwd=house,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_import_contract_is_kept() -> None:
    said = check(ROOT)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house in which a test may break a law; it takes its offence back itself."""
    house = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", house)
    for floor in FLOORS:
        shutil.copytree(
            ROOT / floor,
            house / floor,
            ignore=lambda folder, names: [
                name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()
            ],
        )
    assert check(house).returncode == 0, "the copy stands before a test breaks it"
    return house


OFFENCES = {
    "the kernel looks up": ("storeys", "sendiass/audit/looking_up.py", "import cases.models"),
    "a kernel room looks past its place": (
        "kernel",
        "sendiass/crypto/looking_up.py",
        "import sendiass.outbox",
    ),
    "the kernel gets a drawer for everything": ("kernel", "sendiass/helpers.py", ""),
    "a floor gets a room without a place": ("rooms", "cases/utils.py", ""),
    "a model looks up at an action": ("rooms", "cases/models/looking_up.py", "import cases.actions.people"),
    "the house leans on what measures it": (
        "storeys",
        "sendiass/ui/measured.py",
        "import benchmarks.pages",
    ),
    "a measure goes round in a circle": ("measures", "benchmarks/names.py", "import benchmarks.caseload"),
    "a rule asks Django": ("pure", "cases/rules.py", "import django"),
    "a page writes to an agency by itself": (
        "one-outbox-door",
        "consent/actions/posting.py",
        "import sendiass.outbox.third_party",
    ),
    "a floor sends by itself": (
        "doors-only",
        "cases/actions/posting.py",
        "import sendiass.outbox.transport",
    ),
    "a view opens what is sealed": (
        "one-way-to-open",
        "cases/views/opened.py",
        "import sendiass.crypto.openings",
    ),
}


@pytest.mark.parametrize("offence", OFFENCES)
def test_a_broken_law_of_the_house_fails(offence: str, copy: Path) -> None:
    contract, place, statement = OFFENCES[offence]
    file = copy / place
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.write_text(f"{before or ''}\n{statement}\n", encoding="utf-8")
    try:
        said = check(copy, contract)
    finally:
        file.unlink() if before is None else file.write_text(before, encoding="utf-8")
    assert said.returncode == 1, said.stdout + said.stderr
    assert "BROKEN" in said.stdout, said.stdout + said.stderr
    assert not statement or statement.removeprefix("import ") in said.stdout


def test_every_contract_is_broken_once_on_purpose() -> None:
    stated = {
        line.split('"')[1]
        for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
        if line.startswith("id = ")
    }
    assert stated == {contract for contract, _, _ in OFFENCES.values()}
