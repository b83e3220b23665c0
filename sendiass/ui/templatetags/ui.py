"""The service's words and parts, for templates. Filters format; they fetch nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sendiass import clock
from sendiass.ui import words
from sendiass.ui.fields.short import phone_as_read
from sendiass.ui.forms import problems_of
from sendiass.ui.panels import render_panels

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: RequestContext, place: str, subject: Any = None) -> SafeString:
    """{% panels "case" case %}: what upper storeys bring to this page."""
    return render_panels(place, context["request"], subject)


@register.filter
def govuk_date(value: date | datetime | None) -> str:
    """Saturday 21 November 2026; nothing where there is no date."""
    return words.long_date(value) if value else ""


@register.filter
def short_date(value: date | datetime | None) -> str:
    """21 Nov 2026; nothing where there is no date."""
    return words.short_date(value) if value else ""


@register.filter
def clock_time(value: datetime | None) -> str:
    """5:52pm; nothing where there is no moment."""
    return words.clock_time(value) if value else ""


@register.filter
def govuk_datetime(value: datetime | None) -> str:
    """21 Nov 2026 at 5:52pm; nothing where there is no moment."""
    return f"{words.short_date(value)} at {words.clock_time(value)}" if value else ""


@register.filter
def due_in_words(value: date | None) -> str:
    """3 days late, today, tomorrow, in 5 days; nothing where there is no date."""
    return words.due_in_words(value, today=clock.today()) if value else ""


@register.filter
def is_late(value: date | None) -> bool:
    """Whether the day is past."""
    return value is not None and words.day_of(value) < clock.today()


@register.filter
def bdi(value: Any) -> SafeString:
    """A name, apart from the direction of the words round it; nothing for None."""
    return format_html("<bdi>{}</bdi>", "" if value is None else value)


@register.filter
def phone(value: str | None) -> str:
    """A telephone number as people write it."""
    return phone_as_read(value) if value else ""


@register.filter
def thousands(value: int) -> str:
    """1,440."""
    return f"{value:,}"


@register.filter
def is_heading(bound: BoundField) -> bool:
    """Whether this field's question is the page's heading: the form names it in `heading_field`."""
    return getattr(bound.form, "heading_field", None) == bound.name


@register.filter
def problems(form: BaseForm) -> list[tuple[str, str]]:
    """Every message of a form with the id of the box to mend, for the error summary."""
    return problems_of(form)
