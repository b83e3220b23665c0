"""Whether someone described may be someone the worker already sees, and why. It merges nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cases.models import Person
from cases.search.asking import Asked
from cases.search.finding import NOBODY, people_seen
from cases.search.folding import digits, name_words, plain_words
from cases.search.index import INDEX
from cases.search.known import Known
from cases.search.likeness import Grade, days_like, grade_of, is_swapped
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class Described:
    """Someone as a form describes them."""

    given_names: str = ""
    family_name: str = ""
    preferred_name: str = ""
    born: date | None = None
    numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """Someone who may be the one described, and why in words; sealed until opened in a reading."""

    person: Person
    whys: tuple[str, ...]


def may_be_same(*, by: User, described: Described) -> list[Alike]:
    """People this worker may see who may be the one described, the likeliest first. Raises NotReady.

    The same number or e-mail address; a birth date and a family name that are the same or like each other, of which
    one at least is the same; or the whole name, where one of the two birth dates isn't known.
    """
    seen = people_seen(by)
    found = {
        person
        for asked in asked_of(described)
        for group in INDEX.matching(asked, among=seen)
        for person in group
    }
    weighed = {person: _weighed(described, one) for person, one in INDEX.known(found).items()}
    likely = {person: whys for person, whys in weighed.items() if whys}
    # It is asked whether anybody is like them or not: nobody can tell by the questions somebody hidden from nobody (Y12).
    people = Person.objects.visible_to(by).of([*likely, NOBODY]).order_by("created_at", "id")
    return sorted(
        (Alike(person, tuple(why for _, why in likely[person.id])) for person in people),
        key=lambda one: min(weight for weight, _ in likely[one.person.id]),
    )


def asked_of(described: Described) -> Iterable[Asked]:
    """What to look for: each of these finds some who may be the same."""
    family, given = _names(described)
    if described.born and family:
        yield Asked(words=family, born=described.born)
    if family and given:
        yield Asked(words=(*given[:1], *family))
    yield from (Asked(number=number) for number in map(digits, described.numbers) if number)
    yield from (Asked(email=email) for email in map(_folded, described.emails) if email)


def _weighed(described: Described, held: Known) -> list[tuple[int, str]]:
    """Each reason with its weight, the weightiest first."""
    found = []
    if set(map(digits, described.numbers)) & set(held.numbers):
        found.append((0, "the phone number is the same"))
    if set(map(_folded, described.emails)) & set(held.emails):
        found.append((0, "the email address is the same"))
    if by_name := _by_name(described, held):
        found.append(by_name)
    return found


def _by_name(described: Described, held: Known) -> tuple[int, str] | None:
    of_family, of_given = graded_names(described, held)
    if of_family is None:
        return None
    whole = of_given is not None
    if described.born and held.born:
        day = days_like(described.born, held.born)
        if day is Grade.EXACT:
            same = of_family is Grade.EXACT
            return (1, "the family name and date of birth are the same") if same else (2, _SIMILAR)
        if day is not None and whole:
            slip = (
                "has day and month swapped"
                if is_swapped(described.born, held.born)
                else "differs in one digit"
            )
            return 3, f"the name is {_how(max(of_family, of_given or 0))}, and the date of birth {slip}"
        return None
    if of_given is not None and max(of_family, of_given) in (Grade.EXACT, Grade.SHORT_FORM):
        return 4, f"the name is {_how(max(of_family, of_given))}, and one of the dates of birth is not known"
    return None


def graded_names(described: Described, held: Known) -> tuple[Grade | None, Grade | None]:
    """How well the family name and the first given name are borne by someone on record."""
    family, given = _names(described)
    return _grade(family, held), _grade(given[:1], held)


_SIMILAR = "the date of birth is the same and the name is similar"


def _how(grade: int) -> str:
    return "the same" if grade == Grade.EXACT else "similar"


def _grade(words: tuple[str, ...], held: Known) -> Grade | None:
    """How well the worst of these words matches; None for none of them, or if one is nobody's."""
    best = [
        min((grade for known in held.words if (grade := grade_of(word, known)) is not None), default=None)
        for word in words
    ]
    found = [grade for grade in best if grade is not None]
    return max(found) if found and len(found) == len(best) else None


def _names(described: Described) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Family and given names, folded; without given names the one they go by."""
    given = plain_words(described.given_names) or plain_words(described.preferred_name)
    return _pieces(described.family_name), tuple(name_words(given[0])) if given else ()


def _pieces(name: str) -> tuple[str, ...]:
    return tuple(plain_words(name))


def _folded(address: str) -> str:
    return address.strip().casefold()
