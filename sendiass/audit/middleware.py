"""Says for each request who acts, once. It signs nobody in and refuses nobody."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sendiass.audit.actors import Actor, acting, correlation_id

__all__ = ["AuditMiddleware", "correlation_id"]


class AuditMiddleware:
    """Every change in a request is its worker's doing, or a visitor's.

    The worker is asked for only when something is recorded: a page without a session stays without one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request as its worker."""
        with acting(by=lambda: _worker(request)):
            return self.get_response(request)


def _worker(request: HttpRequest) -> Actor | None:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
