"""Makes a form sent twice count once: the second sending finds what the first made. It writes nothing."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.db import connection


def one_at_a_time(once: UUID) -> None:
    """Two tabs, one form: the second waits here and then finds what the first made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(once)])


def same_each_time(once: UUID, *parts: object) -> UUID:
    """The id of what a form makes from these parts (who sends it, about what, saying what).

    The same form sent twice names one thing; sent again with other words, after the back button, another.
    Keyed from outside the data base: whoever holds a copy of it cannot try words until an id fits.
    """
    said = "\n".join(str(part) for part in (once, *parts)).encode()
    made = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()
    return UUID(bytes=made[:16], version=4)
