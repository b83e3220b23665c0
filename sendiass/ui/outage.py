"""What is said while a server behind us is away, and how long anyone waits for one. It asks no server itself.

What a person has typed and sent meanwhile is given back to them on the page, to be sent again: their browser may
not have kept it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

import redis
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from sendiass.database.patience import patience
from sendiass.pages import Page
from sendiass.profiles import profile
from sendiass.ui.context import bare_shell

WAITING = 20.0
"""Seconds a page waits for one answer of a data base: longer than our slowest takes, shorter than people and the front do."""

AWAY = (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError)
RETRY_AFTER = "30"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of the box, not what is in it
ONCE = "once"
CARRIED = "so_far"
"""The box in which a page that keeps nothing carries what was answered on those before it, in no words for people."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A box of a form that could not be saved. `words` are more than one: a person will want to see them."""

    name: str
    value: str

    @property
    def words(self) -> bool:
        return self.name not in (TOKEN, ONCE, CARRIED) and len(self.value.split()) > 1

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").capitalize()


class PatienceMiddleware:
    """Nobody who looks at a page waits for ever for a server that hangs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with patience(WAITING):
            return self.get_response(request)


def is_outage(error: BaseException | None) -> bool:
    """Whether this error says that a server is away, or will not serve just now."""
    return isinstance(error, AWAY)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, drawn without session, data base or queue. A script gets a word, a form what was typed into it."""
    stated = _page_of(request)
    response: HttpResponse
    if stated and stated.signed_out == "status":
        response = JsonResponse({"error": "unavailable"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        sent = list(_given_back(request, stated))
        shown = {
            "posted": request.method == "POST",
            "sent": sent,
            "files": bool(sent and request.FILES),
            "address": request.get_full_path(),
            "counts_once": any(one.name == ONCE for one in sent),
            "identity": profile().identity,
            **bare_shell(),
        }
        body = render_to_string("ui/unavailable.html", shown)
        response = HttpResponse(body, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = RETRY_AFTER
    response.headers["Cache-Control"] = "no-store"
    return response


def _page_of(request: HttpRequest) -> Page | None:
    """What our own view at this address says of itself; None for a library's, such as those that take passwords."""
    try:
        stated = getattr(resolve(request.path_info).func, "page", None)
    except Resolver404:
        return None
    return stated if isinstance(stated, Page) else None


def _given_back(request: HttpRequest, stated: Page | None) -> Iterator[Typed]:
    """What was typed into a form of ours. A form that another site sent is not given its words back.

    A page that knows nobody bears no token to tell the two apart; whoever sends to it from elsewhere only answers.
    """
    if request.method != "POST" or stated is None or not (stated.knows_nobody or _is_our_own(request)):
        return
    for name, values in _posted(request).lists():
        yield from (Typed(name, str(value)) for value in values)


def _is_our_own(request: HttpRequest) -> bool:
    """Whether the check against forgery lets it through; what failed may have failed before it was made."""
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    return check.process_view(request, unavailable, (), {}) is None


def _posted(request: HttpRequest) -> QueryDict:
    """The boxes that were sent; none where they cannot be read (any more)."""
    try:
        return request.POST
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return QueryDict()
