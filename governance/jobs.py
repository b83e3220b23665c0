"""What the clock calls on this floor: sweeps that may run twice and make up for a missed tick."""

from celery import shared_task

from governance.actions.reminders import remind_of_sessions, tell_of_overdue
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting


@shared_task
def remind() -> None:
    """Remind of supervision that is near, and tell of what is overdue."""
    sweeps = ServicePrincipal("sweeps")
    with acting(by=sweeps):
        at = clock.now()
        remind_of_sessions(by=sweeps, at=at)
        tell_of_overdue(by=sweeps, at=at)
