"""The scope in which sealed fields open, and for which subjects; it doesn't know who looks.

Only `sendiass.audit.reading` opens one: it writes who looks, and why, before anything can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sendiass.crypto.cells import OpenKey
from sendiass.crypto.errors import Closed
from sendiass.crypto.keyring import Keyring
from sendiass.crypto.subjects import KeySubject


class Opening:
    """What may be opened now. An inner opening may open what the outer one may, and shares its keys."""

    def __init__(self, subjects: Iterable[KeySubject], *, everyone: bool, outer: Opening | None) -> None:
        named = frozenset(subjects)
        self.subjects: frozenset[KeySubject] = named | outer.subjects if outer else named
        self.everyone: bool = everyone or (outer is not None and outer.everyone)
        self.keys: Keyring = outer.keys if outer else Keyring()

    def names(self, subject: KeySubject) -> bool:
        """Whether this opening covers the subject."""
        return self.everyone or subject in self.subjects

    def fetch_keys(self, subjects: Iterable[KeySubject]) -> None:
        """Unwrap many subjects' keys with one query; for readings of everyone, a batch at a time."""
        self.keys.fetch(subject for subject in subjects if self.names(subject))

    def let_go(self, subjects: Iterable[KeySubject]) -> None:
        """Forget many subjects' keys again; for readings of everyone, once a batch is opened."""
        for subject in subjects:
            self.keys.drop(subject)

    def key(self, subject: KeySubject, what: str) -> OpenKey:
        """The key that opens `what`. Raises Closed when the subject isn't named, Erased without a key."""
        if not self.names(subject):
            raise Closed(f"{what} is closed: this reading doesn't name its {subject.kind}")
        if not self.keys.knows(subject):
            self.keys.fetch(self.subjects)  # all at once, the first time; nothing is asked for twice
        return self.keys.to_open(subject)


_current: ContextVar[Opening | None] = ContextVar("opening", default=None)


def current() -> Opening | None:
    """The opening in force here, if any."""
    return _current.get()


@contextmanager
def opening(subjects: Iterable[KeySubject], *, everyone: bool = False) -> Iterator[Opening]:
    """Let the sealed fields of these subjects open while inside. For `sendiass.audit.reading` alone."""
    outer = _current.get()
    scope = Opening(subjects, everyone=everyone, outer=outer)
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
        if outer is None:
            scope.keys.clear()


def forget(subject: KeySubject) -> None:
    """Drop a subject's key from the opening in force."""
    scope = _current.get()
    if scope is not None:
        scope.keys.drop(subject)
