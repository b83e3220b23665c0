"""What looks alike is drawn once and kept; what anybody typed is drawn for them alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from sendiass.ui import forms
from sendiass.ui.fields import CheckboxesField, LineField, SelectField
from sendiass.ui.forms import GovukForm

COLOURS = [("", "Choose one"), ("r", "Red"), ("b", "Blue")]
WORDS = "what the family said"


class Drawn(GovukForm):
    """A form whose fields are drawn alike."""

    drawn_alike = ("colour", "note", "more", "detail")
    colour = SelectField(label="Colour", choices=COLOURS)
    note = LineField(label="Note", initial="as usual")
    more = CheckboxesField(
        label="More", choices=[("yes", "Say more")], reveals={"yes": ["detail"]}, required=False
    )
    detail = LineField(label="Detail")


class Plain(GovukForm):
    """The same form, each field drawn each time."""

    colour = SelectField(label="Colour", choices=COLOURS)
    note = LineField(label="Note", initial="as usual")
    more = CheckboxesField(
        label="More", choices=[("yes", "Say more")], reveals={"yes": ["detail"]}, required=False
    )
    detail = LineField(label="Detail")


@pytest.fixture(autouse=True)
def _nothing_drawn() -> Iterator[None]:
    forms._drawn_before.clear()
    yield
    forms._drawn_before.clear()


def drawn(form: GovukForm) -> list[str]:
    """Its fields, one after another."""
    return [str(form[name].as_field_group()) for name in ("colour", "note", "more")]


HELD: dict[str, dict[str, object]] = {
    "nothing": {},
    "a choice": {"colour": "b"},
    "other words": {"note": WORDS},
    "words beneath a choice": {"more": ["yes"], "detail": WORDS},
}


@pytest.mark.parametrize("held", HELD.values(), ids=HELD.keys())
def test_it_looks_as_if_it_had_been_drawn_anew(held: dict[str, object]) -> None:
    for _ in range(2):
        assert drawn(Drawn(initial=held)) == drawn(Plain(initial=held))


def test_what_begins_the_same_is_drawn_once() -> None:
    first = Drawn(initial={"colour": "b"})["colour"].as_field_group()
    assert Drawn(initial={"colour": "b"})["colour"].as_field_group() is first
    assert Drawn(initial={"colour": "r"})["colour"].as_field_group() is not first


@pytest.mark.parametrize("held", [HELD["other words"], HELD["words beneath a choice"]])
def test_what_was_typed_is_not_kept(held: dict[str, object]) -> None:
    assert any(WORDS in field for field in drawn(Drawn(initial=held)))
    assert any(WORDS in field for field in drawn(Drawn(data={**held, "colour": "b"})))
    assert not any(WORDS in look for look in forms._drawn_before.values())


def test_a_mistake_is_shown_and_not_kept() -> None:
    drawn(Drawn())
    wrong = Drawn(data={"colour": "", "note": ""})
    assert drawn(wrong) == drawn(Plain(data={"colour": "", "note": ""}))
    assert "govuk-error-message" in drawn(wrong)[0]
    assert "govuk-error-message" not in drawn(Drawn())[0]


def test_another_language_and_other_choices_look_otherwise() -> None:
    first = drawn(Drawn())[0]
    with translation.override("cy"):
        Drawn()["colour"].as_field_group()
    assert len({look[4] for look in forms._drawn_before}) == 2
    other = Drawn()
    other.fields["colour"].choices = [("g", "Green")]  # type: ignore[attr-defined]
    assert "Green" in drawn(other)[0]
    assert drawn(Drawn())[0] == first


def test_no_more_looks_are_kept_than_a_process_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LOOKS_KEPT", 2)
    for colour in ("", "r", "b"):
        Drawn(initial={"colour": colour})["colour"].as_field_group()
    assert len(forms._drawn_before) <= 2
