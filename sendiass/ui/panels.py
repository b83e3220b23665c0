"""Draws what upper storeys bring to a page below them, from settings. It does not know what they show."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe


def render_panels(place: str, request: HttpRequest, subject: Any) -> SafeString:
    """The panels of a place, one after another.

    Each function takes (request, subject) and returns HTML, or "" where it has nothing to say.
    Raises ImproperlyConfigured for a place that settings do not name.
    """
    if place not in settings.PAGE_PANELS:
        raise ImproperlyConfigured(f"PAGE_PANELS has no place called {place!r}.")
    drawn = (import_string(path)(request, subject) for path in settings.PAGE_PANELS[place])
    return mark_safe("".join(conditional_escape(html) for html in drawn if html))  # noqa: S308 - each part is escaped
