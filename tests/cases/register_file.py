"""Makes files as the national register's download has them: made-up schools, its columns, its code page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import cycle, islice, product
from pathlib import Path

SEN = [f"SEN{number} (name)" for number in range(1, 14)]
HEADER = [
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (name)",
    "EstablishmentStatus (code)",
    "EstablishmentStatus (name)",
    "OpenDate",
    "CloseDate",
    "PhaseOfEducation (name)",
    "Street",
    "Locality",
    "Address3",
    "Town",
    "County (name)",
    "Postcode",
    "TelephoneNum",
    *SEN,
    *(f"Other{number} (name)" for number in range(97)),
]
FIRST, SECOND = (
    ("Oak", "Elm", "Ash", "Marl", "Thorn", "Brook", "Fen"),
    ("field", "wick", "ley", "ford", "combe"),
)
KINDS = ("Primary School", "Academy", "Infants' School", "High School", "C of E School")


def school(urn: int, name: str, **said: str) -> dict[str, str]:
    """One row; what isn't said is as with an open primary school in Leicester."""
    return {
        "URN": str(urn),
        "EstablishmentName": name,
        "LA (code)": "856",
        "LA (name)": "Leicester",
        "TypeOfEstablishment (name)": "Community school",
        "EstablishmentStatus (name)": "Open",
        "PhaseOfEducation (name)": "Primary",
        "OpenDate": "01-09-1998",
        "Street": "1 Made Up Street",
        "Town": "Leicester",
        "Postcode": "LE1 6ZG",
        "TelephoneNum": "1164960000",
        **{name.replace("__", " "): value for name, value in said.items()},
    }


def many(count: int) -> Iterator[dict[str, str]]:
    """So many schools, spread over a hundred authorities; a third have closed."""
    names = cycle(f"{a}{b} {kind}" for a, b, kind in product(FIRST, SECOND, KINDS))
    for number, name in enumerate(islice(names, count)):
        is_closed = number % 3 == 2
        yield {
            **school(100_000 + number, name),
            "LA (code)": str(800 + number % 100),
            "LA (name)": f"Authority {number % 100}",
            "Town": f"Town{number % 997}",
            "Postcode": f"ZZ{number % 99 + 1} {number % 9 + 1}AA",
            "EstablishmentStatus (name)": "Closed" if is_closed else "Open",
            "CloseDate": "31-08-2019" if is_closed else "",
        }


def as_text(rows: Iterable[Mapping[str, str]], header: list[str] = HEADER) -> str:
    """The CSV: every cell in quotation marks, lines ended by CR LF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return text.getvalue()


def written(path: Path, rows: Iterable[Mapping[str, str]], encoding: str = "cp1252") -> Path:
    """The file at `path`."""
    path.write_bytes(as_text(rows).encode(encoding))
    return path
