"""Reads a date as people type it. It knows no clock: today is an argument."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Literal

Lean = Literal["past", "future"]

NAMED_DAYS = {"t": 0, "today": 0, "y": -1, "yesterday": -1, "tomorrow": 1}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
SHIFT = re.compile(r"([+-])\s?(\d{1,4})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
PARTS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?:[\s/.,-]+(\d{1,2}|[a-z]{3,9})(?:[\s/.,-]+(\d{4}|\d{2}))?)?")
YEARS_TO_NEXT_LEAP_DAY = 8


def read_date(text: str, *, today: date, lean: Lean = "past") -> date | None:
    """The day that `text` means, or None if it means none.

    Understands today, yesterday, tomorrow (t, y), -3 and +3 (days from today), 13, 13/11, 13 nov,
    27/3/2026, 27/3/26 and 2026-03-27. Without a year (or month) the nearest such day is meant:
    the last one up to today where dates lean to the past, the next one from today where to the future.
    """
    text = unicodedata.normalize("NFKC", text).strip().lower().replace("\N{MINUS SIGN}", "-")
    text = text.replace("\N{EN DASH}", "-")
    if text in NAMED_DAYS:
        return today + timedelta(NAMED_DAYS[text])
    if match := SHIFT.fullmatch(text):
        return _shifted(today, int(match[1] + match[2]))
    if match := ISO.fullmatch(text):
        return real_date(int(match[1]), int(match[2]), int(match[3]))
    if not (match := PARTS.fullmatch(text)):
        return None
    day, month, year = int(match[1]), read_month(match[2]) if match[2] else None, match[3]
    if match[2] and month is None:
        return None
    if year:
        return real_date(int(year) if len(year) == 4 else 2000 + int(year), month or 0, day)
    return _nearest(day, month, today, lean)


def read_month(text: str) -> int | None:
    """The number of a month typed as a number, a name or its first letters (three or more), or None."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if text.isdecimal():
        return int(text) if len(text) <= 2 and 1 <= int(text) <= 12 else None
    if text == "sept":
        return 9
    if text in MONTHS:
        return MONTHS.index(text) + 1
    return MONTH_NAMES.index(text) + 1 if text in MONTH_NAMES else None


def real_date(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shifted(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days)
    except OverflowError:
        return None


def _nearest(day: int, month: int | None, today: date, lean: Lean) -> date | None:
    step = -1 if lean == "past" else 1
    year, this_month = today.year, month or today.month
    # A day of the month recurs within two months; a day of the year within eight years (29 February).
    for _ in range(3 if month is None else YEARS_TO_NEXT_LEAP_DAY + 1):
        found = real_date(year, this_month, day)
        if found and (found - today).days * step >= 0:
            return found
        if month is not None:
            year += step
        else:
            year, this_month = _neighbour(year, this_month, step)
    return None


def _neighbour(year: int, month: int, step: int) -> tuple[int, int]:
    count = year * 12 + month - 1 + step
    return count // 12, count % 12 + 1
