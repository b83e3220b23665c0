"""What every page's frame needs: the service's identity and the menu. No case data passes here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.module_loading import import_string

from sendiass.profiles import profile


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the menu. `current` is "page" on the page itself, "true" below it, else empty."""

    label: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame round a page: identity, for someone signed in the menu, and what anyone may do here."""

    signed_in: bool
    menu: tuple[MenuItem, ...]
    public: tuple[MenuItem, ...]
    logo_url: str
    group_name: str
    demonstration: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `service` (the profile's identity) and `shell`."""
    # A library may render before the middleware that finds the user has run.
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return _frame(signed_in, _menu(request) if signed_in else ())


def bare_shell() -> dict[str, Any]:
    """The frame for a page shown when session and database may be out of reach."""
    return _frame(signed_in=False, menu=())


def _frame(signed_in: bool, menu: tuple[MenuItem, ...]) -> dict[str, Any]:
    ours = profile()
    frame = Shell(
        signed_in=signed_in,
        menu=menu,
        public=tuple(MenuItem(one["label"], reverse(one["url_name"]), "") for one in settings.PUBLIC_PAGES),
        logo_url=static(f"ui/images/{ours.identity.logo}"),
        group_name=ours.group.name,
        demonstration=settings.DEMONSTRATION,
    )
    return {"service": ours.identity, "shell": frame}


def _menu(request: HttpRequest) -> tuple[MenuItem, ...]:
    return tuple(
        MenuItem(item["label"], url := reverse(item["url_name"]), _current(request, item["url_name"], url))
        for item in settings.NAVIGATION
        if import_string(item["may"])(request.user)
    )


def _current(request: HttpRequest, url_name: str, url: str) -> str:
    if request.resolver_match and request.resolver_match.view_name == url_name:
        return "page"
    return "true" if url != "/" and request.path.startswith(url) else ""
