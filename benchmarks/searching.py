"""Opens the index of names in this process, cold, then searches it and holds texts against it, warm, and notes what each
took; it serves nobody.

Run as `python -m benchmarks.searching PEOPLE` with the environment leading to a filled pair; writes a pickled Searched
to standard output. Each number of people needs a process of its own.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import TypeVar

import django

django.setup()

from benchmarks.pages import Searched
from cases.models import ContactPoint, Person
from cases.querysets import PersonQuerySet
from cases.search import SEARCHER, Index, read_words
from consent.screening.screen import find_in
from sendiass import clock
from sendiass.audit import reading

Asked = TypeVar("Asked")
SEARCHES, TEXTS = 500, 100
BEGINNING = 3
TREND = (
    "Annual reviews are later than last term: of the families who rang us, two in three waited more than twelve weeks for "
    "the amended plan. Parents say that nobody tells them who decides, or when. The panel's letters give no reasons. "
    "We asked for one page that says in plain words what happens after a review, and for a named officer to ring. The "
    "authority will bring figures by locality to the next meeting in the Town Hall on 9 March, and asks us to send "
    "what parents say about transport, which has changed hands since {name} and others wrote. Schools were said to be "
    "told in June. Nobody from health came, and the designated clinical officer's post is vacant again."
)


def measure(people: int) -> Searched:
    """What opening the index of so many people takes, or of all there are, and a search of it, on the wall's clock."""
    known, before = _first(people), _resident()
    texts = list(_texts(known, Random(people)))  # noqa: S311  a sample, no secret
    index = Index(known)
    began = time.perf_counter()
    index.bring_up_to_date()
    opening = time.perf_counter() - began
    gc.collect()
    memory = _resident() - before
    searches = list(_timed(index.matching, map(read_words, texts)))
    today = clock.today()

    def held_against(text: str) -> object:
        with index.opened() as held:
            return find_in({"trend": text}, held, on=today)

    named = [text.title() for text in texts if text.replace(" ", "").isalpha() and " " in text][:TEXTS]
    screens = list(_timed(held_against, (TREND.format(name=name) for name in named)))
    return Searched(known.count(), opening, memory, searches, screens)


def _timed(find: Callable[[Asked], object], asked: Iterable[Asked]) -> Iterator[float]:
    """The seconds of each. Raises RuntimeError where nobody is found, for everyone asked about is there."""
    for one in asked:
        began = time.perf_counter()
        found = find(one)
        yield time.perf_counter() - began
        if not found:
            raise RuntimeError("somebody who is there was not found")


def _first(people: int) -> PersonQuerySet:
    revisions = Person.objects.order_by("revision").values_list("revision", flat=True)
    last = revisions[min(people, revisions.count()) - 1]
    first: PersonQuerySet = Person.objects.filter(revision__lte=last)
    return first


def _texts(people: PersonQuerySet, chance: Random) -> Iterator[str]:
    """What callers say: a name, a name misheard or begun, one with a date of birth, or a telephone number alone."""
    ids = list(people.filter(date_of_birth__isnull=False).order_by("revision").values_list("id", flat=True))
    children = list(Person.objects.of(chance.sample(ids, SEARCHES)).order_by("revision"))
    numbers = list(ContactPoint.objects.filter(kind="mobile", person__in=people).order_by("id")[:SEARCHES])
    subjects = [row.key_subject for row in (*children, *numbers)]
    with reading(by=SEARCHER, subjects=subjects, purpose="names to search for"):
        for child, number in zip(children, numbers, strict=True):
            yield chance.choice(tuple(_ways(child, chance, number.value)))


def _ways(child: Person, chance: Random, number: str) -> Iterator[str]:
    given, family, born = child.given_names, child.family_name, child.date_of_birth
    yield f"{given} {family}"
    yield f"{family} {given}"
    yield _misheard(family, chance)
    yield f"{given} {_misheard(family, chance)}"
    yield family[:BEGINNING]
    yield f"{family} {_told(born)}"
    yield f"{_misheard(family, chance)} {_told(born)}"
    yield number


def _misheard(word: str, chance: Random) -> str:
    """Two neighbouring letters transposed, but not the first, which is heard rightly; short words as they are."""
    if len(word) <= BEGINNING + 1:
        return word
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _told(born: date | None) -> str:
    return f"{born:%d/%m/%Y}" if born else ""


def _resident() -> int:
    """Bytes of memory this process occupies."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(measure(int(sys.argv[1]))))
