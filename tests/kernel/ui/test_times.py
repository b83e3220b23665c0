"""A time of day is read as people write it, or refused in words; nothing is guessed."""

from __future__ import annotations

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sendiass.ui.fields import ClockTimeField
from sendiass.ui.fields.times import read_time

minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(minutes)
def test_every_time_of_a_day_is_read_however_it_is_written(at: time) -> None:
    half, hour = ("am" if at.hour < 12 else "pm"), at.hour % 12 or 12
    for text in (
        f"{at:%H:%M}",
        f"{at:%H.%M}",
        f"{at:%H%M}",
        f"{hour}:{at:%M}{half}",
        f"{hour}.{at:%M} {half.upper()}",
    ):
        assert read_time(text) == at


@pytest.mark.parametrize(
    "text", ["9", "25:00", "12:60", "13pm", "0am", "half past", "9:5", "12:30noon", "-1:00"]
)
def test_what_is_no_time_or_may_be_two_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValidationError, match="like 14:30 or 2:30pm"):
        ClockTimeField().clean(text)


@pytest.mark.parametrize(
    ("text", "at"), [("12 noon", time(12)), ("9am", time(9)), ("１４：３０", time(14, 30))]
)
def test_short_and_wide_ways_of_writing_are_read(text: str, at: time) -> None:
    assert ClockTimeField().clean(text) == at


def test_an_empty_box_is_no_time() -> None:
    assert ClockTimeField(required=False).clean("  ") is None
