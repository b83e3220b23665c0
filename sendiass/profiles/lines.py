"""Finds the line of a TOML text that an entry stands on; it does not read values."""

import re
from collections.abc import Sequence

Step = str | int

_HEADER = re.compile(r"^\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_STEP = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def line_of(text: str, path: Sequence[Step]) -> int:
    """The line, counted from 1, of the entry at `path`, or of the nearest thing around it that has a line.

    A step is a key, or the number (from 0) of a `[[table]]`. An entry inside an inline value is found at the
    line where that value begins; an entry that is missing, at the head of the table it is missing from.
    """
    places = _places(text)
    steps = tuple(path)
    while steps:
        if steps in places:
            return places[steps]
        steps = steps[:-1]
    return 1


def _places(text: str) -> dict[tuple[Step, ...], int]:
    places: dict[tuple[Step, ...], int] = {}
    counts: dict[tuple[Step, ...], int] = {}
    table: tuple[Step, ...] = ()
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            if line.count(fence) % 2:
                fence = ""
            continue
        if header := _HEADER.match(line):
            table = _steps(header[2])
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                places.setdefault(table, number)
                table = (*table, counts[table])
            places.setdefault(table, number)
        elif key := _KEY.match(line):
            places.setdefault((*table, *_steps(key[1])), number)
        fence = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return places


def _steps(dotted: str) -> tuple[Step, ...]:
    return tuple(step.strip("\"'") for step in _STEP.findall(dotted))
