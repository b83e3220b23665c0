"""How like a word or a day as typed is to one on record, and why in plain words. It knows no people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import IntEnum

from rapidfuzz.distance import OSA

from cases.search.nicknames import NICKNAMES

ONE_EDIT_FROM = 4
TWO_EDITS_FROM = 8


class Grade(IntEnum):
    """How well something matches: the better, the lower."""

    EXACT = 0
    BEGINNING = 1
    SHORT_FORM = 2
    SPELLING = 3


def grade_of(typed: str, known: str) -> Grade | None:
    """How well a word as typed matches one on record, both folded; None if not at all."""
    if typed == known:
        return Grade.EXACT
    if known.startswith(typed):
        return Grade.BEGINNING
    if known in NICKNAMES.other_forms(typed):
        return Grade.SHORT_FORM
    edits = edits_allowed(typed, len(known))
    # Two neighbouring letters transposed count as one edit.
    return Grade.SPELLING if edits and OSA.distance(typed, known, score_cutoff=edits) <= edits else None


def edits_allowed(typed: str, length: int) -> int:
    """How many slips a word of this length on record may be away from the one typed.

    One in words of 4 to 7 letters, two in longer ones. Three letters may only lack a fourth (Kan, Khan): most
    other words of three letters are somebody else's name.
    """
    if len(typed) < ONE_EDIT_FROM:
        return int(len(typed) == ONE_EDIT_FROM - 1 and length == ONE_EDIT_FROM)
    edits = 1 if len(typed) < TWO_EDITS_FROM else 2
    return edits if abs(len(typed) - length) <= edits else 0


def is_swapped(typed: date, known: date) -> bool:
    """Whether day and month are the other way round."""
    return typed != known and (typed.year, typed.month, typed.day) == (known.year, known.day, known.month)


def is_one_digit_off(typed: date, known: date) -> bool:
    """Whether one digit of the eight differs."""
    return sum(one != other for one, other in zip(_told(typed), _told(known), strict=True)) == 1


def days_like(typed: date, known: date) -> Grade | None:
    """How well a date of birth matches; anything but the same day counts only together with a name."""
    if typed == known:
        return Grade.EXACT
    return Grade.SPELLING if is_swapped(typed, known) or is_one_digit_off(typed, known) else None


def days_near(typed: date) -> Iterator[date]:
    """Every day for which `days_like` has a grade: far fewer than the days on which people were born."""
    told = _told(typed)
    slips = (f"{told[:at]}{digit}{told[at + 1 :]}" for at in range(len(told)) for digit in "0123456789")
    for each in dict.fromkeys((told, told[2:4] + told[:2] + told[4:], *slips)):
        try:
            yield date(int(each[4:]), int(each[2:4]), int(each[:2]))
        except ValueError:
            continue  # there is no such day


def why_words(typed: str, known: str, grade: Grade) -> str:
    """Why a word on record was found, in words; nothing for what anyone can see."""
    one, other = typed.capitalize(), known.capitalize()
    if grade is Grade.SHORT_FORM:
        short, full = NICKNAMES.in_order(typed, known)
        if short and full:
            return f"{short.capitalize()} is short for {full.capitalize()}"
        return f"{other} is another spelling of {one}"
    return f"{other} is spelt like {one}" if grade is Grade.SPELLING else ""


def why_days(typed: date, known: date) -> str:
    """Why a date of birth was found, in words; nothing for the same day."""
    if is_swapped(typed, known):
        return "day and month of birth are swapped"
    return "one digit of the date of birth differs" if is_one_digit_off(typed, known) else ""


def _told(day: date) -> str:
    """The eight digits as a caller says them."""
    return f"{day.day:02}{day.month:02}{day.year:04}"
