"""What is drawn without a template is, to the letter, what Django's own template draws."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from sendiass.ui.drawing import DRAWN
from sendiass.ui.forms import GovukRenderer

HOSTILE = "<b onclick='x'>\"&amp; é "
CHOICES = [
    ("", "Choose"),
    ("a", HOSTILE),
    ("Kinds", [("b", format_html("<{}>", "safe")), (3, gettext_lazy("Yes"))]),
]
PLAIN = [
    forms.Select(choices=CHOICES),
    forms.Select(choices=CHOICES, attrs={"class": "govuk-select", "data-typeahead": ""}),
    forms.Select(choices=[]),
    forms.TextInput(attrs={"required": True, "disabled": False, "rows": 3}),
    forms.EmailInput(attrs={"data-x": HOSTILE}),
    forms.NumberInput(),
    forms.HiddenInput(),
    forms.Textarea(attrs={"rows": 5}),
]


def same(widget: forms.Widget, value: Any) -> None:
    ours, theirs = (
        widget.render("name", value, {"id": "id_name"}, renderer=renderer)
        for renderer in (GovukRenderer(), DjangoTemplates())
    )
    assert ours == theirs


@pytest.mark.parametrize("widget", PLAIN, ids=lambda widget: type(widget).__name__)
@pytest.mark.parametrize("value", [None, "", "a", 3, 0, True, HOSTILE, format_html("<i>{}</i>", "x")])
def test_a_plain_widget_reads_as_django_writes_it(widget: forms.Widget, value: Any) -> None:
    same(widget, value)


@given(value=st.text(st.characters(exclude_categories=["Cs"])), attribute=st.text("<>\"'&ab "))
def test_whatever_was_typed_is_escaped_alike(value: str, attribute: str) -> None:
    for widget in (forms.TextInput(), forms.Textarea(), forms.Select(choices=[(value, attribute)])):
        widget.attrs["data-x"] = attribute
        same(widget, value)


def test_every_template_that_is_left_out_has_been_compared() -> None:
    assert {widget.template_name for widget in PLAIN} == set(DRAWN)
