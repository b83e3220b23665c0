"""What the clock calls on this floor: sweeps that may run twice and make up for a missed tick."""

from celery import shared_task

from cases.actions.enquiries import forget_old_callbacks
from sendiass import clock


@shared_task
def forget_callbacks() -> None:
    """Forget the names and numbers of call-backs nothing came of."""
    forget_old_callbacks(at=clock.now())
