"""The web process's way in, for an ASGI server."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sendiass.settings")

from django.core.asgi import get_asgi_application

import sendiass.celery  # noqa: F401  a job published from a page needs the application's queue

application = get_asgi_application()
