"""The web process's way in."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sendiass.settings")

from django.core.wsgi import get_wsgi_application

import sendiass.celery  # noqa: F401  a job published from a page needs the application's queue

application = get_wsgi_application()

from django.core.signals import request_started  # noqa: E402

from cases.search import warm_in_background  # noqa: E402  models load only once the application is there


def _warm(**_: object) -> None:
    """Open the index of names at this process's first request, so that its first search need not wait.

    Never when this module loads: serving processes may be forked from the one that loaded it, and what a thread of
    that one was just importing would stay half there in each of them, for good.
    """
    request_started.disconnect(_warm)
    warm_in_background()


request_started.connect(_warm)
