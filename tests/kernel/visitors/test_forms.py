"""A form that robots stumble over: the box nobody sees, the moment of patience, and nothing lost by whoever is caught."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.core import signing
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from sendiass import clock
from sendiass.ui.fields import LineField
from sendiass.visitors.forms import LONGEST_OPEN, SALT, TOO_SOON, VisitorForm, mark_of_now, seconds_since
from tests.referring import after_a_while


class Asking(VisitorForm):
    least_seconds = 3
    words = LineField(label="Words", required=False)


def sent(**fields: str) -> Asking:
    """The form as it comes back."""
    data = QueryDict(mutable=True)
    data.update(fields)
    return Asking(data)


def test_whoever_takes_their_time_is_let_through() -> None:
    assert sent(words="Hello", moment=after_a_while(3.5)).is_valid()


def test_whoever_is_faster_than_a_person_is_asked_to_press_again_and_then_let_through() -> None:
    mark = mark_of_now()
    form = sent(words="Hello", moment=mark)
    assert not form.is_valid()
    assert form.non_field_errors() == [TOO_SOON]
    assert form["words"].value() == "Hello"
    assert form["moment"].value() == mark
    with time_machine.travel(clock.now() + timedelta(seconds=4)):
        assert sent(words="Hello", moment=mark).is_valid()


def test_whatever_fills_the_box_that_nobody_sees_is_stopped_and_the_box_emptied() -> None:
    form = sent(words="Hello", moment=after_a_while(), more_about_you="https://spam.example")
    assert not form.is_valid()
    assert "leave it empty" in str(form.errors["more_about_you"])
    assert form["more_about_you"].value() == ""
    assert form["words"].value() == "Hello"


def test_a_mark_of_yesterday_is_made_anew_and_the_form_is_not_lost() -> None:
    form = sent(words="Hello", moment=after_a_while(LONGEST_OPEN + 5))
    assert not form.is_valid()
    fresh = str(form["moment"].value())
    with time_machine.travel(clock.now() + timedelta(seconds=4)):
        assert sent(words="Hello", moment=fresh).is_valid()


@given(st.text(max_size=100))
def test_nobody_makes_a_mark_by_hand(mark: str) -> None:
    assert seconds_since(mark) is None


def test_a_mark_signed_for_something_else_or_of_tomorrow_is_none() -> None:
    at = f"{clock.now().timestamp() - 60:.1f}"
    assert seconds_since(signing.Signer(salt="another").sign(at)) is None
    assert seconds_since(signing.Signer(salt=SALT).sign("soon")) is None
    assert seconds_since(after_a_while(-60)) is None
