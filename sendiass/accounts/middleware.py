"""Ends long sessions and asks for the second step before any other page. It knows no page's content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from sendiass.accounts.second_factor import has_second_factor
from sendiass.clock import now
from sendiass.pages import page_of

STARTED_AT = "signed_in_at"
# What somebody without a second step may open, besides public pages: the way to get one.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "accounts:second_factor",
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
    }
)
FORGET = '"cache", "cookies", "storage"'

Answer = Callable[[HttpRequest], HttpResponseBase]


class SessionLimitMiddleware:
    """No session outlives a working day, however busy; and a browser signed out forgets what it showed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            if self._is_over(request):
                logout(request)
            elif STARTED_AT not in request.session:
                request.session[STARTED_AT] = now().isoformat()
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        match = request.resolver_match
        if (
            was_signed_in
            and match
            and match.view_name == "account_logout"
            and not request.user.is_authenticated
        ):
            response.headers["Clear-Site-Data"] = FORGET
        return response

    def _is_over(self, request: HttpRequest) -> bool:
        started = request.session.get(STARTED_AT)
        if started is None:
            return False
        return now() - datetime.fromisoformat(started) >= timedelta(hours=settings.SESSION_LONGEST_HOURS)


class SecondFactorMiddleware:
    """Outside the demonstration nobody signed in gets further without a second step (SECURITY 8)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],  # noqa: ARG002
        kwargs: dict[str, Any],  # noqa: ARG002
    ) -> HttpResponseBase | None:
        if settings.DEMONSTRATION or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        stated = page_of(view, name)
        if stated is None or stated.audience == "public" or name in BEFORE_SECOND_FACTOR:
            return None
        if has_second_factor(request.user):
            return None
        if stated.signed_out == "status":
            return JsonResponse({"error": "second-step"}, status=403)
        return redirect("accounts:second_factor")
