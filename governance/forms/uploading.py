"""Reads a spreadsheet of trainings, says what is wrong with it by row and column, and never saves.

The first sheet of an Excel workbook or a CSV file, with a line of headings. It is read twice: to look it over, and to take it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zipfile import BadZipFile

from django.core import signing
from openpyxl import load_workbook

from cases.actions.documents import Offered
from governance.actions.training import NewTraining, need_met
from governance.choices.training import ProviderKind
from governance.forms.training import one_file
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.files import inspecting
from sendiass.profiles import profile
from sendiass.ui.fields import FilesField
from sendiass.ui.forms import GovukForm

MOST_ROWS = 500
KEPT_SECONDS = 3600
SALT = "governance.training.upload"
COLUMNS = {
    "email": "Email",
    "course": "Course",
    "training": "Training",
    "kind": "Who gave it",
    "provider": "Provider",
    "level": "Legal level",
    "held_on": "Date",
    "hours": "Hours",
    "expires_on": "Expires",
}
NEEDED = ("email", "course", "kind", "held_on", "hours")
DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d.%m.%Y")
MOST_HOURS = 500


class Unreadable(Exception):
    """The file is no spreadsheet that can be read; says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell: the row as the spreadsheet numbers it, the column's heading, and what is right."""

    row: int
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class LookedOver:
    """What a spreadsheet would bring, and everything that is wrong with it. With any fault nothing is taken."""

    rows: list[NewTraining]
    faults: list[Fault]


class UploadForm(GovukForm):
    """The spreadsheet."""

    spreadsheet = FilesField(
        label="Spreadsheet",
        accept=".xlsx,.csv",
        help_text="An Excel workbook (xlsx) or a CSV file.",
        error_messages={"required": "Select the spreadsheet"},
    )

    def clean_spreadsheet(self) -> list[Any]:
        """One file."""
        return one_file(self.cleaned_data["spreadsheet"])

    def cells(self) -> list[list[str]]:
        """Its lines. Raises Unreadable."""
        (file, *_) = self.cleaned_data["spreadsheet"]
        problem = getattr(file, "problem", "")
        if problem:
            raise Unreadable(problem)
        return cells_of(Offered(file.name or "", file.read()))


def cells_of(offered: Offered) -> list[list[str]]:
    """The lines of a spreadsheet, each cell as text; days as YYYY-MM-DD. Raises Unreadable."""
    lines = _of_csv(offered.content) if offered.name.lower().endswith(".csv") else _of_workbook(offered)
    if len(lines) > MOST_ROWS + 1:
        raise Unreadable(f"It has more than {MOST_ROWS} lines. Send it in parts.")
    if len(lines) < 2:
        raise Unreadable("There is nothing in it beneath the headings.")
    return lines


def signed(lines: Sequence[Sequence[str]]) -> str:
    """The lines as they were looked over, for the page to carry until they are taken."""
    return signing.dumps([list(line) for line in lines], salt=SALT, compress=True)


def unsigned(carried: str) -> list[list[str]] | None:
    """The lines a page carried; None where they were changed or lay too long."""
    try:
        lines: list[list[str]] = signing.loads(carried, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return lines


def look_over(lines: Sequence[Sequence[str]], *, workers: Iterable[User], on: date) -> LookedOver:
    """What these lines would bring, for these workers, and what is wrong, by row and column."""
    heads = {" ".join(head.split()).lower(): at for at, head in enumerate(lines[0])}
    places = {key: heads[head.lower()] for key, head in COLUMNS.items() if head.lower() in heads}
    missing = [COLUMNS[key] for key in NEEDED if key not in places]
    if missing:
        return LookedOver([], [Fault(1, head, "There is no such column") for head in missing])
    known = {one.email.lower(): one for one in workers}
    rows: list[NewTraining] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines[1:], start=2):
        said = {key: line[at].strip() if at < len(line) else "" for key, at in places.items()}
        if not any(said.values()):
            continue
        reader = _Line(number, said, known, on)
        row = reader.read()
        faults += reader.faults
        if row is not None:
            rows.append(row)
    return LookedOver([] if faults else rows, faults)


