"""Figures that leave the team tell of no few people, whatever is subtracted from what (L31, SECURITY 7)."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules import Coarseness, asked_as_shown, coarse, part_of, together

pytestmark = pytest.mark.clause("L31")

BY = Coarseness(few=7, step=5)
SMALL = (1, 2, 3, 4)
Seen = tuple[object, ...]


def shown(cells: tuple[int, ...], asked: int) -> Seen:
    """Everything that leaves of one table."""
    table = [coarse(cell, BY) for cell in cells]
    parts = (part_of(one, [*table[:at], *table[at + 1 :]], BY) for at, one in enumerate(table))
    return (*table, together(table, BY), *parts, asked_as_shown(asked, [table], BY))


def test_an_attacker_who_knows_the_rules_finds_no_small_figure_in_any_table() -> None:
    """Every table of two figures, by brute force: whoever sees what left looks for all that could lie behind it."""
    behind: dict[Seen, set[tuple[int, ...]]] = defaultdict(set)
    for cells in product(range(14), repeat=2):
        for asked in range(sum(cells), 34):
            behind[shown(cells, asked)].add(cells)
    for worlds in behind.values():
        for place in range(2):
            could_be = {cells[place] for cells in worlds}
            assert not could_be & set(SMALL) or set(SMALL) <= could_be


@given(
    cells=st.lists(st.integers(0, 60), min_size=1, max_size=6).map(tuple),
    more=st.integers(0, 40),
    data=st.data(),
)
def test_every_small_figure_could_as_well_be_any_other(
    cells: tuple[int, ...], more: int, data: st.DataObject
) -> None:
    """Another table, with another small figure in its place, looks the same from outside."""
    small = [place for place, cell in enumerate(cells) if cell in SMALL]
    if not small:
        return
    place = data.draw(st.sampled_from(small))
    asked = sum(cells) + more
    for instead in SMALL:
        other = (*cells[:place], instead, *cells[place + 1 :])
        seen = shown(cells, asked)
        lowest = [
            min(one for one in range(1, 61) if coarse(one, BY) == coarse(cell, BY)) if cell else 0
            for cell in cells
        ]
        others = [other, tuple(instead if at == place else low for at, low in enumerate(lowest))]
        assert any(shown(one, people) == seen for one in others for people in range(sum(one), asked + 9))


@given(number=st.integers(0, 10_000), few=st.integers(4, 20), step=st.sampled_from([5, 10]))
def test_a_figure_is_few_or_near(number: int, few: int, step: int) -> None:
    found = coarse(number, Coarseness(few, step))
    if found is None:
        assert 1 <= number <= few
    else:
        assert number == found == 0 or (
            number > few and found % step == 0 and abs(found - number) <= step // 2
        )


def test_what_is_shown_for_the_whole_follows_from_the_parts_alone() -> None:
    assert together([20, None, 0], BY) == (19, 29)
    assert part_of(20, [None, 0], BY) == (72, 96)
    assert part_of(20, [0, 0], BY) == (100, 100)
    assert part_of(None, [20], BY) is None
    assert part_of(0, [0], BY) is None


@given(cells=st.lists(st.integers(0, 60), min_size=2, max_size=6))
def test_the_truth_lies_between_what_is_shown(cells: list[int]) -> None:
    table = [coarse(cell, BY) for cell in cells]
    whole = together(table, BY)
    assert whole.least <= sum(cells) <= whole.most
    for place, cell in enumerate(cells):
        part = part_of(table[place], [*table[:place], *table[place + 1 :]], BY)
        if part and sum(cells):
            assert part.least <= round(100 * cell / sum(cells)) <= part.most


def test_where_nearly_all_answered_those_asked_are_not_shown() -> None:
    assert asked_as_shown(60, [[20, None, 0]], BY) == 60
    assert asked_as_shown(21, [[20, None, 0]], BY) is None
    assert asked_as_shown(None, [[20]], BY) is None
