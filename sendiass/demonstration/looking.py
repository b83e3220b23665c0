"""Six weeks of made-up reading: ordinary days, and a few on which somebody read in a way that is looked into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from cases.choices import CaseStatus
from cases.models import Allocation, Case, CasePerson
from cases.unusual import SEARCH
from cases.watching import look_through
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit.models import Reading
from sendiass.calendar import is_working_day
from sendiass.demonstration.people import Team

SEED = 2015
DAYS = 42
A_DAY = 6
MANY, NAMESAKE, LATE, CLOSED, SEARCHES = 27, "Quaye", 4, 12, 43
PAGES = (
    ("case page", "cases:case_page"),
    ("people of a case", "cases:people_page"),
    ("documents of a case", "cases:documents_page"),
)
"""What somebody opens of a case, most often its record."""


class Reader:
    """Writes down readings as the pages would have, by chance that is the same every time."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.named: dict[UUID, list[UUID]] = {}
        for case, person in CasePerson.objects.present().order_by("id").values_list("case_id", "person_id"):
            self.named.setdefault(case, []).append(person)
        self.rows: list[Reading] = []

    def opens(self, worker: User, case: UUID, at: datetime) -> None:
        """One page of one case, or two."""
        for purpose, name in PAGES[: 1 + self.chance.randrange(2)]:
            self._row(worker, at, purpose, name, [case, *self.named.get(case, [])])
            at += timedelta(minutes=1 + self.chance.randrange(4))

    def searches(self, worker: User, at: datetime) -> None:
        """One search that found nobody."""
        self._row(worker, at, f"search {self.chance.getrandbits(64):016x}", SEARCH, [])

    def lists(self, worker: User, cases: Iterable[UUID], at: datetime) -> None:
        """The list of their own cases."""
        self._row(worker, at, "list of cases", "cases:case_list", list(cases))

    def save(self) -> None:
        """All of it, the oldest first."""
        Reading.objects.bulk_create(sorted(self.rows, key=lambda row: row.at))
        self.rows = []

    def _row(self, worker: User, at: datetime, purpose: str, name: str, subjects: list[UUID]) -> None:
        row = Reading(
            at=at,
            actor_id=worker.id,
            actor_kind="worker",
            purpose=purpose,
            page=name,
            subjects=sorted(set(subjects)),
            correlation=f"{self.chance.getrandbits(128):032x}",
        )
        self.rows.append(row)


def read(team: Team, *, until: date, namesake: Case) -> int:
    """Everything up to the day before, and what the clock's own sweep makes of it: how much was unusual.

    `namesake` is the case of a family that is called like a caseworker.
    """
    reader = Reader(Random(SEED))  # noqa: S311  made-up reading, not keys
    days = [
        day for day in (until - timedelta(days=back) for back in range(DAYS, 0, -1)) if is_working_day(day)
    ]
    for worker in (*team.caseworkers, team.volunteer):
        _ordinary(reader, worker, days)
    _unusual(reader, team, days, namesake)
    reader.save()
    return look_through(at=clock.now())


def _ordinary(reader: Reader, worker: User, days: Iterable[date]) -> None:
    held = Allocation.objects.current().of_worker(worker).order_by("from_at", "id")
    theirs = list(held.values_list("case_id", flat=True))
    for day in days:
        reader.lists(worker, theirs, _at(day, 9))
        for number, case in enumerate(reader.chance.sample(theirs, min(A_DAY, len(theirs)))):
            reader.opens(worker, case, _at(day, 9 + number, reader.chance.randrange(50)))
        reader.searches(worker, _at(day, 14, reader.chance.randrange(60)))


def _unusual(reader: Reader, team: Team, days: list[date], namesake: Case) -> None:
    """A day of each kind, of different people."""
    first, second, third = team.caseworkers
    in_hand = list(Case.objects.in_hand().order_by("opened_at", "id").values_list("id", flat=True))
    closed = Case.objects.filter(status=CaseStatus.CLOSED, closed_at__lt=_at(days[-4], 0))
    for number, case in enumerate(in_hand[:MANY]):
        reader.opens(second, case, _at(days[-2], 13, 2 * number))
    for number, case in enumerate(_held_by(first, LATE)):
        reader.opens(first, case, _at(days[-3], 23, 9 * number))
    reader.opens(third, namesake.id, _at(days[-5], 11, 20))
    for number, case in enumerate(closed.order_by("closed_at", "id").values_list("id", flat=True)[:CLOSED]):
        reader.opens(team.manager, case, _at(days[-4], 10, 3 * number))
    for number in range(SEARCHES):
        reader.searches(first, _at(days[-8], 15, number))


def _held_by(worker: User, most: int) -> Iterator[UUID]:
    held = Allocation.objects.current().of_worker(worker).order_by("from_at", "id")
    yield from held.values_list("case_id", flat=True)[:most]


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour), clock.LONDON) + timedelta(minutes=minute)
