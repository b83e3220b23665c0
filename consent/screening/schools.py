"""Finds schools and needs named together in a paragraph, where few children there have that need."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from uuid import UUID

from django.db.models import Count, Max

from cases.models import Agency, CasePerson
from cases.search.folding import in_one_piece, plain_words
from consent.screening.words import Word, words_of

GENERIC = frozenset(
    """the of and at for st saint school schools primary junior infant infants secondary high college academy academies
    community special nursery grammar church england catholic voluntary controlled aided c e ce rc cofe trust
    sixth form centre center first middle upper lower preparatory prep girls boys""".split()  # noqa: SIM905
)
_NEEDS = tomllib.loads(Path(__file__).with_name("needs.toml").read_text("utf-8"))
_NEED = {
    need: re.compile(
        "|".join(
            [
                *(rf"(?i:\b{re.escape(word)}\b)" for word in words),
                *(rf"\b{re.escape(word)}\b" for word in _NEEDS["short"][need]),
            ]
        )
    )
    for need, words in _NEEDS["words"].items()
}
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of a text that names a body of the directory, which may be several of that name."""

    start: int
    end: int
    agencies: frozenset[UUID]


class Directory:
    """The names of the directory's bodies, folded, kept by each process until the directory changes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: tuple[int, datetime | None] | None = None
        self._by_first: dict[str, dict[tuple[str, ...], set[UUID]]] = {}

    def named_in(self, text: str) -> list[Named]:
        """Each stretch that names one, the longest first where several begin at the same word."""
        with self._lock:
            self._bring_up_to_date()
            by_first = self._by_first
        words = words_of(text)
        found: list[Named] = []
        for at, word in enumerate(words):
            if found and word.start < found[-1].end:
                continue
            for name in sorted(by_first.get(word.folded, ()), key=len, reverse=True):
                here = words[at : at + len(name)]
                if _says(here, name):
                    found.append(Named(word.start, here[-1].end, frozenset(by_first[name[0]][name])))
                    break
        return found

    def _bring_up_to_date(self) -> None:
        found = Agency.objects.aggregate(count=Count("id"), changed=Max("changed_at"))
        state = (found["count"], found["changed"])
        if state == self._state:
            return
        by_first: dict[str, dict[tuple[str, ...], set[UUID]]] = defaultdict(lambda: defaultdict(set))
        for key, name, former in Agency.objects.values_list("id", "name", "former_names"):
            for each in (name, *former.splitlines()):
                for words in _ways(each):
                    by_first[words[0]][words].add(key)
        self._by_first, self._state = by_first, state


DIRECTORY = Directory()


def rare_needs(text: str, named: list[Named], *, below: int) -> Iterator[tuple[int, int, Set[int]]]:
    """Where a school and a need that fewer than `below`, but some, of its pupils have stand in one paragraph."""
    spoken = {agency for one in named for agency in one.agencies}
    pupils = _pupils(spoken) if spoken else {}
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        schools = [one for one in named if start <= one.start < end]
        for need, pattern in _NEED.items():
            found = pattern.search(text, start, end) if schools else None
            if found is None:
                continue
            for one in schools:
                people = {person for agency in one.agencies for person in pupils.get((agency, need), ())}
                if 0 < len(people) < below:
                    yield one.start, one.end, people
                    yield found.start(), found.end(), people


def _pupils(agencies: Set[UUID]) -> dict[tuple[UUID, str], set[int]]:
    """Who of those in our cases has which need, by school."""
    found: dict[tuple[UUID, str], set[int]] = defaultdict(set)
    parts = CasePerson.objects.present().filter(person__school__in=agencies)
    columns = ("person_id", "person__school_id", "person__primary_need", "person__secondary_needs")
    for person, school, primary, secondary in parts.values_list(*columns):
        for need in {primary, *secondary}:
            found[school, need].add(person.int)
    return found


def _ways(name: str) -> Iterator[tuple[str, ...]]:
    """A name in full, and without the words that many have: Oakfield Primary School is Oakfield, too."""
    whole = tuple(map(in_one_piece, plain_words(re.sub(r"[,.()/\-–]", " ", name))))
    own = tuple(word for word in whole if word not in GENERIC)
    for words in {whole, own}:
        if words and len("".join(words)) > 3:
            yield words


def _says(here: list[Word], name: tuple[str, ...]) -> bool:
    return tuple(word.folded for word in here) == name and any(word.is_capital for word in here)
