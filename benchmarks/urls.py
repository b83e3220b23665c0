"""The service's own addresses, and the empty page that pages are measured against."""

from django.urls import path

from benchmarks.views import empty
from sendiass.urls import handler400, handler403, handler404, handler500
from sendiass.urls import urlpatterns as served

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("benchmark/empty/", empty, name="benchmark_empty"), *served]
