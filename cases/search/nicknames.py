"""Short forms of given names and their spellings, from `nicknames.toml` beside this file. It knows no people."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from cases.search.folding import in_one_piece, plain_words

FILE = Path(__file__).with_name("nicknames.toml")


class Nicknames:
    """Which names stand for which others, folded as the search compares them."""

    def __init__(self, short: Mapping[str, Iterable[str]], spellings: Iterable[Iterable[str]]) -> None:
        self._full_forms: dict[str, set[str]] = defaultdict(set)
        self._others: dict[str, set[str]] = defaultdict(set)
        for full, shorts in short.items():
            for one in map(_folded, shorts):
                self._full_forms[one].add(_folded(full))
                self._pair(one, _folded(full))
        for group in spellings:
            forms = {_folded(one) for one in group}
            for form in forms:
                self._others[form] |= forms - {form}

    def other_forms(self, name: str) -> frozenset[str]:
        """The names that may stand for this one: its full forms, its short forms, its other spellings."""
        return frozenset(self._others.get(name, ()))

    def in_order(self, one: str, other: str) -> tuple[str, str]:
        """The short form and the full one of two that stand for each other; empty where both are spellings."""
        if other in self._full_forms.get(one, ()):
            return one, other
        return (other, one) if one in self._full_forms.get(other, ()) else ("", "")

    def _pair(self, one: str, other: str) -> None:
        self._others[one].add(other)
        self._others[other].add(one)


def read(file: Path) -> Nicknames:
    """The names a file lists."""
    listed = tomllib.loads(file.read_text(encoding="utf-8"))
    return Nicknames(listed["short"], listed["spellings"])


def _folded(name: str) -> str:
    (word,) = plain_words(name)
    return in_one_piece(word)


NICKNAMES = read(FILE)
