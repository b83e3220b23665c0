"""A moment in two boxes, the day and the time: a permission counts from one to the minute."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms

from consent.deadlines import LONDON
from sendiass import clock

WHICH_TIME = "Enter the time it was, like 14:30: what was said counts from that moment"

IN_THE_FUTURE = "The time is in the future. Enter when it was"


def moment_of(form: forms.Form, day: str, hour: str, *, now: datetime) -> datetime | None:
    """The moment typed: now, where the day is today and no time is given. Says at `hour` what is missing."""
    said: dict[str, Any] = form.cleaned_data
    on: date | None = said.get(day)
    at: time | None = said.get(hour)
    if on is None or hour in form.errors:
        return None
    if at is None and on == clock.day_of(now):
        return now
    if at is None:
        form.add_error(hour, WHICH_TIME)
        return None
    moment = datetime.combine(on, at, tzinfo=LONDON)
    if moment > now:
        form.add_error(hour, IN_THE_FUTURE)
        return None
    return moment
