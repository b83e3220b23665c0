"""Which section, regulation or paragraph somebody means by the words they type. It never saves."""

from __future__ import annotations

from cases.models import LegalReference
from sendiass import clock

MOST_REFERENCES = 10


def references_meant(words: str) -> list[LegalReference]:
    """The references that may be meant, one more than are shown; one alone if the words are just its line."""
    found = references_like(words)
    exact = [one for one in found if one.line == _tidy(words)]
    return exact if len(exact) == 1 else found


def references_like(words: str) -> list[LegalReference]:
    """The references in force found by these words, the nearest first, one more than are shown."""
    typed = _tidy(words)
    if not typed:
        return []
    found = LegalReference.objects.offered().in_force(clock.today()).found_by(typed).nearest_first(typed)
    return list(found[: MOST_REFERENCES + 1])


def _tidy(words: str) -> str:
    return " ".join(words.replace("\x00", "").split())
