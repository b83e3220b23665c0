"""What the index holds of one person, opened inside the searcher's reading and folded for matching."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cases.choices import ContactPointKind
from cases.models import ContactPoint, Person
from cases.search.folding import digits, name_words, postcodes

PHONES = (ContactPointKind.MOBILE, ContactPointKind.LANDLINE)
OF_PEOPLE = ("id", "given_names", "family_name", "preferred_name", "date_of_birth", "revision")
OF_POINTS = ("id", "person_id", "kind", "value")


@dataclass(frozen=True, slots=True)
class Known:
    """One person, folded."""

    revision: int
    words: tuple[str, ...]
    born: date | None
    numbers: tuple[str, ...]
    postcodes: tuple[str, ...]
    emails: tuple[str, ...]


def known(person: Person, points: Iterable[ContactPoint]) -> Known:
    """Someone as the index keeps them; needs a reading of them. Raises Erased."""
    names = (person.given_names, person.family_name, person.preferred_name)
    by_kind: dict[str, list[str]] = defaultdict(list)
    for point in points:
        by_kind[point.kind].append(point.value)
    return Known(
        revision=person.revision,
        words=_once(word for name in names for word in name_words(name)),
        born=person.date_of_birth,
        numbers=_once(digits(value) for kind in PHONES for value in by_kind[kind]),
        postcodes=_once(code for post in by_kind[ContactPointKind.POST] for code in postcodes(post)),
        emails=_once(address.strip().casefold() for address in by_kind[ContactPointKind.EMAIL]),
    )


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, words)))
