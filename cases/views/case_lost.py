"""Tells a worker whose own entry connected a case with an interest of theirs why it is no longer open to them (Y12)."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from sendiass.accounts.models import User

OF_A_CASE = re.compile(r"/cases/([A-Z]+-\d+)/")
LOST = (
    "It is saved. What you entered connects this case with an interest you declared, so it is no longer open to you. "
    "Whoever decides about that has been told."
)


class CaseLostMiddleware:
    """After a form that leads on to a case which has just been shut to its sender: a word, and their day in its place.

    Who sends a form to a case that was never theirs is not led on to it, and learns nothing here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        user = request.user
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND and isinstance(user, User):
            led_to = OF_A_CASE.match(urlsplit(response.headers["Location"]).path)
            if led_to and _is_lost(user, led_to[1]):
                list(messages.get_messages(request))  # what was to be said of the case there
                messages.warning(request, LOST)
                return redirect(settings.LANDING_PAGES.get(user.role, "accounts:start"))
        return response


def _is_lost(user: User, reference: str) -> bool:
    """Asked of the data base by a function of its own, which knows what is shut to whom: this page may not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.cases_reference_shut_to(%s, %s)", [reference, user.id])
        return bool(cursor.fetchone()[0])
