"""Whether somebody's interest meets a request from the public form, by what it says. It tells nobody."""

from __future__ import annotations

from collections.abc import Iterable

from cases.models import Interest
from cases.search.alike import Described
from cases.search.folding import digits, in_one_piece, name_words, plain_words
from cases.search.interests import described, ground_of
from cases.search.known import Known


def meets(interest: Interest, *, school: str, people: Iterable[Described]) -> bool:
    """Whether the interest is in the school as it was typed, or in somebody called so; needs a reading of its worker's."""
    if interest.agency:
        return is_named(str(interest.agency.name), school)
    someone = described(interest)
    return any(ground_of(someone, _known(one)) is not None for one in people)


def is_named(agency: str, typed: str) -> bool:
    """Whether a school as somebody types it may be this one: all words of the one are among the other's."""
    wanted, words = (set(map(in_one_piece, plain_words(one))) for one in (agency, typed))
    return bool(wanted and words) and (wanted <= words or words <= wanted)


def _known(one: Described) -> Known:
    """Somebody described, as the index keeps people."""
    names = (one.given_names, one.family_name, one.preferred_name)
    return Known(
        revision=0,
        words=tuple(dict.fromkeys(word for name in names for word in name_words(name))),
        born=one.born,
        numbers=tuple(filter(None, map(digits, one.numbers))),
        postcodes=(),
        emails=tuple(email.strip().casefold() for email in one.emails),
    )
