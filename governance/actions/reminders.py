"""Reminders of sessions to both, and of overdue ones to the line manager: once each, and made up for when a tick is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from governance import emails
from governance.access import standings_of, who_is_told_of, workers
from governance.deadlines.supervision import WEEK_BEFORE, reminders
from governance.models import SupervisionSession
from sendiass import clock
from sendiass.audit import Actor


@transaction.atomic
def remind_of_sessions(*, by: Actor, at: datetime) -> None:
    """Remind both a week and a day before. The outbox keeps each reminder's name, so no sweep writes one twice."""
    today = clock.day_of(at)
    soon = SupervisionSession.objects.booked().starting(after=at, before=at + WEEK_BEFORE + timedelta(days=1))
    for session in soon.of_those_here().with_people().soonest_first():
        starts_on, booked_on = clock.day_of(session.starts_at), clock.day_of(session.at)
        for before in sorted(reminders(starts_on=starts_on, booked_on=booked_on, on=today)):
            emails.remind(session, before=before, by=by, at=at)


@transaction.atomic
def tell_of_overdue(*, by: Actor, at: datetime) -> None:
    """Tell each line manager of a supervision that is overdue, once for the day it was due (L14, L15).

    Where there is none, or they have left, everybody is told who keeps supervision.
    """
    today = clock.day_of(at)
    for one in standings_of(workers()):
        if one.due is None or one.due >= today:
            continue
        about = f"{one.worker.pk}:{one.due.isoformat()}"
        emails.tell_overdue(who_is_told_of(one.worker, on=today), about=about, by=by, at=at)
