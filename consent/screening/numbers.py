"""Finds references, dates of birth, phone numbers, addresses and postcodes in a text, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from datetime import date, timedelta

from cases.search import Held
from cases.search.folding import digits, tight
from consent.screening.finding import Kind

Seen = tuple[int, int, Kind, Set[int]]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY, _YEAR = r"(?P<{0}>\d{{1,2}})\s?(?:st|nd|rd|th)?", r"['’]?(?P<{0}>\d{{4}}|\d{{2}})"
_DATE = re.compile(
    r"(?<![\d/])(?:"
    r"(?P<y1>\d{4})[-/. ](?P<m1>\d{1,2})[-/. ](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})\s?[-/. ]\s?(?P<m2>\d{1,2})\s?[-/. ]\s?(?P<y2>\d{4}|\d{2})"
    rf"|{_DAY.format('d3')}[\s\-/.]*(?:of\s+)?(?:the\s+)?{_MONTH.format('m3')},?[\s\-/.]*{_YEAR.format('y3')}"
    rf"|{_MONTH.format('m4')}\s*{_DAY.format('d4')},?\s+{_YEAR.format('y4')}"
    r"|(?P<d5>\d{2})(?P<m5>\d{2})(?P<y5>\d{4})"
    r")(?![\d/])",
    re.IGNORECASE,
)
_YEARLESS = re.compile(
    rf"(?:{_DAY.format('d1')}\s+(?:of\s+)?{_MONTH.format('m1')}|{_MONTH.format('m2')}\s+{_DAY.format('d2')})",
    re.IGNORECASE,
)
_BORN = re.compile(r"\b(?:born|birth|birthday|d\.?\s?o\.?\s?b\.?)\b[^.\n]{0,25}$", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w])(?:\+|00)?\(?\d(?:[\s().\-–/]{0,3}\d){6,14}(?!\w)")
_EMAIL = re.compile(
    r"([\w.+'\-]+)\s?(?:@|[(\[]at[)\]]|\sat\s)\s?([\w\-]+(?:(?:\.|\s?[(\[]dot[)\]]\s?|\sdot\s)[\w\-]+)+)",
    re.IGNORECASE,
)
_DOT = re.compile(r"[(\[]dot[)\]]|\sdot\s", re.IGNORECASE)
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)[ \-]{0,3}([\dO][A-Z]{2})\b", re.IGNORECASE)
_CASE = re.compile(
    r"\b(?:case|enquiry|ref|reference|file)\.?\s*(?:no\b\.?|number|#|:)?\s*:?\s*[A-Z]{0,3}[\s\-]?\d{3,7}\b",
    re.IGNORECASE,
)
RECENT = timedelta(days=3 * 366)
"""How young a date may be that is taken for a date of birth without a word about birth beside it: meetings are recent."""
OF_THE_LAW = frozenset(
    {date(2014, 3, 13), date(2014, 9, 1), date(2015, 1, 29), date(2015, 4, 1), date(2018, 4, 3)}
)
"""Days that texts on the law name: the Act's assent, its Part 3 in force, and the changes that followed."""
HUNDRED = 100


def references(text: str, prefix: str) -> Iterator[Seen]:
    """References of this service: by their form alone, so that whether one is in use is told to nobody."""
    ours = re.compile(rf"\b{re.escape(prefix)}[\s\-–_/.:]{{0,3}}E?[\s\-]?\d{{1,7}}\b", re.IGNORECASE)
    for pattern in (ours, _CASE):
        for found in pattern.finditer(text):
            yield found.start(), found.end(), Kind.REFERENCE, frozenset()


def numbers(text: str, held: Held, *, on: date) -> Iterator[Seen]:
    """Dates of birth, phone numbers, e-mail addresses and postcodes that are held."""
    yield from _dates(text, held.born, on=on)
    for found in _NUMBER.finditer(text):
        people = frozenset().union(*map(held.numbers.bearers, _as_dialled(found[0])))
        if people:
            yield found.start(), found.end(), Kind.NUMBER, people
    for found in _EMAIL.finditer(text):
        host = _DOT.sub(".", found[2])
        address = "".join(f"{found[1]}@{host}".split()).casefold().rstrip(".")
        people = frozenset().union(*map(held.emails.bearers, held.emails.words_like(address)))
        if people:
            yield found.start(), found.end(), Kind.EMAIL, people
    for found in _POSTCODE.finditer(text):
        inward = found[2].upper()
        living = held.postcodes.bearers(tight(found[1] + inward[0].replace("O", "0") + inward[1:]))
        if living:
            yield found.start(), found.end(), Kind.POSTCODE, living


def _dates(text: str, born: Mapping[date, Set[int]], *, on: date) -> Iterator[Seen]:
    for found in _DATE.finditer(text):
        said = {name[0]: value for name, value in found.groupdict().items() if value}
        is_birth = bool(_BORN.search(text[: found.start()][-40:]))
        for day in _days(said, swapped=is_birth, on=on):
            people = born.get(day)
            is_old = day <= on - RECENT and day not in OF_THE_LAW
            if people and (is_birth or is_old):
                yield found.start(), found.end(), Kind.BORN, people
                break
    for found in _YEARLESS.finditer(text):
        if not _BORN.search(text[: found.start()][-40:]):
            continue
        said = {name[0]: value for name, value in found.groupdict().items() if value}
        wanted = (_month(said["m"]), int(said["d"]))
        people = frozenset().union(*(who for day, who in born.items() if (day.month, day.day) == wanted))
        if people:
            yield found.start(), found.end(), Kind.BORN, people


def _days(said: Mapping[str, str], *, swapped: bool, on: date) -> Iterator[date]:
    """The day as written, then, where it is called one of birth, with day and month the other way round."""
    year, month, day = int(said["y"]), _month(said["m"]), int(said["d"])
    if year < HUNDRED:
        year += 2000 if year <= on.year % HUNDRED else 1900
    for one, other in ((month, day), (day, month))[: 2 if swapped else 1]:
        try:
            yield date(year, one, other)
        except ValueError:
            continue  # there is no such day


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _MONTHS.index(word[:3].casefold()) + 1


def _as_dialled(typed: str) -> set[str]:
    """The ways a number is kept: international, whether or not its first nought was typed."""
    plain = re.sub(r"\(0\)", "", typed)
    number = digits(plain)
    return {number, f"44{number}", re.sub(r"^440", "44", number)}
