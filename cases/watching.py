"""Looks through each day's reading once it is over, and keeps what was unusual. It tells nobody and judges nothing.

Family names are opened here, within a reading of this part of the service that names whose they are, to be held against
the name of whoever opened their case; what is kept is that they were alike, and neither name.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction

from cases.choices import UnusualRule
from cases.models import Allocation, BreakGlass, Case, CasePerson, DayLookedThrough, Person, UnusualReading
from cases.search.folding import plain_words
from cases.unusual import OPENING_NONE, SEARCH, Day, Limits, Look, shares_surname, unusual, usual
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal, reading
from sendiass.audit.models import Reading
from sendiass.crypto.errors import Erased, Tampered
from sendiass.profiles import profile

log = logging.getLogger(__name__)

WATCHER = ServicePrincipal("readings")
PURPOSE = "whether somebody looked at their own family's name"
DAYS_BACK = 31
"""How far the first look goes back in a service that has never had one."""
DAYS_BEFORE = 28
"""The days before that say what is usual for somebody."""
ONE_AT_A_TIME = "cases.watching"

_APOSTROPHES, _HYPHENS = re.compile("['\u2018\u2019`\u02bc\u02bb\u2032]"), re.compile("[\u2010-\u2015]")


@dataclass(frozen=True, slots=True)
class Read:
    """What one worker read in some days: the subjects of each page opened, and the digests of what was searched for."""

    opened: tuple[tuple[datetime, tuple[UUID, ...]], ...]
    searches: tuple[tuple[datetime, str], ...]

    @property
    def subjects(self) -> set[UUID]:
        """Everything that was named on a page opened."""
        return {subject for _, named in self.opened for subject in named}


def look_through(*, at: datetime) -> int:
    """Look through every day that is over and was not looked through yet; how much was unusual.

    Each day stands in a transaction of its own. Run twice, late, or beside itself, it leaves the same.
    """
    return sum(_look_through_day(day, at=at) for day in _owed(clock.day_of(at)))


def limits() -> Limits:
    """From when on it is unusual in this service."""
    section = profile().readings
    return Limits(**{one.name: getattr(section, one.name) for one in fields(Limits)})


def _owed(today: date) -> Iterator[date]:
    newest = DayLookedThrough.objects.order_by("-day").values_list("day", flat=True).first()
    day = newest + timedelta(days=1) if newest else today - timedelta(days=DAYS_BACK)
    while day < today:
        yield day
        day += timedelta(days=1)


@transaction.atomic
def _look_through_day(day: date, *, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [ONE_AT_A_TIME])
    if DayLookedThrough.objects.filter(day=day).exists():
        return 0
    number = 0
    for worker in _who_read(day):
        for one in unusual(_day_of(worker, day), limits(), holidays=profile().working_days.bank_holidays):
            UnusualReading.objects.create(
                worker=worker,
                rule=one.rule,
                day=day,
                number=one.number,
                least=one.least,
                usual=one.usual,
                cases=list(one.cases),
                found_at=at,
            )
            number += 1
    DayLookedThrough.objects.create(day=day, at=at)
    return number


def _who_read(day: date) -> list[User]:
    begins, ends = _midnights(day, day)
    ids = Reading.objects.of_workers().between(begins, ends).order_by().values_list("actor_id").distinct()
    return list(User.objects.filter(pk__in=[one for (one,) in ids]).order_by("id"))


def _day_of(worker: User, day: date) -> Day:
    read = _read(worker, day, day)
    cases = {case.id: case for case in Case.objects.of(read.subjects).only("id", "closed_at", "created_by")}
    searches = frozenset(digest for _, digest in read.searches)
    now = limits()
    return Day(
        on=day,
        looks=tuple(
            Look(subject, at.astimezone(clock.LONDON))
            for at, named in read.opened
            for subject in named
            if subject in cases
        ),
        searches=searches,
        usual_cases=_usual_cases(worker, day) if len(cases) >= now.cases_in_a_day else None,
        usual_searches=_usual_searches(worker, day) if len(searches) >= now.searches_in_a_day else None,
        closed=frozenset(_closed_and_never_theirs(worker, cases, day)),
        namesakes=frozenset(_namesakes(worker, read, list(cases))),
        breaks=_breaks(worker, day),
    )


def _read(worker: User, first: date, last: date) -> Read:
    begins, ends = _midnights(first, last)
    found = Reading.objects.by(worker.id).between(begins, ends)
    # Without a page it is a step within one, whose own reading names the case.
    opened = found.exclude(page__in=["", *OPENING_NONE]).order_by("at", "id").values_list("at", "subjects")
    searched = found.filter(page=SEARCH).order_by("at", "id").values_list("at", "purpose")
    return Read(tuple((at, tuple(named)) for at, named in opened), tuple(searched))


def _usual_cases(worker: User, day: date) -> int | None:
    read = _read(worker, day - timedelta(days=DAYS_BEFORE), day - timedelta(days=1))
    cases = set(Case.objects.of(read.subjects).values_list("id", flat=True))
    days: dict[date, set[UUID]] = defaultdict(set)
    for at, named in read.opened:
        days[clock.day_of(at)] |= cases & set(named)
    return usual([len(each) for each in days.values()])


def _usual_searches(worker: User, day: date) -> int | None:
    read = _read(worker, day - timedelta(days=DAYS_BEFORE), day - timedelta(days=1))
    days: dict[date, set[str]] = defaultdict(set)
    for at, digest in read.searches:
        days[clock.day_of(at)].add(digest)
    return usual([len(each) for each in days.values()])


def _closed_and_never_theirs(worker: User, cases: dict[UUID, Case], day: date) -> set[UUID]:
    begins, _ = _midnights(day, day)
    closed = {one.id for one in cases.values() if one.closed_at and one.closed_at < begins}
    if len(closed) < limits().closed_cases:
        return set()
    held = Allocation.objects.of_cases(closed).of_worker(worker).values_list("case_id", flat=True)
    return closed - set(held) - {one.id for one in cases.values() if one.created_by_id == worker.id}


def _namesakes(worker: User, read: Read, cases: list[UUID]) -> set[UUID]:
    """The cases opened in which somebody who was named bears the worker's family name, and that were never told of."""
    own = _folded(worker.name.split()[-1] if worker.name.split() else "")
    if not own or own in {_folded(name) for name in profile().readings.common_surnames}:
        return set()
    told = UnusualReading.objects.filter(worker=worker, rule=UnusualRule.OWN_SURNAME).order_by()
    untold = set(cases) - {case for one in told.values_list("cases", flat=True) for case in one}
    named = read.subjects
    parts = CasePerson.objects.in_cases(untold).order_by().values_list("case_id", "person_id")
    seen = [(case, person) for case, person in parts if person in named]
    alike = _who_bears(own, {person for _, person in seen})
    return {case for case, person in seen if person in alike}


