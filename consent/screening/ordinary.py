"""Which words are ordinary English, from `ordinary.toml` beside this file: a word that is one is no slip for a name."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("ordinary.toml")
SHORTEST_STEM = 3
ENDINGS = (
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "ly",
    "er",
    "ers",
    "r",
    "rs",
    "ment",
    "ments",
    "ness",
    "ful",
    "able",
    "ally",
)
DOUBLING = ("ed", "ing", "er", "ers")
BEGINNINGS = ("un", "re", "non", "mis", "pre", "over", "under", "in", "dis", "co")

_LISTED = {name: frozenset(words.split()) for name, words in tomllib.loads(FILE.read_text("utf-8")).items()}
GRAMMAR = _LISTED["grammar"]
PLACES = _LISTED["places"]
NAMES_TOO = _LISTED["names_too"] - _LISTED["never_alone"] - GRAMMAR
"""Words that are names, and are taken for one where a capital within a sentence has no other reason."""
OF_FAMILIES = _LISTED["of_families"]
"""Words that are names, and tell of what kind a family is."""
WORDS = frozenset().union(*_LISTED.values())


@cache
def is_ordinary(word: str) -> bool:
    """Whether a folded word is English, with an ending or beginning or without."""
    return any(stem in WORDS for stem in _stems(word)) or any(
        word.startswith(begun) and _is_with_ending(word.removeprefix(begun)) for begun in BEGINNINGS
    )


def _is_with_ending(word: str) -> bool:
    return len(word) > SHORTEST_STEM and any(stem in WORDS for stem in _stems(word))


def _stems(word: str) -> set[str]:
    stems = {word}
    for ending in ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < SHORTEST_STEM or (ending == "s" and stem[-1] == "s"):
            continue
        if ending in {"d", "r", "rs"}:
            stems |= {stem} if stem[-1] == "e" else set()
            continue
        stems |= {stem, f"{stem}e"}
        if ending in DOUBLING and stem[-1] == stem[-2] and stem[-3] in "aeiou":
            stems.add(stem[:-1])
        if stem[-1] == "i":
            stems.add(f"{stem[:-1]}y")
    return stems
