"""When the policy is due for review, and on which days the manager and the chair are told (L33, Y27)."""

from __future__ import annotations

from datetime import date, timedelta

from governance.deadlines.supervision import months_after

BEFORE = (90, 60, 30, 7)
"""Days before the review by which it is told of; after the last of them every week."""
WEEK = 7


def next_review(reviewed_on: date, *, months: int) -> date:
    """The day on which a policy that was reviewed on one day is due again."""
    return months_after(reviewed_on, months)


def told_on(due_on: date, *, on: date) -> date | None:
    """The newest day until `on` that the review is told of; None before the first.

    A mail is named by it, so that it goes once, and goes later where the clock was dead on the day itself. Of several
    days that were missed only the newest is made up for.
    """
    last = due_on - timedelta(days=BEFORE[-1])
    if on >= last:
        return last + timedelta(days=(on - last).days // WEEK * WEEK)
    days = [due_on - timedelta(days=before) for before in BEFORE]
    return max((day for day in days if day <= on), default=None)
