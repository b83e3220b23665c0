"""The work queue: what delivers the outbox and calls the sweeps. It carries ids, never content."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sendiass.settings")

from celery import Celery
from django.conf import settings

from sendiass.schedule import SCHEDULE


class ContentInTheQueue(Exception):
    """A job was given something other than ids; the queue's host could read it."""


class Queue(Celery):
    """Publishes jobs whose arguments are ids, and no others (SECURITY 8).

    Not by Celery's signal before publishing: whatever a receiver raises, the job is published all the same.
    """

    def send_task(self, name: str, args: Any = None, kwargs: Any = None, *more: Any, **options: Any) -> Any:
        """As Celery's; every way to publish leads here. Raises ContentInTheQueue."""
        carry_ids_only(*(args or ()), *(kwargs or {}).values())
        return super().send_task(name, args, kwargs, *more, **options)


def carry_ids_only(*values: object) -> None:
    """Refuse any value that is not a UUID."""
    for value in values:
        try:
            UUID(str(value))
        except ValueError:
            raise ContentInTheQueue("A job's arguments are ids only") from None


app = Queue("sendiass")
app.conf.update(
    broker_url=settings.ENV.redis_url,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 600,
        # A queue that takes up the call and says nothing would hold whoever saves something, for ever.
        "socket_connect_timeout": 2,
        "socket_timeout": 2,
    },
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=300,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_log_format="%(levelname)s %(name)s %(message)s",
    timezone=settings.TIME_ZONE,
    beat_schedule=SCHEDULE,
)
app.autodiscover_tasks(related_name="jobs")
