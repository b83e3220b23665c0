"""What the clock calls on this floor: sweeps that may run twice and make up for a missed tick."""

from celery import shared_task

from cases.actions.enquiries import forget_old_callbacks
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting


@shared_task
def forget_callbacks() -> None:
    """Forget the names and numbers of call-backs nothing came of."""
    with acting(by=ServicePrincipal("sweeps")):
        forget_old_callbacks(at=clock.now())
