"""What the clock calls on this floor: sweeps that may run twice and make up for a missed tick."""

from celery import shared_task

from consent.actions.endings import end_with_their_cases
from consent.actions.reminders import look_ahead
from consent.disclosures.unsent import look_after_letters
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting


@shared_task
def renew_permissions() -> None:
    """Ask in time for permissions that end, and end a parent's once the young person decides for themselves."""
    sweeper = ServicePrincipal("sweeps")
    with acting(by=sweeper):
        look_ahead(by=sweeper, at=clock.now())


@shared_task
def end_permissions() -> None:
    """End permissions of which the case has closed."""
    with acting(by=ServicePrincipal("sweeps")):
        end_with_their_cases(at=clock.now())


@shared_task
def watch_letters() -> None:
    """Stop letters that no permission covers any more, and tell the workers of those that did not go."""
    with acting(by=ServicePrincipal("sweeps")):
        look_after_letters(at=clock.now())
