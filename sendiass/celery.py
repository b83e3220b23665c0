"""The work queue: what delivers the outbox and calls the sweeps. It carries ids, never content."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sendiass.settings")

from celery import Celery
from celery.signals import before_task_publish
from django.conf import settings

from sendiass.schedule import SCHEDULE

app = Celery("sendiass")
app.conf.update(
    broker_url=settings.ENV.redis_url,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 600},
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


class ContentInTheQueue(Exception):
    """A job was given something other than ids; the queue's host could read it."""


@before_task_publish.connect(weak=False)
def carry_ids_only(body: Any = None, **_: Any) -> None:
    """Refuse to publish a job with any argument that is not a UUID (SECURITY 8)."""
    args, kwargs = body[0], body[1]
    for value in (*args, *kwargs.values()):
        try:
            UUID(str(value))
        except ValueError:
            raise ContentInTheQueue("A job's arguments are ids only") from None
