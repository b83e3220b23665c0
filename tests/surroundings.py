"""Finds the servers the tests run against before Django reads its settings; it makes no data base."""

from __future__ import annotations

import atexit
import fcntl
import os
from dataclasses import replace
from urllib.parse import urlsplit

import django
import redis
from django.conf import settings

from local_service.application import SUPERUSER, application
from local_service.places import LOCAL, ensure_private


def enter() -> None:
    """Set the environment for Django's settings.

    `script/test` has said where the servers are, and keeps them up; when pytest is run by hand, they are
    started and kept up by this process.
    """
    if not os.environ.get(SUPERUSER):
        running = application()
        atexit.register(running.release)
        os.environ.update(running.variables)
    os.environ["REDIS_URL"] = _own_redis_number(os.environ["REDIS_URL"])
    os.environ["DJANGO_SETTINGS_MODULE"] = "sendiass.settings"
    django.setup()  # pytest-django looks for settings before it reads any conftest, and may have found none
    # Where it found them, they name the queue of the process that began this one: two would empty each other's.
    settings.ENV = replace(settings.ENV, redis_url=os.environ["REDIS_URL"])
    settings.CACHES["default"]["LOCATION"] = os.environ["REDIS_URL"]


def _own_redis_number(url: str) -> str:
    """The address of an emptied logical data base that no other test process uses."""
    address = urlsplit(url)
    server = redis.Redis.from_url(url)
    numbers = int(server.config_get("databases")["databases"] or 16)
    server.close()
    folder = ensure_private(LOCAL / "test-redis-numbers")
    for number in range(numbers - 1, 1, -1):
        lock = (folder / f"{address.port}-{number}").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        atexit.register(lock.close)
        own = address._replace(path=f"/{number}").geturl()
        with redis.Redis.from_url(own) as emptied:
            emptied.flushdb()
        return own
    raise RuntimeError("Every logical data base of Redis is in use by another test process.")
