"""The web process's way in."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sendiass.settings")

from django.core.wsgi import get_wsgi_application

import sendiass.celery  # noqa: F401  a job published from a page needs the application's queue

application = get_wsgi_application()

from cases.search import warm_in_background  # noqa: E402  models load only once the application is there

warm_in_background()  # so that this process's first search need not wait while names are opened
