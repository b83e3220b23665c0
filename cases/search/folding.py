"""Names, numbers and postcodes as they are compared: without case, accents or marks. It looks nothing up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

SHORTEST_NUMBER = 5

POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})?\b", re.IGNORECASE)
_JOINS = re.compile(r"[-\u2010-\u2015'’‘`ʼʻ′]")
_WITHOUT_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters whose stroke is no accent to Unicode, as people type them without."""


def name_words(text: str) -> list[str]:
    """Words as they are kept: each part, each word in one piece, and neighbours written together.

    O'Neil is *o*, *neil* and *oneil*; Abdul Rahman is *abdul*, *rahman* and *abdulrahman*.
    """
    words = plain_words(text)
    whole = [in_one_piece(word) for word in words]
    parts = [part for word in words for part in parts_of(word)]
    together = [one + other for one, other in pairwise(whole)]
    return list(dict.fromkeys(parts + whole + together))


def plain_words(text: str) -> list[str]:
    """Words without case, accents or marks that do not show; without those that are nothing but marks."""
    shown = "".join(letter for letter in text.replace("´", "'") if unicodedata.category(letter) != "Cf")
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", shown).casefold())
        if not unicodedata.combining(letter)
    ).translate(_WITHOUT_STROKES)
    return [word for word in plain.split() if in_one_piece(word)]


def in_one_piece(word: str) -> str:
    """A word without its hyphens and apostrophes."""
    return _JOINS.sub("", word)


def parts_of(word: str) -> list[str]:
    """What a word's hyphens and apostrophes part."""
    return list(filter(None, _JOINS.split(word)))


def digits(text: str) -> str:
    """A number as it is compared: international, without a plus; empty if it is too short to be one."""
    found = re.sub(r"\D", "", text)
    if len(found) < SHORTEST_NUMBER:
        return ""
    return (
        f"44{found[1:]}" if found.startswith("0") and not found.startswith("00") else found.removeprefix("00")
    )


def tight(text: str) -> str:
    """A postcode without spaces."""
    return "".join(text.split()).upper()


def postcodes(address: str) -> Iterator[str]:
    """The whole postcodes in an address."""
    for outward, inward in POSTCODE.findall(address):
        if inward:
            yield (outward + inward).upper()
