"""Whether somebody's interest meets what a request or a call says, by the names in it. It tells nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cases.models import Agency, Interest
from cases.search.alike import Described, graded_names
from cases.search.folding import digits, in_one_piece, name_words, parts_of, plain_words
from cases.search.interests import described, ground_of
from cases.search.known import Known
from cases.search.likeness import days_like
from sendiass.profiles import profile

GENERIC = frozenset(
    [
        "a",
        "academies",
        "academy",
        "aided",
        "all",
        "and",
        "at",
        "authority",
        "board",
        "boys",
        "by",
        "c",
        "catholic",
        "ce",
        "centre",
        "children",
        "childrens",
        "christian",
        "church",
        "city",
        "co-ed",
        "coed",
        "cofe",
        "college",
        "comprehensive",
        "controlled",
        "council",
        "county",
        "e",
        "education",
        "england",
        "first",
        "for",
        "foundation",
        "free",
        "further",
        "girls",
        "grammar",
        "high",
        "in",
        "infant",
        "infants",
        "inspectorate",
        "junior",
        "juniors",
        "kindergarten",
        "local",
        "lower",
        "middle",
        "mixed",
        "multi",
        "my",
        "nursery",
        "of",
        "on",
        "our",
        "playgroup",
        "pre",
        "preschool",
        "primary",
        "rc",
        "reception",
        "saint",
        "school",
        "schools",
        "secondary",
        "sen",
        "send",
        "service",
        "services",
        "sixth",
        "form",
        "special",
        "st",
        "team",
        "the",
        "their",
        "to",
        "trust",
        "unit",
        "university",
        "upper",
        "voluntary",
    ]
)
"""Words in the names of so many schools and bodies that by them alone none is told from others."""

TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "sir",
        "mum",
        "mam",
        "mummy",
        "dad",
        "daddy",
        "mother",
        "father",
        "gran",
        "nan",
        "grandad",
    ]
)
PARTS = re.compile(r"[^\w'’‘`ʼʻ′´\-\u2010-\u2015]+")


@dataclass(frozen=True, slots=True)
class Named:
    """What a request or a call names: bodies as somebody typed them, people, and text in which names may stand."""

    places: tuple[str, ...] = ()
    people: tuple[Described, ...] = ()
    texts: tuple[str, ...] = ()


def meets(interest: Interest, named: Named) -> bool:
    """Whether the interest is in a body that is named, or in somebody called so; needs a reading of its worker's.

    It says yes rather than no: what it says hides something from one worker, and from nobody else (Y12).
    """
    agency, someone = interest.agency, described(interest)
    if agency and any(is_named(name, place) for name in _names(agency) for place in named.places):
        return True
    if agency and any(is_spoken_of(name, text) for name in _names(agency) for text in named.texts):
        return True
    if any(_may_be(someone, one) for one in named.people):
        return True
    return any(_stands_in(someone, text) for text in named.texts)


def called(name: str, number: str) -> Described:
    """Somebody by whatever was written down to ask for, first and last name in one."""
    words = [word for word in plain_words(_parted(name)) if word not in TITLES]
    return Described(
        given_names=" ".join(words[:-1] if len(words) > 1 else words),
        family_name=words[-1] if len(words) > 1 else "",
        numbers=(number,),
    )


def is_named(agency: str, typed: str) -> bool:
    """Whether a body as somebody types it may be this one: the words that tell one from others, of the one all in the other.

    *School*, *primary* or the authority's own name tell nothing by themselves. A body called by such words alone is named
    by all of them.
    """
    wanted, words = _words(agency), _words(typed)
    telling, told = wanted - _common(), words - _common()
    if telling and told:
        return telling <= told or told <= telling
    if telling or not wanted:
        return False
    return wanted == words or (len(wanted) > 1 and wanted <= words)


def is_spoken_of(agency: str, text: str) -> bool:
    """Whether a text has the words of this body's name that tell it from others; where none does, all its words."""
    wanted = _words(agency)
    wanted = (wanted - _common()) or wanted
    return bool(wanted) and wanted <= _words_of_text(text)


def _names(agency: Agency) -> list[str]:
    return [str(agency.name), *str(agency.former_names).splitlines()]


def _words(text: str) -> set[str]:
    return set(map(in_one_piece, plain_words(_parted(text))))


def _words_of_text(text: str) -> set[str]:
    """Each word as it stands, and what its apostrophes and hyphens part: *Diaz’s* has *diaz*."""
    return {part for word in plain_words(_parted(text)) for part in (in_one_piece(word), *parts_of(word))}


def _parted(text: str) -> str:
    """Words without the stops and brackets that people type round them."""
    return " ".join(PARTS.split(text))


def _common() -> frozenset[str]:
    return GENERIC | set(plain_words(profile().host.local_authority))


def _may_be(someone: Described, one: Described) -> bool:
    known = _known(one)
    return ground_of(someone, known) is not None or _goes_by_one_name(someone, one, known)


def _goes_by_one_name(someone: Described, one: Described, known: Known) -> bool:
    """Whether no more than one name is known of them, and it is this one's: *Kit*, or *Mrs Khan*."""
    if not someone.family_name or one.family_name.strip():
        return False
    if someone.born and one.born and days_like(someone.born, one.born) is None:
        return False
    return any(grade is not None for grade in graded_names(someone, known))


def _stands_in(someone: Described, text: str) -> bool:
    """Whether a text has somebody's first and last name, or their number."""
    family, given = plain_words(someone.family_name), plain_words(someone.given_names)[:1]
    numbers = set(map(digits, someone.numbers)) - {""}
    if numbers & {digits(run) for run in re.findall(r"\+?\d[\d ()-]{4,}\d", text)}:
        return True
    return bool(family and given) and set(map(in_one_piece, family + given)) <= _words_of_text(text)


def _known(one: Described) -> Known:
    """Somebody described, as the index keeps people."""
    names = (one.given_names, one.family_name, one.preferred_name)
    words = (word for name in names for word in name_words(_parted(name)) if word not in TITLES)
    return Known(
        revision=0,
        words=tuple(dict.fromkeys(words)),
        born=one.born,
        numbers=tuple(filter(None, map(digits, one.numbers))),
        postcodes=(),
        emails=tuple(email.strip().casefold() for email in one.emails),
    )
