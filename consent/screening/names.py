"""Finds held names in a text, however a tired person types them, by what stands around them. It opens nothing.

Two names of one person side by side, an initial or a title before a name, or a name that is no English word. A word that
is English is never taken for a slip of a name, and one that is both needs more than itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby

from rapidfuzz.distance import OSA

from cases.search.likeness import Grade
from cases.search.register import Register
from consent.screening.ordinary import GRAMMAR, NAMES_TOO, OF_FAMILIES, PLACES, is_ordinary
from consent.screening.words import Word, words_of

Span = tuple[int, int, Set[int]]
"""From where, until before where, and who may be meant."""

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "master", "mister"})
ONE_FAMILY = frozenset({"family", "household"})
FAMILY = ONE_FAMILY | {"families", "siblings", "brothers", "sisters", "twins"}
STREETS = frozenset(
    """road rd street st lane avenue ave close drive way court house hall park school academy college primary infant junior
    high hospital centre center unit foundation trust church infirmary library institute university room building
    nursery community special grammar gardens terrace square crescent place surgery clinic report review v""".split()  # noqa: SIM905
)
BEFORE_PLACES = frozenset(
    "st saint queen king prince princess lord lady sir justice judge dr doctor prof professor cllr councillor rev".split()  # noqa: SIM905
)
LETTERED = frozenset(
    "section sections part parts schedule annex appendix form level group plan option year class type grade phase".split()  # noqa: SIM905
)
_BETWEEN = re.compile(r"[\s,_\-–/“”\"()'’]{0,4}|\.\s?|,\s+", re.ASCII)
_STOP = re.compile(r"\.\s")
_APART = re.compile(r"(?<![^\W\d_])[^\W\d_](?:[ .\-_]{1,3}[^\W\d_]){3,}(?![^\W\d_])")
SHORTEST_ALONE, SHORTEST_SMALL, SHORTEST_SLIP_ALONE, SHORTEST_JOINED, SHORTEST_HALF = 3, 4, 6, 6, 3


class Names:
    """One text against one register of names. `masked` are stretches that name a school or other body."""

    def __init__(self, text: str, names: Register, masked: Sequence[tuple[int, int]] = ()) -> None:
        self._text, self._names, self._masked = text, names, masked
        self._words = [word for word in words_of(text) if not self._is_masked(word)]
        self._matches: dict[str, Mapping[str, Grade]] = {}

    def found(self) -> Iterator[Span]:
        """Every stretch that may name someone held; some overlap."""
        for at, word in enumerate(self._words):
            yield from self._beside(at, word)
            if people := self._alone(at, word):
                yield word.start, word.end, people
            if people := self._joined(word):
                yield word.start, word.end, people
        yield from self._spaced_out()

    def _beside(self, at: int, one: Word) -> Iterator[Span]:
        """This word with the next, or the next but one over a middle name."""
        for reach in (1, 2):
            other = self._word(at + reach)
            if other is None or not self._are_together(at, at + reach):
                return
            people: Set[int] = frozenset()
            if reach == 1:
                people = self._titled(one, other) or self._of_a_family(at, one, other)
            elif self._words[at + 1].is_initial:  # Mrs Z Khan
                people = self._titled(one, other)
            if not (other.folded in STREETS and self._is_after_a_title_of_others(at)):  # St Mark's Church
                people = people or self._with_initial(at, one, other) or self._pair(one, other)
            if people or (reach == 1 and (people := self._parted(one, other))):
                yield one.start, other.end, people

    def _pair(self, one: Word, other: Word) -> Set[int]:
        """Two names of one person, in either order."""
        if one.is_initial or other.is_initial or len(one.folded) == 1 or len(other.folded) == 1:
            return frozenset()
        both_capital = one.is_capital and other.is_capital
        if not both_capital and any(
            word.is_grammar and not (word.is_capital and not word.begins) for word in (one, other)
        ):
            return frozenset()
        firsts, seconds = self._like(one), self._like(other)
        if both_capital:
            # A slip may have made a word of it: Zahra Than.
            firsts = firsts or (self._slips(one) if self._is_plain(other, seconds) else {})
            seconds = seconds or (self._slips(other) if self._is_plain(one, firsts) else {})
        return self._borne_together(firsts, seconds)

    def _is_plain(self, word: Word, matches: Mapping[str, Grade]) -> bool:
        return not word.is_ordinary and Grade.EXACT in matches.values()

    def _titled(self, one: Word, other: Word) -> Set[int]:
        """Mrs Khan."""
        if one.folded in TITLES and not other.is_grammar and (other.is_capital or not other.is_ordinary):
            return self._bearers(self._like(other))
        return frozenset()

    def _of_a_family(self, at: int, one: Word, other: Word) -> Set[int]:
        """The Khan family, the family Khan: misspelt, and at the start of a sentence too."""
        if other.folded in FAMILY and not one.is_grammar:
            if one.is_capital and (not one.begins or self._begins_with_its_name(at, one, other)):
                return self._bearers(self._exactly(one) if self._is_of_a_body(at) else self._like(one))
            return frozenset() if one.is_ordinary else self._slip(one)
        if one.folded in FAMILY and other.is_capital and not other.begins and not other.is_ordinary:
            return self._bearers(self._like(other))
        return frozenset()

    def _begins_with_its_name(self, at: int, name: Word, family: Word) -> bool:
        """Wood family; not *Woodland families*, *Large family*, *Sleep, family …* or *Wood Family Hub*."""
        return (
            family.folded in ONE_FAMILY
            and name.folded not in OF_FAMILIES
            and "," not in self._text[name.end : family.start]
            and not self._is_of_a_body(at)
        )

    def _is_of_a_body(self, at: int) -> bool:
        """Whether what follows is a capital *Family* that goes on as the name of a body does: Thurnby Family Hub."""
        family, after = self._word(at + 1), self._word(at + 2)
        return bool(
            family
            and after
            and family.folded in FAMILY
            and family.is_capital
            and after.is_capital
            and not after.is_grammar
            and self._are_together(at, at + 2)
        )

    def _with_initial(self, at: int, one: Word, other: Word) -> Set[int]:
        """Z Khan, Z. Khan, Khan Z."""
        if one.is_initial == other.is_initial:
            return frozenset()
        initial, name = (one, other) if one.is_initial else (other, one)
        before = self._word(at - 1)
        if not name.is_capital or (before and before.folded in LETTERED and one.is_initial):
            return frozenset()
        dotted = self._text[initial.end : initial.end + 1] == "."
        if name.folded in LETTERED or (not dotted and (initial.folded in {"a", "i"} or other is initial)):
            return frozenset()
        people = self._bearers(self._like(name))
        return self._names.beginning(initial.folded).people(people).keys() if people else frozenset()

    def _alone(self, at: int, word: Word) -> Set[int]:
        """A name that is no English word, or has a capital for no other reason, where it stands for nobody else."""
        if len(word.folded) < SHORTEST_ALONE or self._is_of_a_place(at):
            return frozenset()
        if word.is_ordinary:
            return self._bearers(self._exactly(word)) if self._has_a_capital_as_a_name(at) else frozenset()
        exact = self._exactly(word)
        if word.is_capital:
            short = {name: grade for name, grade in self._like(word).items() if grade is not Grade.SPELLING}
            if people := self._bearers(exact | short):
                return people
            return frozenset() if word.is_upper or self._is_of_a_body(at) else self._slip(word)
        return self._bearers(exact) if len(word.folded) >= SHORTEST_SMALL else frozenset()

    def _has_a_capital_as_a_name(self, at: int) -> bool:
        word, around = self._words[at], (self._word(at - 1), self._word(at + 1))
        by_itself = word.is_capital and not word.is_upper and not word.begins
        return (
            by_itself
            and word.folded in NAMES_TOO
            and not any(each.is_capital for each in around if each and not each.begins)
        )

    def _slip(self, word: Word) -> Set[int]:
        """A long name with a slip behind its first letter: few English words that we have not listed are so near to one."""
        return self._bearers(
            {
                name
                for name in self._like(word)
                for typed in _one_or_many(word)
                if _is_a_slip_from(name, typed)
            }
        )

    def _joined(self, word: Word) -> Set[int]:
        """Forename and family name in one piece, one of them spelt right."""
        typed = word.folded
        if len(typed) < SHORTEST_JOINED or word.is_ordinary or typed in PLACES:
            return frozenset()
        found: set[int] = set()
        for cut in range(SHORTEST_HALF, len(typed) - SHORTEST_HALF + 1):
            left, right = typed[:cut], typed[cut:]
            if not {left, right}.isdisjoint(GRAMMAR):
                continue
            firsts, seconds = self._names.bearers(left), self._names.bearers(right)
            found |= firsts & seconds
        return found

    def _parted(self, one: Word, other: Word) -> Set[int]:
        """One name in two pieces: Ok onkwo."""
        if self._text[one.end : other.start] != " " or (one.is_ordinary and other.is_ordinary):
            return frozenset()
        whole = one.folded + other.folded
        if len(whole) < SHORTEST_SLIP_ALONE or other.is_capital:
            return frozenset()
        return self._names.bearers(whole)

    def _spaced_out(self) -> Iterator[Span]:
        """Z a h r a  K h a n."""
        for found in _APART.finditer(self._text):
            joined = "".join(word.folded for word in words_of(found[0]))
            people = set(self._names.bearers(joined))
            for cut in range(SHORTEST_HALF, len(joined) - 1):
                firsts, seconds = self._names.words_like(joined[:cut]), self._names.words_like(joined[cut:])
                people |= self._borne_together(firsts, seconds)
            if people:
                yield found.start(), found.end(), people

    def _word(self, at: int) -> Word | None:
        return self._words[at] if 0 <= at < len(self._words) else None

    def _are_together(self, first: int, last: int) -> bool:
        for at in range(first, last):
            one, other = self._words[at], self._words[at + 1]
            gap = self._text[one.end : other.start]
            gap = re.sub(r"^['’]s", "", gap)
            if len(gap) > 4 or not _BETWEEN.fullmatch(gap):
                return False
            if _STOP.match(gap) and not one.is_initial and one.folded not in TITLES:
                return False
        middle = self._words[first + 1 : last]
        return all(word.is_capital for word in middle) and not any(word.is_grammar for word in middle)

    def _is_of_a_place(self, at: int) -> bool:
        after = self._word(at + 1)
        return bool(
            self._words[at].folded in PLACES
            or self._is_after_a_title_of_others(at)
            or (after and after.folded in STREETS and self._are_together(at, at + 1))
        )

    def _is_after_a_title_of_others(self, at: int) -> bool:
        before = self._word(at - 1)
        return bool(before and before.folded in BEFORE_PLACES and self._are_together(at - 1, at))

    def _exactly(self, word: Word) -> dict[str, Grade]:
        forms = {*_one_or_many(word), *(word.parts if len(word.parts) > 1 else ())}
        return {
            form: Grade.EXACT
            for form in forms
            if len(form) > 1 and self._names.bearers(form) and (form == word.folded or not is_ordinary(form))
        }

    def _like(self, word: Word) -> Mapping[str, Grade]:
        """The held words that this one may be: of an English word, only itself."""
        if word.folded not in self._matches:
            found = self._exactly(word)
            if not word.is_ordinary:
                for typed in _one_or_many(word):
                    found = self._names.words_like(typed) | found
            self._matches[word.folded] = found
        return self._matches[word.folded]

    def _slips(self, word: Word) -> dict[str, Grade]:
        return self._names.words_like(word.folded)

    def _bearers(self, words: Iterable[str]) -> Set[int]:
        return frozenset().union(*map(self._names.bearers, words))

    def _borne_together(self, firsts: Collection[str], seconds: Collection[str]) -> Set[int]:
        found: set[int] = set()
        for one in firsts:
            for other in seconds:
                if one != other:
                    found |= self._names.bearers(one) & self._names.bearers(other)
        return found

    def _is_masked(self, word: Word) -> bool:
        return any(start <= word.start < end for start, end in self._masked)


def _one_or_many(word: Word) -> tuple[str, ...]:
    """A word, and what it is of several: the Khans."""
    typed = word.folded
    return (typed, typed[:-1]) if typed.endswith("s") and len(typed) > SHORTEST_SMALL else (typed,)


def _is_a_slip_from(name: str, typed: str) -> bool:
    """Whether a letter wrong, letters in disorder or doubled ones made this of that, and both are long and begin alike."""
    if len(typed) < SHORTEST_SLIP_ALONE or name[0] != typed[0]:
        return False
    is_one_slip = len(name) >= SHORTEST_SLIP_ALONE and OSA.distance(name, typed, score_cutoff=1) <= 1
    return is_one_slip or sorted(name) == sorted(typed) or _is_doubled(name, typed)


def _is_doubled(name: str, typed: str) -> bool:
    """Whether they differ only in how often a letter stands in a row."""
    return [key for key, _ in groupby(name)] == [key for key, _ in groupby(typed)]
