"""By GOV.UK Notify: what was frozen goes, once; what nobody was sure of is settled by asking; nothing of it is logged."""

from __future__ import annotations

import base64
import logging
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from sendiass.audit.models import Reading
from sendiass.environment import Notify
from sendiass.outbox import delivery, jobs, kinds, moves, notify, standings
from sendiass.outbox.choices import Carrier, Channel, State
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from sendiass.outbox.rules import Fate, fate_of
from tests.kernel.outbox import notify_api
from tests.kernel.outbox.notify_api import EMAIL_TEMPLATE, KEY, SENDER, TEXT_TEMPLATE, Api
from tests.kernel.outbox.post import AT_HOME, FAMILY, HELLO, NOON, TEXTED, Write, fresh
from tests.kernel.outbox.smtp_sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_worker")]
PHONE = Recipient.by_text(number="+447700900123", name="Amina Khan")
CANARY = "zq7canary4f1e9d"
TOLD: list[str] = []


def hear(message: Message, address: str, at: object) -> None:
    TOLD.append(address)


@pytest.fixture(autouse=True)
def somebody_to_tell(settings: Settings) -> None:
    TOLD.clear()
    settings.OUTBOX_RETURNS = [f"{__name__}.hear"]
    settings.MESSAGE_KINDS = [*settings.MESSAGE_KINDS, "tests.kernel.outbox.post.TEXTED"]
    kinds.all_kinds.cache_clear()


