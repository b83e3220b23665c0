"""Mail that came back is known by its own id, shown as returned, and nothing more goes where it was sent."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from sendiass.crypto.erasure import erase
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox import bounces, delivery, jobs, returns
from sendiass.outbox.choices import CancelReason, State
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from tests.kernel.outbox import imap_box
from tests.kernel.outbox.post import NOON, Write, fresh
from tests.kernel.outbox.reports import SHAPES, report
from tests.kernel.outbox.smtp_sink import Sink

LATER = NOON + timedelta(hours=2)
TOLD: list[tuple[Message, str]] = []


def hear(message: Message, address: str, at: object) -> None:
    TOLD.append((message, address))


def fail(message: Message, address: str, at: object) -> None:
    raise RuntimeError("the floor above could not")


@pytest.fixture(autouse=True)
def somebody_to_tell(settings: Settings) -> None:
    TOLD.clear()
    settings.OUTBOX_RETURNS = [f"{__name__}.hear"]


@pytest.fixture
def sent(write: Write, mail_server: Sink) -> Callable[..., Message]:
    """A message that has left."""

    def send(**how: object) -> Message:
        message = write(**how)
        delivery.deliver(message.pk, clock=lambda: NOON)
        return fresh(message)

    return send


@pytest.mark.parametrize("shape", SHAPES)
def test_a_report_of_each_mail_server_names_the_mail_that_was_lost(shape: str) -> None:
    assert bounces.returned(report(shape, message_id="<a@b.example>")) == "<a@b.example>"


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2"), ("delivered", "2.0.0"), ("failed", "")]
)
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_late_full_or_delivered_is_not_lost(shape: str, action: str, status: str) -> None:
    assert bounces.returned(report(shape, message_id="<a@b.example>", action=action, status=status)) == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 500,
        b"Subject: out of office\r\nIn-Reply-To: <a@b.example>\r\n\r\nI am away. Status: 5.1.1\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n",
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=x\r\n\r\n--x--\r\n",
        report("postfix", message_id="<a@b.example>") + b"x" * bounces.LARGEST,
    ],
)
def test_replies_receipts_and_rubbish_report_nothing(raw: bytes) -> None:
    assert bounces.returned(raw) == ""


@given(st.binary(max_size=400), st.integers(0, 1500))
def test_whatever_is_cut_off_or_spoilt_raises_nothing(rubbish: bytes, upto: int) -> None:
    bounces.returned(rubbish)
    bounces.returned(report("exim", message_id="<a@b.example>")[:upto] + rubbish)


@pytest.mark.django_db
@pytest.mark.usefixtures("as_worker")
class TestWhatCameBack:
    """A report about a message of ours."""

    @pytest.mark.parametrize("shape", SHAPES)
    def test_it_is_shown_as_returned_and_whoever_knows_them_is_told(
        self, sent: Callable[..., Message], shape: str
    ) -> None:
        message = sent()
        assert returns.take_report(report(shape, message_id=message.message_id), at=LATER)
        kept = fresh(message)
        assert (kept.state, kept.sent_at, kept.returned_at) == (State.RETURNED, NOON, LATER)
        assert [(one.pk, address) for one, address in TOLD] == [(message.pk, "amina.khan@home.example")]

    def test_reported_again_it_changes_nothing_more(self, sent: Callable[..., Message]) -> None:
        raw = report("exim", message_id=sent().message_id)
        assert returns.take_report(raw, at=LATER)
        assert not returns.take_report(raw, at=LATER)
        assert len(TOLD) == 1

    def test_a_report_of_an_id_that_is_not_ours_changes_nothing(self, sent: Callable[..., Message]) -> None:
        message = sent()
        assert not returns.take_report(report("postfix", message_id=f"<{uuid4()}@x.example>"), at=LATER)
        assert (fresh(message).state, TOLD) == (State.SENT, [])

    def test_a_message_that_has_not_left_cannot_come_back(self, write: Write) -> None:
        message = write()
        assert not returns.take_report(report("postfix", message_id=message.message_id), at=LATER)
        assert fresh(message).state == State.WAITING

    def test_what_may_have_been_sent_was_for_it_came_back(self, write: Write, mail_server: Sink) -> None:
        mail_server.to_content = None
        message = write()
        delivery.deliver(message.pk, clock=lambda: NOON)
        assert fresh(message).state == State.UNSURE
        assert returns.take_report(report("postfix", message_id=message.message_id), at=LATER)
        assert fresh(message).state == State.RETURNED

    def test_nothing_that_waits_goes_there_and_what_goes_elsewhere_does(
        self, sent: Callable[..., Message], write: Write, mail_server: Sink
    ) -> None:
        message = sent()
        there = write(to=Recipient.by_email(address="Amina.Khan@home.example"), not_before=LATER)
        elsewhere = write(to=Recipient.by_email(address="amina@work.example"), not_before=LATER)
        returns.take_report(report("exim", message_id=message.message_id), at=LATER)
        assert (fresh(there).state, fresh(there).cancelled_because) == (
            State.CANCELLED,
            CancelReason.CAME_BACK,
        )
        assert fresh(elsewhere).state == State.WAITING

    def test_of_somebody_who_was_erased_only_the_message_is_marked(
        self, sent: Callable[..., Message], about: KeySubject
    ) -> None:
        message = sent()
        erase(about)
        assert returns.take_report(report("exim", message_id=message.message_id), at=LATER)
        assert (fresh(message).state, TOLD) == (State.RETURNED, [])

    def test_the_sender_on_the_envelope_is_who_takes_reports(
        self, sent: Callable[..., Message], mail_server: Sink, settings: Settings
    ) -> None:
        settings.REPORTS_ADDRESS = "reports@service.example"
        sent()
        assert "reports@service.example" in mail_server.envelopes[-1][0]
        assert "reports@" not in mail_server.mails[-1]["From"]


@pytest.mark.django_db
class TestTheMailbox:
    """Reports fetched by IMAP."""

    def test_each_is_taken_once_and_marked_as_read(
        self, sent: Callable[..., Message], settings: Settings
    ) -> None:
        message = sent()
        with imap_box.holding(
            report("exim", message_id=message.message_id), b"Subject: hello\r\n\r\n"
        ) as box:
            settings.REPORTS_MAILBOX = box.address
            jobs.fetch_reports()
            jobs.fetch_reports()
        assert (box.seen, len(TOLD)) == ({1, 2}, 1)
        assert fresh(message).state == State.RETURNED

    def test_what_could_not_be_told_is_read_again_and_holds_up_no_other(
        self, sent: Callable[..., Message], settings: Settings
    ) -> None:
        message = sent()
        settings.OUTBOX_RETURNS = [f"{__name__}.fail"]
        with imap_box.holding(
            report("exim", message_id=message.message_id), b"Subject: hello\r\n\r\n"
        ) as box:
            settings.REPORTS_MAILBOX = box.address
            jobs.fetch_reports()
            assert (box.seen, fresh(message).state) == ({2}, State.SENT)
            settings.OUTBOX_RETURNS = [f"{__name__}.hear"]
            jobs.fetch_reports()
        assert (fresh(message).state, len(TOLD)) == (State.RETURNED, 1)

    def test_a_mailbox_that_lets_us_not_in_is_logged_without_its_words(
        self, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        with imap_box.holding(b"Subject: hello\r\n\r\n") as box:
            box.lets_in = False
            settings.REPORTS_MAILBOX = box.address
            jobs.fetch_reports()
        assert "does not answer" in caplog.text
        assert "not you" not in caplog.text

    def test_without_a_mailbox_nothing_is_asked(self, settings: Settings) -> None:
        settings.REPORTS_MAILBOX = None
        jobs.fetch_reports()


@pytest.mark.django_db
class TestThePipe:
    """A report on standard input."""

    def test_it_is_taken(
        self,
        sent: Callable[..., Message],
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        message = sent()
        give(report("postfix", message_id=message.message_id), monkeypatch)
        call_command("take_report")
        assert fresh(message).state == State.RETURNED
        assert "came back" in capsys.readouterr().out

    def test_what_could_not_be_taken_is_to_be_brought_again(
        self, sent: Callable[..., Message], monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        settings.OUTBOX_RETURNS = [f"{__name__}.fail"]
        give(report("postfix", message_id=sent().message_id), monkeypatch)
        with pytest.raises(SystemExit) as ended:
            call_command("take_report")
        assert ended.value.code == 75


def give(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
