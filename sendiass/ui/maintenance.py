"""Keeps the doors shut while the key to the records is missing; it never makes one."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sendiass.crypto.errors import KeyUnavailable
from sendiass.crypto.keyring import check_keys
from sendiass.ui.views import maintenance

ALWAYS_ANSWERED = ("/healthz", "/readyz", settings.STATIC_URL)


class MaintenanceMiddleware:
    """Answers every page with 503 until the key-encryption key is there and opens what is stored.

    Asked anew at each request until it was found once; then no more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.has_keys = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_keys and not request.path.startswith(ALWAYS_ANSWERED):
            try:
                check_keys()
            except KeyUnavailable:
                return maintenance(request)
            self.has_keys = True
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A key that was taken away while the service is at work closes the doors again."""
        if not isinstance(exception, KeyUnavailable):
            return None
        self.has_keys = False
        return maintenance(request)
