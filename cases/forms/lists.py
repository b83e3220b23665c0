"""Fixed lists as a form offers them, in the service's own words. It holds no list itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from django.db.models import TextChoices

from sendiass.profiles.lists import offered

Pairs = list[tuple[str, str]]


def choices_of(choices: type[TextChoices], *, keep: str = "", nothing: str | None = None) -> Pairs:
    """What may be chosen; `keep` is a value already on record, `nothing` the words for choosing none."""
    first = [] if nothing is None else [("", nothing)]
    return [*first, *offered(choices, keep=keep)]


def listed(
    choices: type[TextChoices], *, only: Collection[str] | None = None, nothing: str | None = None
) -> Callable[[], Pairs]:
    """The same, asked anew for each form: the words are the profile's. `only` some of them, where it is given."""
    return partial(_some_of, choices, only, nothing)


def _some_of(choices: type[TextChoices], only: Collection[str] | None, nothing: str | None) -> Pairs:
    pairs = choices_of(choices, nothing=nothing)
    return pairs if only is None else [(value, words) for value, words in pairs if not value or value in only]
