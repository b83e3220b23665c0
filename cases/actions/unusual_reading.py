"""Looking into what somebody read: once, in words, and never by that person."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from cases.access import may_look_into
from cases.choices import LookedIntoAs
from cases.models import LookedInto, UnusualReading
from sendiass.access import refuse
from sendiass.accounts.models import User


@transaction.atomic
def look_into(
    *, by: User, finding: UnusualReading, outcome: LookedIntoAs, words: str, at: datetime
) -> LookedInto:
    """Write down what was found. Raises Refused for one's own reading, without words, and the second time."""
    may_look_into(by, finding).require()
    if not words.strip():
        refuse("Enter what you found.", "unusual-reading").require()
    with connection.cursor() as cursor:  # the row itself is final and cannot be locked by our role
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(finding.id)])
    if LookedInto.objects.filter(finding=finding).exists():
        refuse("Somebody has looked into this already.", "unusual-reading").require()
    found: LookedInto = LookedInto.objects.create(
        finding=finding, worker=finding.worker, outcome=outcome, words=words.strip(), at=at, by=by
    )
    return found
