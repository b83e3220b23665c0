"""What the clock asks of drafts: that forgotten ones go. It never opens one."""

from datetime import timedelta

from celery import shared_task

from sendiass import clock
from sendiass.audit.actors import ServicePrincipal, serving
from sendiass.drafts import keeping
from sendiass.profiles import profile

CLEARING = ServicePrincipal("drafts")


@shared_task
def forget_drafts() -> int:
    """Throw away drafts nobody has touched for as many days as the profile keeps them; how many went."""
    with serving(CLEARING):
        return keeping.purge(before=clock.now() - timedelta(days=profile().periods.draft_kept_days))
