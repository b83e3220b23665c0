"""Jobs that leak on purpose, in the worker's log."""

import logging

from celery import shared_task
from django.core.cache import cache


@shared_task(name="canary.log")
def log(key: str) -> None:
    """Write what was left in the cache into the log."""
    logging.getLogger("tests.canary").error("working on %s", cache.get(f"leaked-{key}"))


@shared_task(name="canary.fall")
def fall(key: str) -> None:
    """Fall over what was left in the cache, saying it."""
    raise ValueError(f"cannot make sense of {cache.get(f'leaked-{key}')}")
