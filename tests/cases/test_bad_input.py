"""Whatever is typed into the forms of intake, opening, first contact and people: kept exactly, or refused at its field."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.choices import CaseRole
from cases.forms.first_contact import AimForm, FirstContactForm
from cases.forms.intake import CallBackDoneForm, EnquiryFilterForm, EnquiryForm
from cases.forms.opening import CaseOpenForm
from cases.forms.people import KinshipForm, PersonForm
from cases.forms.reaching import ContactForm
from sendiass.accounts.models import User
from sendiass.ui.fields import LineField, NameField, NoteField
from sendiass.ui.forms import GovukForm
from tests.cast import Cast

NASTY = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "\x00",
            "a\x00b",
            "\u202eevil",
            "\u200f",
            "\ud800",
            "🙂" * 300,
            "x" * 20_001,
            "None",
            "' OR 1=1 --",
            "<script>alert(1)</script>",
            "{{ secret }}",
            "31/2/2026",
            "1/1/1899",
            "1/1/2999",
            "-99999999999999999999",
            "1e400",
            "٣",
            "²",
            "+",
            "00",
            "+440000000000000000000000",
            "\r\n\r\n",
            "yes",
            "no",
            "done",
            "not_yet",
            "agreed",
            "mobile",
            "post",
        ]
    ),
)


def forms_of(worker: User) -> dict[str, Any]:
    """Every form of these pages, made from what was typed."""
    return {
        "a call": EnquiryForm,
        "the call back": CallBackDoneForm,
        "the filter": EnquiryFilterForm,
        "a case": lambda data: CaseOpenForm(data, worker=worker),
        "first contact": lambda data: FirstContactForm(data, worker=worker),
        "the aim": AimForm,
        "a child": lambda data: PersonForm(data, role=CaseRole.CHILD_OR_YOUNG_PERSON, is_new=True),
        "a parent": lambda data: PersonForm(data, role=CaseRole.PARENT_CARER, is_new=True, has_child=True),
        "details": lambda data: PersonForm(data, role=CaseRole.OTHER, is_new=False),
        "kinship": KinshipForm,
        "a way to reach someone": ContactForm,
    }


def names_in(form: GovukForm) -> list[str]:
    """The names the browser sends, three for a date in three boxes."""
    found = []
    for name, field in form.fields.items():
        parts: list[str] = getattr(field.widget, "widgets_names", [""])
        found += [f"{name}{part}" for part in parts]
    return found


def _as_kept(field: forms.Field, typed: str) -> set[str]:
    """What a free text may become by being kept: itself, without the space around it, with its own line ends."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    kept = {lines} if isinstance(field, NoteField) else {typed.strip()}
    shows = any(unicodedata.category(c) not in ("Zs", "Zl", "Zp", "Cc", "Cf") for c in typed)
    return kept if shows else {*kept, ""}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_field_keeps_exactly_what_was_typed_or_says_what_is_wrong(
    cast: Cast, data: st.DataObject
) -> None:
    made = forms_of(cast.team.caseworker)
    make = made[data.draw(st.sampled_from(sorted(made)))]
    typed = QueryDict(mutable=True)
    for name in names_in(make(None)):
        several = data.draw(st.lists(NASTY, max_size=2))
        if several:
            typed.setlist(name, several)
    form = make(typed)
    form.is_valid()
    str(form)  # and it can be shown again
    for name, field in form.fields.items():
        free = isinstance(field, NameField | LineField | NoteField)
        if not free or name in form.not_asked or name not in typed or name in form.errors:
            continue
        assert form.cleaned_data[name] in _as_kept(field, str(typed[name]))
    assert set(form.errors) <= {*form.fields, "__all__"}


@pytest.mark.parametrize(
    "path",
    [
        "/intake/new/",
        "/cases/new/",
        "/cases/{case}/first-contact/?again=agreement",
        "/cases/{case}/aim/",
        "/cases/{case}/people/add/",
        "/cases/{case}/people/{parent}/",
        "/cases/{case}/people/{parent}/contact/add/",
        "/cases/{case}/people/{parent}/relationship/",
    ],
)
def test_a_page_sent_nothing_or_nonsense_says_what_is_wrong(client: Any, cast: Cast, path: str) -> None:
    client.force_login(cast.team.caseworker)
    address = path.format(case=cast.khans.case.reference, parent=cast.khans.parent.id)
    empty = client.post(address, {})
    assert empty.status_code == 200
    assert "There is a problem" in empty.content.decode()
    nonsense = {"once": "x", "words": "\x00", "given_names": "\x00", "kind": "\x00", "issue": ["a", "b"]}
    response = client.post(address, nonsense)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert response.content.decode().count("<title>Error: ") == 1
