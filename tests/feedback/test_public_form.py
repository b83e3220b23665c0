"""Anyone comments or complains at /comments/: no account, no name, nothing lost, and no robot."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client

from feedback.choices import CommentKind
from feedback.models import Comment
from sendiass import clock
from sendiass.audit import reading
from sendiass.crypto.erasure import erase
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from sendiass.visitors.forms import SALT
from tests.cast import Cast
from tests.commenting import WORDS, commented, lead_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L32")]


@pytest.fixture(autouse=True)
def _no_limits_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test counts from nothing."""
    from django.core.cache import cache

    cache.clear()


def drawn(seconds_ago: float = 60) -> str:
    return signing.Signer(salt=SALT).sign(f"{clock.now().timestamp() - seconds_ago:.1f}")


def typed(**different: Any) -> dict[str, Any]:
    return {"once": str(uuid4()), "moment": drawn(), "kind": "comment", "words": WORDS, **different}


def send(_from: Client | None = None, /, **different: Any) -> Any:
    return (_from or Client()).post("/comments/", typed(**different))


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("kind", CommentKind)
def test_anyone_says_something_without_saying_who_they_are(kind: CommentKind) -> None:
    client = Client()
    response = send(client, kind=kind.value)
    assert (response.status_code, response["Location"]) == (302, "/comments/sent/")
    comment = Comment.objects.get()
    thanks = text_of(client.get("/comments/sent/"))
    assert comment.reference in thanks
    assert "What happens next" in thanks
    assert comment.reference not in text_of(Client().get("/comments/sent/"))
    with reading(by=_system(), subjects=[comment.key_subject], purpose="test"):
        assert (comment.words, comment.name, comment.email, comment.phone) == (WORDS, "", "", "")


def _system() -> Any:
    from feedback.access import COMMENTS

    return COMMENTS


def test_the_form_bears_this_services_name_and_needs_no_script_and_no_third_party() -> None:
    page = Client().get("/comments/").content.decode()
    assert profile().identity.short_name in page
    assert not re.search(r"(?:src|href)=\"https?://(?!testserver)[^\"]*\.(?:js|css|png|svg)", page)
    assert "Comment or complain" in Client().get("/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": ""}, "Enter what you want to tell us"),
        ({"kind": ""}, "Select what it is"),
        ({"kind": "rant"}, "Select one of the choices"),
        ({"email": "me at home"}, "Enter an email address"),
        ({"phone": "twelve"}, "Enter a telephone number"),
        ({"words": "x" * 10_001}, "must be 10,000 characters or fewer"),
        ({"words": "a\x00b"}, "character"),
        ({"name": "a\x00b"}, "character"),
        ({"email": "a\x00b@family.example"}, "character"),
    ],
)
def test_bad_input_says_what_is_wrong_and_keeps_what_was_typed(wrong: dict[str, str], said: str) -> None:
    kept = {"name": "Rosa of the kept name"} if "name" not in wrong else {"words": "The kept words"}
    response = send(**kept, **wrong)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert next(iter(kept.values())) in response.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": ["comment", "complaint"], "words": ["a", "b"]},
        {"words": "💥" * 50_000, "kind": "complaint"},
        {"once": "\x00", "moment": "\x00", "words": "\ud7ff", "kind": "\x00"},
        {"moment": "9" * 5_000},
    ],
    ids=["nothing", "everything twice", "huge", "nulls", "mark"],
)
def test_whatever_is_thrown_at_it_it_answers_and_keeps_nothing(sent: dict[str, Any]) -> None:
    assert Client().post("/comments/", sent).status_code == 200
    assert not Comment.objects.exists()


@pytest.mark.parametrize("robot", [{"more_about_you": "Buy now"}, {"moment": "just now"}, {"moment": ""}])
def test_a_robot_is_stopped_and_a_person_taken_for_one_loses_nothing(robot: dict[str, str]) -> None:
    response = send(**{name: drawn(0) if value == "just now" else value for name, value in robot.items()})
    assert response.status_code == 200
    assert WORDS in response.content.decode()
    assert "press the button again" in text_of(response)
    assert not Comment.objects.exists()


def test_sent_twice_it_is_one_and_has_one_reference() -> None:
    once = str(uuid4())
    for _ in range(2):
        assert send(once=once).status_code == 302
    assert Comment.objects.count() == 1


def test_a_flood_from_one_place_is_held_up_and_keeps_what_was_typed() -> None:
    most = profile().complaints.most_sent.one_address
    for _ in range(most):
        assert send().status_code == 302
    late = send()
    assert late.status_code == 429
    assert WORDS in late.content.decode()
    assert Comment.objects.count() == most


def test_words_and_names_are_sealed_and_can_be_erased_and_are_in_no_log(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(kind="complaint", name="Rosa Diaz", email="rosa@family.example", phone="07700 900555")
    for word in (WORDS, "Rosa", "rosa@family", "900555"):
        assert word not in caplog.text
    comment = Comment.objects.get()
    page = f"/feedback/{comment.id}/"
    manager = Client()
    manager.force_login(cast.team.manager)
    assert "Rosa Diaz" in manager.get(page).content.decode()
    erase(comment.key_subject)
    assert manager.get(page).status_code == 410


def test_a_complaint_is_told_to_those_who_keep_them_without_a_word_of_it(cast: Cast) -> None:
    send(kind="complaint", name="Rosa Diaz")
    (message,) = Message.objects.filter(kind="feedback.complaint_waits")
    manager = cast.team.manager
    assert message.subject_id == manager.id
    with reading(by=manager, subjects=[manager.key_subject], purpose="test"):
        body = str(message.body)
    assert "/feedback/" in body
    for word in (WORDS, "Rosa", Comment.objects.get().reference):
        assert word not in body


def test_one_about_the_manager_is_told_to_whoever_is_above_and_to_no_manager(cast: Cast) -> None:
    assert "It is about the" not in text_of(Client().get("/comments/"))
    lead = lead_of(cast)
    assert f"It is about the {profile().words.manager}" in text_of(Client().get("/comments/"))
    send(kind="complaint", about_manager="on")
    (message,) = Message.objects.filter(kind="feedback.complaint_waits")
    assert message.subject_id == lead.id


def test_the_day_it_came_in_is_the_day_in_england() -> None:
    comment = commented()
    assert comment.received_on == clock.today()
    assert comment.due_on > comment.received_on
    assert commented(CommentKind.DATA_COMPLAINT).due_on == clock.today() + timedelta(days=29)
