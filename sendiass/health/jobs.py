"""The worker's sign of life, which readiness looks for."""

from celery import shared_task
from django.core.cache import cache

from sendiass import clock

HEARTBEAT = "worker-heartbeat"
KEPT_SECONDS = 90


@shared_task
def heartbeat() -> None:
    """Leave a sign that a worker took a job; it fades by itself."""
    cache.set(HEARTBEAT, clock.now().isoformat(), timeout=KEPT_SECONDS)
