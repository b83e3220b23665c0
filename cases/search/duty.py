"""Who a caller is, for whoever takes the call: by the whole name and one thing more. It finds nobody by half a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from cases.access import CONFLICTS
from cases.choices import CaseStatus
from cases.models import Case, CasePerson, Conflict, Person
from cases.search.asking import Asked
from cases.search.folding import digits, in_one_piece, parts_of, plain_words
from cases.search.index import INDEX
from cases.search.known import Known
from cases.search.likeness import Grade, grade_of
from cases.search.nicknames import NICKNAMES
from sendiass.accounts.models import User
from sendiass.audit.actors import serving
from sendiass.database.questions import question

MOST = 5
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Caller:
    """Someone as they say who they are: all of the name, and when they were born or a number they can be rung on."""

    given_names: str
    family_name: str
    born: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """A case in hand and those in it who are meant; sealed."""

    case: Case
    people: tuple[Person, ...]


def families_of(caller: Caller, *, by: User) -> list[Met]:
    """The cases in hand of whom this may be, but for those that an interest of this worker meets, or may (Y12).

    The data base is asked as often for somebody nobody knows as for somebody kept from this worker. Raises NotReady.
    """
    people = _meant(caller) or {NOBODY}
    with serving(CONFLICTS):
        found: dict[UUID, list[CasePerson]] = {}
        for part in _parts(people=list(people), by=by):
            found.setdefault(part.case_id, []).append(part)
    return [Met(ones[0].case, tuple(one.person for one in ones)) for ones in list(found.values())[:MOST]]


@question
def _parts(*, people: list[UUID], by: User) -> QuerySet[CasePerson]:
    kept = Conflict.objects.in_the_way().filter(case=OuterRef("case"), worker=by)
    parts = CasePerson.objects.present().of_people(people).exclude(case__status=CaseStatus.CLOSED)
    return (
        parts.filter(~Exists(kept))
        .select_related("case", "person")
        .order_by("case__reference", "added_at", "id")
    )


def is_meant(caller: Caller, held: Known) -> bool:
    """Whether all of the name is theirs, as written, in short or misheard, and so is the date of birth or the number."""
    number = digits(caller.number)
    same_day = caller.born is not None and caller.born == held.born
    same_number = bool(number) and number in held.numbers
    if not (same_day or same_number):
        return False
    given, family = _borne(caller.given_names, held), _borne(caller.family_name, held)
    if not given or not family:
        return False
    # A family name typed twice is half a name, but for whom it is the whole one.
    return len(given | family) > 1 or len(held.words) == 1


def _meant(caller: Caller) -> set[UUID]:
    words = (*plain_words(caller.given_names), *plain_words(caller.family_name))
    asked = Asked(words=tuple(dict.fromkeys(words)), born=caller.born, number=digits(caller.number))
    found = [person for group in INDEX.matching(asked) for person in group]
    return {person for person, held in INDEX.known(found).items() if is_meant(caller, held)}


def _borne(name: str, held: Known) -> set[str]:
    """Which words on record the words of a name are; none if one of them is nobody's."""
    words = plain_words(name)
    found: set[str] = set()
    for place, word in enumerate(words):
        ways = [_words_of(way, held.words) for way in _ways(words, place, word)]
        borne = next((way for way in ways if way), None)
        if borne is None:
            return set()
        found |= borne
    return found


def _ways(words: list[str], place: int, word: str) -> Iterator[tuple[str, ...]]:
    """How a word may stand on record: in one piece, in its parts, or written together with a neighbour."""
    whole = [in_one_piece(one) for one in words]
    yield (whole[place],)
    yield tuple(parts_of(word))
    for number, (one, other) in enumerate(pairwise(whole)):
        if place in (number, number + 1):
            yield (one + other,)


def _words_of(typed: Iterable[str], known: Iterable[str]) -> set[str]:
    """The best word on record for each of these; nothing unless each has one."""
    best = [min(((grade, one) for one in known if (grade := _grade(word, one)) is not None), default=None)
            for word in typed]  # fmt: skip
    return {one[1] for one in best if one} if all(best) else set()


def _grade(typed: str, known: str) -> Grade | None:
    """As the search grades two words, but that the beginning of a name is not the name."""
    grade = grade_of(typed, known)
    if grade is not Grade.BEGINNING:
        return grade
    if known in NICKNAMES.other_forms(typed):
        return Grade.SHORT_FORM
    return Grade.SPELLING if len(typed) >= SLIP_FROM and len(known) - len(typed) == 1 else None


SLIP_FROM = 4
"""From how many letters on the last one left out is a slip."""
