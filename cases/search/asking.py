"""A search taken apart: a date of birth, a number, an address, and names. It looks nothing up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cases.search.folding import POSTCODE, digits, plain_words, tight

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    rf"\b(\d{{1,2}})[/.\- ](\d{{1,2}}|(?:{'|'.join(_MONTHS)})[a-z]*)[/.\- ](\d{{4}})\b", re.IGNORECASE
)
_FULL_POSTCODE = r"\b[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b"


@dataclass(frozen=True, slots=True)
class Asked:
    """A search taken apart: every part given must match."""

    words: tuple[str, ...] = ()
    born: date | None = None
    number: str = ""
    postcode: str = ""
    email: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing that could be looked for was typed."""
        return not (self.words or self.born or self.number or self.postcode or self.email)


def read_words(text: str) -> Asked:
    """Take a search apart: a date of birth, a number, an e-mail address, a postcode; what is left are names."""
    rest, born = _take_date(text)
    rest, email = _take(r"\S+@\S+", rest)
    rest, number = _take(r"(?<!\w)\+?\(?\d[\d ()-]{3,}\d\b", rest)
    rest, postcode = ("", rest) if POSTCODE.fullmatch(rest.strip()) else _take(_FULL_POSTCODE, rest)
    return Asked(
        words=tuple(dict.fromkeys(plain_words(rest))),
        born=born,
        number=digits(number),
        postcode=tight(postcode),
        email=email.casefold(),
    )


def _take_date(text: str) -> tuple[str, date | None]:
    found = _DATE.search(text)
    if not found:
        return text, None
    day, month, year = int(found[1]), _month(found[2]), int(found[3])
    try:
        return text[: found.start()] + text[found.end() :], date(year, month, day)
    except ValueError:
        return text, None


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _MONTHS.index(word[:3].casefold()) + 1


def _take(pattern: str, text: str) -> tuple[str, str]:
    found = re.search(pattern, text)
    return (text[: found.start()] + text[found.end() :], found[0]) if found else (text, "")
