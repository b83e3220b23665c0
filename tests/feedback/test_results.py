"""The manager reads what a period brought, with how many answered beside every part, and nobody's name (L31, Y25)."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from feedback.actions.batches import Answered, settle_batches
from feedback.actions.words_read import read_words
from feedback.choices import Audience, WordsVerdict
from feedback.models import AnonymousAnswer, Batch, Question
from feedback.reports import result_of
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.audit.models import Reading
from tests.asking import after, answered, asked
from tests.cast import Cast
from tests.commenting import commented, signed_in, words_at

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


def test_the_team_sees_the_numbers_and_every_word_as_it_was_written_once_it_was_read(
    cast: Cast, released: Batch, manager: Client
) -> None:
    for answer in AnonymousAnswer.objects.filter(batch=released).in_words():
        read_words(by=cast.team.manager, answer=answer, verdict=WordsVerdict.STAND, at=clock.now())
    page = manager.get(f"/feedback/questionnaires/{released.id}/").content.decode()
    assert "3 of 5 chose an answer; 1 did not know" in page
    assert "67%" in page
    assert "33%" in page
    for words in ("Kind.", "بہت شکریہ", "&lt;b&gt;Slow&lt;/b&gt;"):
        assert words in page
    assert "One person can have sent several" in page


def test_words_that_nobody_has_read_are_on_the_managers_day_until_they_are_read(
    cast: Cast, released: Batch, manager: Client
) -> None:
    there = reverse("feedback:words_to_read", args=[released.id])
    assert there in manager.get("/today/").content.decode()
    assert there not in signed_in(cast.team.caseworker).get("/today/").content.decode()
    for answer in AnonymousAnswer.objects.filter(batch=released).in_words():
        read_words(by=cast.team.manager, answer=answer, verdict=WordsVerdict.STAND, at=clock.now())
    assert there not in manager.get("/today/").content.decode()


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


def test_the_board_sees_none_of_them_and_nobody_but_the_manager_reads_first(
    cast: Cast, released: Batch
) -> None:
    for who in (cast.team.caseworker, cast.team.administrator, cast.team.board_member, cast.team.volunteer):
        may_see = 403 if who == cast.team.board_member else 200
        client = signed_in(who)
        assert client.get("/feedback/questionnaires/").status_code == may_see
        assert client.get(f"/feedback/questionnaires/{released.id}/").status_code == may_see
        assert client.get("/feedback/questionnaires/over-time/").status_code == may_see
        assert client.get(f"/feedback/questionnaires/{released.id}/words/").status_code == 403


def test_no_word_is_shown_or_opened_before_somebody_read_it(cast: Cast, released: Batch) -> None:
    for who in (cast.team.caseworker, cast.team.manager):
        page = words_at(who, f"/feedback/questionnaires/{released.id}/")
        assert "Kind." not in page
        assert "3 more in words, not read yet" in page
    assert "3 to read before the team sees them" in words_at(
        cast.team.manager, f"/feedback/questionnaires/{released.id}/"
    )


def test_withheld_words_stay_as_they_are_for_whoever_reads_first_and_the_team_is_told_how_many(
    cast: Cast, released: Batch, manager: Client
) -> None:
    address = f"/feedback/questionnaires/{released.id}/words/"
    with reading(by=cast.team.manager, subjects=[released.key_subject], purpose="test"):
        answer = next(one for one in AnonymousAnswer.objects.in_words() if one.words == "Kind.")
    typed = {"verdict": "withheld", "reason": ""}
    assert "Enter what could tell" in manager.post(f"/feedback/words/{answer.id}/", typed).content.decode()
    manager.post(f"/feedback/words/{answer.id}/", {**typed, "reason": "Says where they work."})
    assert "Kind." in words_at(cast.team.manager, address)
    assert "Says where they work." in words_at(cast.team.manager, address)
    page = words_at(cast.team.caseworker, f"/feedback/questionnaires/{released.id}/")
    assert "Kind." not in page
    assert "1 withheld, so that nobody is recognised" in page


def test_words_are_read_once(cast: Cast, released: Batch) -> None:
    answer = AnonymousAnswer.objects.in_words()[0]
    read_words(by=cast.team.manager, answer=answer, verdict=WordsVerdict.STAND, at=clock.now())
    with pytest.raises(Refused, match="already"):
        read_words(
            by=cast.team.manager, answer=answer, verdict=WordsVerdict.WITHHELD, reason="So.", at=clock.now()
        )
    with pytest.raises(Refused):
        read_words(by=cast.team.caseworker, answer=answer, verdict=WordsVerdict.STAND, at=clock.now())


def test_periods_stand_beside_each_other_for_the_same_question_alone(cast: Cast, released: Batch) -> None:
    later = asked(on=after(released))
    for _ in range(5):
        answered(later, Answered("0"))
    settle_batches(on=after(later))
    page = words_at(cast.team.caseworker, "/feedback/questionnaires/over-time/?audience=parent_carer")
    assert page.count("3 of 5") == 1
    assert page.count("5 of 5") == 1
    assert "not known" in page
    assert "version 1" in page
    assert "No answers are out yet." in words_at(
        cast.team.caseworker, "/feedback/questionnaires/over-time/?audience=team"
    )


def test_the_board_sees_coarse_figures_and_no_word(cast: Cast, released: Batch) -> None:
    commented(words="Nobody rang me back.")
    page = words_at(cast.team.board_member, "/feedback/figures/")
    assert "few" in page
    assert "67%" not in page
    for words in ("Kind.", "بہت شکریہ", "rang me back"):
        assert words not in page
    assert "Download as a table" in page
    table = signed_in(cast.team.board_member).get("/feedback/figures/download/").content.decode()
    assert "Parents and carers, version 1" in table
    assert "Complaint decided in time" in table
    assert "Kind." not in table


def test_the_teams_own_reflections_are_shown_alike_and_nobody_is_named(cast: Cast) -> None:
    batch = asked(Audience.TEAM)
    for _ in range(5):
        answered(batch, Answered("2"))
    settle_batches(on=after(batch))
    page = words_at(cast.team.caseworker, f"/feedback/questionnaires/{batch.id}/")
    assert "The team" in page
    assert "5 of 5 chose an answer" in page
    for worker in cast.team.everyone.values():
        assert worker.name not in page.replace(cast.team.caseworker.name, "", 1)


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
