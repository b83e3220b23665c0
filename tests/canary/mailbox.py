"""Tells of the mailbox of a questionnaire in a running service, and ends its period, as the clock would.

Run inside the service's own environment: `python -m tests.canary.mailbox held|settle BATCH`.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import django


def main(what: str, batch_id: UUID) -> None:
    """Print, as JSON, what lies in it with its private key (held), or what came out of it (settle)."""
    django.setup()
    json.dump({"held": held, "settle": settle}[what](batch_id), sys.stdout)


def held(batch_id: UUID) -> dict[str, object]:
    """What whoever has the data base and the key's file can read, before the release."""
    from django.conf import settings

    from feedback.actions.batches import QUESTIONNAIRES
    from feedback.models import ShutAnswer
    from sendiass.audit.actors import serving
    from sendiass.crypto.mailboxes import OpenBox

    with serving(QUESTIONNAIRES):
        shut = [
            bytes(one) for one in ShutAnswer.objects.filter(batch=batch_id).values_list("content", flat=True)
        ]
    box, key = OpenBox(batch_id), Path(settings.MAILBOX_KEYS_DIR, str(batch_id)).read_bytes()
    return {"key": key.hex(), "shut": len(shut), "words": [box.take_out(one).decode() for one in shut]}


def settle(batch_id: UUID) -> dict[str, object]:
    """What a manager reads once the period is over, and what is left of mailbox and key."""
    from feedback.actions.batches import QUESTIONNAIRES, settle_batches
    from feedback.models import AnonymousAnswer, Batch, ContactRequest, ShutAnswer
    from sendiass.audit import acting, reading
    from sendiass.audit.actors import serving
    from sendiass.crypto.mailboxes import has_key

    batch = Batch.objects.get(pk=batch_id)
    with acting(by=QUESTIONNAIRES):
        settle_batches(on=batch.until_on + timedelta(days=1))
    batch.refresh_from_db()
    with serving(QUESTIONNAIRES), reading(by=QUESTIONNAIRES, subjects=[batch.key_subject], purpose="test"):
        answers = [one.words for one in AnonymousAnswer.objects.filter(batch=batch)]
        people = [
            word
            for one in ContactRequest.objects.filter(batch=batch)
            for word in (one.name, one.contact, one.about)
        ]
        left = ShutAnswer.objects.filter(batch=batch).count()
    return {
        "state": batch.state,
        "unreadable": batch.unreadable,
        "words": answers,
        "people": people,
        "left": left,
        "has_key": has_key(batch_id),
    }


if __name__ == "__main__":
    main(sys.argv[1], UUID(sys.argv[2]))
