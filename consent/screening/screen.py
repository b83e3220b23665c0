"""The one screen: holds a text against everyone on record before it is kept where no case may be spoken of (L05, L12).

Whoever may not see cases is told nothing, and nothing is looked up for them: all they write waits for the manager. Others
are shown the words that point at people they may see; of anyone else they learn only that the text waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from cases.access import may_work_cases
from cases.search import INDEX, Held, NotReady
from cases.search.finding import people_kept_from, people_seen
from consent.screening.finding import Finding, Kind, Screened, merged
from consent.screening.names import Names
from consent.screening.numbers import numbers, references
from consent.screening.schools import DIRECTORY, rare_needs
from sendiass.accounts.models import User
from sendiass.profiles import profile


def screen(*, by: User, texts: Mapping[str, str], on: date) -> Screened:
    """What this worker may be told of a text, given by its parts. `on` is today.

    Held, unlooked at, for whoever may not see cases, and while the index of names is still being opened.
    """
    if not may_work_cases(by):
        return Screened(texts, held=True)
    try:
        with INDEX.opened() as held:
            findings = find_in(texts, held, on=on)
    except NotReady:
        return Screened(texts, held=True)
    seen = people_seen(by)
    if seen is None:
        return _of_everyone_but(people_kept_from(by), texts, findings)
    marked = [one for one in findings if not one.people or one.people & seen]
    people = frozenset().union(*(one.people for one in marked)) & seen
    return Screened(texts, marked=merged(marked), held=len(marked) < len(findings), people=people)


def _of_everyone_but(kept_from: set[UUID], texts: Mapping[str, str], findings: list[Finding]) -> Screened:
    """For whoever sees all cases but those of their interests: of these they learn nothing, nor that a text points there."""
    marked = [one for one in findings if not one.people or one.people - kept_from]
    people = frozenset().union(*(one.people for one in marked)) - kept_from
    return Screened(texts, marked=merged(marked), people=people)


def find_in(texts: Mapping[str, str], held: Held, *, on: date) -> list[Finding]:
    """Everything in a text that points at someone held, whoever asks: for `screen`, which cuts it to them."""
    return [finding for part, text in texts.items() for finding in _find(part, text, held, on)]


def _find(part: str, text: str, held: Held, on: date) -> Iterator[Finding]:
    named = DIRECTORY.named_in(text)
    prefix = profile().identity.reference_prefix
    for start, end, kind, people in (*references(text, prefix), *numbers(text, held, on=on)):
        yield Finding(part, start, end, kind, _ids(people))
    for start, end, people in Names(text, held.names, [(one.start, one.end) for one in named]).found():
        yield Finding(part, start, end, Kind.NAME, _ids(people))
    for start, end, people in rare_needs(text, named, below=profile().liaison.rare_below):
        yield Finding(part, start, end, Kind.RARE, _ids(people))


def _ids(people: Iterable[int]) -> frozenset[UUID]:
    return frozenset(UUID(int=person) for person in people)
