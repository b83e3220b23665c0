"""Every view states who may open it, here; a view that states nothing is not served. It knows no page's content."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, cast
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.defaults import page_not_found

from sendiass.access import Decision, NotThere, Refused
from sendiass.crypto.errors import Erased, Tampered
from sendiass.database import standing

if TYPE_CHECKING:
    from sendiass.accounts.models import User

log = logging.getLogger(__name__)
P = ParamSpec("P")
ERASED = {
    "heading": "This has been erased",
    "lines": ["What was kept here has been erased for good. Nobody can open it any more."],
}
TAMPERED = {
    "heading": "This record cannot be opened",
    "lines": [
        "Something kept here was altered outside the service, so it is not shown.",
        "Tell the manager now. Nothing you did caused this.",
    ],
}
SAFE_METHODS = frozenset({"GET", "HEAD"})
METHODS = (*sorted(SAFE_METHODS), "POST")
Audience = Literal["public", "signed in"]
SignedOut = Literal["sign in", "status"]


class StaffRequest(HttpRequest):
    """A request whose user is signed in; `page` guarantees it."""

    user: User


@dataclass(frozen=True, slots=True)
class Page:
    """What a view says of itself. `may` answers for a signed-in user; public pages have none.

    One that `knows_nobody` is served as if its browser had sent neither a cookie nor anything else that tells who it is.
    """

    audience: Audience
    may: Callable[[User], Decision] | None
    signed_out: SignedOut
    knows_nobody: bool = False


View = Callable[Concatenate[StaffRequest, P], HttpResponse]
PublicView = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page(
    *, may: Callable[[User], Decision], signed_out: SignedOut = "sign in"
) -> Callable[[View[P]], PublicView[P]]:
    """A page for signed-in people whom `may` allows.

    Refused is shown as a 403 page with its reason. A GET runs in a read-only transaction: only its
    reading is written, over another connection. `signed_out="status"` answers 401 as JSON for scripts.
    """

    def decorate(view: View[P]) -> PublicView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            user = cast("User", request.user)
            may(user).require()
            with _asked_for(standing.worker(user.id), request):
                return view(cast(StaffRequest, request), *args, **kwargs)

        guarded.page = Page("signed in", may, signed_out)  # type: ignore[attr-defined]
        return cast("PublicView[P]", guarded)

    return decorate


def public_page(view: PublicView[P]) -> PublicView[P]:
    """A page anyone may open; its GET writes nothing either."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with _asked_for(standing.NOBODY, request):
            return view(request, *args, **kwargs)

    guarded.page = Page("public", None, "sign in")  # type: ignore[attr-defined]
    return cast("PublicView[P]", guarded)


def anonymous_page(view: PublicView[P]) -> PublicView[P]:
    """A public page that takes nobody for anybody, a signed-in colleague neither, and leaves no line in any log (L30)."""
    guarded = public_page(view)
    guarded.page = replace(guarded.page, knows_nobody=True)  # type: ignore[attr-defined]
    return guarded


def _asked_for(who: standing.Standing, request: HttpRequest) -> AbstractContextManager[None]:
    """What the page asks, the data base answers for whoever opens it; a page that is only looked at writes nothing.

    Inside a test's transaction the wrapping savepoint would outlive the page, so only the outermost one is bound.
    """
    is_outermost = connection.in_atomic_block and not connection.savepoint_ids
    return standing.standing_as(
        who, read_only=is_outermost and request.method in SAFE_METHODS, to_its_end=is_outermost
    )


def page_of(view: Callable[..., Any], name: str | None) -> Page | None:
    """What this view said of itself, or what settings say of a library's view of that URL name; else None."""
    stated = getattr(view, "page", None)
    if isinstance(stated, Page):
        return stated
    audience = settings.LIBRARY_PAGES.get(name or "")
    return Page(cast(Audience, audience), None, "sign in") if audience else None


TELLS_WHO = (
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
    "HTTP_FORWARDED",
    "HTTP_REFERER",
    "HTTP_USER_AGENT",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
)
"""What a browser or the front says of who asks. The address itself goes, too."""


class AnonymityMiddleware:
    """Takes from a request to a page that knows nobody whatever says whose it is, before anything can read it.

    So no session is looked up, renewed or ended, nobody is recognised, no cookie is set or taken away, and what is refused
    is not written down with its address. It stands before every other.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not knows_nobody(request.path_info):
            return self.get_response(request)
        for name in TELLS_WHO:
            request.META.pop(name, None)
        request.META["REMOTE_ADDR"] = ""
        response = self.get_response(request)
        # The next page, which may know people, is not told of this one. Its forms have no check against forgery to refuse them.
        response.headers["Referrer-Policy"] = "no-referrer"
        response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark: it would log the address
        return response


def knows_nobody(path: str) -> bool:
    """Whether the page at this address, or the one it would be led to for want of its last stroke, knows nobody."""
    for tried in (path, f"{path}/"):
        try:
            stated = getattr(resolve(tried).func, "page", None)
        except Resolver404:
            continue
        return isinstance(stated, Page) and stated.knows_nobody
    return False


class WithoutAnonymousAddresses(logging.Filter):
    """Keeps out of the log whatever names a request to a page that knows nobody, but for an error of ours.

    Of that it leaves where in our code it happened, without the address: a page that is broken must be noticed.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if not isinstance(request, HttpRequest) or not knows_nobody(request.path_info):
            return True
        if record.levelno < logging.ERROR:
            return False
        record.msg, record.args = "A page that knows nobody failed", ()
        return True


class PageMiddleware:
    """Login by default, refusals as pages, nothing served that states no audience or to another site's pages.

    To ask by any other method than a browser's is answered by 405 alone, whoever asks and whatever for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = (
            self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        stated = page_of(view, match.view_name if match else None)
        if stated is None:
            if getattr(view, "__module__", "").startswith("allauth."):
                return page_not_found(request, Http404())
            raise ImproperlyConfigured(
                f"{view.__module__}.{view.__qualname__} states no audience: give it @page(...)"
            )
        if stated.audience == "public" or request.user.is_authenticated:
            return None
        if stated.signed_out == "status":
            return JsonResponse({"error": "signed-out"}, status=401)
        return redirect(f"{reverse('account_login')}?next={quote(request.get_full_path())}")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, Refused):
            refused = {"decision": exception.decision, "back": _came_from(request)}
            return render(request, "ui/refused.html", refused, status=403)
        if isinstance(exception, NotThere):
            return page_not_found(request, Http404())
        if isinstance(exception, Erased):
            return render(request, "ui/message_page.html", ERASED, status=410)
        if isinstance(exception, Tampered):
            log.critical("a sealed value was altered in the data base (page %s)", _page_name(request))
            return render(request, "ui/message_page.html", TAMPERED, status=500)
        return None


def _came_from(request: HttpRequest) -> str:
    """The path of our own page that led here; empty where there was none, or where it was this one."""
    referer = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(
        referer, {request.get_host()}, require_https=request.is_secure()
    )
    came_from = urlsplit(referer)
    if (
        not is_ours
        or not came_from.netloc
        or came_from.path.startswith("//")
        or came_from.path == request.path
    ):
        return ""
    path: str = came_from._replace(scheme="", netloc="").geturl()
    return path


def _page_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else "unknown"
