"""Refuses to start with a panel or a menu item that leads nowhere. It draws nothing."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

MOST_ITEMS = 5


def panels_are_sound(**_: Any) -> Iterable[CheckMessage]:
    """Each dotted path of PAGE_PANELS can be imported and called."""
    return [
        Error(f"PAGE_PANELS[{place!r}] names {path!r}, which is not a function.", id="ui.E001")
        for place, paths in settings.PAGE_PANELS.items()
        for path in paths
        if not is_callable(path)
    ]


def navigation_is_sound(**_: Any) -> Iterable[CheckMessage]:
    """Each menu item has a page and someone who answers who may see it; what anyone may do has its page."""
    problems: list[CheckMessage] = []
    if len(settings.NAVIGATION) > MOST_ITEMS:
        problems.append(Error(f"NAVIGATION has more than {MOST_ITEMS} items.", id="ui.E004"))
    for item in settings.NAVIGATION:
        if not is_callable(item["may"]):
            problems.append(Error(f"NAVIGATION: {item['may']!r} is not a function.", id="ui.E002"))
        try:
            reverse(item["url_name"])
        except NoReverseMatch:
            problems.append(Error(f"NAVIGATION: no page is called {item['url_name']!r}.", id="ui.E003"))
    for item in settings.PUBLIC_PAGES:
        try:
            reverse(item["url_name"])
        except NoReverseMatch:
            problems.append(Error(f"PUBLIC_PAGES: no page is called {item['url_name']!r}.", id="ui.E003"))
    return problems


def is_callable(path: str) -> bool:
    """Whether a dotted path leads to something that can be called."""
    try:
        return callable(import_string(path))
    except ImportError:
        return False
