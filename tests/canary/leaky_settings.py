"""The service's own settings, with a form that leaks on purpose added at its end."""

from sendiass.settings import *  # noqa: F403
from sendiass.settings import INSTALLED_APPS, STORAGES

ROOT_URLCONF = "tests.canary.leaky_urls"
INSTALLED_APPS = [*INSTALLED_APPS, "tests.canary"]
# Static files are not what is looked at: no manifest of them is needed.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# The walk takes longer than the five minutes for which showing that it is you counts.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600
