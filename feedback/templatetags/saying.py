"""Puts the texts of the public questionnaire pages into their templates, in the page's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from feedback.languages import Part, Wording
from sendiass.profiles import profile

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, name: str, **parts: Part) -> SafeString:
    """The text of this name; the service's telephone and email stand where it has them."""
    own: Wording = context["wording"]
    return own.say(name, **parts, **_ours())


@register.simple_tag(takes_context=True)
def say_plain(context: Context, name: str, **parts: Part) -> str:
    """The same without markup, for a title or an attribute."""
    own: Wording = context["wording"]
    return own.plain(name, **parts)


@register.simple_tag(takes_context=True)
def ask(context: Context, english: str) -> SafeString:
    """What a questionnaire asks, in the page's language if somebody translated it."""
    own: Wording = context["wording"]
    return own.ask(english)


def _ours() -> dict[str, Any]:
    identity = profile().identity
    phone = format_html(
        '<a class="govuk-link" href="tel:{}" dir="ltr">{}</a>',
        identity.phone.replace(" ", ""),
        identity.phone,
    )
    return {"phone": phone, "email": format_html('<bdi dir="ltr">{}</bdi>', identity.email)}
