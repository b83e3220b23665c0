"""A questionnaire on paper in each language, and its answers typed in by somebody of whom nothing is kept (L30)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from feedback.choices import Audience, Language
from feedback.documents import paper_of
from feedback.models import ShutAnswer
from sendiass.crypto.mailboxes import OpenBox
from sendiass.database import standing
from tests.asking import asked
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L30")]


@pytest.mark.parametrize("language", list(Language))
def test_there_is_a_paper_in_each_language(language: Language, tmp_path: Path) -> None:
    for audience, large_print in ((Audience.PARENT_CARER, False), (Audience.CHILD, True)):
        drawn = paper_of(asked(audience), language, large_print=large_print)
        (tmp_path / f"{audience}.pdf").write_bytes(drawn)
        assert drawn.startswith(b"%PDF")


def test_the_administrator_prints_it_and_is_led_to_where_answers_are_typed_in(cast: Cast) -> None:
    batch = asked()
    client = Client()
    client.force_login(cast.team.administrator)
    assert f"/q/{batch.code}/sheet/" in client.get("/feedback/questionnaires/paper/").content.decode()
    paper = client.get(f"/feedback/questionnaires/paper/{batch.id}/ur/?large=1")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert client.get(f"/feedback/questionnaires/paper/{batch.id}/xx/").status_code == 404


def test_what_came_on_paper_is_in_the_mailbox_like_any_other(client: Client) -> None:
    batch = asked(is_short=True)
    path = f"/q/{batch.code}/sheet/"
    assert "Question" not in client.get(path).content.decode().split("<h1")[1][:40]
    answer = client.post(
        path, {"once": "x", "q1-given": "4", "q3-words": "Kind.", "name": "Sam", "contact": "07"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{path}?kept")
    with standing.standing_as(standing.service("questionnaires")):
        (content,) = ShutAnswer.objects.values_list("content", flat=True)
    assert json.loads(OpenBox(batch.id).take_out(bytes(content))) == {
        "1": ["4", ""],
        "3": ["", "Kind."],
        "who": ["Sam", "07", ""],
    }
    assert not client.cookies
