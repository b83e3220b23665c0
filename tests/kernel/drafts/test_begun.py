"""What somebody has begun to type comes back when they look, stays while the form is refused, and goes once it is done."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType
from typing import cast

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from sendiass import clock
from sendiass.access import Refused, refuse
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.drafts.begun import Begun
from sendiass.drafts.models import Draft
from sendiass.pages import StaffRequest
from sendiass.ui import fields
from sendiass.ui.forms import GovukForm, problems_of
from tests.cast import hire

pytestmark = pytest.mark.django_db
KEY = "enquiry:new"
NOTE = "Zahra's mother is worried about the taxi."


class Call(GovukForm):
    refused_at = MappingProxyType({"Y02": ("role", "note")})
    note = fields.NoteField(label="Note")


@pytest.fixture
def worker(db: None, settings: Settings) -> User:
    settings.DRAFT_FORMS = {"enquiry": "tests.kernel.drafts.test_draft_gate.own_subject"}
    worker = hire(datetime(2026, 9, 1, 9, 0, tzinfo=UTC)).caseworker
    keeping.keep(owner=worker, form_key=KEY, fields={"note": NOTE}, at=clock.now())
    return worker


def begun(worker: User, method: str, address: str = "/") -> Begun:
    request = RequestFactory().generic(method, address)
    request.user = worker
    subject = keeping.subject_of(owner=worker, form_key=KEY)
    with reading(by=worker, subjects=[subject], purpose="resuming a draft"):
        return Begun(cast(StaffRequest, request), KEY)


def sent(worker: User, refusal: Refused | Exception | None = None) -> Call:
    """The form sent, and what it asks done or refused."""
    form = Call({"note": NOTE})
    assert form.is_valid()
    with begun(worker, "POST").sending(form):
        if refusal:
            raise refusal
    return form


def is_kept() -> bool:
    return Draft.objects.filter(form_key=KEY).exists()


def test_it_fills_the_form_of_whoever_looks(worker: User) -> None:
    kept = begun(worker, "GET")
    assert kept.typed == {"note": NOTE}
    shown = kept.shown()
    assert shown["draft_key"] == KEY
    assert isinstance(shown["draft"], keeping.Kept)


def test_a_form_that_comes_sent_is_filled_with_what_was_sent(worker: User) -> None:
    kept = begun(worker, "POST")
    assert kept.typed is None
    assert kept.shown() == {"draft": None, "draft_key": KEY}


def test_an_empty_form_is_had_for_the_asking_and_what_was_begun_stays_meanwhile(worker: User) -> None:
    assert begun(worker, "GET", "/?afresh=yes").typed is None
    assert is_kept()


def test_it_is_gone_once_what_the_form_asks_is_done(worker: User) -> None:
    assert not problems_of(sent(worker))
    assert not is_kept()


@pytest.mark.parametrize(("rule", "at"), [("Y02", "id_note"), ("L24", "")])
def test_a_refusal_stands_at_its_question_and_what_was_typed_stays(worker: User, rule: str, at: str) -> None:
    form = sent(worker, Refused(refuse("Say in which role you were there.", rule)))
    assert problems_of(form) == [(at, "Say in which role you were there.")]
    assert form.refused_by == rule
    assert is_kept()


def test_what_is_left_over_stays_begun(worker: User) -> None:
    form = Call({"note": NOTE})
    with begun(worker, "POST").sending(form, left_over={"rest": "The taxi."}):
        assert form.is_valid()
    assert begun(worker, "GET").typed == {"rest": "The taxi."}


def test_what_is_no_refusal_is_not_held_back_and_what_was_typed_stays(worker: User) -> None:
    with pytest.raises(ZeroDivisionError):
        sent(worker, ZeroDivisionError())
    assert is_kept()
