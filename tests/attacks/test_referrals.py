"""Tries the public form as robots, guessers and injected SQL would: floods it, guesses codes, and bends what was sent."""

from __future__ import annotations

import logging
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
import redis
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.actions.referrals import new_code
from cases.actions.taking_up import set_aside
from cases.choices import Referrer, WhySetAside
from cases.models import BegunReferral, Referral
from cases.views.referring import COOKIE
from sendiass import clock
from sendiass.logs import ScrubbedFormatter
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from sendiass.visitors.forms import mark_of_now
from tests.attacks.test_canary import Canaries
from tests.cast import Cast
from tests.referring import (
    ANSWERS,
    after_a_while,
    answer,
    begin,
    fill,
    half_written,
    referred,
    send,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L28")]


@pytest.fixture(autouse=True)
def _an_hour_in_which_nobody_asked() -> None:
    cache.clear()


def run(sql: str, *values: Any) -> None:
    """One statement as the application's role, with what is asked at the end of a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# Robots


def test_a_robot_that_fills_every_box_makes_nothing_however_often(client: Client) -> None:
    for _ in range(30):
        page = begin(client, more_about_you="https://spam.example").content.decode()
        assert "or leave it empty" in page
    assert not BegunReferral.objects.exists()
    assert COOKIE not in client.cookies


def test_a_robot_in_haste_makes_nothing_and_a_person_in_haste_presses_again(client: Client) -> None:
    mark = mark_of_now()
    assert b"press the button again" in begin(client, moment=mark).content
    assert b"press the button again" in begin(client, moment="made up").content
    assert not BegunReferral.objects.exists()
    assert begin(client).status_code == 302


def test_a_robot_in_haste_sends_nothing_and_the_person_loses_no_answer(client: Client) -> None:
    fill(client)
    page = send(client, moment=mark_of_now()).content.decode()
    assert "press the button again" in page
    assert "Rosa Diaz" in page
    assert b"or leave it empty" in send(client, more_about_you="x").content
    assert not Referral.objects.exists()
    assert send(client)["Location"] == reverse("cases:refer_sent")


# Floods


def test_one_address_begins_only_so_many_in_an_hour_and_others_as_before(client: Client) -> None:
    most = profile().referral.most_begun.one_address
    for _ in range(most):
        assert begin(Client()).status_code == 302
    held_up = begin(Client())
    assert held_up.status_code == 429
    assert profile().identity.phone in held_up.content.decode()
    assert BegunReferral.objects.count() == most
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert begin(elsewhere).status_code == 302


def test_answers_beyond_all_measure_are_held_up_and_stay_in_their_boxes(client: Client) -> None:
    begin(client)
    with mock.patch("cases.views.referring.is_within", return_value=False):
        held_up = answer(client, "name", {"given_names": "Rosa"})
    assert held_up.status_code == 429
    assert 'value="Rosa"' in held_up.content.decode()


def test_codes_are_guessed_only_so_often_and_a_right_one_is_held_up_then_too(client: Client) -> None:
    code, _ = half_written()
    for _ in range(profile().referral.most_codes.one_address):
        guess = {"code": new_code(), "moment": after_a_while()}
        assert client.post(reverse("cases:refer_return"), guess).status_code == 200
    right = {"code": code, "moment": after_a_while()}
    assert client.post(reverse("cases:refer_return"), right).status_code == 429
    assert COOKIE not in client.cookies
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post(reverse("cases:refer_return"), right).status_code == 302


def test_without_redis_the_form_works_from_the_first_question_to_the_last(client: Client) -> None:
    """Nobody is counted meanwhile: the trap, the patience and eighty bits of code hold without it."""
    away = redis.ConnectionError("away")
    with (
        mock.patch.object(cache, "add", side_effect=away),
        mock.patch.object(cache, "incr", side_effect=away),
    ):
        fill(client)
        assert send(client)["Location"] == reverse("cases:refer_sent")
    assert Referral.objects.exists()


# Traces


@pytest.mark.clause("L26")
@pytest.mark.parametrize("who", ["parent", "young-person", "professional"])
def test_what_is_typed_stands_in_no_column_address_title_cookie_cache_or_log(
    client: Client, cast: Cast, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    words = Canaries()
    free = {
        ("name", "given_names"), ("name", "family_name"), ("child", "given_names"), ("child", "family_name"),
        ("school", "school"), ("aim", "aim"), ("dates", "dates"), ("phone", "care"), ("you", "name"), ("you", "job"),
        ("you", "organisation"), ("you", "reached_at"),
    }  # fmt: skip
    typed = {
        question: {
            name: words(f"{question} {name}") if (question, name) in free else value
            for name, value in fields.items()
        }
        for question, fields in ANSWERS[who].items()
    }
    if who != "young-person":
        typed["email"]["address"] = f"{words('email address')}@family.example"
    met: list[str] = []
    with caplog.at_level(logging.DEBUG):
        fill(client, who, **typed)
        half = _columns("cases_begunreferral") + _columns("audit_reading")
        check = client.get(reverse("cases:refer_check"))
        assert words.found_in(check.content) == set(words.of)
        met += [
            check.request["PATH_INFO"],
            check.content.decode().partition("</title>")[0],
            str(client.cookies),
        ]
        sent = send(client)
        met += [sent["Location"], str(sent.headers), str(client.cookies)]
    logged = "\n".join(map(ScrubbedFormatter("{levelname} {message}", style="{").format, caplog.records))
    stored = "".join(map(_columns, ("cases_referral", "outbox_message", "audit_logentry", "audit_reading")))
    with redis.Redis.from_url(cache._servers[0]) as server:  # type: ignore[attr-defined]
        cached = b"".join(
            key + (server.get(key) or b"") for key in server.scan_iter() if server.type(key) == b"string"
        )
    for trace in (half, stored, "\n".join(met), logged, cached):
        assert words.found_in(trace) == set()
    assert Message.objects.count() == (who != "young-person")


@pytest.mark.clause("L26")
def test_what_the_desk_writes_of_a_request_stands_in_no_column(client: Client, cast: Cast) -> None:
    words = Canaries()
    client.force_login(cast.team.caseworker)
    aside, answered = referred(), referred()
    client.post(
        reverse("cases:referral_set_aside", args=[aside.reference]), {"why": "other", "words": words("aside")}
    )
    client.post(
        reverse("cases:referral_answer", args=[answered.reference]),
        {
            "kinds": ["advice"],
            "note": words("note"),
            "minutes": "5",
            "level": "1",
            "got_it": "no",
            "wanted": words("wanted"),
            "told_of_none_because": words("why of nobody"),
            "why_no_case": words("why"),
        },
    )
    assert Referral.objects.waiting().count() == 0
    tables = ("cases_referral", "cases_enquiry", "cases_intervention", "audit_logentry", "audit_reading")
    assert words.found_in("".join(map(_columns, tables))) == set()


def _columns(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} t")
        return "\n".join(row for (row,) in cursor.fetchall())


# SQL as the application's role


@pytest.mark.clause("L26")
@pytest.mark.parametrize("table", ["cases_referral", "cases_begunreferral"])
@pytest.mark.parametrize("lost", ["yes_from = ''", "yes_how = ''", "yes_on = NULL"])
def test_a_professionals_request_cannot_lose_the_familys_yes(table: str, lost: str) -> None:
    half_written(Referrer.PROFESSIONAL)
    referred(Referrer.PROFESSIONAL)
    with pytest.raises(DatabaseError):
        run(f"UPDATE {table} SET {lost} WHERE who = 'professional'")


@pytest.mark.clause("L26")
def test_nobody_becomes_a_professional_without_the_familys_yes() -> None:
    half_written()
    with pytest.raises(DatabaseError, match="begun_by_others_with_a_yes"):
        run("UPDATE cases_begunreferral SET who = 'professional'")


@pytest.mark.parametrize(
    "change",
    [
        "who = 'young_person'",
        "issue = 'bullying'",
        "stage = 'final_plan'",
        "referral_source = 'health'",
        "told = '\\x00'",
        "sent_at = sent_at + interval '1 day'",
        "agreed_at = agreed_at - interval '1 day'",
        "acknowledged_at = NULL",
        "reference = 'LEI-R99999'",
        "id = gen_random_uuid()",
        "forgotten_at = now()",
        "state = 'taken_up'",
        "state = 'answered'",
        "state = 'set_aside'",
        "settled_at = now()",
        "set_aside_because = 'not_real'",
    ],
)
def test_what_was_sent_stays_as_it_was_sent_until_it_is_settled_whole(change: str) -> None:
    referred()
    with pytest.raises(DatabaseError):
        run(f"UPDATE cases_referral SET {change}")


@pytest.mark.parametrize(
    "change",
    [
        "state = 'waiting', settled_at = NULL, settled_by_id = NULL, set_aside_because = ''",
        "settled_at = settled_at + interval '1 day'",
        "set_aside_because = 'twice'",
        "settled_words = '\\x00'",
    ],
)
def test_what_is_settled_stays_settled(cast: Cast, change: str) -> None:
    worker = cast.team.caseworker
    set_aside(by=worker, referral=referred(), why=WhySetAside.NOT_REAL, words="", at=clock.now())
    with pytest.raises(DatabaseError, match="settled once"):
        run(f"UPDATE cases_referral SET {change}")
    run("UPDATE cases_referral SET forgotten_at = now()")
    with pytest.raises(DatabaseError, match="forgotten once"):
        run("UPDATE cases_referral SET forgotten_at = NULL")


def test_no_request_comes_settled_and_none_is_removed() -> None:
    referral = referred()
    columns = [str(field.column) for field in Referral._meta.concrete_fields]
    copied = ", ".join(
        {
            "id": f"'{uuid4()}'::uuid",
            "reference": "'LEI-R77777'",
            "state": "'set_aside'",
            "set_aside_because": "'not_real'",
        }.get(column, column)
        for column in columns
    )
    with pytest.raises(DatabaseError, match="sent before it is settled"):
        run(f"INSERT INTO cases_referral ({', '.join(columns)}) SELECT {copied} FROM cases_referral")
    for statement in (
        "DELETE FROM cases_referral",
        "TRUNCATE cases_referral",
        "DELETE FROM cases_intakeclosure",
    ):
        with pytest.raises(DatabaseError):
            run(statement)
    assert Referral.objects.get() == referral


def test_intake_is_closed_once_at_a_time_and_with_words(cast: Cast) -> None:
    row = "INSERT INTO cases_intakeclosure (id, words, closed_at, closed_by_id) VALUES (gen_random_uuid(), %s, now(), %s)"
    run(row, "Ill.", cast.team.manager.id)
    for words in ("Ill again.", ""):
        with pytest.raises(DatabaseError):
            run(row, words, cast.team.manager.id)
