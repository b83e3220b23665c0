"""The wall of subjects: whoever sees a device light up learns neither a name nor which service writes (DOMAIN 4.10)."""

from __future__ import annotations

import pytest

from sendiass.outbox.checks import faults
from sendiass.outbox.hiding import TELLING
from sendiass.outbox.kinds import MessageKind, all_kinds
from sendiass.profiles import profile

KINDS = sorted(all_kinds().values(), key=lambda kind: kind.code)
TO_AGENCIES = {"consent.letter"}
"""They know us: a letter to them says who writes."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_no_subject_has_a_place_for_anything_to_be_filled_in(kind: MessageKind) -> None:
    assert not set("{}%$<>") & set(kind.subject)
    assert list(faults(kind)) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_what_goes_to_families_and_colleagues_does_not_say_who_writes_before_it_is_opened(
    kind: MessageKind,
) -> None:
    assert kind.discreet is (kind.code not in TO_AGENCIES)
    if kind.discreet:
        assert not TELLING.search(kind.subject)
        assert profile().identity.name.casefold() not in kind.subject.casefold()
        assert profile().identity.short_name.casefold() not in kind.subject.casefold()
