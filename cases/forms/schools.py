"""Which school somebody means by the words they type, our own authority's schools first. It never saves."""

from __future__ import annotations

from cases.models import Agency
from sendiass.profiles import profile

MOST_SCHOOLS = 10
CLOSED = ", closed"
PUT_IN_BY_HAND = ""


def near_authorities() -> tuple[str, ...]:
    """The register's codes of the authorities whose area we serve, and what a body put in by hand has instead."""
    return (*profile().host.local_authority_codes, PUT_IN_BY_HAND)


def school_line(agency: Agency) -> str:
    """A school on one line, so that it is told from others of its name."""
    line = ", ".join(filter(None, (agency.name, agency.town, agency.postcode)))
    return f"{_tidy(line)}{CLOSED if agency.closed_on else ''}"


def schools_meant(words: str, kept: Agency | None = None) -> list[Agency]:
    """The schools that may be meant, one more than are shown; one alone if the words are just its line.

    `kept` is the school on record, known as it stands there.
    """
    typed = _tidy(words)
    if kept and typed == school_line(kept):
        return [kept]
    exact = [one for one in _named_as_in(typed) if school_line(one) == typed]
    return exact if len(exact) == 1 else schools_like(typed)


def schools_like(words: str) -> list[Agency]:
    """The schools found by these words, the nearest first, one more than are shown."""
    typed = _tidy(words).removesuffix(CLOSED)
    found = Agency.objects.schools().found_by(typed).nearest_first(typed, near_authorities())
    return list(found[: MOST_SCHOOLS + 1])


def _named_as_in(line: str) -> list[Agency]:
    """The schools whose name a line may begin with: names have commas too."""
    parts = line.split(", ")
    names = [", ".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return list(Agency.objects.schools().filter(name__in=names).order_by("id"))


def _tidy(words: str) -> str:
    return " ".join(words.replace("\x00", "").split())
