"""However a tired person mangles a held name, the screen catches it; ordinary English passes. The rates are said."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.search import Index
from cases.search.likeness import grade_of
from consent.screening.names import Names
from tests.consent.mangling import (
    CARRIERS,
    FAMILY,
    GIVEN,
    PEOPLE,
    WAYS,
    WORDS_FAMILY,
    WORDS_GIVEN,
    WORDY,
    Name,
    mangled,
    register,
    words_held,
)

pytestmark = [pytest.mark.clause("L05", "L12"), pytest.mark.once]

PROSE = Path(__file__).with_name("ordinary_prose.txt").read_text(encoding="utf-8")
SAMPLE = 60
ALONE = ("the given name alone", "the given name alone, whose", "the family name alone")
CAUGHT, CAUGHT_OF_WORDS, CAUGHT_ALONE_OF_WORDS = 0.995, 0.95, 0.2
"""At least so many of all mangled names are caught; of names that are English words; of such a word by itself."""
MOST_FALSE = 1
"""At most so many false alarms in a thousand words of ordinary prose, with everyone's names held."""


@pytest.fixture(scope="module")
def index() -> Index:
    """Names of every kind, English words among them, and five thousand more."""
    return register(*PEOPLE, *WORDY, crowd=5_000)


def stretches(text: str, index: Index) -> list[str]:
    return [text[start:end] for start, end, _ in Names(text, index.held().names).found()]


def rate(ways: list[str], people: list[Name], index: Index) -> tuple[float, str]:
    """Which part of the mangled names is caught, and a few that are not."""
    chance = Random(17)  # noqa: S311  a sample, no secret
    written = [mangled(way, name, chance) for way in ways for name in chance.sample(people, SAMPLE)]
    missed = [text for text in written if not stretches(text, index)]
    return 1 - len(missed) / len(written), "; ".join(missed[:5])


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_mangling_a_held_name_is_caught(index: Index, way: str) -> None:
    caught, missed = rate([way], PEOPLE, index)
    assert caught >= 0.97, missed


def test_nearly_all_are_caught_even_where_a_name_is_an_english_word(index: Index) -> None:
    whole = [way for way in WAYS if way not in ALONE]
    for ways, people, floor in (
        (list(WAYS), PEOPLE, CAUGHT),
        (whole, WORDY, CAUGHT_OF_WORDS),
        (list(ALONE), WORDY, CAUGHT_ALONE_OF_WORDS),
    ):
        caught, missed = rate(ways, people, index)
        print(f"caught {caught:.1%}")  # noqa: T201  the rate, for whoever asks with -s
        assert caught >= floor, missed


def test_ordinary_english_passes(index: Index) -> None:
    found = stretches(PROSE, index)
    words = len(PROSE.split())
    print(f"{len(found)} false alarms in {words} words")  # noqa: T201
    assert len(found) * 1000 <= MOST_FALSE * words, found


def test_ordinary_english_in_capitals_or_without_any_passes_too(index: Index) -> None:
    for text in (PROSE.lower(), PROSE.upper()):
        found = stretches(text, index)
        assert len(found) * 1000 <= 2 * MOST_FALSE * len(text.split()), found


@pytest.mark.parametrize(
    "text",
    [
        "We may hope that it will mark a change, and that the young grow up in grace.",
        "The Green Paper was read in May by Early Years staff in King Street and at St Mark's Church.",
        "Will families be told? May they see the plan? Mark the form with a cross.",
        "Section K and Part B were read. Plan A was best.",
        "A Wood panel stood in the hall. I Will say so.",
        "Victoria Road and Elizabeth House are near Thomas Street.",
        "It is Long waits and Short notice that ought to end.",
    ],
)
def test_words_that_are_names_too_are_left_in_peace(index: Index, text: str) -> None:
    assert stretches(text, index) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Khan family has asked again.", "Khan family"),
        ("Mrs Brown has asked again.", "Mrs Brown"),
        ("We saw Will Young at the meeting.", "Will Young"),
        ("It was Daisy's plan that came late.", "Daisy"),
        ("We hear that Zahra, aged nine, is out of school.", "Zahra"),
        ("Liz Khan's letter came late.", "Liz Khan"),
        ("A plan for Zahra Noor Khan, please.", "Zahra Noor Khan"),
    ],
)
def test_the_words_marked_are_the_name(index: Index, text: str, found: str) -> None:
    assert any(found in one or one in found for one in stretches(text, index))


names = st.tuples(st.sampled_from([*GIVEN, *WORDS_GIVEN]), st.sampled_from([*FAMILY, *WORDS_FAMILY]))


@settings(max_examples=80, deadline=None)
@given(name=names, typed=names, line=st.sampled_from(["{} {}", "it was {} {} who said", "{} {}\n"]))
def test_whoever_is_found_bears_a_word_like_one_written(name: Name, typed: Name, line: str) -> None:
    """A slow second opinion: each word written against each word held, one by one."""
    text = line.format(*typed)
    written = [word for each in re.findall(r"[^\W\d_]+", text) for word in words_held((each, ""))]
    written += [word for each in typed for word in words_held((each, ""))]
    is_like = any(grade_of(one, other) is not None for one in written for other in words_held(name))
    found = stretches(text, register(name))
    assert is_like or not found
    if typed == name:
        assert found


@given(name=names)
def test_nobody_is_found_where_nobody_is_held(name: Name) -> None:
    assert stretches(" ".join(name), register()) == []


@settings(max_examples=80, deadline=None)
@given(name=st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)), line=st.sampled_from(CARRIERS))
def test_a_held_name_is_found_and_only_there(name: Name, line: str) -> None:
    start = line.index("{}")
    found = list(Names(line.format(" ".join(name)), register(name).held().names).found())
    assert found
    assert all(start <= begun and ended <= start + len(" ".join(name)) for begun, ended, _ in found)
