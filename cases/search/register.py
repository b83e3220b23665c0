"""Distinct words and who bears them, found whole, by how they begin, or though they are spelt otherwise."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cases.search.likeness import TWO_EDITS_FROM, Grade, edits_allowed
from cases.search.nicknames import NICKNAMES
from cases.search.slips import MOST_SLIPS, Pieces, one_slip_from

People = dict[int, Grade]
"""How well each person matches."""
_Borne = TypeVar("_Borne", str, date)


@dataclass(frozen=True, slots=True)
class Bearers(Generic[_Borne]):
    """Words or days that something typed may be, and how well each would match; who bears them is told when asked.

    Asked among few, a name that thousands bear costs no more than those few. So does a beginning of thousands of names,
    if it can be told what somebody bears.
    """

    held: Mapping[_Borne, Set[int]]
    graded: Mapping[_Borne, Grade]
    borne_by: Callable[[int], Iterable[_Borne]] | None = None

    @property
    def about(self) -> int:
        """How many there are, counting whoever bears two twice; of many, only that they are many."""
        counted = 0
        for one in self.graded:
            counted += len(self.held.get(one, NOBODY))
            if counted > MANY:
                break
        return counted

    def people(self, among: Set[int] | None) -> People:
        """Who bears one of them, each by the best; `among` everyone if it is None."""
        if among is not None and self.borne_by and len(among) < len(self.graded):
            return dict(self._of_each(among, self.borne_by))
        found: People = {}
        for one, grade in sorted(
            self.graded.items(), key=itemgetter(1), reverse=True
        ):  # the best counts, so it is last
            bearers = self.held.get(one, NOBODY)
            found.update(dict.fromkeys(bearers if among is None else bearers & among, grade))
        return found

    def _of_each(
        self, among: Set[int], borne_by: Callable[[int], Iterable[_Borne]]
    ) -> Iterator[tuple[int, Grade]]:
        for person in among:
            grades = [self.graded[one] for one in borne_by(person) if one in self.graded]
            if grades:
                yield person, min(grades)


NOBODY: Set[int] = frozenset()
MANY = 10_000


class Listed:
    """Who bears which word, looked up whole or by how it begins. People are numbers here: the integer of their id."""

    def __init__(self) -> None:
        self._bearers: dict[str, set[int]] = {}
        self._sorted: list[str] = []
        self._is_sorted = True

    def __len__(self) -> int:
        return len(self._bearers)

    def add(self, words: Iterable[str], person: int) -> tuple[str, ...]:
        """Note that this person bears these words; gives back the words as kept, one text for all who bear it."""
        return tuple(self._add(word, person) for word in words)

    def remove(self, words: Iterable[str], person: int) -> None:
        """Forget it, and each word that nobody bears any more."""
        for word in words:
            bearers = self._bearers[word]
            bearers.discard(person)
            if not bearers:
                self._forget(word)

    def exactly(self, word: str) -> Bearers[str]:
        """Who bears this word."""
        return Bearers(self._bearers, {word: Grade.EXACT})

    def beginning(self, begun: str) -> Bearers[str]:
        """Who bears a word that begins so."""
        return Bearers(self._bearers, self._beginning(begun))

    def bearers(self, word: str) -> Set[int]:
        """Everyone who bears this word: not a copy, so look and don't keep it."""
        return self._bearers.get(word, NOBODY)

    def _add(self, word: str, person: int) -> str:
        bearers = self._bearers.get(word)
        if bearers is None:
            bearers = self._bearers[word] = set()
            self._learn(word)
        bearers.add(person)
        return word

    def _learn(self, word: str) -> None:
        self._sorted.append(word)
        self._is_sorted = False

    def _forget(self, word: str) -> None:
        del self._bearers[word]
        self._sort()
        del self._sorted[bisect_left(self._sorted, word)]

    def _beginning(self, begun: str) -> dict[str, Grade]:
        """The words that begin so, thousands perhaps, and the word itself if it is one."""
        self._sort()
        first, end = (bisect_left(self._sorted, edge) for edge in (begun, begun + chr(sys.maxunicode)))
        found = dict.fromkeys(self._sorted[first:end], Grade.BEGINNING)
        return found | {begun: Grade.EXACT} if begun in found else found

    def _sort(self) -> None:
        if not self._is_sorted:
            self._sorted.sort()
            self._is_sorted = True


class Register(Listed):
    """Who bears which name or address, found also by one that is like it; `borne_by` tells what somebody bears."""

    def __init__(self, borne_by: Callable[[int], Iterable[str]] | None = None) -> None:
        super().__init__()
        self._borne_by = borne_by
        self._pieces = Pieces()
        self._letters: set[str] = set()

    def words_like(self, typed: str) -> dict[str, Grade]:
        """The words borne that this may be, spelt otherwise or in short: as `grade_of`, but for beginnings."""
        words = dict.fromkeys(self._spelt_like(typed), Grade.SPELLING)
        words |= {word: Grade.SHORT_FORM for word in NICKNAMES.other_forms(typed) if word in self._bearers}
        return words | ({typed: Grade.EXACT} if typed in self._bearers else {})

    def like(self, typed: str) -> Bearers[str]:
        """Who bears a word that this may be: as `grade_of` would say of each word alone."""
        return Bearers(self._bearers, self.words_like(typed) | self._beginning(typed), self._borne_by)

    def _spelt_like(self, typed: str) -> Iterator[str]:
        """Those that are as many slips away as `edits_allowed` allows."""
        if len(typed) < TWO_EDITS_FROM:
            near = self._bearers.keys() & one_slip_from(typed, self._letters)
            return (word for word in near if edits_allowed(typed, len(word)))
        near = self._pieces.near(typed, self._letters)
        found = process.extract(typed, near, scorer=OSA.distance, score_cutoff=MOST_SLIPS, limit=None)
        return (word for word, _, _ in found)

    def _learn(self, word: str) -> None:
        super()._learn(word)
        self._pieces.add(word)
        self._letters.update(word)

    def _forget(self, word: str) -> None:
        super()._forget(word)
        self._pieces.remove(word)
