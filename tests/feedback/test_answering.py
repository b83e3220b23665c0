"""Anyone answers on a phone, one question a page, without an account, a cookie or a script, and skips what they like (L30)."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client

from feedback.actions.batches import Answered, settle_batches
from feedback.models import Batch, ShutAnswer
from sendiass.crypto.mailboxes import OpenBox
from sendiass.database import standing
from tests.asking import after, answered, asked

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L30")]


@pytest.fixture
def batch() -> Batch:
    return asked(is_short=True)


@pytest.fixture
def phone() -> Client:
    """A browser that takes cookies, of which a token would be asked."""
    return Client(enforce_csrf_checks=True)


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', response.content.decode())
    assert found, f"no hidden {name}"
    return html.unescape(found[1])


def started(phone: Client, batch: Batch) -> Any:
    page = phone.get(f"/q/{batch.code}/")
    assert page.status_code == 200
    return phone.post(f"/q/{batch.code}/1/")


def next_page(phone: Client, batch: Batch, page: Any, number: int, **said: str) -> Any:
    form = {"so_far": hidden(page, "so_far"), "answers": "1", **said}
    return phone.post(f"/q/{batch.code}/{number}/", form)


def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendiass.visitors.forms.seconds_since", lambda _: 60.0)


def sent(phone: Client, batch: Batch, page: Any) -> Any:
    form = {name: hidden(page, name) for name in ("so_far", "once", "moment")}
    return phone.post(f"/q/{batch.code}/check/", {**form, "more_about_you": ""})


def what_is_in_it(batch: Batch) -> list[dict[str, list[str]]]:
    box = OpenBox(batch.id)
    with standing.standing_as(standing.service("questionnaires")):
        return [json.loads(box.take_out(bytes(one.content))) for one in ShutAnswer.objects.order_by("id")]


def test_a_parent_answers_looks_it_over_and_sends_it(
    phone: Client, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient(monkeypatch)
    page = started(phone, batch)
    page = next_page(phone, batch, page, 1, given="4")
    page = next_page(phone, batch, page, 2, given="dont_know")
    page = next_page(phone, batch, page, 3, given="3", words="Nobody pushed us.\r\nشکریہ")
    assert "Nobody pushed us." in page.content.decode()
    assert "Very easy" in page.content.decode()
    answer = sent(phone, batch, page)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/q/sent/")
    assert what_is_in_it(batch) == [
        {"1": ["4", ""], "2": ["dont_know", ""], "3": ["3", "Nobody pushed us.\nشکریہ"]}
    ]
    assert not phone.cookies


def test_no_page_of_it_sets_a_cookie_or_may_be_kept(
    phone: Client, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient(monkeypatch)
    pages = [
        phone.get(f"/q/{batch.code}/"),
        started(phone, batch),
        phone.get("/q/sent/"),
        phone.get("/q/nocode22/"),
    ]
    pages.append(next_page(phone, batch, pages[1], 1, given="1"))
    pages.append(next_page(phone, batch, pages[1], 3, given="1"))
    pages.append(sent(phone, batch, pages[-1]))
    for page in pages:
        assert not page.cookies
        assert "no-store" in page.headers["Cache-Control"]
        assert "csrfmiddlewaretoken" not in page.content.decode()


def test_nothing_is_chosen_beforehand_and_everything_may_be_left_open(phone: Client, batch: Batch) -> None:
    page = started(phone, batch)
    assert "checked" not in page.content.decode()
    page = next_page(phone, batch, page, 1)
    page = next_page(phone, batch, page, 2, then="skip", given="2")
    page = next_page(phone, batch, page, 3, given="", words="")
    assert page.content.decode().count("Not answered") == 3
    assert ">Send<" not in page.content.decode()


def test_going_back_keeps_what_was_answered(phone: Client, batch: Batch) -> None:
    page = next_page(phone, batch, started(phone, batch), 1, given="0")
    page = next_page(phone, batch, page, 2, given="2", then="back")
    assert "Question 1 of 3" in page.content.decode()
    assert re.search(r'value="0"[^>]*checked', page.content.decode())
    page = next_page(phone, batch, page, 1, given="0")
    assert re.search(r'value="2"[^>]*checked', page.content.decode())


def test_an_answer_is_changed_from_the_last_page(phone: Client, batch: Batch) -> None:
    page = next_page(phone, batch, started(phone, batch), 1, given="0")
    page = next_page(phone, batch, page, 3, given="1")
    page = phone.post(f"/q/{batch.code}/1/", {"so_far": hidden(page, "so_far")})
    assert "Question 1 of 3" in page.content.decode()
    assert re.search(r'value="0"[^>]*checked', page.content.decode())


@pytest.mark.parametrize(
    "so_far",
    [
        "{",
        "[]",
        "null",
        '{"1": 7}',
        '{"1": ["9", ""]}',
        '{"7": ["1", ""]}',
        '{"1": ["1", "\\u0000"]}',
        '{"a": ["1",""]}',
    ],
)
def test_what_was_tampered_with_is_left_out_and_nothing_falls_over(
    so_far: str, phone: Client, batch: Batch
) -> None:
    page = phone.post(f"/q/{batch.code}/2/", {"so_far": so_far, "answers": "1", "given": "1"})
    assert page.status_code == 200
    assert json.loads(hidden(page, "so_far")) == {"2": ["1", ""]}


def test_an_answer_that_is_too_long_says_so_and_keeps_it(phone: Client, batch: Batch) -> None:
    page = next_page(phone, batch, started(phone, batch), 3, given="1", words="x" * 1001)
    text = page.content.decode()
    assert "Write 1,000 characters or fewer." in text
    assert "x" * 1001 in text


def test_a_robots_haste_is_asked_to_press_again_and_loses_nothing(phone: Client, batch: Batch) -> None:
    page = next_page(phone, batch, started(phone, batch), 3, given="1", words="Kept.")
    page = sent(phone, batch, page)
    assert "Wait a moment" in page.content.decode()
    assert "Kept." in page.content.decode()
    assert not ShutAnswer.objects.exists()


def test_the_button_pressed_twice_puts_it_in_once(
    phone: Client, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient(monkeypatch)
    page = next_page(phone, batch, started(phone, batch), 3, given="1")
    sent(phone, batch, page)
    sent(phone, batch, page)
    assert len(what_is_in_it(batch)) == 1


@pytest.mark.parametrize("path", ["/q/{}/1/", "/q/{}/9/", "/q/{}/check/"])
def test_a_page_opened_by_its_address_alone_leads_to_the_beginning(
    path: str, phone: Client, batch: Batch
) -> None:
    answer = phone.get(path.format(batch.code))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/q/{batch.code}/")


def test_a_code_that_is_over_and_one_that_never_was_are_answered_alike(phone: Client, batch: Batch) -> None:
    for _ in range(5):
        answered(batch, Answered("4"))
    settle_batches(on=after(batch))
    over, never = phone.get(f"/q/{batch.code}/"), phone.get("/q/zzzzzzzz/")
    assert over.status_code == never.status_code == 404
    assert over.content.replace(batch.code.encode(), b"") == never.content.replace(b"zzzzzzzz", b"")
    assert phone.post(f"/q/{batch.code}/check/", {"once": str(uuid4())}).status_code == 404


@pytest.mark.clause("B06")
def test_while_the_data_base_is_away_what_was_answered_is_given_back_and_can_be_sent_again(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient(monkeypatch)
    phone = Client(enforce_csrf_checks=True, raise_request_exception=False)
    page = next_page(phone, batch, started(phone, batch), 1, given="4")
    page = next_page(phone, batch, page, 2, given="dont_know")
    page = next_page(phone, batch, page, 3, given="3", words="They rang back.")
    with monkeypatch.context() as away:
        away.setattr("feedback.views.answering.put_answer", _no_data_base)
        page = sent(phone, batch, page)
    assert page.status_code == 503
    assert "What you sent may not have been saved." in page.content.decode()
    assert "<textarea" not in page.content.decode()
    assert sent(phone, batch, page).status_code == 302
    assert what_is_in_it(batch) == [{"1": ["4", ""], "2": ["dont_know", ""], "3": ["3", "They rang back."]}]


def _no_data_base(**_: object) -> None:
    raise OperationalError
