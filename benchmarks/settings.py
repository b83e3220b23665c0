"""The service's own settings with one more address, an empty page; the service itself never loads them."""

from sendiass.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
