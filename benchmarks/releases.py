"""How long figures take to be held against everything that left before, by how much that is: made-up people, no data base."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from feedback.rules import Coarseness
from governance.disclosure_control import Published, Refused, Told, audit
from governance.rules.catalogue import CASES, CATALOGUE
from governance.rules.showing import lot
from governance.rules.tables import Counted, Dimension, Period, Release

FIRST_YEAR = 2020
COARSE = Coarseness(few=7, step=5)
DRAWN = lot(b"a key of no service")
LONGEST = 600.0
"""Seconds: more than any target, so that what is slow is seen to be slow, and not to be refused."""
Person = dict[str, str]


@dataclass(frozen=True)
class Audited:
    """One report after so many quarters with their reports; seconds by the wall's clock, and of the processor alone."""

    report: str
    cases: int
    quarters: int
    releases: int
    figures: int
    withheld: int | None
    seconds: float
    busy: float


def measure_releases(cases: int, after: Sequence[int], say: Callable[[str], None]) -> Iterator[Audited]:
    """A service with so many cases a quarter: its next quarter's report after each of these numbers of quarters.

    Each quarter, half-year and year has had its report, with every table of the catalogue about cases. Last comes one
    report on all these years together, which overlaps with all that ever left: the worst that can be asked.
    """
    chance = random.Random(cases)  # noqa: S311  made-up people
    folk = [_people(cases, chance) for _ in range(max(after, default=0) + 1)]
    history: list[Told] = []
    for number, people in enumerate(folk):
        done = _audit("quarter", history, number, 1, folk[number : number + 1])
        if number in after:
            yield done[0]
        if number == max(after, default=0):
            break
        _keep(history, done[1])
        for length, name in ((2, "half-year"), (4, "year")):
            if (number + 1) % length == 0:
                first = number + 1 - length
                longer = _audit(name, history, first, length, folk[first : number + 1])
                _keep(history, longer[1])
                if number + 1 in after:
                    yield longer[0]
        say(f"  {number + 1} quarters of {len(people)} cases")
    if (quarters := max(after, default=0)) > 4:
        yield _audit("all years", history, 0, quarters, folk[:quarters])[0]


def _audit(
    report: str, history: Sequence[Told], first: int, length: int, folk: Sequence[Sequence[Person]]
) -> tuple[Audited, Published | Refused]:
    period = Period(_begins(first), _begins(first + length) - timedelta(days=1))
    people = [person for quarter in folk for person in quarter]
    release = Release(f"{report} {period}", tuple(_tables(period, people)))
    began, worked = time.perf_counter(), time.process_time()
    found = audit(history, release, catalogue=CATALOGUE, by=COARSE, drawn=DRAWN, seconds=LONGEST)
    seconds, busy = time.perf_counter() - began, time.process_time() - worked
    done = Audited(
        report,
        len(folk[0]),
        first + length - (report == "quarter"),
        len(history),
        sum(1 for counted in release.tables for _ in counted.table.cells()),
        len(found.withheld) if isinstance(found, Published) else None,
        seconds,
        busy,
    )
    return done, found


def _keep(history: list[Told], found: Published | Refused) -> None:
    if isinstance(found, Published):
        history.append(found.told)


def _tables(period: Period, people: Sequence[Person]) -> Iterator[Counted]:
    for table in CATALOGUE:
        if table.counts == CASES:
            cells = Counter(tuple(person[dimension.name] for dimension in table.by) for person in people)
            yield Counted(table, period, cells)


def _people(number: int, chance: random.Random) -> list[Person]:
    """People spread as they are: a few values are common, most are rare."""
    spread: dict[Dimension, list[float]] = {
        dimension: [1 / (1 + place) ** 1.5 for place in range(len(dimension.values))]
        for table in CATALOGUE
        if table.counts == CASES
        for dimension in table.by
    }
    return [
        {one.name: chance.choices(one.values, weights)[0] for one, weights in spread.items()}
        for _ in range(number)
    ]


def _begins(quarter: int) -> date:
    year, number = divmod(quarter, 4)
    return date(FIRST_YEAR + year, 1 + 3 * number, 1)