class _Line:
    """One line of the spreadsheet; gathers every fault, so that all are mended at once."""

    def __init__(self, number: int, said: Mapping[str, str], known: Mapping[str, User], on: date) -> None:
        self.number, self.said, self.known, self.on = number, said, known, on
        self.faults: list[Fault] = []

    def read(self) -> NewTraining | None:
        """The training it tells of; None with a fault."""
        worker, kind, hours = self._worker(), self._kind(), self._hours()
        held_on, expires_on = self._day("held_on"), self._day("expires_on")
        need, level, course = self._need(), self._level(), self._course()
        if held_on and held_on > self.on:
            self._fault("held_on", "This is in the future")
        if held_on and expires_on and expires_on < held_on:
            self._fault("expires_on", "It cannot expire before it was had")
        if self.faults or worker is None or kind is None or held_on is None or hours is None:
            return None
        new = NewTraining(
            worker=worker,
            course=course,
            need=need,
            provider_kind=kind,
            provider=self.said.get("provider", "")[:200],
            legal_level=level,
            held_on=held_on,
            hours=hours,
            expires_on=expires_on,
        )
        met = need_met(new)
        if level and met and met.legal_level and met.legal_level != level:
            self._fault("level", f"“{met.label}” is level {met.legal_level}")
        return None if self.faults else new

    def _fault(self, key: str, words: str) -> None:
        self.faults.append(Fault(self.number, COLUMNS[key], words))

    def _worker(self) -> User | None:
        found = self.known.get(self.said["email"].lower())
        if found is None:
            self._fault("email", "Nobody who works cases here has this address")
        return found

    def _course(self) -> str:
        course = self.said["course"]
        if not course:
            self._fault("course", "Enter the name of the course")
        if len(course) > 200:
            self._fault("course", "Enter 200 characters or fewer")
        return course

    def _kind(self) -> ProviderKind | None:
        said = self.said["kind"].lower()
        for kind in ProviderKind:
            if said in (str(kind.label).lower(), kind.value):
                return kind
        self._fault("kind", f"Enter one of: {', '.join(str(kind.label) for kind in ProviderKind)}")
        return None

    def _need(self) -> str:
        said = self.said.get("training", "").lower()
        if not said:
            return ""
        for need in profile().training.needs:
            if said in (need.label.lower(), need.key):
                return need.key
        self._fault(
            "training",
            f"Enter one of: {', '.join(one.label for one in profile().training.needs)}; or nothing",
        )
        return ""

    def _level(self) -> int | None:
        said = self.said.get("level", "").removesuffix(".0")
        if not said:
            return None
        levels = profile().training.legal_levels
        if said.isascii() and said.isdigit() and 1 <= int(said[:3]) <= levels:
            return int(said[:3])
        self._fault("level", f"Enter a level from 1 to {levels}, or nothing")
        return None

    def _hours(self) -> Decimal | None:
        try:
            hours = round(Decimal(self.said["hours"].replace(",", ".")), 2)
        except InvalidOperation:
            hours = Decimal(0)
        if hours.is_finite() and 0 < hours <= MOST_HOURS:
            return hours
        self._fault("hours", "Enter the hours as a number, such as 3 or 1.5")
        return None

    def _day(self, key: str) -> date | None:
        said = self.said.get(key, "")
        if not said and key not in NEEDED:
            return None
        for form in DATE_FORMS:
            try:
                return datetime.strptime(said, form).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
        self._fault(key, "Enter a date, such as 27/3/2026")
        return None


def _of_csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("windows-1252", errors="replace")
    try:
        return [
            line for line in csv.reader(io.StringIO(text), strict=True) if any(cell.strip() for cell in line)
        ]
    except csv.Error as error:
        raise Unreadable(f"It cannot be read as a CSV file: {error}.") from error


def _of_workbook(offered: Offered) -> list[list[str]]:
    try:
        inspecting.checked(inspecting.safe_name(offered.name), offered.content)
        book = load_workbook(io.BytesIO(offered.content), read_only=True, data_only=True)
        return list(_lines_of(book.worksheets[0]))
    except Refused as no:
        raise Unreadable(no.decision.reason) from no
    except (BadZipFile, KeyError, ValueError, IndexError, TypeError) as error:
        raise Unreadable("It cannot be read as an Excel workbook.") from error


def _lines_of(sheet: Any) -> Iterator[list[str]]:
    for line in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=40, values_only=True):
        cells = [_as_text(cell) for cell in line]
        if any(cell.strip() for cell in cells):
            yield cells


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
