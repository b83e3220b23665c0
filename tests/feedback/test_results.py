"""The manager reads what a period brought, with how many answered beside every part, and nobody's name (L31, Y25)."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from feedback.actions.batches import Answered, settle_batches
from feedback.models import Batch, Question
from feedback.reports import result_of
from sendiass.audit.models import Reading
from tests.asking import after, answered, asked
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L31", "Y25")]
GIVEN = ["0", "1", "2", "3", "4", "dont_know", ""]


@pytest.fixture
def released(cast: Cast) -> Batch:
    batch = asked()
    for given_, words in (
        ("4", "Kind."),
        ("4", ""),
        ("3", "بہت شکریہ"),
        ("dont_know", ""),
        ("", "<b>Slow</b>"),
    ):
        answered(batch, Answered(given_, words))
    settle_batches(on=after(batch))
    batch.refresh_from_db()
    return batch


@pytest.fixture
def manager(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.team.manager)
    return client


def test_the_manager_sees_the_numbers_and_every_word_as_it_was_written(
    released: Batch, manager: Client
) -> None:
    page = manager.get(f"/feedback/questionnaires/{released.id}/").content.decode()
    assert "3 of 5 chose an answer; 1 did not know" in page
    assert "67%" in page
    assert "33%" in page
    for words in ("Kind.", "بہت شکریہ", "&lt;b&gt;Slow&lt;/b&gt;"):
        assert words in page
    assert "One person can have sent several" in page


def test_reading_them_is_on_record(released: Batch, manager: Client) -> None:
    before = Reading.objects.filter(page="feedback:result_page").count()
    manager.get(f"/feedback/questionnaires/{released.id}/")
    assert Reading.objects.filter(page="feedback:result_page").count() == before + 1


def test_a_period_that_is_not_over_shows_no_number_and_has_no_page(cast: Cast, manager: Client) -> None:
    batch = asked()
    answered(batch, Answered("4", "Early words."))
    page = manager.get("/feedback/questionnaires/").content.decode()
    assert "Not known yet" in page
    assert str(batch.id) not in page
    assert manager.get(f"/feedback/questionnaires/{batch.id}/").status_code == 404


def test_nobody_else_reads_them(cast: Cast, released: Batch) -> None:
    for who in (cast.team.caseworker, cast.team.administrator, cast.team.board_member, cast.team.volunteer):
        client = Client()
        client.force_login(who)
        assert client.get("/feedback/questionnaires/").status_code == 403
        assert client.get(f"/feedback/questionnaires/{released.id}/").status_code == 403


@given(said=st.lists(st.sampled_from(GIVEN), max_size=30))
def test_the_parts_are_counted_as_one_would_by_hand(said: list[str]) -> None:
    question = Question.objects.select_related("criterion").filter(number=1, scale__len=5).order_by("id")[0]
    by_hand = Counter(said)
    found = result_of(question, by_hand)
    assert found.chose == sum(by_hand[one] for one in "01234")
    assert found.dont_know == by_hand["dont_know"]
    assert [one.number for one in found.choices] == [by_hand[one] for one in "43210"]
    assert all(
        one.percent == (round(100 * one.number / found.chose) if found.chose else 0) for one in found.choices
    )
