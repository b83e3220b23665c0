"""The service's own addresses, and those of the pages that leak on purpose."""

from django.urls import include, path

from sendiass.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*urlpatterns, path("leaks/", include("tests.canary.leaks"))]
