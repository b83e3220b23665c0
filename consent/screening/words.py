"""A text cut into words, each with what surrounds it that tells a name from a word. It knows no names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cases.search.folding import in_one_piece, parts_of, plain_words
from consent.screening.ordinary import GRAMMAR, is_ordinary

_LETTER = "[^\\W\\d_][\\u0300-\\u036f\\u00ad\\u200b-\\u200d\\u2060\\ufeff]*"
_WORD = re.compile(f"(?:{_LETTER})+(?:['’‘`´ʼʻ′](?:{_LETTER})+)*")
_OWNS = re.compile(r"['’‘`´ʼʻ′]s$", re.IGNORECASE)
_BEGINS = re.compile(r"(?:^|[.!?:;\n•*])[\s\-–(“\"'‘]*$")
_SENTENCE = re.compile(r"[^.!?\n]+")
SHOUTED, FEWEST_SHOUTED = 0.7, 4


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: `folded` as names are compared, `parts` of it where an apostrophe parts it.

    `is_capital` only where a capital says something: not in a line that is all capitals.
    """

    start: int
    end: int
    folded: str
    parts: tuple[str, ...]
    is_capital: bool
    is_upper: bool
    begins: bool

    @property
    def is_initial(self) -> bool:
        """Whether it is a single capital letter."""
        return len(self.folded) == 1 and self.is_upper

    @property
    def is_ordinary(self) -> bool:
        """Whether it is English."""
        return is_ordinary(self.folded)

    @property
    def is_grammar(self) -> bool:
        """Whether it only holds a sentence together."""
        return self.folded in GRAMMAR


def words_of(text: str) -> list[Word]:
    """The words of a text in their order."""
    return list(_words(text))


def _words(text: str) -> Iterator[Word]:
    shouted = [found.span() for found in _SENTENCE.finditer(text) if _is_shouted(found[0])]
    for found in _WORD.finditer(text):
        owned = _OWNS.sub("", found[0])
        plain = plain_words(owned)
        if not plain:
            continue
        start, end = found.start(), found.start() + len(owned)
        is_shouted = any(begun <= start < ended for begun, ended in shouted)
        yield Word(
            start=start,
            end=end,
            folded=in_one_piece(plain[0]),
            parts=tuple(parts_of(plain[0])),
            is_capital=owned[0].isupper() and not is_shouted,
            is_upper=owned.isupper() and not is_shouted,
            begins=bool(_BEGINS.search(text[max(start - 8, 0) : start])) or start == 0,
        )


def _is_shouted(sentence: str) -> bool:
    letters = [letter for letter in sentence if letter.isalpha()]
    is_long = len(_WORD.findall(sentence)) >= FEWEST_SHOUTED
    return is_long and sum(map(str.isupper, letters)) > SHOUTED * len(letters)
