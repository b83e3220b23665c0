"""Draws the plainest of Django's widgets as its templates would, to the letter, without a template for each option.

A list of forty workers is otherwise eighty templates on one page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]


def drawn(template_name: str, context: Mapping[str, Any]) -> SafeString | None:
    """The widget that this template of Django's draws; None for any other template."""
    draw = DRAWN.get(template_name)
    return mark_safe(draw(context["widget"])) if draw else None  # noqa: S308  everything in it is escaped


def _select(widget: Widget) -> str:
    groups = "".join(_group(name, "".join(map(_option, options))) for name, options, _ in widget["optgroups"])
    return f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'


def _group(name: Any, options: str) -> str:
    return f'\n  <optgroup label="{_text(name)}">{options}\n  </optgroup>' if name else options


def _option(option: Widget) -> str:
    return f'\n  <option value="{_text(option["value"])}"{_attributes(option)}>{_text(option["label"])}</option>\n'


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    return (
        f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{value}{_attributes(widget)}>'
    )


def _textarea(widget: Widget) -> str:
    value = _text(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>'


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: Any) -> str:
    return str(conditional_escape(value if isinstance(value, str) else str(value)))


DRAWN: Mapping[str, Callable[[Widget], str]] = {
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/text.html": _input,
    "django/forms/widgets/email.html": _input,
    "django/forms/widgets/hidden.html": _input,
    "django/forms/widgets/number.html": _input,
}
