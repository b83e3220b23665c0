"""When the chain grows: each minute what is new, each night whatever the minutes missed. The sealer's queue alone."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from sendiass import clock
from sendiass.audit import sealing
from sendiass.audit.signing import predecessors, signing_key


@shared_task
def seal_new_entries() -> None:
    """Seal and publish what the last day brought."""
    _seal(everything=False)


@shared_task
def seal_what_was_missed() -> None:
    """Seal and publish whatever is in no link, however old it says it is."""
    _seal(everything=True)


def _seal(*, everything: bool) -> None:
    path = settings.AUDIT_SIGNING_KEY_FILE
    key, before = signing_key(path), predecessors(path)
    sealing.check_published(settings.HEADS_FILE)
    sealing.seal(at=clock.now(), key=key, before=before, everything=everything)
    sealing.publish(settings.HEADS_FILE)
