"""Finds people and cases by what a caller says: a name, a reference, a date of birth, a number, a postcode.

Names are sealed in the data base, so each process keeps an opened index in its own memory, brought up to date
before every search by a named principal with its own reading. Nothing found leaves before it has been cut to
what the worker may see. It matches exactly and by beginning; it never writes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q

from cases.choices import ContactPointKind
from cases.models import Case, CasePerson, ContactPoint, Person
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal, reading
from sendiass.crypto.erasure import erased_since
from sendiass.crypto.errors import Erased
from sendiass.profiles import profile

SEARCHER = ServicePrincipal("search")
BATCH = 1000
IN_FLIGHT = 1000
"""How many revisions back to look again, for transactions that began earlier and committed later."""
MOST_FOUND = 50
SHORTEST_NUMBER = 5

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    rf"\b(\d{{1,2}})[/.\- ](\d{{1,2}}|(?:{'|'.join(_MONTHS)})[a-z]*)[/.\- ](\d{{4}})\b", re.IGNORECASE
)
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})?\b", re.IGNORECASE)
_FULL_POSTCODE = r"\b[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b"
_JOINS = re.compile(r"[-\u2010-\u2015'’‘`ʼʻ′]")
_WITHOUT_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters whose stroke is no accent to Unicode, as people type them without."""
_REFERENCE = re.compile(r"([A-Z]{2,5})?[- ]?(\d{1,7})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """What the index holds of one person, folded for matching."""

    revision: int
    words: tuple[str, ...]
    born: date | None
    numbers: tuple[str, ...]
    postcodes: tuple[str, ...]
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A search taken apart: every part given must match."""

    words: tuple[str, ...] = ()
    born: date | None = None
    number: str = ""
    postcode: str = ""
    email: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing that could be looked for was typed."""
        return not (self.words or self.born or self.number or self.postcode or self.email)


@dataclass(frozen=True, slots=True)
class Found:
    """A person in a case the worker may see; sealed until opened in a reading."""

    case: Case
    part: CasePerson
    person: Person


class Index:
    """The opened names of one process. Never shared, never stored."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget everything, so that the next search opens anew."""
        self._known: dict[UUID, Known] = {}
        self._newest = 0
        self._erasures_seen = clock.now()

    def matching(self, asked: Asked) -> list[UUID]:
        """The people who match, whoever may see them: cut it before anyone is shown or told a number."""
        with self._lock:
            self._bring_up_to_date()
            return [person for person, known in self._known.items() if _matches(known, asked)]

    def _bring_up_to_date(self) -> None:
        looked_at = clock.now()
        for subject in erased_since(self._erasures_seen - timedelta(minutes=5)):
            self._known.pop(subject.id, None)
        self._erasures_seen = looked_at
        newest = Person.objects.aggregate(newest=Max("revision"))["newest"] or 0
        recent = Person.objects.filter(revision__gt=self._newest - IN_FLIGHT).values_list("id", "revision")
        stale = [person for person, revision in recent if not self._holds(person, revision)]
        if stale:
            self._load(stale)
        self._newest = max(newest, self._newest)

    def _holds(self, person: UUID, revision: int) -> bool:
        known = self._known.get(person)
        return known is not None and known.revision == revision

    def _load(self, ids: list[UUID]) -> None:
        with reading(by=SEARCHER, subjects=(), purpose="index of names", everyone=True) as scope:
            for batch in _batches(ids):
                people = list(Person.objects.filter(pk__in=batch))
                scope.fetch_keys(person.key_subject for person in people)
                points = defaultdict(list)
                for point in ContactPoint.objects.filter(person__in=batch):
                    points[point.person_id].append(point)
                for person in people:
                    try:
                        self._known[person.id] = _known(person, points[person.id])
                    except Erased:
                        self._known.pop(person.id, None)


INDEX = Index()


def read_words(text: str) -> Asked:
    """Take a search apart: a date of birth, a number, an e-mail address, a postcode; what is left are names."""
    rest, born = _take_date(text)
    rest, email = _take(r"\S+@\S+", rest)
    rest, number = _take(r"(?<!\w)\+?\(?\d[\d ()-]{3,}\d\b", rest)
    rest, postcode = ("", rest) if _POSTCODE.fullmatch(rest.strip()) else _take(_FULL_POSTCODE, rest)
    return Asked(
        words=tuple(_plain_words(rest)),
        born=born,
        number=_digits(number),
        postcode=_tight(postcode),
        email=email.casefold(),
    )


def find(*, by: User, text: str) -> list[Found]:
    """People this worker may see who match, at most MOST_FOUND, cases in hand first."""
    parts = CasePerson.objects.present().filter(case__in=Case.objects.visible_to(by))
    asked = read_words(text)
    by_name = Q(person__in=[] if asked.is_empty else INDEX.matching(asked))
    referred = _referred(text)
    by_reference = Q(case__in=Case.objects.filter(referred)) if referred else Q(pk=None)
    parts = parts.filter(by_name | by_reference)
    chosen = parts.select_related("case", "person").order_by("case__closed_at", "-case__opened_at", "id")
    return [Found(part.case, part, part.person) for part in chosen[:MOST_FOUND]]


def find_case(*, by: User, text: str) -> Case | None:
    """The case whose reference was typed in full, if this worker may see it."""
    found: Case | None = Case.objects.visible_to(by).filter(reference__iexact=text.strip()).first()
    return found


def find_unnamed(*, by: User, text: str) -> list[Case]:
    """Cases this worker may see in which nobody is named, whose reference was typed in part."""
    referred = _referred(text)
    if referred is None:
        return []
    named = CasePerson.objects.present().filter(case=OuterRef("pk"))
    found = Case.objects.visible_to(by).filter(referred).exclude(Exists(named))
    return list(found.order_by("closed_at", "-opened_at", "id")[:MOST_FOUND])


def _referred(text: str) -> Q | None:
    """What a reference must be to be meant: it begins so, or has this number (5 is 00005). None for other words."""
    match = _REFERENCE.fullmatch(text.strip())
    if not match:
        return None
    letters, number = match.groups()
    prefix = letters or profile().identity.reference_prefix
    begun = Q(reference__istartswith=f"{prefix}-{number}")
    return begun | Q(reference__iexact=f"{prefix}-{number.zfill(5)}")


def may_be_same(
    *, by: User, family_name: str, born: date | None, numbers: Iterable[str] = (), emails: Iterable[str] = ()
) -> list[Person]:
    """People this worker may see who may be the one described: same family name and birth date, number or address."""
    found: set[UUID] = set()
    if family_name.strip() and born:
        found.update(INDEX.matching(Asked(words=tuple(_plain_words(family_name)), born=born)))
    for number in filter(None, map(_digits, numbers)):
        found.update(INDEX.matching(Asked(number=number)))
    for email in filter(None, (address.strip().casefold() for address in emails)):
        found.update(INDEX.matching(Asked(email=email)))
    return list(Person.objects.visible_to(by).filter(pk__in=found).order_by("created_at", "id"))


def digest(text: str) -> str:
    """A keyed digest of what was searched for, for the reading's purpose: equal searches show, words do not."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, text.strip().casefold().encode(), hashlib.sha256).hexdigest()[:16]


def _matches(known: Known, asked: Asked) -> bool:
    return (
        all(_begins(known, word) for word in asked.words)
        and (asked.born is None or asked.born == known.born)
        and (not asked.number or any(number.startswith(asked.number) for number in known.numbers))
        and (not asked.postcode or any(code.startswith(asked.postcode) for code in known.postcodes))
        and (not asked.email or asked.email in known.emails)
    )


def _begins(known: Known, typed: str) -> bool:
    """Whether a word as typed begins one of theirs: in one piece, or each of its parts (O'Neil, Smith-Jones)."""
    whole, parts = _JOINS.sub("", typed), list(filter(None, _JOINS.split(typed)))
    return any(word.startswith(whole) for word in known.words) or (
        len(parts) > 1 and all(any(word.startswith(part) for word in known.words) for part in parts)
    )


def _known(person: Person, points: list[ContactPoint]) -> Known:
    names = f"{person.given_names} {person.family_name} {person.preferred_name}"
    by_kind: dict[str, list[str]] = defaultdict(list)
    for point in points:
        by_kind[point.kind].append(point.value)
    phones = by_kind[ContactPointKind.MOBILE] + by_kind[ContactPointKind.LANDLINE]
    return Known(
        revision=person.revision,
        words=tuple(dict.fromkeys(_fold(names))),
        born=person.date_of_birth,
        numbers=tuple(map(_digits, phones)),
        postcodes=tuple(code for post in by_kind[ContactPointKind.POST] for code in _postcodes(post)),
        emails=tuple(address.strip().casefold() for address in by_kind[ContactPointKind.EMAIL]),
    )


def _fold(text: str) -> list[str]:
    """Words as they are kept: a hyphen or an apostrophe parts words and joins them: O'Neil is *o*, *neil*, *oneil*."""
    words = _plain_words(text)
    parts = [part for word in words for part in _JOINS.split(word)]
    joined = [_JOINS.sub("", word) for word in words]
    return list(dict.fromkeys(filter(None, parts + joined)))


def _plain_words(text: str) -> list[str]:
    """Words without case, accents or marks that do not show; without those that are nothing but marks."""
    shown = "".join(letter for letter in text.replace("´", "'") if unicodedata.category(letter) != "Cf")
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", shown).casefold())
        if not unicodedata.combining(letter)
    ).translate(_WITHOUT_STROKES)
    return [word for word in plain.split() if _JOINS.sub("", word)]


def _digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if len(digits) < SHORTEST_NUMBER:
        return ""
    return (
        f"44{digits[1:]}"
        if digits.startswith("0") and not digits.startswith("00")
        else digits.removeprefix("00")
    )


def _tight(text: str) -> str:
    return "".join(text.split()).upper()


def _postcodes(address: str) -> Iterator[str]:
    for outward, inward in _POSTCODE.findall(address):
        if inward:
            yield (outward + inward).upper()


def _take_date(text: str) -> tuple[str, date | None]:
    found = _DATE.search(text)
    if not found:
        return text, None
    day, month, year = int(found[1]), _month(found[2]), int(found[3])
    try:
        return text[: found.start()] + text[found.end() :], date(year, month, day)
    except ValueError:
        return text, None


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _MONTHS.index(word[:3].casefold()) + 1


def _take(pattern: str, text: str) -> tuple[str, str]:
    found = re.search(pattern, text)
    return (text[: found.start()] + text[found.end() :], found[0]) if found else (text, "")


def _batches(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