@pytest.fixture
def api(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """A service that has Notify for everything."""
    monkeypatch.setattr(notify, "TIMEOUT", 0.6)
    with notify_api.listening() as api:
        settings.NOTIFY = Notify(KEY, api.url, EMAIL_TEMPLATE, TEXT_TEMPLATE, SENDER, letters=True)
        yield api


def sweep(at: datetime = NOON) -> int:
    return delivery.deliver_due(clock=lambda: at, until=at + timedelta(minutes=3), most=50)


def asked(settings: Settings, at: datetime) -> int:
    return standings.ask(settings.NOTIFY, at=at, most=50)


def test_an_email_goes_as_it_was_frozen_and_is_known_by_our_id(api: Api, write: Write) -> None:
    message = write(note="Your appointment is on Monday.")
    sweep()
    [kept] = api.kept
    assert (kept["path"], kept["email_address"], kept["template_id"]) == (
        "/v2/notifications/email",
        "amina.khan@home.example",
        EMAIL_TEMPLATE,
    )
    assert kept["reference"] == str(message.pk)
    assert kept["personalisation"]["subject"] == message.subject
    assert "Your appointment is on Monday." in kept["personalisation"]["body"]
    assert set(kept["personalisation"]) == {"subject", "body"}
    assert (fresh(message).state, fresh(message).carrier) == (State.SENT, Carrier.NOTIFY)
    assert Reading.objects.filter(page="outbox:delivery").count() == 1


def test_a_text_message_goes_to_the_number_and_names_nobody(api: Api, write: Write) -> None:
    message = write(to=PHONE, kind=TEXTED)
    sweep()
    [kept] = api.kept
    assert (kept["path"], kept["phone_number"]) == ("/v2/notifications/sms", "+447700900123")
    assert kept["personalisation"] == {"body": "A short word for you."}
    assert "sms_sender_id" not in kept
    assert fresh(message).state == State.SENT


def test_a_letter_is_printed_for_us_from_our_own_pdf(api: Api, write: Write) -> None:
    message = write(to=AT_HOME)
    sweep()
    [kept] = api.kept
    assert kept["path"] == "/v2/notifications/letter"
    assert base64.b64decode(kept["content"]).startswith(b"%PDF")
    assert (fresh(message).state, Message.objects.of_the_desk().for_the_post().count()) == (State.SENT, 0)


def test_where_letters_are_not_printed_for_us_they_wait_for_the_desk(
    api: Api, write: Write, settings: Settings
) -> None:
    settings.NOTIFY = replace(settings.NOTIFY, letters=False)
    message = write(to=AT_HOME)
    assert sweep() == 0
    assert list(Message.objects.of_the_desk().for_the_post()) == [message]


def test_a_service_without_a_template_for_email_sends_it_by_its_mail_server(
    api: Api, write: Write, settings: Settings, mail_server: Sink
) -> None:
    settings.NOTIFY = replace(settings.NOTIFY, email_template="")
    message = write()
    sweep()
    assert (len(mail_server.mails), api.kept) == (1, [])
    assert fresh(message).carrier == Carrier.MAIL_SERVER


NOT_TAKEN: list[tuple[str, dict[str, Any], State]] = [
    ("not valid", {"refuses": (400, [{"error": "ValidationError", "message": CANARY}])}, State.STUCK),
    ("no such key", {"refuses": (403, [{"error": "AuthError", "message": "Invalid token"}])}, State.WAITING),
    ("too many", {"refuses": (429, [{"error": "RateLimitError", "message": "Exceeded"}])}, State.WAITING),
    ("its own fault", {"refuses": (500, [{"error": "Exception", "message": "oops"}])}, State.WAITING),
    ("not now", {"refuses": (503, [{"error": "Exception", "message": "later"}])}, State.WAITING),
]
WHO_KNOWS: list[tuple[str, dict[str, Any], int]] = [
    ("silent before it took it", {"waits_before_keeping": True}, 0),
    ("silent after it took it", {"waits_after_keeping": True}, 1),
    ("cut before it took it", {"cuts_before_keeping": True}, 0),
    ("cut after it took it", {"cuts_after_keeping": True}, 1),
    ("unreadable when it took it", {"babbles": True}, 1),
    ("its front gave up", {"refuses": (504, [])}, 0),
    ("an answer that is none", {"refuses": (200, [])}, 0),
]


@pytest.mark.parametrize(
    ("moods", "state"), [one[1:] for one in NOT_TAKEN], ids=[one[0] for one in NOT_TAKEN]
)
def test_what_it_would_not_take_is_not_lost_and_goes_once_when_it_does(
    api: Api, write: Write, moods: dict[str, Any], state: State
) -> None:
    message = write()
    for name, mood in moods.items():
        setattr(api, name, mood)
    sweep()
    assert (fresh(message).state, api.kept) == (state, [])
    api.at_ease()
    sweep(NOON + timedelta(hours=1))
    sweep(NOON + timedelta(hours=2))
    left = state is State.WAITING
    assert (fresh(message).state, len(api.kept)) == (State.SENT if left else State.STUCK, int(left))


@pytest.mark.parametrize(("moods", "kept"), [one[1:] for one in WHO_KNOWS], ids=[one[0] for one in WHO_KNOWS])
def test_what_may_have_been_taken_is_settled_by_asking_and_never_goes_twice(
    api: Api, write: Write, settings: Settings, moods: dict[str, Any], kept: int
) -> None:
    message = write()
    for name, mood in moods.items():
        setattr(api, name, mood)
    sweep()
    assert (fresh(message).state, len(api.kept)) == (State.UNSURE, kept)
    api.patience_is_over.set()
    api.at_ease()
    asked(settings, NOON + timedelta(minutes=2))
    assert fresh(message).state == State.UNSURE  # it may still be on its way there
    asked(settings, NOON + timedelta(minutes=11))
    assert fresh(message).state == (State.SENT if kept else State.WAITING)
    sweep(NOON + timedelta(minutes=12))
    assert (fresh(message).state, len(api.kept)) == (State.SENT, 1)


def test_a_person_who_sends_again_what_it_has_sends_no_second_one(api: Api, write: Write) -> None:
    message = write()
    api.cuts_after_keeping = True
    sweep()
    api.at_ease()
    moves.send_again(fresh(message), at=NOON)
    sweep(NOON + timedelta(minutes=1))
    assert (fresh(message).state, len(api.kept)) == (State.SENT, 1)


def test_while_it_cannot_be_asked_nothing_is_tried_again(api: Api, write: Write, settings: Settings) -> None:
    message = write()
    api.cuts_after_keeping = True
    sweep()
    api.at_ease()
    api.silent_when_asked = True
    moves.send_again(fresh(message), at=NOON)
    sweep(NOON + timedelta(minutes=1))
    assert (fresh(message).state, len(api.kept)) == (State.WAITING, 1)
    assert asked(settings, NOON + timedelta(hours=1)) == 0


def test_a_line_that_cannot_be_opened_keeps_everything_in_its_place(
    api: Api, write: Write, settings: Settings, mail_server: Sink
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.NOTIFY = replace(
            settings.NOTIFY, url=f"http://127.0.0.1:{nobody.getsockname()[1]}", email_template=""
        )
        text, second, mail = write(to=PHONE, kind=TEXTED), write(to=PHONE, kind=TEXTED), write()
        sweep()
    assert [fresh(one).state for one in (text, second, mail)] == [State.WAITING, State.WAITING, State.SENT]
    assert sorted(fresh(one).attempts for one in (text, second)) == [0, 1]


def test_a_process_without_the_key_sends_nothing_and_loses_nothing(
    api: Api, write: Write, settings: Settings
) -> None:
    settings.NOTIFY = replace(settings.NOTIFY, api_key="")
    message = write()
    sweep()
    assert (fresh(message).state, fresh(message).last_error) == (State.WAITING, "NoNotifyKey")


def test_what_is_sent_is_not_carried_to_another_address_by_a_redirect(api: Api, write: Write) -> None:
    message = write()
    api.refuses = (307, [])
    sweep()
    assert (fresh(message).state, api.kept) == (State.WAITING, [])


# What became of it


def sent(api: Api, write: Write, **how: Any) -> Message:
    message = write(**how)
    sweep()
    assert fresh(message).state == State.SENT
    return message


def test_what_arrived_is_known_to_have_arrived_and_not_asked_about_again(
    api: Api, write: Write, settings: Settings
) -> None:
    message = sent(api, write)
    asked(settings, NOON + timedelta(minutes=5))
    assert fresh(message).delivered_at is None
    api.status = "delivered"
    later = NOON + timedelta(minutes=10)
    asked(settings, later)
    assert (fresh(message).state, fresh(message).delivered_at) == (State.SENT, later)
    api.asked.clear()
    asked(settings, NOON + timedelta(minutes=15))
    assert api.asked == []


@pytest.mark.clause("L30")
@pytest.mark.parametrize(("to", "kind"), [(FAMILY, HELLO), (PHONE, TEXTED)], ids=["email", "text"])
def test_an_address_that_is_none_is_told_to_the_floors_like_mail_that_came_back(
    api: Api, write: Write, settings: Settings, to: Recipient, kind: kinds.MessageKind
) -> None:
    message = sent(api, write, to=to, kind=kind)
    waits = write(to=to, kind=kind, not_before=NOON + timedelta(days=9))
    api.status = "permanent-failure"
    asked(settings, NOON + timedelta(minutes=5))
    assert (fresh(message).state, TOLD) == (State.RETURNED, [to.address])
    assert fresh(waits).state == State.CANCELLED
    asked(settings, NOON + timedelta(minutes=10))
    assert [to.address] == TOLD


@pytest.mark.parametrize(
    ("to", "status"),
    [(FAMILY, "temporary-failure"), (FAMILY, "technical-failure"), (AT_HOME, "validation-failed")],
)
def test_what_could_not_be_delivered_waits_for_a_person_who_may_have_it_sent_again(
    api: Api, write: Write, settings: Settings, to: Recipient, status: str
) -> None:
    message = sent(api, write, to=to)
    api.status = status
    asked(settings, NOON + timedelta(minutes=5))
    assert (fresh(message).state, fresh(message).sent_at) == (State.STUCK, None)
    assert message in Message.objects.needing_a_person()
    moves.send_again(fresh(message), at=NOON + timedelta(hours=1))
    sweep(NOON + timedelta(hours=1))
    assert (fresh(message).state, len(api.kept)) == (State.SENT, 2)


def test_a_letter_that_was_not_printed_is_the_desks_to_post(
    api: Api, write: Write, settings: Settings
) -> None:
    message = sent(api, write, to=AT_HOME)
    api.status = "validation-failed"
    asked(settings, NOON + timedelta(minutes=5))
    assert list(Message.objects.of_the_desk().for_the_post()) == [message]


def test_it_is_not_asked_about_what_it_has_forgotten(api: Api, write: Write, settings: Settings) -> None:
    sent(api, write)
    assert asked(settings, NOON + timedelta(days=7)) == 0
    assert api.asked == []


def test_the_clock_asks_only_where_the_service_has_it(settings: Settings) -> None:
    settings.NOTIFY = None
    jobs.ask_notify()


@pytest.mark.parametrize("channel", Channel)
def test_a_status_nobody_knows_changes_nothing(channel: Channel) -> None:
    assert fate_of("something new", channel) is Fate.UNDER_WAY
    assert fate_of("permanent-failure", Channel.POST) is Fate.FAILED


# Nothing of it is told elsewhere


@pytest.mark.parametrize("moods", [one[1] for one in [*NOT_TAKEN, *WHO_KNOWS]])
def test_nothing_of_the_message_is_in_the_log_or_on_record_beside_it(
    api: Api, write: Write, caplog: pytest.LogCaptureFixture, moods: dict[str, Any]
) -> None:
    caplog.set_level(logging.INFO)
    to = Recipient.by_email(address=f"{CANARY}@home.example", name=CANARY)
    message = write(to=to, note=CANARY)
    for name, mood in moods.items():
        setattr(api, name, mood)
    sweep()
    assert CANARY not in caplog.text
    assert KEY not in caplog.text
    assert CANARY not in fresh(message).last_error
    assert "was not delivered" in caplog.text  # the log is read


def test_an_error_that_escapes_repeats_nothing(api: Api, settings: Settings) -> None:
    api.silent_when_asked = True
    with pytest.raises(notify.NoAnswer) as told:
        notify.statuses(CANARY, settings.NOTIFY)
    assert CANARY not in str(told.value)
    assert told.value.__suppress_context__
    assert CANARY not in repr(notify.Parcel(Channel.TEXT, CANARY, CANARY, CANARY, CANARY))


# Held by the data base


def refused_by_the_data_base(sql: str, message: Message) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE outbox_message SET {sql} WHERE id = %s", [message.pk])


def test_the_data_base_knows_what_can_have_been_delivered_and_by_whom(api: Api, write: Write) -> None:
    letter = write(to=AT_HOME)
    refused_by_the_data_base("state = 'being_sent', claimed_at = now()", letter)
    refused_by_the_data_base("delivered_at = now()", letter)
    refused_by_the_data_base("is_discreet = true", letter)
