"""Mail leaves once in effect, whatever breaks on the way, and nothing is lost without a person seeing it."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from django.db import InterfaceError, OperationalError, connection
from pytest_django import Settings

from sendiass.audit import ServicePrincipal
from sendiass.audit.models import LogEntry, Reading
from sendiass.crypto.erasure import erase
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox import delivery, jobs
from sendiass.outbox.choices import State
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from sendiass.outbox.rules import LEASE, MOST_ATTEMPTS
from sendiass.outbox.transport import End, Outcome
from sendiass.profiles import profile
from tests.kernel.outbox.post import AT_HOME, NOON, Write, fresh
from tests.kernel.outbox.smtp_sink import Sink, parts

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def deliver_due(moment: datetime = NOON) -> int:
    return delivery.deliver_due(clock=at(moment), until=moment + timedelta(minutes=3), most=50)


@pytest.mark.usefixtures("as_worker", "mail_server")
class TestOneMail:
    """A mail that arrives."""

    def test_it_arrives_in_two_parts_from_the_service(self, write: Write, mail_server: Sink) -> None:
        message = write()
        assert delivery.deliver(message.pk, clock=at(NOON)) is End.LEFT
        [mail] = mail_server.mails
        identity = profile().identity
        assert mail["To"] == "amina.khan@home.example"
        assert mail["Subject"] == "A note for you"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Message-ID"] == f"<{message.pk}@{identity.email.split('@')[1]}>"
        assert mail.get_content_type() == "multipart/alternative"
        said = parts(mail)
        for part in said.values():
            assert "Your appointment is on Monday." in part
            assert identity.name in part
            assert identity.phone in part
        kept = fresh(message)
        assert (kept.state, kept.sent_at, kept.attempts, kept.last_error) == (State.SENT, NOON, 1, "")

    @pytest.mark.clause("Y18")
    def test_it_wears_the_services_look_and_fetches_nothing(self, write: Write, mail_server: Sink) -> None:
        delivery.deliver(write().pk, clock=at(NOON))
        html = parts(mail_server.mails[0])["text/html"]
        assert profile().identity.brand_colour in html
        for loading in ("<img", "src=", "url(", "<link", "<script", "@import", "background="):
            assert loading not in html

    def test_a_discreet_mail_does_not_name_the_service_before_it_is_opened(
        self, write: Write, mail_server: Sink
    ) -> None:
        delivery.deliver(write().pk, clock=at(NOON))
        mail = mail_server.mails[0]
        assert mail["From"] == profile().identity.email
        assert profile().identity.name not in f"{mail['From']} {mail['Subject']}"

    def test_its_opening_is_a_reading_that_names_the_subject(self, write: Write, about: KeySubject) -> None:
        delivery.deliver(write().pk, clock=at(NOON))
        entry = Reading.objects.get(page="outbox:delivery")
        assert (entry.actor_id, entry.subjects, entry.everyone) == (
            ServicePrincipal("outbox").id,
            [about.id],
            False,
        )

    def test_its_way_is_in_the_history(self, write: Write) -> None:
        message = write()
        delivery.deliver(message.pk, clock=at(NOON))
        entries = LogEntry.objects.filter(object_id=message.pk, action=LogEntry.Action.UPDATE)
        assert entries.count() == 2
        assert {entry.actor_id for entry in entries} == {ServicePrincipal("outbox").id}

    def test_asking_again_sends_nothing_more(self, write: Write, mail_server: Sink) -> None:
        message = write()
        delivery.deliver(message.pk, clock=at(NOON))
        assert delivery.deliver(message.pk, clock=at(NOON)) is None
        assert deliver_due() == 0
        assert len(mail_server.taken) == 1

    def test_names_in_any_script_arrive(self, write: Write, mail_server: Sink) -> None:
        write(to=Recipient.by_email(address="p@home.example", name="પ્રિયા پٹیل"), note="Łódź 🙂")
        deliver_due()
        assert "પ્રિયા پٹیل" in parts(mail_server.mails[0])["text/plain"]
        assert "Łódź 🙂" in parts(mail_server.mails[0])["text/html"]

    def test_what_is_for_later_waits(self, write: Write) -> None:
        write(not_before=NOON + timedelta(hours=1))
        assert deliver_due(NOON) == 0
        assert deliver_due(NOON + timedelta(hours=1)) == 1

    def test_letters_are_not_mailed(self, write: Write) -> None:
        letter = write(to=AT_HOME)
        assert deliver_due() == 0
        assert delivery.deliver(letter.pk, clock=at(NOON)) is None

    def test_a_sweep_delivers_everything_that_waits(self, write: Write, mail_server: Sink) -> None:
        for _ in range(5):
            write()
        assert deliver_due() == 5
        assert len(mail_server.taken) == 5


@pytest.mark.usefixtures("as_worker", "mail_server")
class TestTrouble:
    """What breaks, and what is done about it."""

    def test_with_no_server_it_is_tried_later_and_later(
        self, write: Write, mail_server: Sink, settings: Settings
    ) -> None:
        message, other = write(), write(at=NOON + timedelta(seconds=1))
        settings.EMAIL_PORT = free_port()
        assert deliver_due() == 1  # the second keeps its place: no use in asking a dead server for each
        kept = fresh(message)
        assert (kept.state, kept.attempts, kept.last_error) == (State.WAITING, 1, "ConnectionRefusedError")
        assert kept.not_before == NOON + timedelta(minutes=1)
        assert fresh(other).attempts == 0
        delivery.deliver(message.pk, clock=at(NOON + timedelta(minutes=1)))
        assert fresh(message).not_before == NOON + timedelta(minutes=3)
        settings.EMAIL_PORT = mail_server.port
        assert deliver_due(NOON + timedelta(minutes=3)) == 2
        assert len(mail_server.taken) == 2
        assert fresh(message).last_error == ""

    def test_after_a_day_of_trying_it_is_stuck(self, write: Write, settings: Settings) -> None:
        message = write()
        settings.EMAIL_PORT = free_port()
        moment = NOON
        for _ in range(MOST_ATTEMPTS):
            delivery.deliver(message.pk, clock=at(moment))
            moment += timedelta(hours=1)
        assert fresh(message).state == State.STUCK

    @pytest.mark.parametrize(
        ("answer", "state", "error"),
        [
            ("550 no such user amina.khan@home.example", State.STUCK, "SMTPRecipientsRefused"),
            ("450 come back later", State.WAITING, "SMTPRecipientsRefused"),
        ],
    )
    def test_a_refused_address_is_stuck_at_once_and_a_postponed_one_waits(
        self, write: Write, mail_server: Sink, answer: str, state: State, error: str
    ) -> None:
        mail_server.to_recipient = answer
        message = write()
        deliver_due()
        kept = fresh(message)
        assert (kept.state, kept.last_error) == (state, error)

    @pytest.mark.parametrize(
        ("answer", "state"), [("554 not that", State.STUCK), ("451 not now", State.WAITING)]
    )
    def test_refused_content_is_stuck_at_once_and_postponed_content_waits(
        self, write: Write, mail_server: Sink, answer: str, state: State
    ) -> None:
        mail_server.to_content = answer
        message = write()
        deliver_due()
        assert fresh(message).state == state

    def test_one_mail_that_cannot_go_does_not_hold_up_the_rest(self, write: Write, mail_server: Sink) -> None:
        mail_server.to_recipient = "450 come back later"
        write()
        write()
        assert deliver_due() == 2

    def test_a_line_cut_while_handing_over_leaves_it_to_a_person(
        self, write: Write, mail_server: Sink
    ) -> None:
        mail_server.to_content = None
        message = write()
        deliver_due()
        assert fresh(message).state == State.UNSURE
        mail_server.to_content = "250 OK"
        assert deliver_due(NOON + timedelta(days=2)) == 0

    def test_a_server_that_takes_a_message_and_hangs_leaves_the_rest_in_their_place(
        self, write: Write, mail_server: Sink, settings: Settings
    ) -> None:
        settings.EMAIL_TIMEOUT = 0.5
        mail_server.before_content = Event()
        message, other = write(), write(at=NOON + timedelta(seconds=1))
        try:
            assert deliver_due() == 1
        finally:
            mail_server.before_content.set()
        assert (fresh(message).state, fresh(message).last_error) == (State.UNSURE, "SMTPServerDisconnected")
        assert (fresh(other).state, fresh(other).attempts) == (State.WAITING, 0)

    def test_a_server_that_takes_up_the_call_and_says_nothing_is_none(
        self, write: Write, settings: Settings
    ) -> None:
        settings.EMAIL_TIMEOUT = 0.5
        message, other = write(), write(at=NOON + timedelta(seconds=1))
        with socket.create_server(("127.0.0.1", 0)) as silent:
            settings.EMAIL_PORT = silent.getsockname()[1]
            assert deliver_due() == 1
        assert (fresh(message).state, fresh(message).last_error) == (State.WAITING, "SMTPServerDisconnected")
        assert fresh(other).attempts == 0

    @pytest.mark.parametrize("error", [OperationalError, InterfaceError])
    def test_a_data_base_that_falls_while_it_is_composed_leaves_it_waiting(
        self, write: Write, mail_server: Sink, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
    ) -> None:
        def fall(_: Message) -> None:
            raise error("server closed the connection unexpectedly")

        message = write()
        with monkeypatch.context() as patch:
            patch.setattr("sendiass.outbox.emails.mail_for", fall)
            deliver_due()
        assert (fresh(message).state, fresh(message).last_error) == (State.WAITING, error.__name__)
        assert deliver_due(NOON + timedelta(minutes=1)) == 1
        assert len(mail_server.taken) == 1

    def test_a_message_whose_key_was_erased_is_stuck_and_says_nothing(
        self, write: Write, mail_server: Sink, about: KeySubject
    ) -> None:
        message = write()
        erase(about)
        deliver_due()
        kept = fresh(message)
        assert (kept.state, kept.last_error) == (State.STUCK, "Erased")
        assert mail_server.taken == []

    def test_while_keys_are_unavailable_it_waits(
        self, write: Write, settings: Settings, tmp_path: Path
    ) -> None:
        message = write()
        settings.KEK_FILE = tmp_path / "gone"
        from sendiass.crypto import providers

        getattr(providers.key_provider, "cache_clear", lambda: None)()
        try:
            deliver_due()
        finally:
            getattr(providers.key_provider, "cache_clear", lambda: None)()
        kept = fresh(message)
        assert (kept.state, kept.last_error) == (State.WAITING, "KeyUnavailable")

    def test_an_error_is_kept_by_its_name_alone(
        self, write: Write, mail_server: Sink, caplog: pytest.LogCaptureFixture
    ) -> None:
        mail_server.to_recipient = "550 no such user amina.khan@home.example"
        write()
        deliver_due()
        assert "amina" not in caplog.text
        assert "SMTPRecipientsRefused" in caplog.text

    def test_a_server_that_says_goodbye_badly_has_still_taken_it(
        self, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(_: object) -> None:
            raise smtplib.SMTPServerDisconnected("gone")

        monkeypatch.setattr(smtplib.SMTP, "quit", broken)
        message = write()
        deliver_due()
        assert fresh(message).state == State.SENT

    def test_a_lapsed_attempt_becomes_unsure_and_a_running_one_is_left_alone(self, write: Write) -> None:
        message = write()
        claimed = delivery._claim(Message.objects.all(), NOON)
        assert claimed is not None
        assert delivery.give_up_lapsed(at=NOON + LEASE) == 0
        assert delivery.give_up_lapsed(at=NOON + LEASE + timedelta(seconds=1)) == 1
        kept = fresh(message)
        assert (kept.state, kept.last_error) == (State.UNSURE, "AttemptLapsed")
        assert deliver_due(NOON + timedelta(days=1)) == 0

    def test_a_worker_thought_dead_that_comes_back_is_believed(self, write: Write) -> None:
        message = write()
        slow = delivery._claim(Message.objects.all(), NOON)
        assert slow is not None
        delivery.give_up_lapsed(at=NOON + timedelta(hours=1))
        delivery._finish(slow, Outcome(End.LEFT), NOON + timedelta(hours=1))
        assert fresh(message).state == State.SENT

    def test_but_not_against_a_later_attempt(self, write: Write) -> None:
        message = write()
        slow = delivery._claim(Message.objects.all(), NOON)
        assert slow is not None
        delivery.give_up_lapsed(at=NOON + timedelta(hours=1))
        again = fresh(message)
        again.state = State.WAITING
        again.save(update_fields=["state"])
        delivery._claim(Message.objects.all(), NOON + timedelta(hours=2))
        delivery._finish(slow, Outcome(End.NOT_NOW, "X"), NOON + timedelta(hours=2))
        assert fresh(message).state == State.BEING_SENT


@pytest.mark.usefixtures("mail_server")
class TestJobs:
    """What the clock and the queue call."""

    def test_the_sweep_delivers_as_the_outbox(self, write: Write) -> None:
        message = write()
        jobs.deliver_waiting()
        assert fresh(message).state == State.SENT

    def test_the_queues_call_delivers_one(self, write: Write) -> None:
        message, other = write(), write()
        jobs.deliver(str(message.pk))
        assert (fresh(message).state, fresh(other).state) == (State.SENT, State.WAITING)

    def test_a_call_for_what_was_rolled_back_does_nothing(self, mail_server: Sink) -> None:
        jobs.deliver(str(uuid4()))
        assert mail_server.taken == []


def free_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_the_sweep_looks_at_what_waits_and_not_at_the_whole_past(write: Write) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        due = Message.objects.due(NOON).order_by("not_before", "id")
        assert "message_waiting" in due.explain()
