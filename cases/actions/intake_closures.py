"""Closing the public form to new requests for a while, and opening it again (L28). What was begun can still be sent."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cases.access import may_pause_intake
from cases.models import IntakeClosure
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User


@transaction.atomic
def close_intake(*, by: User, words: str, until: date | None, at: datetime) -> IntakeClosure:
    """Close it, with words for families and the last day, if that is known; said again, it replaces what was said.

    Raises Refused without words, and for a last day that has passed.
    """
    may_pause_intake(by).require()
    if not words.strip():
        refuse("Enter what families are told.", "L28").require()
    if until and until < clock.day_of(at):
        refuse(
            "The last day has passed. Enter a day to come, or leave it empty.", "dates-make-sense"
        ).require()
    open_intake(by=by, at=at)
    closure: IntakeClosure = IntakeClosure.objects.create(
        words=words, until=until, closed_at=at, closed_by=by
    )
    return closure


@transaction.atomic
def open_intake(*, by: User, at: datetime) -> None:
    """Take new requests again. Done again, it changes nothing."""
    may_pause_intake(by).require()
    for closure in IntakeClosure.objects.standing().select_for_update():
        closure.opened_at, closure.opened_by = at, by
        closure.save(update_fields=["opened_at", "opened_by"])
