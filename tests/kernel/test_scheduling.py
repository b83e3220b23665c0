"""What takes minutes to make is made once, and what takes longest begins first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scheduling import LONGEST, ONCE, TOGETHER, scope_of, turn_of

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("place", [*TOGETHER, *LONGEST, *ONCE])
def test_every_place_that_is_named_is_there(place: str) -> None:
    assert (ROOT / place).exists()


@pytest.mark.parametrize("file", TOGETHER)
def test_the_tests_of_one_file_that_belong_together_are_one_piece_of_work(file: str) -> None:
    assert {scope_of(f"{file}::{name}") for name in ("test_one", "test_two[a::b]")} == {file}


def test_any_other_test_is_a_piece_of_work_of_its_own() -> None:
    assert scope_of("tests/cases/test_running.py::test_one") != scope_of(
        "tests/cases/test_running.py::test_two"
    )


def test_what_takes_longest_comes_first() -> None:
    others = "tests/cases/test_running.py::test_one"
    turns = [turn_of(f"{place}test_x.py::test_one") for place in LONGEST]
    assert turns == sorted(turns)
    assert max(turns) < turn_of(others)
