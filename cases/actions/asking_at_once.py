"""Whoever asks for help and whoever declares an interest wait for each other, so that one of the two finds the other (Y12).

Each takes this lock first, before any row or agency: then nobody waits for somebody who waits for them.
"""

from __future__ import annotations

from django.db import connection

LOCK = "interests and those who ask"


def while_nobody_declares() -> None:
    """Wait for whoever declares an interest, and have them wait until this transaction ends. Those who ask go side by side."""
    _take("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))")


def while_nobody_asks() -> None:
    """Wait for whoever asks, takes a call or makes a case of either, and have them wait until this transaction ends."""
    _take("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))")


def _take(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCK])
