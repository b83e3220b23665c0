"""The one way to open sealed fields: who looks, at whom and why is written down first. It grants nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sendiass.audit.actors import Actor, ServicePrincipal, correlation_id, kind_of
from sendiass.audit.errors import Unaudited
from sendiass.audit.models import Reading
from sendiass.crypto.openings import Opening, opening
from sendiass.crypto.subjects import KeySubject

AUDIT = "audit"  # a second connection that commits by itself, so the entry survives a rollback


@contextmanager
def reading(
    *, by: Actor, subjects: Iterable[KeySubject], purpose: str, page: str = "", everyone: bool = False
) -> Iterator[Opening]:
    """Let the sealed fields of `subjects` open while inside. Readings nest: an inner one adds its subjects.

    `everyone` is for parts of the service that need all subjects (search, outbox). Keep the words of
    `purpose` free of personal data: they are stored as they are. The keys of all subjects are fetched with
    one query when the first field opens. Raises Unaudited without a purpose, or for a person who asks for
    everyone.
    """
    named = frozenset(subjects)
    if not purpose:
        raise Unaudited("a reading needs its purpose")
    if everyone and not isinstance(by, ServicePrincipal):
        raise Unaudited("only a named part of the service may open everyone's fields")
    Reading.objects.using(AUDIT).create(
        actor_id=by.id,
        actor_kind=kind_of(by),
        purpose=purpose,
        page=page,
        subjects=sorted({subject.id for subject in named}),
        everyone=everyone,
        correlation=correlation_id(),
    )
    with opening(named, everyone=everyone) as scope:
        yield scope
