"""Answers for load balancers and watchmen: alive (this process), ready (all it needs)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from sendiass.database.patience import patience
from sendiass.health.jobs import HEARTBEAT
from sendiass.pages import public_page

log = logging.getLogger(__name__)

WAITING = 2.0
"""Seconds for each part to answer: a part that hangs is named before the watchman gives up on us."""


@transaction.non_atomic_requests  # they answer while the data base does not
@public_page
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@transaction.non_atomic_requests
@public_page
def ready(request: HttpRequest) -> HttpResponse:
    """200 when data base, key store, queue and worker answer; else 503 naming what does not."""
    answers = {name: _answers(name, check) for name, check in CHECKS.items()}
    return JsonResponse(answers, status=200 if all(word == "ready" for word in answers.values()) else 503)


def _answers(name: str, check: Callable[[], bool]) -> str:
    try:
        with patience(WAITING):
            return "ready" if check() else "not answering"
    except Exception:  # whatever a broken part raises, the watchman needs the word
        log.warning("%s does not answer", name)
        return "not answering"


def _database(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _queue() -> bool:
    cache.set("readiness", "asked", timeout=5)
    return bool(cache.get("readiness") == "asked")


CHECKS: dict[str, Callable[[], bool]] = {
    "database": lambda: _database("default"),
    "keys": lambda: _database("keys"),
    "queue": _queue,
    "worker": lambda: cache.get(HEARTBEAT) is not None,
}
