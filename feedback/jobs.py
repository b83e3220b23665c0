"""What the clock calls on this floor: sweeps that may run twice and make up for a missed tick."""

from celery import shared_task

from feedback.actions.views_given import erase_withdrawn
from sendiass.audit import ServicePrincipal, acting


@shared_task
def erase_withdrawn_views() -> None:
    """Destroy what is left of views whose authors withdrew them."""
    with acting(by=ServicePrincipal("sweeps")):
        erase_withdrawn()