def _who_bears(own: str, people: set[UUID]) -> set[UUID]:
    found = list(Person.objects.of(people).only("id", "family_name").order_by("id"))
    if not found:
        return set()
    subjects = [person.key_subject for person in found]
    with reading(by=WATCHER, subjects=subjects, purpose=PURPOSE):
        return {person.id for person in found if shares_surname(own, _folded(_family_name(person)))}


def _family_name(person: Person) -> str:
    try:
        return person.family_name
    except Erased:
        return ""
    except Tampered:
        # One cell that was altered must not keep everybody's reading from being looked through.
        log.critical("a sealed family name was altered in the data base")
        return ""


def _folded(name: str) -> str:
    return _HYPHENS.sub("-", _APOSTROPHES.sub("", " ".join(plain_words(name))))


def _breaks(worker: User, day: date) -> tuple[Look, ...]:
    """The cases this worker opened in an emergency within the days that are counted together, up to that day."""
    since, until = _midnights(day - timedelta(days=profile().readings.break_glass_days - 1), day)
    opened = BreakGlass.objects.filter(worker=worker, from_at__gte=since, from_at__lt=until)
    found = opened.order_by("from_at", "id").values_list("case_id", "from_at")
    return tuple(Look(case, at.astimezone(clock.LONDON)) for case, at in found)


def _midnights(first: date, last: date) -> tuple[datetime, datetime]:
    return (
        datetime.combine(first, time.min, clock.LONDON),
        datetime.combine(last + timedelta(days=1), time.min, clock.LONDON),
    )
