"""The worker's sign of life, which readiness looks for, and which jobs ended badly when they ran last."""

from collections.abc import Iterable
from typing import Any

from celery import shared_task
from celery.signals import task_failure, task_success, worker_ready
from django.core.cache import cache

from sendiass import clock

HEARTBEAT = "worker-heartbeat"
KEPT_SECONDS = 90
FELL, FALLS_KEPT_SECONDS = "job-fell:", 7 * 86_400


@shared_task
def heartbeat() -> None:
    """Leave a sign that a worker took a job; it fades by itself."""
    cache.set(HEARTBEAT, clock.now().isoformat(), timeout=KEPT_SECONDS)


@worker_ready.connect(dispatch_uid="sign of a worker that begins")
def begin(sender: Any, **_: object) -> None:
    """A worker that takes jobs leaves the sign as it begins: the clock's first call is a while to come, and may wait in line.

    One that takes the jobs of another queue alone, as the sealer's does, says nothing for those that do.
    """
    if sender.app.conf.task_default_queue in sender.app.amqp.queues.consume_from:
        heartbeat()


@task_failure.connect(dispatch_uid="note of a fall")
def note_fall(sender: Any, **_: object) -> None:
    """Note that a job ended badly; the note goes with its next good end, or after a week."""
    cache.set(f"{FELL}{sender.name}", clock.now().isoformat(), timeout=FALLS_KEPT_SECONDS)


@task_success.connect(dispatch_uid="note of a good end")
def forget_fall(sender: Any, **_: object) -> None:
    """A job ended well."""
    cache.delete(f"{FELL}{sender.name}")


def fallen(names: Iterable[str]) -> list[str]:
    """Which of these jobs ended badly when they ran last."""
    noted = cache.get_many([f"{FELL}{name}" for name in names])
    return sorted(key.removeprefix(FELL) for key in noted)
