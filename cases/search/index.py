"""The opened names of one process: brought up to date before each search, never shared, never stored."""

from __future__ import annotations

import logging
import os
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from itertools import pairwise
from typing import Any, Self
from uuid import UUID

from django.db import connections

from cases.models import ContactPoint, Person
from cases.querysets import PersonQuerySet
from cases.search.asking import Asked
from cases.search.folding import in_one_piece, parts_of
from cases.search.known import OF_PEOPLE, OF_POINTS, Known, known
from cases.search.likeness import Grade, days_like, days_near, grade_of, why_days, why_words
from cases.search.register import Bearers, Listed, People, Register
from sendiass import clock
from sendiass.audit import ServicePrincipal, reading
from sendiass.audit.actors import serving
from sendiass.crypto.erasure import erased_since
from sendiass.crypto.errors import Erased

log = logging.getLogger(__name__)

SEARCHER = ServicePrincipal("search")
BATCH = 1000
IN_FLIGHT = 1000
"""How many revisions back to look again, for transactions that began earlier and committed later."""
LONGEST_WAIT = 20.0
"""Seconds that a search waits for one that is opening the index before it says so."""


class NotReady(Exception):
    """The index is still being opened by somebody else in this process."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what was asked: the ways in which somebody may be meant, in each of which they bear one of each."""

    ways: tuple[tuple[Bearers[Any], ...], ...]

    @classmethod
    def of(cls, bearers: Bearers[Any]) -> Self:
        """A part that is meant in one way."""
        return cls(((bearers,),))

    @property
    def about(self) -> int:
        """How many may be meant."""
        return sum(min(one.about for one in way) for way in self.ways)

    def people(self, among: Set[int] | None) -> People:
        """Who is meant, each in the best way; `among` everyone if it is None."""
        return reduce(_either, (_in_each(way, among) for way in self.ways))


@dataclass(frozen=True, slots=True)
class Held:
    """Names, numbers, addresses and days of birth, each with who bears it, for a text to be held against."""

    names: Register
    numbers: Listed
    postcodes: Listed
    emails: Register
    born: Mapping[date, Set[int]]


