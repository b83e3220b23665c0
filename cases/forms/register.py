"""Reads the national register's download of schools, and refuses a file that isn't one, whole. It never saves.

The file is the `edubasealldata` CSV of Get Information about Schools: windows-1252, or UTF-8 where it begins
with a byte order mark; one row a school; days as dd-mm-yyyy.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from sys import intern

from cases.actions.schools import RegisteredSchool
from cases.choices.register import (
    BY_PHASE,
    CLOSED,
    NOT_A_PLACE,
    PROPOSED,
    REGISTER_PHASES,
    REGISTER_STATUSES,
    REGISTER_TYPES,
)

URN, NAME, STATUS = "URN", "EstablishmentName", "EstablishmentStatus (name)"
TYPE, PHASE, CLOSE_DATE = "TypeOfEstablishment (name)", "PhaseOfEducation (name)", "CloseDate"
AUTHORITY_CODE, AUTHORITY = "LA (code)", "LA (name)"
TOWN, POSTCODE, PHONE = "Town", "Postcode", "TelephoneNum"
NEEDED = (URN, AUTHORITY_CODE, AUTHORITY, NAME, TYPE, STATUS, CLOSE_DATE, PHASE, "Street", TOWN, POSTCODE)
ADDRESS = ("Street", "Locality", "Address3", TOWN, "County (name)")
SPECIALISMS = tuple(f"SEN{number} (name)" for number in range(1, 14))
NOTHING = {"", "not applicable", "not recorded", "none"}
LONGEST = {NAME: 300, AUTHORITY: 100, TOWN: 100, POSTCODE: 10, PHASE: 60}
SHOWN = 20
BOM = b"\xef\xbb\xbf"
DAY = re.compile(r"(\d\d)-(\d\d)-(\d{4})")


class Broken(Exception):
    """The file is refused; `problems` are the first of what is wrong with it, each with its line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class Register:
    """The schools of the file, why others were left out, and types we have no word for."""

    schools: list[RegisteredSchool] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    unknown_types: Counter[str] = field(default_factory=Counter)


def read_register(path: Path, *, authorities: Collection[str] = ()) -> Register:
    """Every school of the file, or `Broken`; with `authorities` (codes) only those in their areas."""
    try:
        with path.open("rb") as file:
            encoding = "utf-8-sig" if file.read(3) == BOM else "cp1252"
        with path.open(encoding=encoding, newline="") as text:
            return _Reading(authorities).read(text)
    except OSError as error:
        raise Broken([f"The file cannot be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise Broken([f"The file is not text in {error.encoding}: is it the CSV download?"]) from error


class _Reading:
    """One look through one file."""

    def __init__(self, authorities: Collection[str]) -> None:
        self.authorities = authorities
        self.problems: list[str] = []
        self.lines: dict[str, int] = {}
        self.found = Register()

    def read(self, text: Iterator[str]) -> Register:
        rows = csv.reader(text, strict=True)
        try:
            header = [name.strip() for name in next(rows, [])]
            self._check_header(header)
            for cells in rows:
                self._take(
                    dict(zip(header, map(str.strip, cells), strict=False)),
                    len(cells) - len(header),
                    rows.line_num,
                )
                if len(self.problems) >= SHOWN:
                    break
        except csv.Error as error:
            self.problems.append(f"Line {rows.line_num}: the file is damaged or cut short ({error}).")
        if not self.problems and not self.lines:
            self.problems.append("There are no schools in the file.")
        if self.problems:
            raise Broken(self.problems)
        return self.found

    def _check_header(self, header: list[str]) -> None:
        missing = [name for name in NEEDED if name not in header]
        twice = [name for name, times in Counter(header).items() if times > 1 and name in NEEDED]
        if missing or twice:
            raise Broken(
                [f"Line 1: there is no column {name}." for name in missing]
                + [f"Line 1: there are two columns {name}." for name in twice]
            )

    def _take(self, row: dict[str, str], more: int, line: int) -> None:
        problems = (
            [f"it has {abs(more)} columns too {'many' if more > 0 else 'few'}"]
            if more
            else list(self._faults(row))
        )
        if problems:
            self.problems.extend(f"Line {line}: {problem}." for problem in problems)
            return
        self.lines[row[URN]] = line
        kind, status = row[TYPE].lower(), row[STATUS].lower()
        if self.authorities and row[AUTHORITY_CODE] not in self.authorities:
            self.found.left_out["in another local authority"] += 1
        elif kind in NOT_A_PLACE:
            self.found.left_out["children's centres"] += 1
        elif status == PROPOSED:
            self.found.left_out["not open yet"] += 1
        else:
            if kind not in REGISTER_TYPES:
                self.found.unknown_types[row[TYPE]] += 1
            self.found.schools.append(_school(row))

    def _faults(self, row: dict[str, str]) -> Iterator[str]:
        urn = row[URN]
        if not re.fullmatch(r"[1-9][0-9]{4,7}", urn):
            yield f"the URN {urn!r} is not a number of 5 to 8 digits"
        elif urn in self.lines:
            yield f"the URN {urn} is on line {self.lines[urn]} already"
        if not row[NAME]:
            yield "the school has no name"
        if row[STATUS].lower() not in REGISTER_STATUSES:
            yield f"the status {row[STATUS]!r} is not one we know"
        if row[CLOSE_DATE] and not _day(row[CLOSE_DATE]):
            yield f"the close date {row[CLOSE_DATE]!r} is not a date like 31-08-2024"
        if not re.fullmatch(r"[0-9]{3}", row[AUTHORITY_CODE]):
            yield f"the local authority's code {row[AUTHORITY_CODE]!r} is not three digits"
        yield from (
            f"{name} has more than {most} letters" for name, most in LONGEST.items() if len(row[name]) > most
        )
        if any("\x00" in value for value in row.values()):
            yield "there is a letter in it that cannot be"


def _school(row: dict[str, str]) -> RegisteredSchool:
    what = REGISTER_TYPES.get(row[TYPE].lower(), BY_PHASE)
    is_closed = row[STATUS].lower() == CLOSED
    return RegisteredSchool(
        urn=row[URN],
        name=row[NAME],
        kind=what.kind,
        setting_type=what.setting or REGISTER_PHASES.get(row[PHASE].lower()),
        phase=intern(_said(row, PHASE)),
        specialisms=intern("\n".join(filter(None, (_said(row, name) for name in SPECIALISMS)))),
        authority_code=intern(row[AUTHORITY_CODE]),
        authority_name=intern(row[AUTHORITY]),
        address="\n".join(filter(None, (_said(row, name) for name in ADDRESS))),
        town=intern(_said(row, TOWN)),
        postcode=row[POSTCODE].upper(),
        phone=_phone(row.get(PHONE, "")),
        is_closed=is_closed,
        closed_on=_day(row[CLOSE_DATE]) if is_closed else None,
    )


def _said(row: dict[str, str], name: str) -> str:
    value = row.get(name, "")
    return "" if value.lower() in NOTHING else value


def _day(written: str) -> date | None:
    if not (parts := DAY.fullmatch(written)):
        return None
    day, month, year = map(int, parts.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _phone(written: str) -> str:
    """As the directory keeps numbers; the register often leaves off the first 0."""
    digits = re.sub(r"[^0-9]", "", written).removeprefix("44").lstrip("0")
    return f"+44{digits}" if len(digits) in (9, 10) else ""
