"""Destroys a subject's key: the tombstone first, then the key. It doesn't decide whether that is due."""

from __future__ import annotations

from datetime import datetime

from sendiass import clock
from sendiass.crypto import keyring, openings
from sendiass.crypto.errors import Erased
from sendiass.crypto.models import DataKey, Tombstone
from sendiass.crypto.subjects import SERVICE, KeySubject


def erase(subject: KeySubject) -> None:
    """Make everything sealed under this subject's key unreadable, for good. Repeating it changes nothing.

    Two commits on purpose: from the first on the key counts as gone, so a stop in between destroys it in
    effect, and running this again removes it. Backups of the keystore still hold it until they expire
    (35 days). The tombstone bears the moment it was set, by which other processes forget what they opened.
    """
    if subject == SERVICE:
        raise ValueError("the service's own key is nobody's to erase")
    with keyring.subject_locked(subject):
        Tombstone.objects.using(keyring.KEYS).bulk_create(
            [Tombstone(subject_kind=subject.kind, subject_id=subject.id, erased_at=clock.now())],
            ignore_conflicts=True,
        )
    with keyring.subject_locked(subject):
        DataKey.objects.using(keyring.KEYS).filter(subject_kind=subject.kind, subject_id=subject.id).delete()
    keyring.forget(subject)
    openings.forget(subject)


def is_erased(subject: KeySubject) -> bool:
    """Whether the subject's key is gone. Asks nothing more inside a reading that names the subject.

    For what stands beside the erased: a page says who is gone and shows the rest. Raises KeyUnavailable.
    """
    scope = openings.current()
    if scope is None or not scope.names(subject):
        return not keyring.is_alive(subject)
    try:
        scope.key(subject, "what is left")
    except Erased:
        return True
    return False


def erased_since(moment: datetime) -> list[KeySubject]:
    """Whose keys were destroyed at or after that moment, for what keeps opened values in memory."""
    rows = Tombstone.objects.using(keyring.KEYS).filter(erased_at__gte=moment)
    return [KeySubject(row.subject_kind, row.subject_id) for row in rows]