class Index:
    """Who bears which name, number and address, for as long as this process lives.

    `people` are those it knows of; everyone there is, if none are named.
    """

    def __init__(self, people: PersonQuerySet | None = None) -> None:
        self._people = Person.objects.all() if people is None else people
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget everything, so that the next search opens anew."""
        self._known: dict[int, Known] = {}
        self._names, self._emails = Register(self._names_of), Register()
        self._numbers, self._postcodes = Listed(), Listed()
        self._born: dict[date, set[int]] = defaultdict(set)
        self._newest = 0
        self._erasures_seen = clock.now()

    def after_fork(self) -> None:
        """Begin anew in a process that was forked: another's thread may have held the lock."""
        self._lock = threading.Lock()
        self.clear()

    def bring_up_to_date(self) -> None:
        """Open whoever is new or changed and forget whoever was erased. Raises NotReady."""
        with self._held():
            self._bring_up_to_date()

    def matching(self, asked: Asked, *, among: Set[UUID] | None = None) -> list[list[UUID]]:
        """Who matches, best first, equals together; `among` everyone if it is None.

        Everyone means everyone: without `among`, cut it to what the worker may see before anyone is shown or told
        a number. Raises NotReady.
        """
        with self._held():
            self._bring_up_to_date()
            return self.ranked(asked, among=among)

    def ranked(self, asked: Asked, *, among: Set[UUID] | None = None) -> list[list[UUID]]:
        """As `matching`, of what is held now."""
        ranks = self._ranked(asked, None if among is None else {person.int for person in among})
        groups: dict[tuple[int, int], list[UUID]] = defaultdict(list)
        for person, rank in ranks.items():
            groups[rank].append(UUID(int=person))
        return [groups[rank] for rank in sorted(groups)]

    def known(self, people: Iterable[UUID]) -> dict[UUID, Known]:
        """What is held of these people."""
        with self._held():
            return {person: self._known[person.int] for person in people if person.int in self._known}

    @contextmanager
    def opened(self) -> Iterator[Held]:
        """All that is held, brought up to date; nobody else looks or loads meanwhile. Raises NotReady."""
        with self._held():
            self._bring_up_to_date()
            yield self.held()

    def held(self) -> Held:
        """All that is held now."""
        return Held(self._names, self._numbers, self._postcodes, self._emails, self._born)

    def _ranked(self, asked: Asked, among: Set[int] | None) -> dict[int, tuple[int, int]]:
        matched = None if among is None else among & self._known.keys()
        found: list[People] = []
        for part in sorted(self._parts(asked), key=lambda part: part.about):
            found.append(part.people(matched))
            matched = set(found[-1])
        grades = ((person, [people[person] for people in found]) for person in matched or ())
        return {person: (max(each, default=Grade.EXACT), sum(each)) for person, each in grades}

    def _parts(self, asked: Asked) -> Iterator[Part]:
        """For each part of what was asked, who may be meant by it."""
        yield from self._bearers(asked.words)
        if asked.born is not None:
            yield Part.of(self._born_on(asked.born, closely=not asked.words))
        if asked.number:
            yield Part.of(self._numbers.beginning(asked.number))
        if asked.postcode:
            yield Part.of(self._postcodes.beginning(asked.postcode))
        if asked.email:
            yield Part.of(self._emails.exactly(asked.email))

    def _bearers(self, words: tuple[str, ...]) -> Iterator[Part]:
        """For each word, who bears it: in one piece, in parts, or written together with a neighbour."""
        whole = [in_one_piece(word) for word in words]
        together = [self._names.beginning(one + other) for one, other in pairwise(whole)]
        for place, word in enumerate(words):
            ways: list[tuple[Bearers[str], ...]] = [(self._names.like(whole[place]),)]
            ways += [(one,) for one in together[max(place - 1, 0) : place + 1]]
            parts = parts_of(word)
            if len(parts) > 1:
                ways.append(tuple(map(self._names.like, parts)))
            yield Part(tuple(ways))

    def _born_on(self, day: date, *, closely: bool) -> Bearers[date]:
        if closely:
            return Bearers(self._born, {day: Grade.EXACT})
        graded = ((near, days_like(day, near)) for near in days_near(day))
        return Bearers(self._born, {near: grade for near, grade in graded if grade is not None})

    @contextmanager
    def _held(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=LONGEST_WAIT):
            raise NotReady
        try:
            yield
        finally:
            self._lock.release()

    def _bring_up_to_date(self) -> None:
        with serving(SEARCHER):  # whoever looks first sees but some of those who have to be known
            self._take_in_changes()

    def _take_in_changes(self) -> None:
        looked_at = clock.now()
        for subject in erased_since(self._erasures_seen - timedelta(minutes=5)):
            self._forget(subject.id)
        self._erasures_seen = looked_at
        recent = self._people.filter(revision__gt=self._newest - IN_FLIGHT).order_by()
        newest = self._newest
        stale = []
        for person, revision in recent.values_list("id", "revision"):
            held = self._known.get(person.int)
            if held is None or held.revision != revision:
                stale.append(person)
            newest = max(newest, revision)
        if stale:
            self._load(stale)
        self._newest = newest

    def _load(self, ids: list[UUID]) -> None:
        with reading(by=SEARCHER, subjects=(), purpose="index of names", everyone=True) as scope:
            for batch in _batches(ids):
                people = list(Person.objects.of(batch).only(*OF_PEOPLE))
                subjects = [person.key_subject for person in people]
                scope.fetch_keys(subjects)
                points = defaultdict(list)
                for point in ContactPoint.objects.of_people(batch).order_by().only(*OF_POINTS):
                    points[point.person_id].append(point)
                for person in people:
                    self._forget(person.id)
                    try:
                        self._learn(person.id.int, known(person, points[person.id]))
                    except Erased:
                        continue  # nobody may find them any more
                scope.let_go(subjects)

    def _learn(self, person: int, opened: Known) -> None:
        self._known[person] = replace(opened, words=self._names.add(opened.words, person))
        self._numbers.add(opened.numbers, person)
        self._postcodes.add(opened.postcodes, person)
        self._emails.add(opened.emails, person)
        if opened.born:
            self._born[opened.born].add(person)

    def _names_of(self, person: int) -> tuple[str, ...]:
        return self._known[person].words

    def _forget(self, person: UUID) -> None:
        held = self._known.pop(person.int, None)
        if held is None:
            return
        self._names.remove(held.words, person.int)
        self._numbers.remove(held.numbers, person.int)
        self._postcodes.remove(held.postcodes, person.int)
        self._emails.remove(held.emails, person.int)
        if held.born:
            self._born[held.born].discard(person.int)


def why(asked: Asked, held: Known) -> tuple[str, ...]:
    """Why someone was found, in plain words, where it isn't for what anyone can see."""
    whys = [_why_word(word, held) for word in asked.words]
    if asked.born and held.born:
        whys.append(why_days(asked.born, held.born))
    return tuple(dict.fromkeys(filter(None, whys)))


def _why_word(typed: str, held: Known) -> str:
    """Of all the ways a word was found, the plainest; nothing if it is there or begins one that is."""
    ways = [in_one_piece(typed), *parts_of(typed)]
    graded = [(grade_of(way, other), way, other) for way in ways for other in held.words]
    likely = [(grade, way, other) for grade, way, other in graded if grade is not None]
    if not likely:
        return ""  # written together with a neighbour
    grade, way, other = min(likely)
    return why_words(way, other, grade)


def _either(one: People, other: People) -> People:
    few, many = sorted((one, other), key=len)
    found = dict(many)
    for person, grade in few.items():
        found[person] = min(grade, found.get(person, grade))
    return found


def _in_each(way: Iterable[Bearers[Any]], among: Set[int] | None) -> People:
    """Who bears one of each. Whom the rarest name leaves are few, and among few a frequent one is soon looked up."""
    first, *others = sorted(way, key=lambda one: one.about)
    found = first.people(among)
    for other in others:
        graded = other.people(set(found))
        found = {person: max(grade, graded[person]) for person, grade in found.items() if person in graded}
    return found


def _batches(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


INDEX = Index()
os.register_at_fork(after_in_child=INDEX.after_fork)


def warm_in_background() -> threading.Thread:
    """Open the index now, in a thread of its own, so that this process's first search needn't wait for it."""

    def warm() -> None:
        try:
            INDEX.bring_up_to_date()
        except Exception:
            log.exception("the index of names could not be opened; the first search will try again")
        finally:
            connections.close_all()

    thread = threading.Thread(target=warm, name="index of names", daemon=True)
    thread.start()
    return thread
