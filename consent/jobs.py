"""What the clock calls on this floor: sweeps that may run twice and make up for a missed tick."""

from celery import shared_task

from consent.actions.reminders import look_ahead
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting


@shared_task
def renew_permissions() -> None:
    """Ask in time for permissions that end, and end a parent's once the young person decides for themselves."""
    sweeper = ServicePrincipal("sweeps")
    with acting(by=sweeper):
        look_ahead(by=sweeper, at=clock.now())
