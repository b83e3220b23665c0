"""Words that may be one typed with slips, looked up by what slips leave as it was. It knows no people.

All that is one slip away can be written out, some four hundred words. All that is two away is too much for that. But cut
a word after its fourth letter: at most one slip is before the cut, so that how a word must begin can be written out; or
both are, and it ends as it was typed. Two neighbours swapped across the cut change one letter on either side of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

CUT = 4
"""After which letter a word is cut: one that may have two slips has as many behind it, or more."""
MOST_SLIPS = 2


def one_slip_from(typed: str, letters: Collection[str]) -> set[str]:
    """Every word that lacks a letter of this one, has one more, another one, or two neighbours swapped; and itself."""
    found = {typed}
    for at in range(len(typed) + 1):
        before, after, rest = typed[:at], typed[at:], typed[at + 1 :]
        found.add(before + rest)
        found.add(before + rest[:1] + after[:1] + rest[1:])
        found.update(before + letter + after for letter in letters)
        found.update(before + letter + rest for letter in letters)
    return found


class Pieces:
    """Words by how they begin and by how they end, those of each length apart."""

    def __init__(self) -> None:
        self._by_beginning = _by_length_and_piece()
        self._by_end = _by_length_and_piece()

    def add(self, word: str) -> None:
        """Take in a word that is not here."""
        self._by_beginning[len(word)][word[:CUT]].append(word)
        self._by_end[len(word)][word[-CUT:]].append(word)

    def remove(self, word: str) -> None:
        """Forget a word that is here."""
        self._by_beginning[len(word)][word[:CUT]].remove(word)
        self._by_end[len(word)][word[-CUT:]].remove(word)

    def near(self, typed: str, letters: Collection[str]) -> set[str]:
        """All that may be two slips away from a word of eight letters or more; most of them are further."""
        return set(self._sharing(_beginnings(typed, letters), _ends(typed), len(typed)))

    def _sharing(self, beginnings: set[str], ends: set[str], length: int) -> Iterator[str]:
        for near in range(length - MOST_SLIPS, length + MOST_SLIPS + 1):
            for held, pieces in ((self._by_beginning, beginnings), (self._by_end, ends)):
                words: Mapping[str, list[str]] = held.get(near, {})
                for piece in pieces & words.keys():
                    yield from words[piece]


def _beginnings(typed: str, letters: Collection[str]) -> set[str]:
    """How a word may begin of which at most one slip is before the cut."""
    begun = one_slip_from(typed[:CUT], letters)
    short = [one for one in begun if len(one) < CUT]
    return {one[:CUT] for one in begun if len(one) >= CUT} | {
        one + letter for one in short for letter in letters
    }


def _ends(typed: str) -> set[str]:
    """How a word may end of which both slips are before the cut, one of them across it or not."""
    return {typed[-CUT:], (typed[CUT - 1] + typed[CUT + 1 :])[-CUT:]}


def _by_length_and_piece() -> defaultdict[int, defaultdict[str, list[str]]]:
    return defaultdict(lambda: defaultdict(list))
