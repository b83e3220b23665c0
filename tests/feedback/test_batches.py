"""Anonymous answers go in shut, stay shut for a period, and come out together, joined to nobody (L30, SECURITY 6)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from feedback.actions.batches import (
    KEYS_MAY_BE_AWAY,
    MOST_ABOUT,
    MOST_NAMED,
    MOST_WORDS,
    Answered,
    MailboxFull,
    Who,
    open_batches,
    put_answer,
    settle_batches,
)
from feedback.choices import Audience, BatchState
from feedback.models import AnonymousAnswer, Batch, ContactRequest, Question, Questionnaire, ShutAnswer
from feedback.rules.wording import MOST_QUESTIONS
from sendiass import clock
from sendiass.audit import reading
from sendiass.audit.models import LogEntry, Reading
from sendiass.crypto.errors import KeyUnavailable
from sendiass.crypto.mailboxes import ROOM, SIZE, OpenBox, destroy_key, has_key, put_in
from sendiass.database import standing
from tests.asking import after, answered, asked
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L30")]
FINE = Answered("4", "The woman on the phone listened.")


def many(batch: Batch, number: int, said: Answered = FINE) -> None:
    for _ in range(number):
        answered(batch, said)


def words_of(batch: Batch, cast: Cast) -> list[str]:
    found = list(AnonymousAnswer.objects.filter(batch=batch).order_by("id"))
    with reading(by=cast.team.manager, subjects=[one.key_subject for one in found], purpose="results"):
        return sorted(one.words for one in found)


def test_everyone_who_is_asked_in_a_period_gets_the_same_code_and_the_next_period_another() -> None:
    batch = asked()
    assert asked().code == batch.code
    many(batch, 5)
    settle_batches(on=after(batch))
    following = asked(on=after(batch))
    assert following.code != batch.code
    assert following.from_on == after(batch)


def test_each_questionnaire_in_use_has_one_mailbox_open_however_often_the_clock_calls() -> None:
    open_batches(on=clock.today())
    assert open_batches(on=clock.today()) == 0
    assert Batch.objects.open().count() == Questionnaire.objects.in_use().count() > 5


def test_what_is_put_in_is_one_length_and_opens_with_no_key_that_a_data_base_holds() -> None:
    batch = asked()
    answered(batch, Answered("1"))
    answered(batch, Answered("2", "x" * 1000))
    shut = [bytes(one) for one in ShutAnswer.objects.values_list("content", flat=True)]
    assert {len(one) for one in shut} == {SIZE + 48}
    assert not any(b"xxxx" in one for one in shut)


@pytest.mark.parametrize("letter", ["a", '"', "ગ", "🙂", "\x0b"])
def test_the_longest_answers_to_the_most_questions_go_in_whatever_they_are_written_in(letter: str) -> None:
    batch = asked()
    sheet = {number: Answered("dont_know", letter * MOST_WORDS) for number in range(1, MOST_QUESTIONS + 1)}
    who = Who(letter * MOST_NAMED, letter * MOST_NAMED, letter * MOST_ABOUT)
    put_answer(batch=batch, sheet=sheet, once=uuid4(), who=who)
    assert ShutAnswer.objects.filter(batch=batch).count() == 1


def test_what_nobody_can_read_hides_nobody_whose_answer_can_be_read() -> None:
    batch = asked()
    many(batch, 4)
    for content in (put_in(b"not json", public_key=bytes(batch.public_key)), b"no box at all"):
        ShutAnswer.objects.create(id=uuid4(), batch=batch, content=content)
    assert settle_batches(on=after(batch)) == 0
    batch.refresh_from_db()
    assert (batch.state, batch.rolled) == (BatchState.OPEN, 1)
    assert not AnonymousAnswer.objects.exists()
    many(batch, 1)
    assert settle_batches(on=after(batch)) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.received, batch.unreadable) == (BatchState.RELEASED, 7, 2)


def test_sheets_that_only_say_who_hide_nobody_who_answered() -> None:
    batch = asked()
    many(batch, 1)
    for number in range(6):
        put_answer(batch=batch, sheet={}, once=uuid4(), who=Who(f"Sam {number}", "07700 900555", "A call"))
    for _ in range(2):
        assert settle_batches(on=after(batch)) == 0
        batch.refresh_from_db()
    assert settle_batches(on=after(batch)) > 0
    batch.refresh_from_db()
    assert (batch.state, batch.received) == (BatchState.GIVEN_UP, 7)
    assert not AnonymousAnswer.objects.exists()
    assert ContactRequest.objects.filter(batch=batch).count() == 6


def test_five_come_out_with_their_words_as_they_were_written(cast: Cast) -> None:
    batch = asked()
    said = ["Ausgezeichnet.", "بہت شکریہ", "They\nlistened.", "", "🙂 ok"]
    for one in said:
        answered(batch, Answered("3", one))
    settle_batches(on=after(batch))
    batch.refresh_from_db()
    assert (batch.state, batch.received, batch.unreadable) == (BatchState.RELEASED, 5, 0)
    assert words_of(batch, cast) == sorted(said)


@pytest.mark.parametrize(
    "written",
    [
        {"state": BatchState.GIVEN_UP, "received": 0, "unreadable": 0},
        {"rolled": 1},
        {"until_on": date(2099, 1, 1)},
    ],
    ids=["given up", "rolled over", "open for ever"],
)
def test_no_statement_of_a_colleague_settles_a_batch(cast: Cast, written: dict[str, Any]) -> None:
    batch = asked()
    many(batch, 5)
    for name, value in written.items():
        setattr(batch, name, value)
    if "state" in written:
        batch.settled_on = after(batch)
    with (
        pytest.raises(IntegrityError, match="Only the questionnaires"),
        standing.standing_as(standing.worker(cast.team.manager.id)),
        transaction.atomic(),
    ):
        batch.save()
    assert has_key(batch.id)


def test_a_mailbox_whose_key_was_lost_is_given_up_and_everything_goes_on(cast: Cast, client: Client) -> None:
    batch, other = asked(), asked(is_short=True)
    many(batch, 5)
    many(other, 5, Answered("4"))
    destroy_key(batch.id)
    assert settle_batches(on=after(batch)) > 0
    batch.refresh_from_db()
    other.refresh_from_db()
    assert (batch.state, batch.received, batch.unreadable) == (BatchState.GIVEN_UP, 5, 5)
    assert other.state == BatchState.RELEASED
    assert asked(on=after(batch)).from_on == after(batch)
    client.force_login(cast.team.manager)
    assert "Their key was lost" in client.get(reverse("feedback:result_list")).content.decode()


def test_while_no_key_is_there_at_all_their_folder_may_come_back_within_a_week() -> None:
    batch = asked()
    many(batch, 5)
    folder = Path(settings.MAILBOX_KEYS_DIR)
    away = folder.rename(folder.with_name("away"))
    try:
        assert settle_batches(on=after(batch)) == 0
        batch.refresh_from_db()
        assert batch.state == BatchState.OPEN
    finally:
        away.rename(folder)
    settle_batches(on=after(batch))
    batch.refresh_from_db()
    assert batch.state == BatchState.RELEASED


def test_a_folder_of_keys_that_was_lost_stops_nobody_from_being_asked_for_longer_than_a_week(
    settings: Settings, tmp_path: Path
) -> None:
    batch = asked()
    many(batch, 5)
    settings.MAILBOX_KEYS_DIR = tmp_path
    assert settle_batches(on=after(batch) + KEYS_MAY_BE_AWAY - timedelta(days=1)) == 0
    assert settle_batches(on=after(batch) + KEYS_MAY_BE_AWAY) > 0
    batch.refresh_from_db()
    assert (batch.state, batch.received, batch.unreadable) == (BatchState.GIVEN_UP, 5, 5)


def test_before_the_period_is_over_nothing_comes_out() -> None:
    batch = asked()
    many(batch, 8)
    assert settle_batches(on=batch.until_on) == 0
    assert not AnonymousAnswer.objects.exists()
    assert has_key(batch.id)


def test_fewer_than_five_wait_for_the_next_periods_and_are_then_destroyed_unread() -> None:
    batch = asked()
    many(batch, 4)
    first_until = batch.until_on
    for rolled in (1, 2):
        assert settle_batches(on=after(batch)) == 0
        batch.refresh_from_db()
        assert (batch.state, batch.rolled) == (BatchState.OPEN, rolled)
    assert batch.until_on > first_until
    assert settle_batches(on=after(batch)) > 0
    batch.refresh_from_db()
    assert (batch.state, batch.received) == (BatchState.GIVEN_UP, 4)
    assert not has_key(batch.id)
    assert not ShutAnswer.objects.filter(batch=batch).exists()
    assert not AnonymousAnswer.objects.exists()


def test_those_that_waited_come_out_with_the_next_periods(cast: Cast) -> None:
    batch = asked()
    many(batch, 4)
    settle_batches(on=after(batch))
    batch.refresh_from_db()
    assert asked(on=batch.until_on).code == batch.code
    many(batch, 1)
    settle_batches(on=after(batch))
    assert len(words_of(batch, cast)) == 5


def test_after_a_release_its_key_is_gone_and_no_copy_of_the_mailbox_opens_again() -> None:
    batch = asked()
    many(batch, 5)
    copy = bytes(ShutAnswer.objects.filter(batch=batch).order_by("id")[0].content)
    assert OpenBox(batch.id).take_out(copy)
    settle_batches(on=after(batch))
    with pytest.raises(KeyUnavailable):
        OpenBox(batch.id)


def test_the_key_is_written_over_before_its_file_goes() -> None:
    batch = asked()
    many(batch, 5)
    with Path(settings.MAILBOX_KEYS_DIR, str(batch.id)).open("rb") as still_held:
        key = still_held.read()
        settle_batches(on=after(batch))
        still_held.seek(0)
        assert still_held.read() == bytes(len(key)) != key


def test_a_key_that_a_killed_process_left_behind_goes_with_the_next_sweep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch = asked()
    many(batch, 5)
    with monkeypatch.context() as killed:
        killed.setattr("feedback.actions.batches.destroy_key", lambda _: None)
        settle_batches(on=after(batch))
    assert has_key(batch.id)
    settle_batches(on=after(batch))
    assert not has_key(batch.id)


def test_answers_of_one_sheet_come_out_apart() -> None:
    batch = asked()
    for _ in range(5):
        answered(batch, Answered("4"), Answered("0", "Nothing helped."))
    settle_batches(on=after(batch))
    columns = {field.name for field in AnonymousAnswer._meta.concrete_fields}
    assert columns == {"id", "batch", "question", "given", "words", "is_worded"}
    assert AnonymousAnswer.objects.count() == 10
    assert len(set(AnonymousAnswer.objects.values_list("id", flat=True))) == 10


def test_a_form_sent_twice_is_in_it_once() -> None:
    batch, once = asked(), uuid4()
    answered(batch, FINE, once=once)
    answered(batch, FINE, once=once)
    assert ShutAnswer.objects.filter(batch=batch).count() == 1


def test_a_sheet_on_which_everything_was_left_open_is_not_put_in() -> None:
    batch = asked()
    answered(batch, Answered(), Answered("", "  "))
    assert not ShutAnswer.objects.exists()


def test_answers_leave_no_entry_in_the_record_and_no_reading() -> None:
    batch = asked()
    entries, readings = LogEntry.objects.count(), Reading.objects.count()
    many(batch, 5)
    assert (LogEntry.objects.count(), Reading.objects.count()) == (entries, readings)


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"[]",
        b'{"1": ["5", ""]}',
        b'{"99": ["4", ""]}',
        b'{"1": [4, ""]}',
        json.dumps({"1": ["4", "x" * 1001]}).encode(),
        json.dumps({"1": ["4", "a\0b"]}).encode(),
    ],
)
def test_what_our_page_does_not_send_is_counted_and_not_read(content: bytes, cast: Cast) -> None:
    batch = asked()
    many(batch, 5)
    ShutAnswer.objects.create(
        id=uuid4(), batch=batch, content=put_in(content, public_key=bytes(batch.public_key))
    )
    ShutAnswer.objects.create(id=uuid4(), batch=batch, content=b"no box at all")
    settle_batches(on=after(batch))
    batch.refresh_from_db()
    assert (batch.received, batch.unreadable) == (7, 2)
    assert len(words_of(batch, cast)) == 5


def test_more_than_there_is_room_for_is_not_put_in() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        put_in(bytes(ROOM + 1), public_key=bytes(asked().public_key))


def test_a_full_mailbox_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = asked()
    monkeypatch.setattr("feedback.actions.batches.most_answers", lambda _asked: 3)
    many(batch, 3)
    with pytest.raises(MailboxFull):
        many(batch, 1)


def test_emptying_one_mailbox_leaves_the_others_as_they_were() -> None:
    batch, other = asked(), asked(Audience.YOUNG_PERSON)
    many(batch, 5)
    many(other, 3)
    before = sorted((one.id, bytes(one.content)) for one in ShutAnswer.objects.filter(batch=other))
    with standing.standing_as(standing.service("questionnaires")), connection.cursor() as cursor:
        cursor.execute("SELECT feedback_take_from_mailbox(%s)", [batch.id])
        assert len(cursor.fetchall()) == 5
    assert sorted((one.id, bytes(one.content)) for one in ShutAnswer.objects.order_by("id")) == before


def test_nobody_who_works_here_reads_the_mailbox_or_takes_anything_out(
    cast: Cast, app_sql: psycopg.Connection
) -> None:
    batch = asked()
    many(batch, 2)
    with standing.standing_as(standing.worker(cast.team.manager.id)):
        assert not ShutAnswer.objects.exists()
        with pytest.raises(ProgrammingError, match="Only the questionnaires"), transaction.atomic():
            _take(batch)
    app_sql.execute("SELECT set_config('app.service', 'questionnaires', false)")
    for statement in ("UPDATE feedback_shutanswer SET content = ''", "DELETE FROM feedback_shutanswer"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app_sql.transaction():
            app_sql.execute(statement)


def test_those_who_see_no_results_see_no_answer(cast: Cast) -> None:
    batch = asked()
    many(batch, 5)
    settle_batches(on=after(batch))
    for who, sees in (
        (cast.team.manager, True),
        (cast.team.caseworker, True),
        (cast.team.board_member, False),
    ):
        with standing.standing_as(standing.worker(who.id)):
            assert AnonymousAnswer.objects.exists() is sees


def test_the_data_base_holds_what_was_asked_and_what_was_settled(cast: Cast) -> None:
    batch = asked()
    many(batch, 5)
    other = Question.objects.exclude(questionnaire=batch.questionnaire).order_by("id")[0]
    with pytest.raises(IntegrityError, match="questions that were asked"), transaction.atomic():
        AnonymousAnswer.objects.create(id=uuid4(), batch=batch, question=other, given="1")
    settle_batches(on=after(batch))
    question = Question.objects.filter(questionnaire=batch.questionnaire).order_by("id")[0]
    with pytest.raises(IntegrityError, match="come out once"), transaction.atomic():
        AnonymousAnswer.objects.create(id=uuid4(), batch=batch, question=question, given="1")
    with pytest.raises(IntegrityError, match="while it is open"), transaction.atomic():
        ShutAnswer.objects.create(id=uuid4(), batch=batch, content=b"late")
    with pytest.raises(IntegrityError, match="stays as it was asked"), transaction.atomic():
        Question.objects.create(
            questionnaire=batch.questionnaire,
            number=9,
            criterion=question.criterion,
            words="?",
            scale=list("abcde"),
        )
    batch.refresh_from_db()
    batch.state, batch.received, batch.unreadable, batch.settled_on = BatchState.OPEN, None, None, None
    with pytest.raises(IntegrityError, match="settled once"), transaction.atomic():
        batch.save()


def test_a_batch_ends_on_the_last_day_of_a_quarter() -> None:
    assert asked(on=date(2026, 11, 29)).until_on == date(2026, 12, 31)


def _take(batch: Batch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT feedback_take_from_mailbox(%s)", [batch.id])
