"""Contrast is measured as WCAG measures it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendiass.profiles.colours import contrast, is_colour

colours = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#1d70b8", "#ffffff", 5.17),
    ],
)
def test_known_pairs_have_their_known_ratio(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@given(colours, colours)
def test_contrast_has_no_direction_and_stays_in_its_range(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1.0 <= contrast(one, other) <= 21.001


@pytest.mark.parametrize("value", ["#FFFFFF", "#fff", "ffffff", "#ffffff ", "#gggggg", "red", ""])
def test_a_colour_has_one_form(value: str) -> None:
    assert not is_colour(value)
