"""Whose key seals a row. Pure values."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID


class KeySubject(NamedTuple):
    """One data subject with a key of its own: a person, or a case for its narrative.

    `kind` is a short lower-case word (`"person"`, `"case"`); ids are unique across kinds.
    """

    kind: str
    id: UUID

    def as_bytes(self) -> bytes:
        """An unambiguous form for authenticated data."""
        return self.kind.encode() + b"\0" + self.id.bytes


# What is about nobody (a school's address, the service's own papers) is sealed under the service's own key,
# which is never erased.
SERVICE = KeySubject("service", UUID("5e4d1a55-0000-4000-8000-000000000001"))

WITHOUT_A_MOMENT = frozenset({"view"})
"""Kinds of subjects of which not even their key says when it was made: it would say when somebody unknown came."""
