"""What the service says of itself, and when something is wrong. No page here opens a sealed field."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control

from sendiass.pages import public_page
from sendiass.profiles import profile
from sendiass.ui.context import bare_shell
from sendiass.ui.outage import is_outage, unavailable

THEME = (
    ":root{{--govuk-brand-colour:{0.brand_colour};--govuk-link-colour:{0.link_colour};"
    "--govuk-template-background-colour:{0.background_colour};"
    "--govuk-surface-background-colour:{0.background_colour};--app-panel-colour:{0.background_colour}}}\n"
)


@cache_control(public=True, max_age=3600)
@public_page
def theme_css(request: HttpRequest) -> HttpResponse:
    """The service's own colours, over those of the design system; the profile has checked their contrast."""
    return HttpResponse(THEME.format(profile().identity), content_type="text/css; charset=utf-8")


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Who the service is for, how to reach it, and that it is impartial."""
    return render(request, "ui/home.html", {"profile": profile()})


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, for how long, and how they can see it."""
    return render(request, "ui/privacy.html", {"profile": profile()})


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the site can be used, and what to do where it can't."""
    return render(request, "ui/accessibility.html", {"profile": profile()})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself was not understood."""
    return _say(
        400,
        "We could not understand that",
        [
            "Something in what your browser sent was not complete.",
            "Go back, load the page again, and try once more.",
        ],
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 without a decision to show; a refusal with its reason has its own page (`ui/refused.html`)."""
    return _say(
        403,
        "You cannot see this page",
        ["If you think this is wrong, tell whoever looks after accounts in your service."],
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the present sign-in, or cookies are off."""
    return _say(
        403,
        "This page is out of date",
        [
            "You have signed in or out since you opened it, or your browser does not keep cookies.",
            "Go back, copy anything you typed, load the page again, and send it once more. "
            "Nothing from this page has been saved.",
        ],
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing there, or nothing this person may know of."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without session or database: they may be what failed. 503 where a server behind us is away."""
    if is_outage(sys.exception()):
        return unavailable(request)
    return _say(
        500,
        "Sorry, something went wrong",
        [
            "It is our fault, not yours, and it has been noted.",
            "Go back, copy anything you typed, and try again in a few minutes.",
            _reach_us(),
        ],
    )


def maintenance(request: HttpRequest) -> HttpResponse:
    """503: the service runs without the key to its records, and opens or writes none until it has it."""
    response = _say(
        503,
        "Records are locked",
        [
            "This service was started without the key that opens its records: nothing can be read or saved.",
            "The records are safe. The person who runs the service must put the key back and start it again.",
            _reach_us(),
        ],
    )
    response.headers["Retry-After"] = "600"
    return response


def _reach_us() -> str:
    identity = profile().identity
    return f"If you need us now, call {identity.phone} or write to {identity.email}."


def _say(status: int, heading: str, lines: Sequence[str]) -> HttpResponse:
    context: dict[str, Any] = {"heading": heading, "lines": lines, **bare_shell()}
    return HttpResponse(render_to_string("ui/message_page.html", context), status=status)
